"""The treasurer's bank statement, read and matched to what is owed. docs/rules/statements.md."""

from .booking import Booked, assign, book_certain, dismiss
from .errors import StatementRefused
from .importing import confirm_layout, contents_of, discard, forget_drafts, suggested, take_in
from .layouts import Layout
from .matching import Kind, Match, matches

__all__ = [
    "Booked",
    "Kind",
    "Layout",
    "Match",
    "StatementRefused",
    "assign",
    "book_certain",
    "confirm_layout",
    "contents_of",
    "discard",
    "dismiss",
    "forget_drafts",
    "matches",
    "suggested",
    "take_in",
]
