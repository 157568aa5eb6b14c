"""Many hands at the same work at once. Every guard has a twin without it (tests/together.py)."""

from datetime import date
from functools import partial
from threading import Barrier

import pytest
from django.db import transaction
from django.db.models import Max, Sum

from catalog import capacity, locks
from catalog.capacity import booking
from catalog.models import CapacityMonth, CapacityUse
from catalog.stock import Item
from facilities.models import ProducerGroup
from tests.builders import make_producer_group, make_product, make_variant
from tests.together import outcomes, together, unqueued

from .conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS = 40
PLACES = 30  # six months of ten units, two units a chair


def order(variant, number, book=capacity.book):
    book(items=[Item(variant, 1)], source_id=f"P-{number}", at=NOW)
    return "booked"


def rush(variant, buyers=BUYERS, **how):
    return outcomes(together([partial(order, variant, n, **how) for n in range(buyers)]))


def no_lock(group_ids):
    return ProducerGroup.objects.select_related("facility").in_bulk(set(group_ids))


def test_forty_buyers_get_exactly_the_thirty_places(chair):
    assert rush(chair) == {"booked": PLACES, "NoCapacity": BUYERS - PLACES}

    assert list(CapacityMonth.objects.values_list("taken", "capacity")) == [(10, 10)] * 6
    assert CapacityUse.objects.count() == PLACES
    assert list(capacity.differences(at=NOW)) == []


def test_the_conditional_update_alone_never_books_too_much(chair, monkeypatch):
    monkeypatch.setattr(locks, "lock_groups", no_lock)

    result = rush(chair)

    assert set(result) == {"booked", "NoCapacity"}
    assert CapacityMonth.objects.aggregate(most=Max("taken"))["most"] == 10
    assert CapacityMonth.objects.aggregate(all=Sum("taken"))["all"] == 2 * result["booked"]
    assert list(capacity.differences(at=NOW)) == []


def test_twin_look_then_write_books_too_much(chair, monkeypatch):
    all_have_looked = Barrier(7, timeout=5)

    def look_then_write(group, month, units):
        row, _ = CapacityMonth.objects.get_or_create(
            group=group, month=month, defaults={"capacity": group.monthly_capacity}
        )
        all_have_looked.wait()
        row.taken += units
        row.save()
        return True

    CapacityMonth.objects.create(
        group=chair.product.producer_group, month=date(2025, 11, 1), capacity=10
    )
    monkeypatch.setattr(locks, "lock_groups", no_lock)
    monkeypatch.setattr(booking, "_take", look_then_write)

    assert rush(chair, 7, book=unqueued(capacity.book)) == {"booked": 7}
    assert [(d.figure, d.recorded, d.counted) for d in capacity.differences(at=NOW)] == [
        ("taken", 2, 14)
    ]


def test_one_order_pressed_many_times_books_once(chair):
    assert outcomes(together([partial(order, chair, 1)] * 20)) == {"booked": 20}
    assert CapacityMonth.objects.get().taken == 2


def test_twin_without_the_lock_a_second_press_books_twice(chair, monkeypatch):
    # Both have looked for the line, neither has written it.
    all_have_looked, take = Barrier(2, timeout=5), booking._take

    def take_together(*args):
        all_have_looked.wait()
        return take(*args)

    monkeypatch.setattr(locks, "lock_groups", no_lock)
    monkeypatch.setattr(booking, "_take", take_together)

    calls = [partial(order, chair, 1, book=unqueued(capacity.book))] * 2
    assert outcomes(together(calls)) == {"booked": 2}
    assert [(d.figure, d.recorded, d.counted) for d in capacity.differences(at=NOW)] == [
        ("taken", 4, 2)
    ]


def test_letting_go_many_times_gives_back_once(chair):
    for number in range(4):
        order(chair, number)

    together([partial(capacity.release, source_id=f"P-{n % 2}", at=NOW) for n in range(20)])

    assert CapacityMonth.objects.get().taken == 4
    assert list(capacity.differences(at=NOW)) == []


