"""One button pressed many times at once; the twins take the lock away (tests/together.py)."""

from datetime import UTC, datetime
from functools import partial

import pytest

from catalog import locks, stock
from catalog.models import ProductionBatch, StockLevel, StockMovement
from catalog.stock import BY_CODE, correcting, receiving
from tests.builders import make_variant
from tests.catalog.test_stock_together import after_all_came, no_lock
from tests.together import outcomes, together, unqueued

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def bag():
    """Ten pieces at the place the site sells from."""
    bag = make_variant()
    shelf = stock.online_location(bag.product.facility)
    stock.receive(variant=bag, location=shelf, quantity=10, at=NOW, by=None)
    return bag


def tap(bag, code, difference, act=stock.book):
    shelf = stock.online_location(bag.product.facility)
    return partial(
        act, variant=bag, location=shelf, difference=difference, reason=BY_CODE[code], at=NOW,
        by=None, key="ketukan-1",
    )  # fmt: skip


def on_hand():
    return StockLevel.objects.get().on_hand


@pytest.mark.parametrize(("code", "difference"), [("rusak", -3), ("produksi", 3), ("kembali", 3)])
def test_one_tap_received_many_times_counts_once(bag, code, difference):
    movements = together([tap(bag, code, difference)] * 10)
    assert len({movement.pk for movement in movements}) == 1
    assert on_hand() == 10 + difference


def undo(movement, act=stock.undo):
    return partial(act, movement=movement, reason="Diurungkan", at=NOW, by=None)


def test_one_undo_received_many_times_counts_once(bag):
    movement = tap(bag, "rusak", -3)()
    assert together([undo(movement)] * 10) == [3] * 10
    assert on_hand() == 10
    assert StockMovement.objects.filter(kind="reverse").count() == 1


def test_twin_without_the_lock_a_second_undo_is_an_error(bag, monkeypatch):
    movement = tap(bag, "rusak", -3)()
    monkeypatch.setattr(locks, "lock_levels", no_lock)
    # Both have seen that nothing reverses it yet; neither has written.
    monkeypatch.setattr(correcting, "add", after_all_came(2, correcting.add))
    monkeypatch.setattr(correcting, "reverse", unqueued(correcting.reverse))
    results = together([undo(movement, act=unqueued(stock.undo))] * 2)
    assert outcomes(results) == {"int": 1, "IntegrityError": 1}


def all_rejected(bag, times, act=stock.receive):
    shelf = stock.online_location(bag.product.facility)
    call = partial(
        act, variant=bag, location=shelf, quantity=0, rejected=7, at=NOW, by=None, key="formulir-1"
    )
    return together([call] * times)


def test_batch_of_which_nothing_is_good_is_one_batch(bag):
    assert outcomes(all_rejected(bag, 10)) == {"ProductionBatch": 10}
    assert ProductionBatch.objects.filter(rejected_quantity=7).count() == 1
    assert on_hand() == 10


def test_twin_without_the_lock_the_second_batch_is_an_error(bag, monkeypatch):
    monkeypatch.setattr(locks, "lock_levels", no_lock)
    create = after_all_came(2, ProductionBatch.objects.create)
    monkeypatch.setattr(receiving.ProductionBatch.objects, "create", create, raising=False)
    results = all_rejected(bag, 2, act=unqueued(stock.receive))
    assert outcomes(results) == {"ProductionBatch": 1, "IntegrityError": 1}
