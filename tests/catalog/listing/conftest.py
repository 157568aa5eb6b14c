"""Goods for the tests of the catalogue page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import search
from catalog.models import Category, Product, StockLevel, StockLocation, Variant
from catalog.public import bump_version
from tests.builders import make_category, make_facility, make_product, make_province, make_regency

NOW = timezone.now()


@pytest.fixture
def places():
    """Two facilities in two provinces."""
    maluku = make_province(short_name="Maluku", slug="maluku", name="Maluku")
    jatim = make_province(short_name="Jawa Timur", slug="jawa-timur", name="Jawa Timur")
    return {
        "ambon": make_facility(
            slug="lapas-ambon", short_name="Lapas Ambon", regency=make_regency(province=maluku)
        ),
        "jember": make_facility(
            slug="lapas-jember", short_name="Lapas Jember", regency=make_regency(province=jatim)
        ),
    }


@pytest.fixture
def kinds():
    craft = make_category(name="Kerajinan", slug="kerajinan", position=1)
    food = make_category(name="Kuliner", slug="kuliner", position=2)
    return {
        "anyaman": make_category(name="Anyaman", slug="anyaman", parent=craft),
        "ukiran": make_category(name="Ukiran", slug="ukiran", parent=craft),
        "kue": make_category(name="Roti & Kue", slug="roti-kue", parent=food),
    }


@pytest.fixture
def goods(places, kinds):
    """Five products; the later ones are newer."""
    rows = [
        ("Tas Rotan", "anyaman", "ambon", 120_000, 3, False, "courier", 9),
        ("Tikar Pandan", "anyaman", "jember", 60_000, 0, True, "courier", 2),
        ("Panel Ukir", "ukiran", "ambon", 3_000_000, 0, True, "cargo", 1),
        ("Kue Kacang", "kue", "jember", 45_000, 20, False, "local", 30),
        ("Keripik Pisang", "kue", "ambon", 15_000, 0, False, "courier", 5),
    ]
    return {
        name: add_product(
            name, kinds[kind], places[place], price, pieces, made, fulfilment, sold, age=5 - i
        )
        for i, (name, kind, place, price, pieces, made, fulfilment, sold) in enumerate(rows)
    }


def add_product(name, category, facility, price, pieces, made, fulfilment, sold, age):
    product = make_product(
        name=name,
        category=category,
        facility=facility,
        fulfilment=fulfilment,
        sold_count=sold,
        published_at=NOW - timedelta(days=age),
        price_from=price,
        price_to=price,
    )
    variant = Variant.objects.create(
        product=product,
        sku=f"S{product.pk}",
        price=price,
        weight_grams=500,
        made_to_order=made,
        lead_time_days=14 if made else 0,
    )
    location, _ = StockLocation.objects.get_or_create(
        facility=facility, name="Gudang situs", kind="bengkel", is_online=True
    )
    StockLevel.objects.create(variant=variant, location=location, on_hand=pieces)
    return product


def add_many(number, places, kinds):
    """Many products at once, each with a variant and stock."""
    facility, category = places["ambon"], kinds["anyaman"]
    location, _ = StockLocation.objects.get_or_create(
        facility=facility, name="Gudang situs", kind="bengkel", is_online=True
    )
    products = Product.objects.bulk_create(
        Product(
            name=f"Keranjang {n:05}", slug=f"keranjang-{n}", facility=facility, category=category,
            status="tayang", published_at=NOW - timedelta(minutes=n), price_from=10_000 + n,
            price_to=10_000 + n,
        )
        for n in range(number)
    )  # fmt: skip
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"M{product.pk}", price=10_000, weight_grams=100)
        for product in products
    )
    StockLevel.objects.bulk_create(
        StockLevel(variant=variant, location=location, on_hand=9) for variant in variants
    )
    search.rebuild()
    bump_version()


def add_many_more(number, places, kinds):
    category = Category.objects.create(
        name="Lain", slug="lain", parent=kinds["anyaman"].parent, position=9
    )
    add_many(number, {"ambon": places["jember"]}, {"anyaman": category})
