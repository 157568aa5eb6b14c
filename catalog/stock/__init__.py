"""Every change of stock: one conditional update and one ledger row per change, or nothing.

Source: docs/rules/stock.md. The order of locks is in catalog/locks.py.
"""

from .at_place import kept_at, low_at, note_on, with_pieces_at
from .correcting import adjust, reverse, undo, undo_batch, write_off_expired
from .counting import HeldByOrders, book_count
from .found import Found, add_found
from .ledger import Item, OutOfStock, StockError
from .moving import sell, transfer
from .proof import Difference, differences
from .reading import (
    online_available,
    online_levels,
    online_location,
    ready_levels,
    sellable_pieces,
)
from .reasons import BY_CODE, REASONS, Reason, book, last_act, last_day_of
from .receiving import receive
from .reservations import make_and_ship, release, reserve, reserve_again, ship
from .returning import send_again, take_back, write_off_returned
from .travelling import arrive, depart, lose

__all__ = [
    "BY_CODE",
    "REASONS",
    "Difference",
    "Found",
    "HeldByOrders",
    "Item",
    "OutOfStock",
    "Reason",
    "StockError",
    "add_found",
    "adjust",
    "arrive",
    "book",
    "book_count",
    "depart",
    "differences",
    "kept_at",
    "last_act",
    "last_day_of",
    "lose",
    "low_at",
    "make_and_ship",
    "note_on",
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
    "sellable_pieces",
    "send_again",
    "ship",
    "take_back",
    "transfer",
    "undo",
    "undo_batch",
    "with_pieces_at",
    "write_off_expired",
    "write_off_returned",
]
