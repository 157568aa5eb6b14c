"""Back office of orders and money, one module per subject."""

from . import money, orders

__all__ = ["money", "orders"]
