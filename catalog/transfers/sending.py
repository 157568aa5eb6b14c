"""The goods leave."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from catalog import stock
from catalog.models import Transfer, TransferEvent, Variant
from catalog.stock import Item

from .drafting import write
from .errors import TransferError, locked, require_draft
from .receiving import Arrival, receive


@transaction.atomic
def send(
    *, transfer: Transfer, at: datetime, by, quantities: Mapping[Variant, int] | None = None
) -> Transfer:
    """The listed goods leave the origin: all, or none. A second call changes nothing.

    quantities: last changes of the list, written first. Raises what write raises, and stock.OutOfStock for what is not free there any more, TransferError on an empty list.
    """
    transfer = locked(transfer)
    if transfer.is_on_the_way or transfer.state == Transfer.State.CLOSED:
        return transfer
    require_draft(transfer)
    if quantities:
        write(transfer=transfer, quantities=quantities, at=at)
    lines = list(transfer.lines.select_related("variant__product"))
    if not lines:
        raise TransferError("Daftarnya masih kosong. Tambahkan barang dahulu.")
    if not transfer.destination.is_active:
        raise TransferError(f"{transfer.destination.name} tidak dipakai lagi.")
    stock.depart(
        items=[Item(line.variant, line.quantity, str(line.position)) for line in lines],
        origin=transfer.origin,
        destination=transfer.destination,
        source_id=transfer.source_id,
        at=at,
        by=by,
    )
    transfer.state, transfer.sent_at, transfer.sent_by = Transfer.State.SENT, at, by
    transfer.save(update_fields=["state", "sent_at", "sent_by"])
    pieces = sum(line.quantity for line in lines)
    TransferEvent.objects.create(
        transfer=transfer, kind=TransferEvent.Kind.SENT, key=f"{transfer.source_id}-sent",
        note=f"{len(lines)} macam, {pieces} buah", at=at, by=by,
    )  # fmt: skip
    return transfer


@transaction.atomic
def move_at_once(
    *, transfer: Transfer, at: datetime, by, quantities: Mapping[Variant, int] | None = None
) -> Transfer:
    """Sent and received in one go, by who carries the goods over in person.

    Takes and raises what send takes and raises.
    """
    transfer = send(transfer=transfer, at=at, by=by, quantities=quantities)
    if not transfer.is_on_the_way:
        return transfer
    arrivals = {line.pk: Arrival(line.quantity) for line in transfer.lines.all()}
    return receive(
        transfer=transfer, arrivals=arrivals, key=f"{transfer.source_id}-at-once", at=at, by=by
    )
