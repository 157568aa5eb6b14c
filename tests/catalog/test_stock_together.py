"""Many hands at the same stock at once, and what each guard is there for.

Every test has a twin in which the guard is taken out: the twin must fail, else the test proves
nothing. SQLite lets one writer in at a time from the first statement on, so it hides the races
inside a transaction; there the twins show what still holds.
"""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from catalog import locks, stock
from catalog.models import Reservation, StockLevel, StockMovement
from catalog.stock import Item, OutOfStock, ledger, reservations
from tests.builders import make_facility, make_product, make_stock_location, make_variant
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)
BUYERS = 40
PIECES = 10
# Time for others to step between a look and what follows from it.
MOMENT = 0.02


@pytest.fixture
def bag():
    """Ten pieces of it in stock."""
    return stocked(PIECES)


def stocked(pieces, product=None):
    variant = make_variant(product=product or make_product())
    place = stock.online_location(variant.product.facility)
    stock.receive(variant=variant, location=place, quantity=pieces, at=NOW, by=None)
    return variant


def buy(variant, number):
    stock.reserve(items=[Item(variant, 1)], source_id=f"P-{number}", at=NOW)
    return "sold"


def outcomes(results) -> Counter:
    """How often each thing happened: "sold", or the name of what was raised."""
    return Counter(r if isinstance(r, str) else type(r).__name__ for r in results)


def rush(variant) -> Counter:
    return outcomes(together([partial(buy, variant, n) for n in range(BUYERS)]))


def no_lock(keys, *, create=False):
    return {}


# The last pieces


def test_forty_buyers_get_exactly_the_last_ten(bag):
    assert rush(bag) == {"sold": PIECES, "OutOfStock": BUYERS - PIECES}

    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (PIECES, PIECES)
    assert Reservation.objects.count() == PIECES
    assert list(stock.differences()) == []


def test_the_conditional_update_alone_keeps_the_last_ten(bag, monkeypatch):
    monkeypatch.setattr(locks, "lock_levels", no_lock)

    assert rush(bag) == {"sold": PIECES, "OutOfStock": BUYERS - PIECES}
    assert list(stock.differences()) == []


def look_then_write(key, quantity, day):
    """set_aside as one must not write it."""
    free = ledger.sellable(key, day)
    reserved = ledger.level_at(key).get().reserved
    time.sleep(MOMENT)
    return free >= quantity and ledger.level_at(key).update(reserved=reserved + quantity)


def test_twin_look_then_write_oversells(bag, monkeypatch):
    monkeypatch.setattr(locks, "lock_levels", no_lock)
    monkeypatch.setattr(reservations, "set_aside", look_then_write)

    result = rush(bag)

    if connection.vendor == "sqlite":  # one writer at a time: the race cannot be seen here
        assert result == {"sold": PIECES, "OutOfStock": BUYERS - PIECES}
    else:
        assert result["sold"] > PIECES
        assert {d.figure for d in stock.differences()} == {"reserved"}


def test_twin_looking_before_the_transaction_oversells_everywhere(bag):
    def careless(number):
        level = StockLevel.objects.get()
        time.sleep(MOMENT)
        if level.available < 1:
            raise OutOfStock(bag, 0)
        with transaction.atomic():
            StockLevel.objects.update(reserved=level.reserved + 1)
            Reservation.objects.create(
                variant=bag, location_id=level.location_id, quantity=1, created_at=NOW,
                source_type="order", source_id=f"P-{number}",
            )  # fmt: skip
        return "sold"

    assert outcomes(together([partial(careless, n) for n in range(BUYERS)]))["sold"] > PIECES
    assert {d.figure for d in stock.differences()} == {"reserved"}


def test_counter_and_site_share_the_last_ten(bag):
    place = stock.online_location(bag.product.facility)

    def sell(number):
        stock.sell(items=[Item(bag, 1)], location=place, source_id=f"G-{number}", at=NOW)
        return "sold"

    calls = [partial((buy, lambda _, n: sell(n))[n % 2], bag, n) for n in range(BUYERS)]

    assert outcomes(together(calls)) == {"sold": PIECES, "OutOfStock": BUYERS - PIECES}
    assert list(stock.differences()) == []


# The same thing twice


