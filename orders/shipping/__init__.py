"""How goods reach the shopper and what it costs. Source: docs/rules/shipping.md."""

from .asking import ask_couriers
from .options import DeliveryOption, delivery_options
from .parcels import CourierService
from .quotes import Wish, asks_couriers, services_of, stored, wishes_for
from .tracking import tracking_address
from .weights import CARGO, PARCEL, Carrier, chargeable_kg, volumetric_grams, weight_of
from .zone_table import days_of, table_cost, zone_between

__all__ = [
    "CARGO",
    "PARCEL",
    "Carrier",
    "CourierService",
    "DeliveryOption",
    "Wish",
    "ask_couriers",
    "asks_couriers",
    "chargeable_kg",
    "days_of",
    "delivery_options",
    "services_of",
    "stored",
    "table_cost",
    "tracking_address",
    "volumetric_grams",
    "weight_of",
    "wishes_for",
    "zone_between",
]
