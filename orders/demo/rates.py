"""Shipping of the demo: each facility's own table, made up but in proportion, and tracking links."""

from catalog.models import Product
from facilities.models import Facility
from facilities.models.places import Zone
from orders.models import ShippingRate, TrackingLink
from orders.models.couriers import RESI
from orders.models.shipping import DeliveryZone

# First and each further kilogram in rupiah, days at best and at worst.
COURIER_COSTS = {
    DeliveryZone.SAME_REGENCY: (9_000, 5_000, 1, 2),
    DeliveryZone.SAME_PROVINCE: (14_000, 9_000, 2, 4),
    DeliveryZone.SAME_ISLANDS: (22_000, 15_000, 3, 6),
    DeliveryZone.ELSEWHERE: (38_000, 28_000, 4, 9),
}
COURIERS = {
    "JNE": "jne",
    "J&T": "jnt",
    "SiCepat": "sicepat",
    "Pos Indonesia": "pos",
    "AnterAja": "anteraja",
}
PERCENT = {Zone.WIB: 100, Zone.WITA: 120, Zone.WIT: 150}
LOCAL = (10_000, 2_000)
# Bricks go by truck: dear to start, cheap by weight.
LOCAL_BY_TRUCK = (50_000, 150)


def load_rates() -> None:
    """Give every facility its table; there must be none yet."""
    builders = _facilities_with(category__slug="bahan-bangunan")
    fresh = _facilities_with(fulfilment=Product.Fulfilment.LOCAL)
    rates = []
    for facility in Facility.objects.order_by("pk"):
        percent = PERCENT[Zone(facility.timezone)]
        rates += [_courier_rate(facility, zone, percent) for zone in COURIER_COSTS]
        if facility.pk in builders:
            rates.append(_local_rate(facility, *LOCAL_BY_TRUCK))
        elif facility.pk in fresh or facility.pk % 3 == 0:
            rates.append(_local_rate(facility, *LOCAL))
    ShippingRate.objects.bulk_create(rates)


def load_tracking_links() -> None:
    """Addresses that lead nowhere: the numbers of the demo are made up as well."""
    TrackingLink.objects.bulk_create(
        TrackingLink(courier=name, address=f"https://lacak.example/{slug}?resi={RESI}")
        for name, slug in COURIERS.items()
    )


def _facilities_with(**fields) -> set[int]:
    return set(Product.objects.filter(**fields).values_list("facility_id", flat=True))


def _courier_rate(facility, zone, percent):
    first, further, fastest, slowest = COURIER_COSTS[zone]
    return ShippingRate(
        facility=facility,
        service=ShippingRate.Service.COURIER,
        zone=zone,
        first_kg=_rounded(first * percent // 100),
        next_kg=_rounded(further * percent // 100),
        min_days=fastest,
        max_days=slowest,
    )


def _local_rate(facility, first, further):
    return ShippingRate(
        facility=facility,
        service=ShippingRate.Service.LOCAL,
        zone=DeliveryZone.SAME_REGENCY,
        first_kg=first,
        next_kg=further,
        min_days=1,
        max_days=1,
    )


def _rounded(amount: int) -> int:
    """Up to the next 500 rupiah."""
    return -(-amount // 500) * 500
