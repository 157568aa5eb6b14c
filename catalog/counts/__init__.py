"""Opname: a place is counted blind, a second officer looks, the differences are booked.

Source: docs/rules/counts.md.
"""

from .counting import add_variant, enter, ledger_marks, submit
from .deciding import approve, ask_again, may_decide, recount_needed
from .errors import CountError
from .starting import cancel, start

__all__ = [
    "CountError",
    "add_variant",
    "approve",
    "ask_again",
    "cancel",
    "enter",
    "ledger_marks",
    "may_decide",
    "recount_needed",
    "start",
    "submit",
]
