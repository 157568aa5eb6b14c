"""Goods that come back broken, and others that go out in their place."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog import stock
from catalog.models import ProductionBatch, StockLevel, StockMovement
from catalog.stock import Item
from tests.builders import make_user, make_variant

Kind = StockMovement.Kind
NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def sent(officer):
    """A variant of which three of five pieces left for the order P-1."""
    variant = make_variant()
    shelf = stock.online_location(variant.product.facility)
    stock.receive(variant=variant, location=shelf, quantity=5, at=NOW, by=officer, code="A")
    stock.reserve(items=[Item(variant, 3)], source_id="P-1", at=NOW)
    stock.ship(source_id="P-1", at=NOW)
    return variant


@pytest.fixture(autouse=True)
def _books_balance():
    yield
    assert list(stock.differences()) == []


def on_hand(variant):
    return StockLevel.objects.get(variant=variant).on_hand


def ledger(variant):
    rows = StockMovement.objects.filter(variant=variant).order_by("pk")
    return list(rows.values_list("kind", "quantity", "source_line", "batch__code"))[2:]


def test_goods_written_off_come_and_go_without_touching_the_shelf(sent, officer):
    items = [Item(sent, 2, "1w1")]
    for _ in range(2):
        stock.write_off_returned(items=items, source_id="P-1", reason="Retak", at=NOW, by=officer)

    assert on_hand(sent) == 2
    assert ProductionBatch.objects.get().remaining == 2
    assert ledger(sent) == [("return", 2, "1w1", "A"), ("damage", -2, "1w1", "A")]
    assert StockMovement.objects.get(kind=Kind.DAMAGE).reason == "Retak"


def test_goods_written_off_and_taken_back_together_are_never_more_than_went_out(sent, officer):
    stock.take_back(items=[Item(sent, 2, "1r1")], source_id="P-1", at=NOW, by=officer)

    with pytest.raises(stock.StockError, match="kurangi 1"):
        stock.write_off_returned(
            items=[Item(sent, 2, "1w2")], source_id="P-1", reason="Retak", at=NOW, by=officer
        )
    assert on_hand(sent) == 4


def test_writing_off_wants_a_reason(sent, officer):
    with pytest.raises(stock.StockError, match="Alasan"):
        stock.write_off_returned(
            items=[Item(sent, 1, "1w1")], source_id="P-1", reason=" ", at=NOW, by=officer
        )


def test_replacement_leaves_the_shelf_once_and_can_come_back(sent, officer):
    for _ in range(2):
        stock.send_again(items=[Item(sent, 2, "1g1")], source_id="P-1", at=NOW, by=officer)
    assert on_hand(sent) == 0
    assert ledger(sent) == [("ship", -2, "1g1", "A")]

    stock.take_back(items=[Item(sent, 5, "1r2")], source_id="P-1", at=NOW, by=officer)
    assert on_hand(sent) == 5


def test_replacement_takes_nothing_that_others_reserved(sent, officer):
    stock.reserve(items=[Item(sent, 1)], source_id="P-2", at=NOW)

    with pytest.raises(stock.OutOfStock) as caught:
        stock.send_again(items=[Item(sent, 2, "1g1")], source_id="P-1", at=NOW, by=officer)

    assert caught.value.available == 1
    assert on_hand(sent) == 2


def test_replacement_is_never_of_expired_goods(officer):
    variant = make_variant()
    shelf = stock.online_location(variant.product.facility)
    stock.receive(
        variant=variant, location=shelf, quantity=2, at=NOW, by=officer,
        expires_on=NOW.date() + timedelta(days=1),
    )  # fmt: skip

    with pytest.raises(stock.OutOfStock):
        stock.send_again(
            items=[Item(variant, 1, "1g1")], source_id="P-1", at=NOW + timedelta(days=3), by=officer
        )
