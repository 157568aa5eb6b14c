from .cart import CartAddForm, CartUpdateForm
from .checkout import CheckoutForm
from .lookup import LookupForm
from .proof import ProofForm

__all__ = ["CartAddForm", "CartUpdateForm", "CheckoutForm", "LookupForm", "ProofForm"]
