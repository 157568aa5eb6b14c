"""How goods reach the shopper and what it costs. Source: docs/rules/shipping.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Product
from catalog.stock import Item
from facilities.models import Facility, Regency

from .models import Shipment, ShippingRate
from .models.shipping import DeliveryZone

Method = Shipment.Method
Fulfilment = Product.Fulfilment
QUOTED = "ongkir dikonfirmasi petugas"


@dataclass(frozen=True)
class Carrier:
    """How a carrier weighs: divisor in cm³ per kilogram, tolerance in grams that pass free."""

    divisor: int
    tolerance_grams: int


PARCEL = Carrier(divisor=6000, tolerance_grams=300)
CARGO = Carrier(divisor=4000, tolerance_grams=0)


@dataclass(frozen=True)
class DeliveryOption:
    """One way to get the goods of one facility.

    cost: rupiah, or None while the facility still has to name it. eta: days, or the opening
    hours for a pick-up. chargeable_kg and zone: what the cost was worked out from; is_charged_by_size: the parcel costs more kilograms than
    it weighs, and the shopper is told why.
    """

    method: str
    label: str
    cost: int | None
    eta: str
    chargeable_kg: int
    zone: str
    is_charged_by_size: bool = False

    @property
    def is_pickup(self) -> bool:
        return self.method == Method.PICKUP


def chargeable_kg(grams: int, *, tolerance_grams: int = 0) -> int:
    """Whole kilograms a carrier charges: at least one, a rest above the tolerance counts full."""
    return max(1, grams // 1000 + (1 if grams % 1000 > tolerance_grams else 0))


def volumetric_grams(length_cm: int, width_cm: int, height_cm: int, *, divisor: int) -> int:
    """Weight of the space a parcel takes, rounded up to a gram. divisor: cm³ per kilogram."""
    return -(-length_cm * width_cm * height_cm * 1000 // divisor)


def real_grams(items: Sequence[Item]) -> int:
    """What everything together weighs, packed."""
    return sum(item.variant.weight_grams * item.quantity for item in items)


def weight_of(items: Sequence[Item], carrier: Carrier) -> int:
    """Chargeable kilograms of everything together: the greater of real and volumetric weight."""
    volumetric = 0
    for item in items:
        variant = item.variant
        if variant.length_cm and variant.width_cm and variant.height_cm:
            size = variant.length_cm, variant.width_cm, variant.height_cm
            volumetric += volumetric_grams(*size, divisor=carrier.divisor) * item.quantity
    return chargeable_kg(
        max(real_grams(items), volumetric), tolerance_grams=carrier.tolerance_grams
    )


def zone_between(facility: Facility, regency: Regency) -> DeliveryZone:
    """How far the address is from the facility."""
    home = facility.regency
    if home.pk == regency.pk:
        return DeliveryZone.SAME_REGENCY
    if home.province_id == regency.province_id:
        return DeliveryZone.SAME_PROVINCE
    if home.province.island_group == regency.province.island_group:
        return DeliveryZone.SAME_ISLANDS
    return DeliveryZone.ELSEWHERE


def delivery_options(
    *, facility: Facility, items: Sequence[Item], regency: Regency | None
) -> list[DeliveryOption]:
    """The ways these goods of one facility can reach the shopper; pick-up always comes first.

    regency: of the address, None while it is not known (then only pick-up). Fresh goods are
    never sent further than their own regency; cargo goods and zones without a rate have no
    cost until the facility names it.
    """
    options = [_pickup(facility, items)]
    if regency is None:
        return options
    zone = zone_between(facility, regency)
    kinds = {item.variant.product.fulfilment for item in items}
    # all(), so that a page with many facilities can fetch their rates at once.
    rates = {
        (rate.service, rate.zone): rate for rate in facility.shipping_rates.all() if rate.is_active
    }
    kg = weight_of(items, PARCEL)
    by_size = kg > chargeable_kg(real_grams(items), tolerance_grams=PARCEL.tolerance_grams)
    local = rates.get((ShippingRate.Service.LOCAL, zone))
    if local and Fulfilment.CARGO not in kinds:
        options.append(_by_table(Method.LOCAL, local, kg, zone, by_size))
    if Fulfilment.LOCAL in kinds:
        return options
    if Fulfilment.CARGO in kinds:
        cargo_kg = weight_of(items, CARGO)
        return [*options, _quoted(Method.CARGO, cargo_kg, zone)]
    courier = rates.get((ShippingRate.Service.COURIER, zone))
    if courier:
        return [*options, _by_table(Method.COURIER, courier, kg, zone, by_size)]
    return [*options, _quoted(Method.COURIER, kg, zone)]


def table_cost(rate: ShippingRate, kg: int) -> int:
    """Rupiah for these chargeable kilograms: the first one, then each further one."""
    return rate.first_kg + rate.next_kg * (kg - 1)


def _pickup(facility: Facility, items: Sequence[Item]) -> DeliveryOption:
    hours = facility.opening_hours or "Jam buka ditanyakan ke petugas"
    kg = weight_of(items, PARCEL)
    return DeliveryOption(Method.PICKUP, Method.PICKUP.label, 0, hours, kg, "")


def _by_table(
    method: Method, rate: ShippingRate, kg: int, zone: DeliveryZone, by_size: bool
) -> DeliveryOption:
    cost = table_cost(rate, kg)
    return DeliveryOption(method, method.label, cost, _days(rate), kg, zone, by_size)


def _quoted(method: Method, kg: int, zone: DeliveryZone) -> DeliveryOption:
    return DeliveryOption(method, f"{method.label}, {QUOTED}", None, "", kg, zone)


def _days(rate: ShippingRate) -> str:
    if rate.min_days == rate.max_days:
        return f"{rate.min_days} hari"
    return f"{rate.min_days} sampai {rate.max_days} hari"
