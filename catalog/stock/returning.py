"""Goods come back from a buyer, and go out again in their place."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from catalog import locks
from catalog.models import StockMovement
from catalog.models.stock import Source

from .ledger import (
    Entry,
    Item,
    OutOfStock,
    StockError,
    add,
    checked_reason,
    in_key_order,
    leave,
    local_days,
    part_lines,
    sellable,
    slices,
    take_free,
)
from .reservations import online_locations

Kind = StockMovement.Kind


@transaction.atomic
def take_back(*, items: Sequence[Item], source_id: str, at: datetime, by) -> None:
    """Goods come back from a buyer, good to sell again: to the place and batch they left.

    source_id: the order's number. An item's line names this return; when part of an order line
    came back before, the rest needs another name, such as "1b". Repeating a line does nothing.
    Raises StockError when more would come back than went out.
    """
    entry = Entry(Kind.RETURN, Source.ORDER, source_id, at, by)
    for item, parts in _coming_back(items, entry):
        movements = []
        for part_line, (key, batch, quantity) in zip(part_lines(item.line), parts, strict=False):
            add(key, quantity, batch)
            movements.append(entry.movement(key, quantity, part_line, batch))
        StockMovement.objects.bulk_create(movements)


@transaction.atomic
def write_off_returned(
    *, items: Sequence[Item], source_id: str, reason: str, at: datetime, by
) -> None:
    """Goods come back from a buyer and are not for sale any more: broken, or food.

    The ledger notes that they came and that they were taken out; the shelf never holds them, so
    nobody can order them in between. Lines and errors as take_back; reason: for the ledger.
    """
    came = Entry(Kind.RETURN, Source.ORDER, source_id, at, by)
    gone = Entry(Kind.DAMAGE, Source.ORDER, source_id, at, by, checked_reason(reason))
    for item, parts in _coming_back(items, came):
        movements = []
        for part_line, (key, batch, quantity) in zip(part_lines(item.line), parts, strict=False):
            movements.append(came.movement(key, quantity, part_line, batch))
            movements.append(gone.movement(key, -quantity, part_line, batch))
        StockMovement.objects.bulk_create(movements)


@transaction.atomic
def send_again(*, items: Sequence[Item], source_id: str, at: datetime, by) -> None:
    """Other pieces leave for an order in place of some that were no good: all, or none.

    They come off the facility's online location. source_id: the order's number; an item's line
    names this replacement. Repeating it does nothing. Raises OutOfStock.
    """
    entry = Entry(Kind.SHIP, Source.ORDER, source_id, at, by)
    locations = online_locations(items)
    locks.lock_levels(locations.items())
    done = entry.lines_done()
    days = local_days(locations, at)
    movements = []
    for item in in_key_order(items, locations):
        if item.line in done:
            continue
        key, day = (item.variant.pk, locations[item.variant.pk]), days[item.variant.pk]
        parts = slices(key, item.quantity, day)
        if not take_free(key, item.quantity, day):
            raise OutOfStock(item.variant, sellable(key, day))
        movements += leave(key, parts, item.line, entry)
    StockMovement.objects.bulk_create(movements)


def _coming_back(items: Sequence[Item], entry: Entry) -> Iterator[tuple[Item, list[tuple]]]:
    """Say item by item where its pieces came from, last out first; repeated lines are left out."""
    went_out = StockMovement.objects.filter(
        source_type=Source.ORDER, source_id=entry.source_id, kind__in=(Kind.SHIP, Kind.SELL)
    ).select_related("batch")
    out = sorted(went_out, key=lambda move: (move.variant_id, move.location_id, -move.pk))
    # All levels of the order at once: good and broken pieces are two acts of one transaction.
    locks.lock_levels((move.variant_id, move.location_id) for move in out)
    done = entry.lines_done()
    for item in sorted(items, key=lambda item: item.variant.pk):
        if item.line not in done:
            yield item, _returnable(out, item, entry)


def _returnable(out: list[StockMovement], item: Item, entry: Entry) -> list[tuple]:
    """(level, batch, pieces) of the item that went out and did not come back, last out first."""
    back = Counter()
    came = StockMovement.objects.filter(
        kind=Kind.RETURN,
        source_type=entry.source_type,
        source_id=entry.source_id,
        variant=item.variant,
    )
    for location_id, batch_id, quantity in came.values_list("location", "batch", "quantity"):
        back[location_id, batch_id] += quantity
    parts, missing = [], item.quantity
    for move in out:
        if move.variant_id != item.variant.pk:
            continue
        place = (move.location_id, move.batch_id)
        returned = min(back[place], -move.quantity)
        back[place] -= returned
        if part := min(missing, -move.quantity - returned):
            parts.append(((move.variant_id, move.location_id), move.batch, part))
            missing -= part
    if missing:
        raise StockError(f"{item.variant}: yang keluar tidak sebanyak itu, kurangi {missing}.")
    return parts
