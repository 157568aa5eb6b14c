"""The goods arrive and are counted; what is different is explained, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices

from catalog import locks, stock
from catalog.models import Transfer, TransferEvent, TransferLine
from catalog.stock import Item

from .errors import TransferError, locked, was_done


class Missing(TextChoices):
    """What became of pieces that were expected and did not come."""

    LATER = "later", "Menyusul, masih di jalan"
    BACK = "back", "Tidak jadi dibawa, masih di tempat asal"
    LOST = "lost", "Hilang atau rusak di jalan"


@dataclass(frozen=True)
class Arrival:
    """What was counted of one line now. missing, reason: about the pieces that did not come;
    more pieces than expected need a reason as well."""

    pieces: int
    missing: str = Missing.LATER
    reason: str = ""


@transaction.atomic
def receive(
    *, transfer: Transfer, arrivals: Mapping[int, Arrival], key: str, at: datetime, by
) -> Transfer:
    """Book what was counted, by the key of its line; lines left out are still on the way.

    Once nothing is on the way the transfer is closed. key: of the form; the same key again
    changes nothing. Raises TransferError naming its line; nothing is booked then.
    """
    transfer = locked(transfer)
    if was_done(key):
        return transfer
    if not transfer.is_on_the_way:
        raise TransferError("Tidak ada yang dalam perjalanan: pemindahan ini sudah selesai.")
    lines = list(transfer.lines.select_related("variant__product").order_by("position"))
    # Both ends of every line at once: the acts below then find their levels locked already.
    ends = (transfer.origin_id, transfer.destination_id)
    locks.lock_levels([(line.variant_id, end) for line in lines for end in ends], create=True)
    number = transfer.events.count()
    came, back, gone, extra, told = [], [], [], [], []
    for line in lines:
        if line.pk not in arrivals or not line.on_the_way:
            continue
        arrival = arrivals[line.pk]
        expected, reason = line.on_the_way, arrival.reason.strip()
        _check(line, arrival, reason)
        mark = f"{line.position}-{number}"
        surplus, short = max(arrival.pieces - expected, 0), max(expected - arrival.pieces, 0)
        if surplus:
            extra.append((line, Item(line.variant, surplus, f"{mark}-x")))
        if arrival.pieces:
            came.append(Item(line.variant, arrival.pieces, mark))
        if short and arrival.missing == Missing.BACK:
            back.append(Item(line.variant, short, f"{mark}-b"))
        if short and arrival.missing == Missing.LOST:
            gone.append((reason, Item(line.variant, short, f"{mark}-h")))
        told += _book(line, arrival, surplus, short, reason)
    if not (came or back or gone):
        raise TransferError("Isi jumlah barang yang sudah datang.")
    _move(transfer, came, back, gone, extra, at, by)
    TransferEvent.objects.create(
        transfer=transfer, kind=TransferEvent.Kind.RECEIVED, key=key, at=at, by=by,
        note="\n".join([_in_all(came), *told]),
    )  # fmt: skip
    return close_when_done(transfer, at=at)


def close_when_done(transfer: Transfer, *, at: datetime) -> Transfer:
    """Close the transfer once every piece is accounted for."""
    if not any(line.on_the_way for line in transfer.lines.all()):
        transfer.state, transfer.closed_at = Transfer.State.CLOSED, at
        transfer.save(update_fields=["state", "closed_at"])
    return transfer


def _check(line: TransferLine, arrival: Arrival, reason: str) -> None:
    if not 0 <= arrival.pieces <= 100_000:
        raise TransferError("Jumlah harus 0 sampai 100.000.", line.pk, "pieces")
    is_short = arrival.pieces < line.on_the_way
    if is_short and arrival.missing not in Missing.values:
        raise TransferError("Pilih apa yang terjadi dengan yang kurang.", line.pk, "missing")
    differs = arrival.pieces > line.on_the_way or (is_short and arrival.missing != Missing.LATER)
    if differs and not reason:
        raise TransferError("Jelaskan selisihnya.", line.pk)
    if len(reason) > 160:
        raise TransferError("Penjelasan paling panjang 160 huruf.", line.pk)


def _book(line: TransferLine, arrival: Arrival, surplus: int, short: int, reason: str):
    """Write the figures of the line; returns what to tell about it in the history."""
    line.received += arrival.pieces
    line.surplus += surplus
    told = []
    if surplus:
        told.append(f"{line.variant}: lebih {surplus}, {reason}")
    if short:
        line.returned += short if arrival.missing == Missing.BACK else 0
        line.lost += short if arrival.missing == Missing.LOST else 0
        words = f"{line.variant}: kurang {short}, {Missing(arrival.missing).label.lower()}"
        told.append(f"{words}. {reason}" if reason else words)
    if reason and (surplus or short):
        line.reason = "; ".join(filter(None, [line.reason, reason]))[:200]
    line.save(update_fields=["received", "surplus", "returned", "lost", "reason"])
    return told


def _move(transfer, came, back, gone, extra, at, by) -> None:
    """The movements of one arrival."""
    act = {"source_id": transfer.source_id, "at": at, "by": by}
    places = {"origin": transfer.origin, "destination": transfer.destination}
    for line, item in extra:
        # More came than was noted, so more had left: the origin has that much less.
        try:
            stock.depart(items=[item], **places, **act)
        except stock.OutOfStock as error:
            raise TransferError(
                f"Di {transfer.origin.name} hanya {error.available} lagi yang tercatat bebas. "
                "Terima sebanyak itu, lalu hitung kedua tempat lewat opname.",
                line.pk,
            ) from error
    stock.arrive(items=came, location=transfer.destination, **act)
    stock.arrive(items=back, location=transfer.origin, **act)
    for reason, item in gone:
        stock.lose(
            items=[item], origin=transfer.origin,
            reason=f"{transfer.number}, di jalan: {reason}", **act,
        )  # fmt: skip


def _in_all(came: list[Item]) -> str:
    pieces = sum(item.quantity for item in came)
    return f"{len(came)} macam, {pieces} buah diterima" if pieces else "Tidak ada yang datang"