def test_one_order_pressed_many_times_reserves_once(bag):
    calls = [partial(buy, bag, 1)] * 20

    assert outcomes(together(calls)) == {"sold": 20}
    assert StockLevel.objects.get().reserved == 1


def test_twin_without_the_lock_the_unique_key_stops_the_second(bag, monkeypatch):
    monkeypatch.setattr(locks, "lock_levels", no_lock)
    original = reservations.set_aside

    def slow(*args):
        time.sleep(MOMENT)
        return original(*args)

    monkeypatch.setattr(reservations, "set_aside", slow)

    result = outcomes(together([partial(buy, bag, 1)] * 8))

    if connection.vendor == "sqlite":
        assert result == {"sold": 8}
    else:  # an error page instead of the first result: that is what the lock is for
        assert result["IntegrityError"] > 0
    assert StockLevel.objects.get().reserved == 1


def test_shipping_and_releasing_at_once_ends_one_way(bag):
    for number in range(6):
        buy(bag, number)
    calls = []
    for number in range(6):
        calls += [
            partial(stock.ship, source_id=f"P-{number}", at=NOW),
            partial(stock.release, source_id=f"P-{number}", at=NOW),
        ] * 2

    assert together(calls) == [None] * len(calls)

    shipped = Reservation.objects.filter(outcome=Reservation.Outcome.SHIPPED).count()
    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (PIECES - shipped, 0)
    assert StockMovement.objects.filter(kind=StockMovement.Kind.SHIP).count() == shipped
    assert list(stock.differences()) == []


def test_one_form_received_many_times_is_one_batch(bag):
    place = stock.online_location(bag.product.facility)
    call = partial(
        stock.receive, variant=bag, location=place, quantity=5, at=NOW, by=None, key="formulir-1"
    )

    batches = together([call] * 10)

    assert len({batch.pk for batch in batches}) == 1
    assert StockLevel.objects.get().on_hand == PIECES + 5


def test_the_first_receipts_of_a_new_variant_make_one_level():
    variant = make_variant()
    place = stock.online_location(variant.product.facility)
    call = partial(stock.receive, variant=variant, location=place, quantity=1, at=NOW, by=None)

    results = together([call] * 12)

    assert [r for r in results if isinstance(r, Exception)] == []
    assert StockLevel.objects.get().on_hand == 12


def test_one_online_location_is_made_however_many_ask():
    facility = make_facility()

    places = together([partial(stock.online_location, facility)] * 12)

    assert len({place.pk for place in places}) == 1


def test_expired_goods_are_written_off_once(bag):
    place = stock.online_location(bag.product.facility)
    stock.receive(variant=bag, location=place, quantity=4, at=NOW, by=None, expires_on=NOW.date())

    tomorrow = NOW + timedelta(days=1)

    assert sum(together([partial(stock.write_off_expired, at=tomorrow)] * 6)) == 4
    assert list(stock.differences()) == []


# Opposite order


@pytest.fixture
def pair():
    product = make_product()
    return stocked(200, product), stocked(200, product)


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


def test_twin_unsorted_locks_deadlock(pair, monkeypatch):
    def as_they_come(keys, *, create=False):
        for key in keys:
            locks._lock([key])
            time.sleep(MOMENT)

    monkeypatch.setattr(locks, "lock_levels", as_they_come)

    result = opposite_baskets(pair)

    if connection.vendor == "sqlite":  # one lock for all of it: nothing to deadlock on
        assert result == {"sold": 24}
    else:
        assert result["OperationalError"] > 0


def test_transfers_there_and_back_never_deadlock(pair):
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

    assert outcomes(together([partial(move, n) for n in range(16)])) == {"moved": 16}
    assert list(stock.differences()) == []


# What the rows are locked in


def test_levels_are_locked_by_variant_then_location(pair):
    here = stock.online_location(pair[0].product.facility)
    there = make_stock_location(facility=here.facility)
    keys = [(v.pk, p.pk) for p in (there, here) for v in reversed(pair)]

    with transaction.atomic():
        locked = locks.lock_levels(keys * 2, create=True)

    assert list(locked) == sorted(set(keys))
    assert all((row.variant_id, row.location_id) == key for key, row in locked.items())


def test_a_database_error_is_not_a_sold_out_page(bag):
    assert not issubclass(stock.StockError, DatabaseError)
