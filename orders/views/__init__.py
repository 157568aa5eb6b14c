from .cart import cart, cart_add, cart_update

__all__ = ["cart", "cart_add", "cart_update"]
