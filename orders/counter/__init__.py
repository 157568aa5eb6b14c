"""Goods sold on the spot, on every channel but the site. Source: docs/rules/counter.md."""

from .errors import PriceChanged, SaleKeyReused, SaleRefused
from .selling import sale_with, sell
from .shifts import Takings, check_shift, close_shift, open_shift, takings_of
from .voiding import void_sale
from .writing import ChannelOrder

__all__ = [
    "ChannelOrder",
    "PriceChanged",
    "SaleKeyReused",
    "SaleRefused",
    "Takings",
    "check_shift",
    "close_shift",
    "open_shift",
    "sale_with",
    "sell",
    "takings_of",
    "void_sale",
]
