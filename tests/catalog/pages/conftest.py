from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from catalog.models import Category, Product, Publication
from catalog.navigation import GROUPS
from tests.builders import (
    make_category,
    make_facility,
    make_feature,
    make_food_label,
    make_photo,
    make_producer_group,
    make_product,
    make_province,
    make_regency,
    make_service,
    make_stock,
    make_variant,
)


@pytest.fixture
def menu_categories():
    """The groups of the menu, each with one category to put products in."""
    return [
        make_category(parent=Category.objects.create(name=label, slug=slug), name=f"{label} lain")
        for slug, label in GROUPS
    ]


@pytest.fixture
def stocked(menu_categories):
    """Fills the gallery: call with a number of products per facility."""

    def fill(products: int) -> list[Product]:
        province = make_province(short_name="Maluku", name="Maluku", code="81", slug="maluku")
        facility = make_facility(
            regency=make_regency(province=province, name="Kota Ambon"),
            slug="lapas-ambon",
            short_name="Lapas Ambon",
            name="Lapas Kelas IIA Ambon",
            city="Ambon",
            known_for="anyaman dan mebel",
            whatsapp="+6281200000001",
            phone="+6281200000001",
            email="ambon@galeri.example",
            opening_hours="Senin–Jumat 09.00–15.00",
        )
        group = make_producer_group(facility=facility)
        made = []
        for number in range(products):
            product = make_product(
                facility=facility,
                category=menu_categories[number % len(menu_categories)],
                producer_group=group,
                summary="Dianyam rapat.",
                is_food=number % 2 == 1,
            )
            if product.is_food:
                make_food_label(product=product)
            for name in ("Kecil", "Besar"):
                variant = make_variant(product=product, name=name)
                make_stock(variant=variant, quantity=4)
            product.refresh_prices()
            make_photo(product=product, alt="Keranjang di atas meja")
            make_photo(product=product, alt="Dekat: bibir keranjang", position=1)
            make_service(facility=facility, status=Publication.LIVE)
            made.append(product)
        today = timezone.localdate(timezone=ZoneInfo("Asia/Jakarta"))
        make_feature(product=made[0], day=today, headline="Keranjang yang sabar")
        return made

    return fill
