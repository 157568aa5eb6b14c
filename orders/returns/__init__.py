"""Goods given back, from the shopper's wish to its end. Source: docs/rules/returns.md."""

from .asking import ask, withdraw
from .deciding import Back, accept, receive, refuse
from .errors import ReturnNotAllowed
from .requests import held_by
from .settling import pay_back, replace
from .window import deadline_of, refusal_of, returnable

__all__ = [
    "Back",
    "ReturnNotAllowed",
    "accept",
    "ask",
    "deadline_of",
    "held_by",
    "pay_back",
    "receive",
    "refusal_of",
    "refuse",
    "replace",
    "returnable",
    "withdraw",
]
