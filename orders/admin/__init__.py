"""Back office of orders and money, one module per subject."""

from . import (
    couriers,
    documents,
    gateways,
    money,
    orders,
    paying,
    privacy,
    refunds,
    returns,
    settlement,
    state_money,
    statements,
)

__all__ = [
    "couriers",
    "documents",
    "gateways",
    "money",
    "orders",
    "paying",
    "privacy",
    "refunds",
    "returns",
    "settlement",
    "state_money",
    "statements",
]
