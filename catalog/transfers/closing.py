"""A transfer that does not come about: thrown away before it left, called back after."""

from datetime import datetime

from django.db import transaction

from catalog import stock
from catalog.models import Transfer, TransferEvent
from catalog.stock import Item

from .errors import TransferError, locked, require_draft
from .receiving import close_when_done


@transaction.atomic
def discard(*, transfer: Transfer, at: datetime, by) -> Transfer:
    """Throw a list away that was never sent. A second call changes nothing."""
    transfer = locked(transfer)
    if transfer.state == Transfer.State.CANCELLED:
        return transfer
    require_draft(transfer)
    transfer.state, transfer.closed_at = Transfer.State.CANCELLED, at
    transfer.save(update_fields=["state", "closed_at"])
    TransferEvent.objects.create(
        transfer=transfer, kind=TransferEvent.Kind.DISCARDED,
        key=f"{transfer.source_id}-discarded", at=at, by=by,
    )  # fmt: skip
    return transfer


@transaction.atomic
def call_back(*, transfer: Transfer, reason: str, at: datetime, by) -> Transfer:
    """Everything still on the way is back at the origin; what arrived stays where it is.

    A second call changes nothing. reason: for the history, never empty. Raises TransferError.
    """
    transfer = locked(transfer)
    if transfer.events.filter(kind=TransferEvent.Kind.CALLED_BACK).exists():
        return transfer
    if not transfer.is_on_the_way:
        raise TransferError("Tidak ada yang dalam perjalanan: pemindahan ini sudah selesai.")
    reason = reason.strip()
    if not reason:
        raise TransferError("Alasan wajib diisi.")
    if len(reason) > 160:
        raise TransferError("Alasan paling panjang 160 huruf.")
    items = []
    for line in transfer.lines.select_related("variant__product"):
        if not (pieces := line.on_the_way):
            continue
        items.append(Item(line.variant, pieces, f"{line.position}-tarik"))
        line.returned += pieces
        line.reason = "; ".join(filter(None, [line.reason, reason]))[:200]
        line.save(update_fields=["returned", "reason"])
    stock.arrive(items=items, location=transfer.origin, source_id=transfer.source_id, at=at, by=by)
    TransferEvent.objects.create(
        transfer=transfer, kind=TransferEvent.Kind.CALLED_BACK,
        key=f"{transfer.source_id}-called-back", note=reason, at=at, by=by,
    )  # fmt: skip
    return close_when_done(transfer, at=at)
