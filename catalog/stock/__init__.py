"""Every change of stock: one conditional update and one ledger row per change, or nothing.

Source: docs/rules/stock.md. The order of locks is in catalog/locks.py.
"""

from .correcting import adjust, reverse, write_off_expired
from .ledger import Item, OutOfStock, StockError
from .moving import sell, transfer
from .proof import Difference, differences
from .reading import online_available, online_levels, online_location, ready_levels
from .receiving import receive
from .reservations import make_and_ship, release, reserve, reserve_again, ship
from .returning import send_again, take_back, write_off_returned

__all__ = [
    "Difference",
    "Item",
    "OutOfStock",
    "StockError",
    "adjust",
    "differences",
    "make_and_ship",
    "online_available",
    "online_levels",
    "online_location",
    "ready_levels",
    "receive",
    "release",
    "reserve",
    "reserve_again",
    "reverse",
    "sell",
    "send_again",
    "ship",
    "take_back",
    "transfer",
    "write_off_expired",
    "write_off_returned",
]
