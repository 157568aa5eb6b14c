"""Weights, zones and what a facility offers. Source: docs/rules/shipping.md."""

import pytest

from catalog.stock import Item
from orders.shipping import PARCEL, chargeable_kg, delivery_options, volumetric_grams, weight_of
from orders.shipping.weights import carrier_of
from tests.builders import (
    make_product,
    make_province,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_variant,
)


@pytest.mark.parametrize(
    ("grams", "tolerance", "kg"),
    [
        (1000, 300, 1), (1300, 300, 1), (1301, 300, 2), (250, 300, 1),
        (1001, 0, 2), (1000, 0, 1), (1, 0, 1), (20_834, 300, 21),
    ],
)  # fmt: skip
def test_chargeable_weight_rounds_like_the_couriers(grams, tolerance, kg):
    assert chargeable_kg(grams, tolerance_grams=tolerance) == kg


@pytest.mark.parametrize(
    ("courier", "grams", "kg"),
    [("jne", 1300, 1), ("jne:reg", 1301, 2), ("jnt", 1001, 2), ("pos:pos-reguler", 1000, 1)],
)
def test_each_courier_weighs_by_its_own_rule(courier, grams, kg):
    assert weight_of([Item(make_variant(weight_grams=grams), 1)], carrier_of(courier)) == kg


def test_volumetric_weight_divides_the_space():
    assert volumetric_grams(50, 50, 50, divisor=6000) == 20_834
    assert volumetric_grams(50, 50, 50, divisor=4000) == 31_250


def test_heavier_of_real_and_volumetric_weight_counts():
    light_and_big = make_variant(weight_grams=500, length_cm=50, width_cm=50, height_cm=50)
    heavy = make_variant(weight_grams=30_000)

    assert weight_of([Item(light_and_big, 1)], PARCEL) == 21
    assert weight_of([Item(light_and_big, 1), Item(heavy, 1)], PARCEL) == 31  # 30,5 kg really


def item(fulfilment="courier", facility=None, **fields):
    facility = facility or make_selling_facility()
    product = make_product(facility=facility, fulfilment=fulfilment)
    return Item(make_variant(product=product, **fields), 1)


def options(*items, regency=None):
    facility = items[0].variant.product.facility
    found = delivery_options(facility=facility, items=items, regency=regency)
    return {option.method: option for option in found}


def with_rates(facility):
    for zone, first in (
        ("same_regency", 9_000), ("same_province", 18_000),
        ("same_islands", 27_000), ("elsewhere", 38_000),
    ):  # fmt: skip
        make_shipping_rate(facility=facility, zone=zone, first_kg=first, next_kg=5_000)
    make_shipping_rate(
        facility=facility, service="local", zone="same_regency", first_kg=12_000, next_kg=2_000,
        min_days=1, max_days=1,
    )  # fmt: skip
    return facility


def test_pickup_is_free_and_says_when_the_gallery_is_open():
    pickup = options(item())["pickup"]
    assert (pickup.cost, pickup.eta) == (0, "Senin–Jumat 09.00–15.00")
    assert options(item()).keys() == {"pickup"}  # no address yet: nothing else can be priced


def test_courier_cost_grows_with_the_distance():
    facility = with_rates(make_selling_facility())
    home = facility.regency
    places = {
        "same_regency": home,
        "same_province": make_regency(province=home.province),
        "same_islands": make_regency(),
        "elsewhere": make_regency(province=make_province(island_group="Maluku")),
    }
    goods = item(facility=facility, weight_grams=2_400)  # 3 kg

    costs = {zone: options(goods, regency=place)["courier"] for zone, place in places.items()}

    assert {zone: (o.zone, o.cost, o.chargeable_kg) for zone, o in costs.items()} == {
        "same_regency": ("same_regency", 19_000, 3),
        "same_province": ("same_province", 28_000, 3),
        "same_islands": ("same_islands", 37_000, 3),
        "elsewhere": ("elsewhere", 48_000, 3),
    }


def test_own_delivery_goes_no_further_than_the_regency():
    facility = with_rates(make_selling_facility())
    goods = item(facility=facility)

    near = options(goods, regency=facility.regency)
    far = options(goods, regency=make_regency(province=facility.regency.province))

    assert (near["local"].cost, near["local"].eta) == (12_000, "1 hari")
    assert "local" not in far


def test_fresh_goods_are_fetched_or_brought_within_the_regency():
    facility = with_rates(make_selling_facility())
    bread = item("local", facility)

    assert options(bread, regency=facility.regency).keys() == {"pickup", "local"}
    assert options(bread, regency=make_regency()).keys() == {"pickup"}
    together = options(bread, item(facility=facility), regency=make_regency())
    assert together.keys() == {"pickup"}


def test_cargo_goods_wait_for_the_officers_figure():
    facility = with_rates(make_selling_facility())
    chair = item("cargo", facility, weight_grams=12_500)

    found = options(chair, item(facility=facility), regency=make_regency())

    assert found.keys() == {"pickup", "cargo"}
    assert found["cargo"].cost is None
    assert found["cargo"].label == "Kargo, ongkir dikonfirmasi petugas"
    assert found["cargo"].chargeable_kg == 13


def test_zone_without_a_rate_waits_for_the_officers_figure():
    found = options(item(), regency=make_regency())
    assert found["courier"].cost is None


def test_rate_that_is_switched_off_is_not_used():
    facility = make_selling_facility()
    make_shipping_rate(facility=facility, zone="same_regency", is_active=False)
    assert options(item(facility=facility), regency=facility.regency)["courier"].cost is None


@pytest.mark.parametrize(("side_cm", "kg", "by_size"), [(10, 1, False), (50, 21, True)])
def test_option_says_when_the_size_of_the_parcel_decides(side_cm, kg, by_size):
    facility = with_rates(make_selling_facility())
    size = {"length_cm": side_cm, "width_cm": side_cm, "height_cm": side_cm}
    goods = item(facility=facility, weight_grams=500, **size)

    courier = options(goods, regency=facility.regency)["courier"]

    assert (courier.chargeable_kg, courier.is_charged_by_size) == (kg, by_size)
