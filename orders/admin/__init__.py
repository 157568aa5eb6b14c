"""Back office of orders and money, one module per subject."""

from . import (
    channels,
    counter,
    couriers,
    documents,
    gateways,
    money,
    orders,
    paying,
    privacy,
    refunds,
    returns,
    services,
    settlement,
    state_money,
    statements,
)

__all__ = [
    "channels",
    "counter",
    "couriers",
    "documents",
    "gateways",
    "money",
    "orders",
    "paying",
    "privacy",
    "refunds",
    "returns",
    "services",
    "settlement",
    "state_money",
    "statements",
]
