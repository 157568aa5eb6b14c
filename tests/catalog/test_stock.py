from datetime import UTC, datetime

import pytest

from catalog import stock
from catalog.models import StockLevel
from catalog.stock import Item
from tests.builders import make_user, make_variant

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)  # 12.00 WIB


def stocked(quantity, **fields):
    variant = make_variant(**fields)
    location = stock.online_location(variant.product.facility)
    stock.receive(variant=variant, location=location, quantity=quantity, at=NOW, by=make_user())
    return variant


def test_reserve_sets_pieces_aside():
    variant = stocked(3)

    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (3, 2)
    assert stock.online_available([variant.pk]) == {variant.pk: 1}


def test_ship_moves_reserved_pieces_out():
    variant = stocked(3)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    stock.ship(source_id="P-1", at=NOW)
    stock.ship(source_id="P-1", at=NOW)

    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (1, 0)
    assert list(stock.differences()) == []
