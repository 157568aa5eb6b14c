"""A Kanwil whose facilities sold, with words that programs would obey."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import (
    make_category,
    make_channel_sale,
    make_feature,
    make_officer,
    make_paid_order,
    make_product,
    make_refund,
    make_selling_facility,
    make_stock_location,
    make_target,
    make_variant,
    make_workforce_report,
    pay_back,
    put_on_shelf,
    sell_at_counter,
)

from .copies import HOSTILE

NOW = timezone.now()


@pytest.fixture
def office():
    """A Kanwil with two facilities that sold, one that did not, and money given back."""
    first = make_selling_facility(short_name="Lapas Satu", name="Lapas Kelas IIA Satu")
    second = make_selling_facility(
        short_name="@Lapas Dua", regency=first.regency, regional_office=first.regional_office
    )
    make_selling_facility(
        short_name="Rutan Sepi", regency=first.regency, regional_office=first.regional_office
    )
    food = make_category(name="-Makanan & minuman")
    for facility, name, price, quantity in (
        (first, HOSTILE, 1_250_000, 3),
        (second, "Keripik pisang", 15_500, 40),
        (second, "+Sambal", 22_000, 2),
    ):
        product = make_product(
            facility=facility, name=name, category=food,
            ekatalog_url="https://katalog.inaproc.id/contoh",
        )  # fmt: skip
        order = make_paid_order(
            variant=make_variant(product=product, price=price), quantity=quantity,
            at=NOW - timedelta(hours=2),
        )  # fmt: skip
    make_feature(product=product, day=first.local_day(NOW))
    product.ekatalog_url = "https://katalog.contoh.id/=sambal?a=1&b=*2*"
    product.save()
    make_channel_sale(variant=product.variants.get(), channel="ekatalog")
    booth = make_stock_location(facility=first, kind="pameran")
    snack = make_variant(product=make_product(facility=first, name="*Rempeyek* $1"))
    put_on_shelf(snack, booth, 2)
    sell_at_counter(booth, {snack: 1})
    pay_back(make_refund(order=order))
    make_workforce_report(facility=first)
    # Hidden from who reads above it: a word among numbers, in every copy.
    make_workforce_report(facility=second, working=4, trained=3, certificates=2)
    make_target(facility=first, pnbp=2_000_000)
    return first.regional_office


@pytest.fixture
def official(client, office):
    user = make_officer("regional_viewer", office)
    client.force_login(user)
    return user
