"""From cart to orders. Source: docs/decisions/0025-one-transaction-places-a-checkout.md."""

from .baskets import FacilityChoice
from .errors import CartChanged, Change, ChoiceNotOffered, CostChanged, EmptyCart, KeyReused
from .placing import place_checkout, placed_with

__all__ = [
    "CartChanged",
    "Change",
    "ChoiceNotOffered",
    "CostChanged",
    "EmptyCart",
    "FacilityChoice",
    "KeyReused",
    "place_checkout",
    "placed_with",
]
