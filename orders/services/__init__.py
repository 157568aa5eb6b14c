"""What is asked of services: wish, day, answer, price. Source: docs/rules/services.md."""

from .answering import answer, confirm, decline, finish, make_ready, miss, move_day, take_in
from .asking import ask, enquiry_with, withdraw
from .errors import EnquiryKeyReused, EnquiryRefused
from .pricing import MOST_JOBS, Job, price, purchase_of
from .proof import differences
from .waiting import close_lapsed, remind_due

__all__ = [
    "MOST_JOBS",
    "EnquiryKeyReused",
    "EnquiryRefused",
    "Job",
    "answer",
    "ask",
    "close_lapsed",
    "confirm",
    "decline",
    "differences",
    "enquiry_with",
    "finish",
    "make_ready",
    "miss",
    "move_day",
    "price",
    "purchase_of",
    "remind_due",
    "take_in",
    "withdraw",
]
