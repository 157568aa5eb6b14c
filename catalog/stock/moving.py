"""Goods change hands or place: sold over the counter, moved."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from catalog import locks
from catalog.models import ProductionBatch, StockLocation, StockMovement
from catalog.models.stock import Source

from .ledger import (
    Entry,
    Item,
    OutOfStock,
    StockError,
    add,
    in_key_order,
    leave,
    local_days,
    part_lines,
    sellable,
    slices,
    take_free,
)

Kind = StockMovement.Kind


@transaction.atomic
def sell(
    *, items: Sequence[Item], location: StockLocation, source_id: str, at: datetime, by=None
) -> None:
    """Goods leave over the counter of one location: all, or none.

    source_id: the order's number. Repeating it does nothing.
    Raises OutOfStock for the first variant that falls short.
    """
    entry = Entry(Kind.SELL, Source.ORDER, source_id, at, by)
    locations = {item.variant.pk: location.pk for item in items}
    locks.lock_levels(locations.items())
    done = entry.lines_done()
    days = local_days(locations, at)
    movements = []
    for item in in_key_order(items, locations):
        if item.line not in done:
            key = (item.variant.pk, location.pk)
            parts = take(key, item, days[item.variant.pk])
            movements += leave(key, parts, item.line, entry)
    StockMovement.objects.bulk_create(movements)


@transaction.atomic
def transfer(
    *,
    items: Sequence[Item],
    origin: StockLocation,
    destination: StockLocation,
    source_id: str,
    at: datetime,
    by,
) -> None:
    """Move goods to another location; their batches and last days of sale move along.

    source_id: the transfer's own number or form key. Repeating it does nothing.
    Raises OutOfStock for what is reserved, expired or not there; StockError on one and the
    same place.
    """
    if origin.pk == destination.pk:
        raise StockError("Tempat asal dan tujuan harus berbeda.")
    went = Entry(Kind.TRANSFER_OUT, Source.TRANSFER, source_id, at, by)
    came = Entry(Kind.TRANSFER_IN, Source.TRANSFER, source_id, at, by)
    keys = [(item.variant.pk, place.pk) for item in items for place in (origin, destination)]
    locks.lock_levels(keys, create=True)
    done = went.lines_done()
    days = local_days([item.variant.pk for item in items], at)
    movements = []
    for item in in_key_order(items, {item.variant.pk: origin.pk for item in items}):
        if item.line in done:
            continue
        here, there = (item.variant.pk, origin.pk), (item.variant.pk, destination.pk)
        parts = take(here, item, days[item.variant.pk])
        movements += leave(here, parts, item.line, went)
        for part_line, (batch, quantity) in zip(part_lines(item.line), parts, strict=False):
            arrived = moved_batch(batch, destination, quantity) if batch else None
            add(there, quantity, arrived)
            movements.append(came.movement(there, quantity, part_line, arrived))
    StockMovement.objects.bulk_create(movements)


def moved_batch(batch: ProductionBatch, location: StockLocation, quantity: int):
    """The row of this batch at another location, with room for the pieces that arrive."""
    row, _ = ProductionBatch.objects.get_or_create(
        variant_id=batch.variant_id,
        location=location,
        code=batch.code,
        defaults={
            "producer_group_id": batch.producer_group_id,
            "produced_on": batch.produced_on,
            "expires_on": batch.expires_on,
            "remaining": 0,
        },
    )
    if row.expires_on != batch.expires_on:
        raise StockError(
            f"Di {location.name} sudah ada kode produksi {batch.code} dengan tanggal lain."
        )
    ProductionBatch.objects.filter(pk=row.pk).update(moved_quantity=F("moved_quantity") + quantity)
    return row


def take(key: locks.LevelKey, item: Item, day: date):
    """Take free, unexpired pieces off a level; returns the batches they come from."""
    parts = slices(key, item.quantity, day)
    if not take_free(key, item.quantity, day):
        raise OutOfStock(item.variant, sellable(key, day))
    return parts
