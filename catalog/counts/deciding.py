"""The second officer: books the differences, or asks for some to be counted again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from catalog import stock
from catalog.models import CountEvent, CountLine, StockCount, StockMovement
from catalog.models.stock import Source
from catalog.stock import StockError

from .errors import CountError, checked_note, locked

Kind = StockMovement.Kind
# What an officer books by hand may be the very difference that was counted, only these are not.
NEW_GOODS = (Kind.RECEIVE, Kind.RETURN)


def may_decide(count: StockCount, by) -> bool:
    """Whether this officer had no hand in the count: neither began, counted nor handed it in."""
    counters = set(count.lines.values_list("counted_by", flat=True))
    return by is not None and by.pk not in counters | {count.started_by_id, count.submitted_by_id}


def recount_needed(count: StockCount) -> list[CountLine]:
    """Differences whose goods were corrected by hand after they were counted."""
    by_hand = StockMovement.objects.filter(
        variant=OuterRef("variant"),
        location=count.location_id,
        source_type=Source.DESK,
        pk__gt=OuterRef("last_movement"),
    ).exclude(kind__in=NEW_GOODS)
    rows = count.lines.filter(Exists(by_hand)).exclude(counted=F("expected"))
    return list(rows.select_related("variant__product").order_by("position"))


@transaction.atomic
def approve(*, count: StockCount, note: str, at: datetime, by) -> StockCount:
    """Book every difference in the ledger: all, or none. A second call changes nothing.

    note: what explains the differences, never empty when there is one. Raises CountError: not a
    second officer, goods to be counted again, or pieces missing that orders were promised.
    """
    count = locked(count)
    if count.state == StockCount.State.APPROVED:
        return count
    _require_second(count, by)
    lines = [line for line in _lines(count) if line.difference]
    note = checked_note(note, "Jelaskan selisihnya.") if lines else note.strip()[:160]
    try:
        stock.book_count(
            differences=[(line.variant, line.difference, str(line.position)) for line in lines],
            location=count.location,
            source_id=count.source_id,
            reason=f"{count.number}: {note}" if lines else count.number,
            at=at,
            by=by,
        )
    except StockError as error:
        raise CountError(str(error)) from error
    # Asked under the levels' locks: nobody corrects one of them by hand from here on.
    if again := recount_needed(count):
        names = ", ".join(str(line) for line in again)
        raise CountError(f"Sudah dikoreksi sesudah dihitung, jadi perlu dihitung ulang: {names}.")
    count.state, count.note = StockCount.State.APPROVED, note
    count.decided_at, count.decided_by = at, by
    count.save(update_fields=["state", "note", "decided_at", "decided_by"])
    pieces = sum(line.difference for line in lines)
    told = f"{len(lines)} selisih dibukukan ({pieces:+d} buah). {note}" if lines else "Cocok semua."
    CountEvent.objects.create(count=count, kind=CountEvent.Kind.APPROVED, note=told, at=at, by=by)
    return count


@transaction.atomic
def ask_again(
    *, count: StockCount, lines: Iterable[int], reason: str, at: datetime, by
) -> StockCount:
    """Empty these lines (by key) and open the count again; the others keep their figures.

    The figures that were there stay in the history. Raises CountError.
    """
    count = locked(count)
    _require_second(count, by)
    reason = checked_note(reason, "Tulis mengapa perlu dihitung ulang.")
    again = list(count.lines.filter(pk__in=set(lines)).select_related("variant__product"))
    if not again:
        raise CountError("Pilih barang yang perlu dihitung ulang.")
    figures = "; ".join(f"{line}: dihitung {line.counted}" for line in again)
    count.lines.filter(pk__in=[line.pk for line in again]).update(
        counted=None, expected=None, last_movement=None, counted_at=None
    )
    count.state = StockCount.State.OPEN
    count.save(update_fields=["state"])
    CountEvent.objects.create(
        count=count, kind=CountEvent.Kind.SENT_BACK, note=f"{reason}\n{figures}", at=at, by=by
    )
    return count


def _lines(count: StockCount) -> list[CountLine]:
    rows = count.lines.exclude(counted=F("expected"))
    return list(rows.select_related("variant__product").order_by("position"))


def _require_second(count: StockCount, by) -> None:
    if not count.is_waiting:
        raise CountError("Opname ini tidak sedang menunggu petugas kedua.")
    if not may_decide(count, by):
        raise CountError("Anda ikut menghitung: petugas lain yang memeriksa dan membukukan.")
