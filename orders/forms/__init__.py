from .cart import CartAddForm, CartUpdateForm

__all__ = ["CartAddForm", "CartUpdateForm"]
