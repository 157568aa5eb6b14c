"""The one order in which rows are locked, so that two acts can wait but never deadlock.

Every transaction takes what it needs in this order, and skips what it does not need:

1. the key that makes a repeat harmless: a checkout's form key, a provider's event key, the key
   of a sale on the spot and then the shift it counts in;
2. an enquiry about a service; checkouts, then orders, each by primary key; one transfer, or one
   count (a place that begins to be counted before it);
3. payments, then their proofs and refunds, by primary key;
4. producer groups by primary key, and under them their months of capacity;
   days of a service in the order of the calendar;
5. stock levels by (variant, location), and under them batches and reservations;
6. the counter of a facility's papers (orders/documents);
7. inserts: lines, reservations, uses of capacity, movements, events, messages;
8. days of sales, then days of products, by key; then the facility's own row, which stands for its months of settlement.

A month of capacity is written only by whoever holds its group, so months need no order of their
own and may be booked after stock levels were locked.

Source: docs/decisions/0010-stock-guard.md.
"""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Q, QuerySet

from catalog.models import StockLevel
from facilities.models import ProducerGroup

LevelKey = tuple[int, int]  # (variant_id, location_id)


def lock_groups(group_ids: Iterable[int]) -> dict[int, ProducerGroup]:
    """Lock these producer groups in the order of their keys and return them as they are now."""
    # Rows that only point at a group (a new product, a new month) do not wait for this lock.
    rows = ProducerGroup.objects.filter(pk__in=set(group_ids)).order_by("pk")
    locked = rows.select_related("facility").select_for_update(of=("self",), no_key=True)
    return {group.pk: group for group in locked}


def in_key_order(keys: Iterable[LevelKey]) -> list[LevelKey]:
    """Each key once, in the order in which stock levels are locked."""
    return sorted(set(keys))


def lock_levels(keys: Iterable[LevelKey], *, create: bool = False) -> dict[LevelKey, StockLevel]:
    """Lock the stock levels with these keys and return those that exist.

    create: also make the missing ones, with nothing in them. A row that is made takes its place
    in the order like any other: those before it are locked first, those after it later.
    """
    ordered = in_key_order(keys)
    if not create:
        return _lock(ordered)
    there = set(_rows(ordered).values_list("variant_id", "location_id"))
    if len(there) == len(ordered):
        return _lock(ordered)
    levels = {}
    for is_there, run in groupby(ordered, key=there.__contains__):
        run = list(run)
        if not is_there:
            _make(run)
        levels |= _lock(run)
    return levels


def _make(keys: list[LevelKey]) -> None:
    """Make these levels one after the other; one that somebody else just made is locked instead."""
    StockLevel.objects.bulk_create(
        [StockLevel(variant_id=variant_id, location_id=location_id) for variant_id, location_id in keys],
        update_conflicts=True, unique_fields=["variant", "location"], update_fields=["variant"],
    )  # fmt: skip


def _rows(keys: list[LevelKey]) -> QuerySet:
    condition = Q(pk__in=[])
    for variant_id, location_id in keys:
        condition |= Q(variant_id=variant_id, location_id=location_id)
    return StockLevel.objects.filter(condition)


def _lock(keys: list[LevelKey]) -> dict[LevelKey, StockLevel]:
    rows = _rows(keys).order_by("variant_id", "location_id").select_for_update(of=("self",))
    return {(row.variant_id, row.location_id): row for row in rows}
