"""The work a producer group can take on each month, kept like stock: booked when ordering.

Source: docs/rules/capacity.md. The order of locks is in catalog/locks.py.
"""

from .booking import NoCapacity, book, book_again, lock, release
from .proof import Difference, differences
from .rooms import (
    MONTHS_AHEAD,
    Room,
    able,
    first_day,
    months_from,
    rooms,
    rooms_of_groups,
    with_booked_months,
)
from .setting import CapacityTooLow, check_monthly, set_monthly

__all__ = [
    "MONTHS_AHEAD",
    "CapacityTooLow",
    "Difference",
    "NoCapacity",
    "Room",
    "able",
    "book",
    "book_again",
    "check_monthly",
    "differences",
    "first_day",
    "lock",
    "months_from",
    "release",
    "rooms",
    "rooms_of_groups",
    "set_monthly",
    "with_booked_months",
]
