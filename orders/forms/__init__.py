from .cart import CartAddForm, CartUpdateForm
from .checkout import CheckoutForm
from .lookup import LookupForm
from .pickup import PickupForm
from .proof import ProofForm
from .returns import ReturnForm

__all__ = [
    "CartAddForm",
    "CartUpdateForm",
    "CheckoutForm",
    "LookupForm",
    "PickupForm",
    "ProofForm",
    "ReturnForm",
]
