"""Goods are taken from one place to another: prepared, sent, on the way, received.

The rows of stock change in catalog/stock/travelling.py. Source: docs/rules/transfers.md.
"""

from .closing import call_back, discard
from .drafting import destinations_for, fill, origins_for, put, start, start_return, write
from .errors import TransferError
from .receiving import Arrival, Missing, receive
from .rights import may_prepare, may_receive
from .sending import move_at_once, send

__all__ = [
    "Arrival",
    "Missing",
    "TransferError",
    "call_back",
    "destinations_for",
    "discard",
    "fill",
    "may_prepare",
    "may_receive",
    "move_at_once",
    "origins_for",
    "put",
    "receive",
    "send",
    "start",
    "start_return",
    "write",
]
