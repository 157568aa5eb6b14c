"""Goods on their way: they leave one place now and reach another one later, counted again.

In between they lie at no level. What is on the way is what movements of the transfer say: the sum
of what left and what arrived, with the sign turned. Source: docs/rules/transfers.md.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from catalog import locks
from catalog.models import ProductionBatch, StockLocation, StockMovement
from catalog.models.stock import Source

from .ledger import (
    Entry,
    Item,
    StockError,
    add,
    checked_reason,
    in_key_order,
    leave,
    local_days,
    part_lines,
)
from .moving import moved_batch, take

Kind = StockMovement.Kind


@transaction.atomic
def depart(
    *,
    items: Sequence[Item],
    origin: StockLocation,
    destination: StockLocation,
    source_id: str,
    at: datetime,
    by,
) -> None:
    """Free, unexpired pieces leave the origin for the destination: all, or none.

    source_id: of the transfer; repeating a line does nothing. Raises OutOfStock; StockError when
    the destination knows a batch by the same code with another day.
    """
    entry = Entry(Kind.TRANSFER_OUT, Source.TRANSFER, source_id, at, by)
    keys = [(item.variant.pk, place.pk) for item in items for place in (origin, destination)]
    locks.lock_levels(keys, create=True)
    done = entry.lines_done()
    days = local_days([item.variant.pk for item in items], at)
    movements = []
    for item in in_key_order(items, {item.variant.pk: origin.pk for item in items}):
        if item.line in done:
            continue
        parts = take((item.variant.pk, origin.pk), item, days[item.variant.pk])
        for batch, _ in parts:
            if batch:
                # The batch takes its name there already, so that nothing refuses it on arrival.
                moved_batch(batch, destination, 0)
        movements += leave((item.variant.pk, origin.pk), parts, item.line, entry)
    StockMovement.objects.bulk_create(movements)


@transaction.atomic
def arrive(
    *, items: Sequence[Item], location: StockLocation, source_id: str, at: datetime, by
) -> None:
    """Pieces on the way reach a location, the destination or the origin they came from.

    An item's line names this arrival; repeating it does nothing. Raises StockError when fewer
    are on the way. What expires first arrives first, so nothing is sold past its day.
    """
    entry = Entry(Kind.TRANSFER_IN, Source.TRANSFER, source_id, at, by)
    movements = []
    for item, parts in _coming(items, location, entry):
        key = (item.variant.pk, location.pk)
        for line, (batch, quantity) in zip(part_lines(item.line), parts, strict=False):
            row = _row_at(batch, location, quantity)
            add(key, quantity, row)
            movements.append(entry.movement(key, quantity, line, row))
    StockMovement.objects.bulk_create(movements)


@transaction.atomic
def lose(
    *,
    items: Sequence[Item],
    origin: StockLocation,
    source_id: str,
    reason: str,
    at: datetime,
    by,
) -> None:
    """Pieces on the way are broken or gone: the ledger notes at their origin that they came back
    and were taken out, the shelf never holds them.

    Lines and errors as arrive; reason: for the ledger.
    """
    came = Entry(Kind.TRANSFER_IN, Source.TRANSFER, source_id, at, by)
    gone = Entry(Kind.DAMAGE, Source.TRANSFER, source_id, at, by, checked_reason(reason))
    movements = []
    for item, parts in _coming(items, origin, came):
        key = (item.variant.pk, origin.pk)
        for line, (batch, quantity) in zip(part_lines(item.line), parts, strict=False):
            movements.append(came.movement(key, quantity, line, batch))
            movements.append(gone.movement(key, -quantity, line, batch))
    StockMovement.objects.bulk_create(movements)


def _coming(items: Sequence[Item], location: StockLocation, entry: Entry):
    """(item, its parts) for each line not in the ledger yet, with the levels locked."""
    locks.lock_levels([(item.variant.pk, location.pk) for item in items], create=True)
    done = entry.lines_done()
    for item in in_key_order(items, {item.variant.pk: location.pk for item in items}):
        if item.line not in done:
            yield item, _parts_on_the_way(item, entry.source_id)


def _parts_on_the_way(item: Item, source_id: str) -> list[tuple[ProductionBatch | None, int]]:
    """Batches (as they stand at the origin) the arriving pieces belong to; loose ones last."""
    moves = StockMovement.objects.filter(
        source_type=Source.TRANSFER,
        source_id=source_id,
        variant=item.variant,
        kind__in=(Kind.TRANSFER_OUT, Kind.TRANSFER_IN),
    ).select_related("batch")
    left, batches = defaultdict(int), {}
    for move in moves.order_by("pk"):
        code = move.batch.code if move.batch else ""
        batches.setdefault(code, move.batch)
        left[code] -= move.quantity
    parts, missing = [], item.quantity
    for code in sorted(left, key=lambda code: _first_to_expire(batches[code])):
        if part := min(missing, left[code]):
            parts.append((batches[code], part))
            missing -= part
    if missing:
        raise StockError(f"{item.variant}: yang masih di jalan tidak sebanyak itu.")
    return parts


def _first_to_expire(batch: ProductionBatch | None) -> tuple:
    if batch is None:
        return (2, date.max, date.max)
    return (0 if batch.expires_on else 1, batch.expires_on or date.max, batch.produced_on)


def _row_at(batch: ProductionBatch | None, location: StockLocation, quantity: int):
    """The batch's row at this location; pieces that come home did not come from elsewhere."""
    if batch is None or batch.location_id == location.pk:
        return batch
    return moved_batch(batch, location, quantity)
