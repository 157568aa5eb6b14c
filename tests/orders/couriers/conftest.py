import pytest
from django.utils import timezone

from catalog.stock import Item
from orders.models import CourierAccount
from orders.shipping import wishes_for
from tests.builders import (
    make_courier_account,
    make_product,
    make_province,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_stock,
    make_variant,
)
from tests.orders.standins.couriers import Biteship, RajaOngkir
from tests.orders.standins.server import running


@pytest.fixture
def rajaongkir(settings):
    with running(RajaOngkir()) as service:
        settings.RAJAONGKIR_URL = service.address
        yield service


@pytest.fixture
def biteship(settings):
    with running(Biteship()) as service:
        settings.BITESHIP_URL = service.address
        yield service


@pytest.fixture
def ambon():
    province = make_province(island_group="Maluku")
    return make_regency(name="Kota Ambon", province=province)


@pytest.fixture
def facility():
    """Sells from Palangka Raya, with a table for the rest of the country."""
    facility = make_selling_facility(postal_code="73111")
    make_shipping_rate(facility=facility, zone="elsewhere", first_kg=38_000, next_kg=20_000)
    return facility


@pytest.fixture
def account(facility, rajaongkir):
    return make_courier_account(facility=facility, api_key=rajaongkir.key)


@pytest.fixture
def biteship_account(facility, biteship):
    return make_courier_account(
        facility=facility, provider=CourierAccount.Provider.BITESHIP, api_key=biteship.key
    )


@pytest.fixture
def basket(facility):
    """A basket of 600 g, ten in stock."""
    variant = make_variant(product=make_product(facility=facility), weight_grams=600)
    make_stock(variant=variant, quantity=10)
    return variant


@pytest.fixture
def wish(facility, basket, ambon):
    """Makes the wishes as a page would: reading the account anew each time."""

    def make(quantity=1, postal_code="97128", regency=ambon):
        fresh = type(facility).objects.get(pk=facility.pk)
        return wishes_for(
            facility=fresh, items=[Item(basket, quantity)], regency=regency, postal_code=postal_code
        )

    return make


@pytest.fixture
def now():
    return timezone.now()
