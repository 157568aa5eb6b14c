"""Many hands at the same stock at once, and what each guard is there for.

Every test has a twin in which the guard is taken out (tests/together.py). SQLite lets one writer in
at a time from the first statement on, which is a guard as well: there the twins take it out, too.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import DatabaseError

from catalog import locks, stock
from catalog.models import Reservation, StockLevel, StockLocation, StockMovement
from catalog.stock import (
    Item,
    correcting,
    ledger,
    moving,
    reading,
    receiving,
    reservations,
)
from tests.builders import make_facility, make_variant
from tests.together import outcomes, together, unqueued

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)
BUYERS = 40
PIECES = 10


@pytest.fixture
def bag():
    """Ten pieces of it in stock."""
    return stocked(PIECES)


def stocked(pieces):
    variant = make_variant()
    place = stock.online_location(variant.product.facility)
    stock.receive(variant=variant, location=place, quantity=pieces, at=NOW, by=None)
    return variant


def buy(variant, number, reserve=stock.reserve):
    reserve(items=[Item(variant, 1)], source_id=f"P-{number}", at=NOW)
    return "sold"


def rush(variant, buyers=BUYERS, **how) -> Counter:
    return outcomes(together([partial(buy, variant, n, **how) for n in range(buyers)]))


def no_lock(keys, *, create=False):
    return {}


def after_all_came(people, act):
    """The act, once this many have come to it: nobody writes before everybody has read."""
    all_are_here = Barrier(people, timeout=5)

    def act_together(*args, **kwargs):
        all_are_here.wait()
        return act(*args, **kwargs)

    return act_together


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


def look_then_write(all_have_looked, *, on_hand=0, reserved=0):
    """set_aside or take_free as one must not write them; the figures change by this per piece."""

    def act(key, quantity, day=None):
        free = ledger.sellable(key, day)
        level = ledger.level_at(key).get()
        all_have_looked.wait()
        level.on_hand += on_hand * quantity
        level.reserved += reserved * quantity
        level.save()
        return free >= quantity

    return act


def test_twin_look_then_write_oversells(bag, monkeypatch):
    all_have_looked = Barrier(PIECES + 2, timeout=5)
    monkeypatch.setattr(locks, "lock_levels", no_lock)
    monkeypatch.setattr(reservations, "set_aside", look_then_write(all_have_looked, reserved=1))

    result = rush(bag, PIECES + 2, reserve=unqueued(stock.reserve))

    assert result == {"sold": PIECES + 2}
    assert {d.figure for d in stock.differences()} == {"reserved"}


def test_twin_looking_before_the_transaction_oversells(bag, monkeypatch):
    seen = StockLevel.objects.get()

    def trust(key, quantity, day):
        level = ledger.level_at(key)
        return seen.available >= quantity and level.update(reserved=seen.reserved + quantity)

    monkeypatch.setattr(reservations, "set_aside", trust)

    assert rush(bag, PIECES + 2) == {"sold": PIECES + 2}
    assert {d.figure for d in stock.differences()} == {"reserved"}


def sell(variant, number, act=stock.sell):
    place = stock.online_location(variant.product.facility)
    act(items=[Item(variant, 1)], location=place, source_id=f"G-{number}", at=NOW)
    return "sold"


def test_counter_and_site_share_the_last_ten(bag):
    calls = [partial((buy, sell)[n % 2], bag, n) for n in range(BUYERS)]

    assert outcomes(together(calls)) == {"sold": PIECES, "OutOfStock": BUYERS - PIECES}
    assert list(stock.differences()) == []


def test_twin_counter_and_site_that_look_first_sell_one_piece_twice(monkeypatch):
    bag = stocked(1)
    all_have_looked = Barrier(2, timeout=5)
    monkeypatch.setattr(locks, "lock_levels", no_lock)
    monkeypatch.setattr(reservations, "set_aside", look_then_write(all_have_looked, reserved=1))
    monkeypatch.setattr(moving, "take_free", look_then_write(all_have_looked, on_hand=-1))
    online = partial(buy, bag, 1, reserve=unqueued(stock.reserve))
    counter = partial(sell, bag, 1, act=unqueued(stock.sell))

    assert outcomes(together([online, counter])) == {"sold": 2}
    assert list(stock.differences()) != []


# The same thing twice


def test_one_order_pressed_many_times_reserves_once(bag):
    calls = [partial(buy, bag, 1)] * 20

    assert outcomes(together(calls)) == {"sold": 20}
    assert StockLevel.objects.get().reserved == 1


def test_twin_without_the_lock_a_second_press_is_an_error(bag, monkeypatch):
    monkeypatch.setattr(locks, "lock_levels", no_lock)
    monkeypatch.setattr(reservations, "set_aside", after_all_came(2, ledger.set_aside))

    results = together([partial(buy, bag, 1, reserve=unqueued(stock.reserve))] * 2)

    # Not the first result again, but what the unique key says: that is what the lock is for.
    assert outcomes(results) == {"sold": 1, "IntegrityError": 1}
    assert Reservation.objects.count() == 1


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


def test_twin_closing_what_was_open_before_takes_the_pieces_twice(bag, monkeypatch):
    for number in range(2):
        buy(bag, number)
    rows = list(Reservation.objects.filter(source_id="P-0").select_related("variant__product"))

    def close_without_looking(source_id, outcome, at):
        Reservation.objects.filter(source_id=source_id).update(closed_at=at, outcome=outcome)
        return rows

    monkeypatch.setattr(reservations, "_close", close_without_looking)

    results = together(
        [partial(act, source_id="P-0", at=NOW) for act in (stock.ship, stock.release)]
    )

    assert results == [None, None]
    # The pieces of the other order, still open, are no longer held.
    assert [(d.figure, d.recorded, d.counted) for d in stock.differences()] == [("reserved", 0, 1)]


def form_received(bag, times, act=stock.receive):
    place = stock.online_location(bag.product.facility)
    call = partial(act, variant=bag, location=place, quantity=5, at=NOW, by=None, key="formulir-1")
    return together([call] * times)


def test_one_form_received_many_times_is_one_batch(bag):
    batches = form_received(bag, 10)

    assert len({batch.pk for batch in batches}) == 1
    assert StockLevel.objects.get().on_hand == PIECES + 5


def test_twin_without_the_lock_a_second_receipt_is_an_error(bag, monkeypatch):
    monkeypatch.setattr(locks, "lock_levels", no_lock)
    # Both have looked for the key, neither has written it.
    monkeypatch.setattr(receiving, "Entry", after_all_came(2, receiving.Entry))

    results = form_received(bag, 2, act=unqueued(stock.receive))

    assert outcomes(results) == {"ProductionBatch": 1, "IntegrityError": 1}


def first_receipts(variant, times, act=stock.receive):
    place = stock.online_location(variant.product.facility)
    call = partial(act, variant=variant, location=place, quantity=1, at=NOW, by=None)
    return outcomes(together([call] * times))


def test_the_first_receipts_of_a_new_variant_make_one_level():
    assert first_receipts(make_variant(), 12) == {"ProductionBatch": 12}
    assert StockLevel.objects.get().on_hand == 12


def test_twin_making_a_level_that_was_missing_is_an_error(monkeypatch):
    make = after_all_came(2, StockLevel.objects.create)

    def look_then_make(keys, *, create=False):
        for variant_id, location_id in keys:
            if not ledger.level_at((variant_id, location_id)).exists():
                make(variant_id=variant_id, location_id=location_id)

    monkeypatch.setattr(locks, "lock_levels", look_then_make)

    result = first_receipts(make_variant(), 2, act=unqueued(stock.receive))

    assert result == {"ProductionBatch": 1, "IntegrityError": 1}


def ask_for_a_place(times):
    return together([partial(stock.online_location, make_facility())] * times)


def test_one_online_location_is_made_however_many_ask():
    assert len({place.pk for place in ask_for_a_place(12)}) == 1


def test_twin_making_a_place_that_was_missing_is_an_error(monkeypatch):
    def make(facility):
        return StockLocation.objects.create(facility=facility, name="Gudang", is_online=True)

    monkeypatch.setattr(reading, "_make_online_location", after_all_came(2, make))

    assert outcomes(ask_for_a_place(2)) == {"StockLocation": 1, "IntegrityError": 1}


@pytest.fixture
def old_bread(bag):
    """Four more pieces; the moment given back is after their last day."""
    place = stock.online_location(bag.product.facility)
    stock.receive(variant=bag, location=place, quantity=4, at=NOW, by=None, expires_on=NOW.date())
    return NOW + timedelta(days=1)


def test_expired_goods_are_written_off_once(old_bread):
    assert sum(together([partial(stock.write_off_expired, at=old_bread)] * 6)) == 4
    assert list(stock.differences()) == []


def test_twin_without_the_lock_the_second_write_off_fails(old_bread, monkeypatch):
    def look_only(keys, *, create=False):
        return {key: ledger.level_at(key).get() for key in keys}

    monkeypatch.setattr(locks, "lock_levels", look_only)
    monkeypatch.setattr(correcting, "_write_off", unqueued(correcting._write_off))
    monkeypatch.setattr(correcting, "_take_exactly", after_all_came(2, correcting._take_exactly))

    results = together([partial(stock.write_off_expired, at=old_bread)] * 2)

    assert outcomes(results) == {"int": 1, "StockError": 1}


def test_a_database_error_is_not_a_sold_out_page(bag):
    assert not issubclass(stock.StockError, DatabaseError)
