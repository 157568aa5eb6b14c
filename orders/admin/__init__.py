"""Back office of orders and money, one module per subject."""

from . import couriers, money, orders, paying

__all__ = ["couriers", "money", "orders", "paying"]
