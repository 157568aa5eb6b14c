"""The quick answer for the whole catalogue is the exact answer for one variant."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from catalog.models import ProductionBatch, StockLevel
from catalog.stock import online_available, online_levels, online_location, ready_levels
from tests.builders import make_product, make_stock_location, make_variant


@pytest.fixture
def stocked():
    """A variant with stock, of which `expired` pieces are past their day."""

    def make(on_hand, reserved=0, expired=0, least=1, online=True):
        variant = make_variant(product=make_product(is_food=True), min_quantity=least)
        facility = variant.product.facility
        place = online_location(facility) if online else make_stock_location(facility=facility)
        StockLevel.objects.create(
            variant=variant, location=place, on_hand=on_hand, reserved=reserved
        )
        if expired:
            yesterday = timezone.localdate() - timedelta(days=2)
            ProductionBatch.objects.create(
                variant=variant, location=place, code="A", produced_on=yesterday,
                expires_on=yesterday, good_quantity=expired, remaining=expired,
            )  # fmt: skip
        return variant

    return make


@pytest.mark.parametrize(
    ("stock", "pieces"),
    [
        ({"on_hand": 3}, 3),
        ({"on_hand": 3, "reserved": 3}, 0),
        ({"on_hand": 3, "expired": 3}, 0),
        ({"on_hand": 5, "expired": 3}, 2),
        ({"on_hand": 5, "expired": 3, "reserved": 2}, 0),
        ({"on_hand": 5, "least": 6}, 5),
        ({"on_hand": 8, "least": 6, "expired": 3}, 5),
        ({"on_hand": 9, "least": 6, "expired": 3}, 6),
        ({"on_hand": 9, "online": False}, 0),
        ({"on_hand": 0}, 0),
    ],
)
def test_ready_levels_agree_with_online_available(stocked, stock, pieces):
    variant = stocked(**stock)
    stocked(on_hand=0, expired=0)

    assert online_available([variant.pk]) == {variant.pk: pieces}
    ready = ready_levels().filter(variant=variant).exists()
    assert ready == (pieces >= variant.min_quantity)
    exact = online_levels().filter(free__gte=F("variant__min_quantity"))
    assert set(ready_levels().values_list("pk")) == set(exact.values_list("pk"))
