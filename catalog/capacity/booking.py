"""Work for orders of the site: booked in the months that do it, given free again."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from catalog import locks
from catalog.models import CapacityMonth, CapacityUse, Variant
from catalog.models.stock import Source
from catalog.stock import Item, OutOfStock
from facilities.models import ProducerGroup

from .rooms import Room, rooms_of_groups


class NoCapacity(OutOfStock):
    """The group cannot make so many pieces within the months that can be booked.

    variant: what is short; available: pieces it could still make.
    """

    def __init__(self, variant: Variant, available: int):
        super().__init__(variant, available)
        left = f"Masih sanggup {self.available}." if self.available else "Pra-pesan dijeda."
        self.args = (f"Kelompok kerja tidak sanggup membuat sebanyak itu: {variant}. {left}",)


def lock(variants: Iterable[Variant]) -> dict[int, ProducerGroup]:
    """Lock the groups that make these variants, before any stock level (catalog/locks.py)."""
    groups = {variant.product.producer_group_id for variant in variants} - {None}
    return locks.lock_groups(groups)


@transaction.atomic
def book(*, items: Sequence[Item], source_id: str, at: datetime) -> dict[str, date]:
    """Book the work for made-to-order lines: all, or none. Returns the ready-by day per line.

    A line goes whole into the first month with room, else month after month. Groups without a
    limit book nothing. source_id: the order's number; each item's line is the order line. A line
    that was booked before (also one released since) is left as it is, so repeating the call does
    nothing. Raises NoCapacity for the first variant that does not fit.
    """
    return _book(items, source_id, at, known=_uses(source_id))


@transaction.atomic
def book_again(*, items: Sequence[Item], source_id: str, at: datetime) -> dict[str, date]:
    """Book the released work of an order once more, as when its money came late.

    The days may be later than they were. Lines that are still booked stay. Raises NoCapacity.
    """
    return _book(items, source_id, at, known=_uses(source_id).filter(released_at=None))


def _book(items: Sequence[Item], source_id: str, at: datetime, *, known) -> dict[str, date]:
    groups = lock(item.variant for item in items)
    days = {pk: group.facility.local_day(at) for pk, group in groups.items()}
    by_group = rooms_of_groups(groups.values(), days)
    ready = dict(known.values_list("source_line", "ready_on"))
    for item in items:
        if item.line in ready:
            continue
        product = item.variant.product
        room = by_group.get(product.producer_group_id) or Room(product.facility.local_day(at))
        shares = room.shares(item.quantity * item.variant.work_units)
        if shares is None:
            raise NoCapacity(item.variant, room.most(item.variant))
        day = room.starts_on(shares) + timedelta(days=item.variant.lead_time_days)
        for month, units in shares:
            group = groups[product.producer_group_id]
            if not _take(group, month, units):
                raise NoCapacity(item.variant, 0)
            _note(item, _month(group, month), units, day, source_id, at)
        room.take(item.variant, item.quantity)
        ready[item.line] = day
    return {item.line: ready[item.line] for item in items}


def _take(group: ProducerGroup, month: date, units: int) -> bool:
    """Take units of this month if they are free: one conditional update, no look before."""
    CapacityMonth.objects.bulk_create(
        [CapacityMonth(group=group, month=month, capacity=group.monthly_capacity)],
        ignore_conflicts=True,
    )
    enough = CapacityMonth.objects.filter(
        group=group, month=month, capacity__gte=F("taken") + units
    )
    return bool(enough.update(taken=F("taken") + units))


def _month(group: ProducerGroup, month: date) -> CapacityMonth:
    return CapacityMonth.objects.get(group=group, month=month)


def _note(item: Item, month, units: int, day: date, source_id: str, at: datetime) -> None:
    """Write down whose units these are. A released use of the same month is opened again."""
    CapacityUse.objects.update_or_create(
        source_type=Source.ORDER,
        source_id=source_id,
        source_line=item.line,
        month=month,
        defaults={
            "variant": item.variant,
            "units": units,
            "ready_on": day,
            "created_at": at,
            "released_at": None,
        },
    )


@transaction.atomic
def release(*, source_id: str, at: datetime) -> None:
    """Give the work an order still holds free again. Repeating it does nothing."""
    for use in _close(source_id, at):
        held = CapacityMonth.objects.filter(pk=use.month_id, taken__gte=use.units)
        if not held.update(taken=F("taken") - use.units):
            raise RuntimeError(f"Capacity month {use.month_id} holds less than its uses.")


def _close(source_id: str, at: datetime) -> list[CapacityUse]:
    """Lock the groups of an order's open uses, close those still open, return them."""
    rows = list(_uses(source_id).filter(released_at=None).select_related("month").order_by("pk"))
    locks.lock_groups(row.month.group_id for row in rows)
    still_open = CapacityUse.objects.filter(released_at=None)
    return [row for row in rows if still_open.filter(pk=row.pk).update(released_at=at)]


def _uses(source_id: str):
    return CapacityUse.objects.filter(source_type=Source.ORDER, source_id=source_id)
