import pytest

from catalog.models import StockLocation
from tests.builders import (
    make_officer,
    make_product,
    make_selling_facility,
    make_stock_location,
    make_variant,
    put_on_shelf,
)


@pytest.fixture
def gallery():
    """The gallery of a facility that sells."""
    return make_stock_location(
        facility=make_selling_facility(), kind=StockLocation.Kind.GALLERY, name="Galeri"
    )


@pytest.fixture
def cashier(gallery):
    return make_officer("facility_staff", gallery.facility)


@pytest.fixture
def bag(gallery):
    """Ten bags of the own facility on the shelf, 75,000 rupiah each."""
    return on_shelf(gallery, facility=gallery.facility, price=75_000)


@pytest.fixture
def guest(gallery):
    """Ten things of another facility in this gallery, 98,000 rupiah each."""
    return on_shelf(gallery, facility=make_selling_facility(), price=98_000)


def on_shelf(location, *, facility, price, quantity=10):
    variant = make_variant(product=make_product(facility=facility), price=price)
    put_on_shelf(variant, location, quantity)
    return variant
