"""How goods reach the shopper and what it costs. Source: docs/rules/shipping.md."""

from .options import DeliveryOption, delivery_options
from .weights import CARGO, PARCEL, Carrier, chargeable_kg, volumetric_grams, weight_of
from .zone_table import table_cost, zone_between

__all__ = [
    "CARGO",
    "PARCEL",
    "Carrier",
    "DeliveryOption",
    "chargeable_kg",
    "delivery_options",
    "table_cost",
    "volumetric_grams",
    "weight_of",
    "zone_between",
]
