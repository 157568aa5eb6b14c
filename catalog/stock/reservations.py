"""Pieces for orders of the site: set aside, given free again, shipped."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog import locks
from catalog.models import Reservation, StockLocation, StockMovement
from catalog.models.stock import Source

from .ledger import (
    Entry,
    Item,
    OutOfStock,
    add,
    in_key_order,
    leave,
    local_days,
    put_back,
    sellable,
    set_aside,
    slices,
    take_free,
    take_reserved,
)
from .reading import online_location


@transaction.atomic
def reserve(*, items: Sequence[Item], source_id: str, at: datetime) -> None:
    """Set pieces of each facility's online location aside for one order: all, or none.

    source_id: the order's number; each item's line is the order line. A line that was reserved
    before (also one released since) is left as it is, so repeating the call does nothing.
    Raises OutOfStock for the first variant that falls short.
    """
    locations = online_locations(items)
    days = local_days(locations, at)
    locks.lock_levels(locations.items())
    done = set(_reservations(source_id).values_list("source_line", flat=True))
    not_in_use = StockLocation.objects.filter(pk__in=locations.values(), is_active=False)
    closed = set(not_in_use.values_list("pk", flat=True))
    rows = []
    for item in in_key_order(items, locations):
        if item.line in done:
            continue
        key = (item.variant.pk, locations[item.variant.pk])
        if key[1] in closed:
            raise OutOfStock(item.variant, 0)
        if not set_aside(key, item.quantity, days[item.variant.pk]):
            raise OutOfStock(item.variant, sellable(key, days[item.variant.pk]))
        rows.append(
            Reservation(
                variant_id=key[0],
                location_id=key[1],
                quantity=item.quantity,
                source_type=Source.ORDER,
                source_id=source_id,
                source_line=item.line,
                created_at=at,
            )
        )
    Reservation.objects.bulk_create(rows)


@transaction.atomic
def reserve_again(*, source_id: str, at: datetime) -> None:
    """Set the released pieces of an order aside once more, as when its money came late.

    All of them, or none. Does nothing where nothing was released. Raises OutOfStock.
    """
    rows = _in_key_order(_reservations(source_id).filter(outcome=Reservation.Outcome.RELEASED))
    days = local_days([row.variant_id for row in rows], at)
    locks.lock_levels(_key(row) for row in rows)
    for row in rows:
        released = Reservation.objects.filter(pk=row.pk, outcome=Reservation.Outcome.RELEASED)
        if not released.update(closed_at=None, outcome="", created_at=at):
            continue
        if not set_aside(_key(row), row.quantity, days[row.variant_id]):
            raise OutOfStock(row.variant, sellable(_key(row), days[row.variant_id]))


@transaction.atomic
def release(*, source_id: str, at: datetime) -> None:
    """Give the pieces an order still holds free again. Repeating it does nothing."""
    for row in _close(source_id, Reservation.Outcome.RELEASED, at):
        put_back(_key(row), row.quantity)


@transaction.atomic
def ship(*, source_id: str, at: datetime, by=None) -> None:
    """Turn what an order holds into movements out of stock, batch by batch.

    by: the officer who hands the goods over. Repeating it does nothing.
    Raises OutOfStock when what is left of the goods has expired meanwhile.
    """
    entry = Entry(StockMovement.Kind.SHIP, Source.ORDER, source_id, at, by)
    movements = []
    rows = _close(source_id, Reservation.Outcome.SHIPPED, at)
    days = local_days([row.variant_id for row in rows], at)
    for row in rows:
        parts = slices(_key(row), row.quantity, days[row.variant_id])
        good = sum(quantity for _, quantity in parts)
        if good < row.quantity:
            raise OutOfStock(row.variant, good)
        take_reserved(_key(row), row.quantity)
        movements += leave(_key(row), parts, row.source_line, entry)
    StockMovement.objects.bulk_create(movements)


@transaction.atomic
def make_and_ship(*, items: Sequence[Item], source_id: str, at: datetime, by=None) -> None:
    """Made-to-order lines are done and leave at once: each comes in and goes out again.

    The pieces never lie in stock, so nobody else can order them. Repeating it does nothing.
    """
    locations = online_locations(items)
    locks.lock_levels(locations.items(), create=True)
    came = Entry(StockMovement.Kind.RECEIVE, Source.ORDER, source_id, at, by)
    went = Entry(StockMovement.Kind.SHIP, Source.ORDER, source_id, at, by)
    done = went.lines_done()
    movements = []
    for item in in_key_order(items, locations):
        if item.line in done:
            continue
        key = (item.variant.pk, locations[item.variant.pk])
        add(key, item.quantity)
        if not take_free(key, item.quantity):
            raise OutOfStock(item.variant, 0)
        movements.append(came.movement(key, item.quantity, item.line))
        movements.append(went.movement(key, -item.quantity, item.line))
    StockMovement.objects.bulk_create(movements)


def online_locations(items: Sequence[Item]) -> dict[int, int]:
    """Location id per variant id. A facility without an online location gets one."""
    wanted = {item.variant.pk: item.variant for item in items}
    facilities = {pk: variant.product.facility_id for pk, variant in wanted.items()}
    places = StockLocation.objects.filter(facility__in=set(facilities.values()), is_online=True)
    online = dict(places.values_list("facility_id", "pk"))
    for pk, facility_id in facilities.items():
        if facility_id not in online:
            online[facility_id] = online_location(wanted[pk].product.facility).pk
    return {pk: online[facility_id] for pk, facility_id in facilities.items()}


def _reservations(source_id: str):
    return Reservation.objects.filter(source_type=Source.ORDER, source_id=source_id)


def _in_key_order(reservations) -> list[Reservation]:
    rows = reservations.select_related("variant__product")
    return sorted(rows, key=lambda row: (*_key(row), row.pk))


def _key(row: Reservation) -> locks.LevelKey:
    return row.variant_id, row.location_id


def _close(source_id: str, outcome: Reservation.Outcome, at: datetime) -> list[Reservation]:
    """Lock the levels of an order's open reservations, close those still open, return them."""
    rows = _in_key_order(_reservations(source_id).filter(closed_at__isnull=True))
    locks.lock_levels(_key(row) for row in rows)
    closing = {"closed_at": at, "outcome": outcome}
    still_open = Reservation.objects.filter(closed_at__isnull=True)
    return [row for row in rows if still_open.filter(pk=row.pk).update(**closing)]
