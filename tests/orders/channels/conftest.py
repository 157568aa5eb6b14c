import pytest
from django.utils import timezone

from orders.channels import record
from orders.models.orders import Channel
from tests.builders import (
    make_officer,
    make_product,
    make_selling_facility,
    make_stock_location,
    make_variant,
    put_on_shelf,
)


@pytest.fixture
def store():
    return make_stock_location(facility=make_selling_facility(), name="Gudang")


@pytest.fixture
def officer(store):
    return make_officer("facility_staff", store.facility)


@pytest.fixture
def bag(store):
    """Ten bags on the shelf, 75,000 rupiah each in the shop."""
    return on_shelf(store, sku="C-1")


@pytest.fixture
def hat(store):
    return on_shelf(store, sku="C-2")


def on_shelf(store, *, facility=None, quantity=10, **fields):
    product = make_product(facility=facility or store.facility)
    variant = make_variant(product=product, **{"price": 75_000} | fields)
    put_on_shelf(variant, store, quantity)
    return variant


@pytest.fixture
def enter(store, officer, bag):
    """Books a sale of two bags for Rp80.000 each on a marketplace that keeps Rp8.001."""

    def run(**more):
        at = timezone.now()
        goods = more.pop("goods", {bag: 2})
        said = {
            "key": "satu", "location": store, "channel": Channel.MARKETPLACE, "goods": goods,
            "prices": dict.fromkeys(goods, 80_000), "reference": "INV/1", "fee": 8_001,
            "by": officer, "at": at, "sold_at": at,
        }  # fmt: skip
        return record(**said | more)

    return run
