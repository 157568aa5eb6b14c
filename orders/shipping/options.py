"""What a facility offers to get its goods to an address. Source: docs/rules/shipping.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Product
from catalog.stock import Item
from facilities.models import Facility, Regency

from ..models import Shipment, ShippingRate
from ..models.shipping import DeliveryZone
from .parcels import CourierService
from .weights import CARGO, PARCEL, Carrier, carrier_of, chargeable_kg, real_grams, weight_of
from .zone_table import days_of, table_cost, zone_between

Method = Shipment.Method
Fulfilment = Product.Fulfilment
QUOTED = "ongkir dikonfirmasi petugas"
MOST_SERVICES = 8  # a longer list is not read on a phone


@dataclass(frozen=True)
class DeliveryOption:
    """One way to get the goods of one facility.

    cost: rupiah, or None while the facility still has to name it. eta: days, or the opening
    hours for a pick-up. chargeable_kg and zone: what the cost was worked out from;
    is_charged_by_size: the parcel costs more kilograms than it weighs, and the shopper is
    told why. service: the courier's own, None for the facility's table.
    """

    method: str
    label: str
    cost: int | None
    eta: str
    chargeable_kg: int
    zone: str
    is_charged_by_size: bool = False
    service: CourierService | None = None

    @property
    def code(self) -> str:
        """What a form sends to choose this one: `courier`, or `courier:jne:reg` for a service."""
        return f"{self.method}:{self.service.code}" if self.service else str(self.method)

    @property
    def is_pickup(self) -> bool:
        return self.method == Method.PICKUP


def delivery_options(
    *,
    facility: Facility,
    items: Sequence[Item],
    regency: Regency | None,
    services: Sequence[CourierService] = (),
) -> list[DeliveryOption]:
    """The ways these goods of one facility can reach the shopper; pick-up always comes first.

    regency: of the address, None while it is not known (then only pick-up). services: what the
    couriers answered for these goods and this address (quotes.stored); none, and the facility's
    own table holds. Fresh goods are never sent further than their own regency; cargo goods and
    zones without a rate have no cost until the facility names it.
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
    by_size = _is_charged_by_size(items, PARCEL)
    local = rates.get((ShippingRate.Service.LOCAL, zone))
    if local and Fulfilment.CARGO not in kinds:
        options.append(_by_table(Method.LOCAL, local, kg, zone, by_size))
    if Fulfilment.LOCAL in kinds:
        return options
    if Fulfilment.CARGO in kinds:
        cargo_kg = weight_of(items, CARGO)
        return [*options, _quoted(Method.CARGO, cargo_kg, zone)]
    if services:
        offered = services[:MOST_SERVICES]
        return [*options, *(_by_courier(service, items, zone) for service in offered)]
    courier = rates.get((ShippingRate.Service.COURIER, zone))
    if courier:
        return [*options, _by_table(Method.COURIER, courier, kg, zone, by_size)]
    return [*options, _quoted(Method.COURIER, kg, zone)]


def _pickup(facility: Facility, items: Sequence[Item]) -> DeliveryOption:
    hours = facility.opening_hours or "Jam buka ditanyakan ke petugas"
    kg = weight_of(items, PARCEL)
    return DeliveryOption(Method.PICKUP, Method.PICKUP.label, 0, hours, kg, "")


def _by_table(
    method: Method, rate: ShippingRate, kg: int, zone: DeliveryZone, by_size: bool
) -> DeliveryOption:
    cost = table_cost(rate, kg)
    return DeliveryOption(method, method.label, cost, days_of(rate), kg, zone, by_size)


def _by_courier(
    service: CourierService, items: Sequence[Item], zone: DeliveryZone
) -> DeliveryOption:
    carrier = carrier_of(service.code)
    kg, by_size = weight_of(items, carrier), _is_charged_by_size(items, carrier)
    return DeliveryOption(
        Method.COURIER, service.label, service.cost, service.eta, kg, zone, by_size, service
    )


def _is_charged_by_size(items: Sequence[Item], carrier: Carrier) -> bool:
    by_weight = chargeable_kg(real_grams(items), tolerance_grams=carrier.tolerance_grams)
    return weight_of(items, carrier) > by_weight


def _quoted(method: Method, kg: int, zone: DeliveryZone) -> DeliveryOption:
    return DeliveryOption(method, f"{method.label}, {QUOTED}", None, "", kg, zone)
