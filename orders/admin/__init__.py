"""Back office of orders and money, one module per subject."""

from . import money, orders, paying

__all__ = ["money", "orders", "paying"]
