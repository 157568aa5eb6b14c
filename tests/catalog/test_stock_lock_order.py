"""The one order in which stock levels are locked, and the deadlock without it.

SQLite has one lock for everything, so only PostgreSQL can show the deadlocks of the twins.
"""

from datetime import UTC, datetime
from functools import partial
from threading import Barrier

import pytest
from django.db import transaction

from catalog import locks, stock
from catalog.stock import Item
from tests.builders import make_product, make_stock, make_stock_location, make_variant
from tests.together import outcomes, together

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def pair():
    """Two variants of one facility, 200 pieces of each."""
    product = make_product()
    variants = [make_variant(product=product) for _ in range(2)]
    for variant in variants:
        make_stock(variant=variant, quantity=200)
    return variants


def opposite_baskets(pair, rounds=24):
    def buy_both(number):
        first, second = pair if number % 2 else reversed(pair)
        items = [Item(first, 1, "1"), Item(second, 1, "2")]
        stock.reserve(items=items, source_id=f"P-{number}", at=NOW)
        return "sold"

    return outcomes(together([partial(buy_both, n) for n in range(rounds)]))


def test_baskets_in_opposite_order_never_deadlock(pair):
    assert opposite_baskets(pair) == {"sold": 24}
    assert list(stock.differences()) == []


def locks_as_they_come():
    """lock_levels without its order, for two acts that each hold their first row by then."""
    hold_the_first = Barrier(2, timeout=5)

    def lock(keys, *, create=False):
        for place, key in enumerate(keys):
            locks._lock([key])
            if place == 0:
                hold_the_first.wait()

    return lock


@pytest.mark.only_on("postgresql")
def test_twin_unsorted_locks_deadlock(pair, monkeypatch):
    monkeypatch.setattr(locks, "lock_levels", locks_as_they_come())

    assert opposite_baskets(pair, rounds=2) == {"sold": 1, "OperationalError": 1}


def transfers(pair, rounds):
    here = stock.online_location(pair[0].product.facility)
    there = make_stock_location(facility=here.facility)
    for variant in pair:
        stock.receive(variant=variant, location=there, quantity=200, at=NOW, by=None)

    def move(number):
        origin, destination = (here, there) if number % 2 else (there, here)
        goods = pair if number % 3 else reversed(pair)
        items = [Item(variant, 2, str(line)) for line, variant in enumerate(goods)]
        stock.transfer(
            items=items, origin=origin, destination=destination, source_id=f"T-{number}", at=NOW,
            by=None,
        )  # fmt: skip
        return "moved"

    return lambda: outcomes(together([partial(move, n) for n in range(rounds)]))


def test_transfers_there_and_back_never_deadlock(pair):
    assert transfers(pair, rounds=16)() == {"moved": 16}
    assert list(stock.differences()) == []


@pytest.mark.only_on("postgresql")
def test_twin_transfers_that_lock_as_they_come_deadlock(pair, monkeypatch):
    start = transfers(pair, rounds=2)
    monkeypatch.setattr(locks, "lock_levels", locks_as_they_come())

    assert start() == {"moved": 1, "OperationalError": 1}


def test_levels_are_locked_by_variant_then_location(pair):
    here = stock.online_location(pair[0].product.facility)
    there = make_stock_location(facility=here.facility)
    keys = [(v.pk, p.pk) for p in (there, here) for v in reversed(pair)]

    with transaction.atomic():
        locked = locks.lock_levels(keys * 2, create=True)

    assert list(locked) == sorted(set(keys))
    assert all((row.variant_id, row.location_id) == key for key, row in locked.items())
