from .cart import cart, cart_add, cart_update
from .reports import report_summary

__all__ = ["cart", "cart_add", "cart_update", "report_summary"]
