"""The facility's own table of costs by zone. Source: docs/rules/shipping.md, cost."""

from facilities.models import Facility, Regency

from ..models import ShippingRate
from ..models.shipping import DeliveryZone


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


def table_cost(rate: ShippingRate, kg: int) -> int:
    """Rupiah for these chargeable kilograms: the first one, then each further one."""
    return rate.first_kg + rate.next_kg * (kg - 1)


def days_of(rate: ShippingRate) -> str:
    """How long the way takes, in words."""
    if rate.min_days == rate.max_days:
        return f"{rate.min_days} hari"
    return f"{rate.min_days} sampai {rate.max_days} hari"