def test_twin_letting_go_of_what_was_open_before_gives_back_twice(chair, monkeypatch):
    for number in range(2):
        order(chair, number)
    rows = list(CapacityUse.objects.filter(source_id="P-0"))

    def close_without_looking(source_id, at):
        CapacityUse.objects.filter(source_id=source_id).update(released_at=at)
        return rows

    monkeypatch.setattr(booking, "_close", close_without_looking)

    together([partial(capacity.release, source_id="P-0", at=NOW)] * 2)

    # The work of the other order, still open, is no longer held.
    assert [(d.figure, d.recorded, d.counted) for d in capacity.differences(at=NOW)] == [
        ("taken", 0, 2)
    ]


# The officer's figure against orders


def set_to(group, figure, act=capacity.set_monthly):
    act(group=group, capacity=figure, at=NOW)
    return "set"


def test_a_smaller_figure_and_orders_at_once_agree(chair, group):
    calls = [partial(order, chair, n) for n in range(8)]
    calls += [partial(set_to, group, figure) for figure in (4, 6, 8)]

    result = outcomes(together(calls))

    assert result["booked"] == 8
    assert set(result) <= {"booked", "set", "CapacityTooLow"}
    assert list(capacity.differences(at=NOW)) == []


@pytest.mark.only_on("postgresql")
def test_twin_without_the_lock_a_month_keeps_the_old_figure(chair, group, monkeypatch):
    """The order has read ten, the officer sets four, and the month is made with ten."""
    read, was_set, take = Barrier(2, timeout=5), Barrier(2, timeout=5), booking._take

    def take_late(*args):
        read.wait()
        was_set.wait()
        return take(*args)

    def set_between():
        read.wait()
        set_to(group, 4)
        was_set.wait()

    monkeypatch.setattr(locks, "lock_groups", no_lock)
    monkeypatch.setattr(booking, "_take", take_late)

    together([partial(order, chair, 1), set_between])

    assert [(d.figure, d.recorded, d.counted) for d in capacity.differences(at=NOW)] == [
        ("capacity", 10, 4)
    ]


# Two groups


@pytest.fixture
def pair(chair):
    other = make_producer_group(facility=chair.product.facility, monthly_capacity=100)
    product = make_product(facility=chair.product.facility, producer_group=other)
    chair.product.producer_group.monthly_capacity = 100
    chair.product.producer_group.save()
    return [chair, make_variant(product=product, made_to_order=True, lead_time_days=3)]


def opposite_orders(pair, rounds):
    def order_both(number):
        first, second = pair if number % 2 else reversed(pair)
        items = [Item(first, 1, "1"), Item(second, 1, "2")]
        capacity.book(items=items, source_id=f"P-{number}", at=NOW)
        return "booked"

    return outcomes(together([partial(order_both, n) for n in range(rounds)]))


def test_groups_in_opposite_order_never_deadlock(pair):
    assert opposite_orders(pair, rounds=24) == {"booked": 24}
    assert list(capacity.differences(at=NOW)) == []


@pytest.mark.only_on("postgresql")
def test_twin_groups_locked_as_they_come_deadlock(pair, monkeypatch):
    hold_the_first, lock_groups = Barrier(2, timeout=5), locks.lock_groups

    def lock_as_they_come(variants):
        groups = {}
        for place, variant in enumerate(variants):
            groups |= lock_groups([variant.product.producer_group_id])
            if place == 0:
                hold_the_first.wait()
        return groups

    monkeypatch.setattr(booking, "lock", lock_as_they_come)

    assert opposite_orders(pair, rounds=2) == {"booked": 1, "OperationalError": 1}


def test_groups_are_locked_by_their_keys(pair):
    keys = [variant.product.producer_group_id for variant in pair]
    with transaction.atomic():
        assert list(locks.lock_groups([*reversed(keys), *keys])) == sorted(keys)
