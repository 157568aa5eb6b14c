import secrets

import pytest

from catalog.models import StockLevel
from catalog.stock import ledger, reservations
from orders.checkout import placing
from tests.builders import (
    make_cart,
    make_product,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_stock,
    make_variant,
)


@pytest.fixture(autouse=True)
def _own_private_storage(settings, tmp_path):
    """Proofs of one test are not those of another."""
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"private": private}


@pytest.fixture
def two_facilities():
    """Two facilities that sell one thing each and send it anywhere."""
    facilities = [make_selling_facility(), make_selling_facility()]
    for facility in facilities:
        make_shipping_rate(facility=facility, zone="elsewhere", first_kg=38_000, next_kg=20_000)
    return facilities


@pytest.fixture
def goods(two_facilities):
    """One variant of each facility, ten pieces in stock, 75,000 rupiah each."""
    variants = [make_variant(product=make_product(facility=f)) for f in two_facilities]
    for variant in variants:
        make_stock(variant=variant, quantity=10)
    return variants


@pytest.fixture
def far_regency():
    """An address on other islands than every facility."""
    regency = make_regency()
    regency.province.island_group = "Maluku"
    regency.province.save()
    return regency


@pytest.fixture
def shopper(client, goods):
    """A browser whose cart holds one piece of each facility."""
    client.cookies["keranjang"] = make_cart(dict.fromkeys(goods, 1)).token
    return client


@pytest.fixture
def typed(shopper, two_facilities):
    """A checkout form as it would be pressed: everything fetched, paid by transfer."""
    page = shopper.get("/pesan/")
    data = {
        "form_key": page.context["form"].key,
        "total_seen": "150000",
        "recipient": "Pembeli Contoh",
        "phone": "0812-0000-0001",
        "consent": "on",
    }
    for facility in two_facilities:
        data[f"kirim-{facility.slug}"] = "pickup"
        data[f"bayar-{facility.slug}"] = "bank_transfer"
    return data


# Guards taken out, for the twins of races


@pytest.fixture
def look_before(monkeypatch):
    """Sell by what the shelf of a variant showed before anybody ordered, as if only one did."""

    def look(variant):
        seen = StockLevel.objects.get(variant=variant)

        def set_aside(key, quantity, day):
            level = ledger.level_at(key)
            return seen.available >= quantity and level.update(reserved=seen.reserved + quantity)

        monkeypatch.setattr(reservations, "set_aside", set_aside)

    return look


@pytest.fixture
def without_key(monkeypatch):
    """Every press is stored as a form of its own."""
    place = placing._place
    monkeypatch.setattr(
        placing, "_place", lambda cart, key, *rest: place(cart, secrets.token_hex(8), *rest)
    )


@pytest.fixture(autouse=True)
def _own_erasure_list(settings, tmp_path_factory):
    """What one test erases is not on the list of another."""
    settings.ERASURE_LIST = tmp_path_factory.mktemp("erasures") / "erasures.txt"
