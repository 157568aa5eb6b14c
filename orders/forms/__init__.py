from .cart import CartAddForm, CartUpdateForm
from .checkout import CheckoutForm
from .lookup import LookupForm
from .own_data import ContactForm, EraseForm
from .pickup import PickupForm
from .proof import ProofForm
from .returns import ReturnForm

__all__ = [
    "CartAddForm",
    "CartUpdateForm",
    "CheckoutForm",
    "ContactForm",
    "EraseForm",
    "LookupForm",
    "PickupForm",
    "ProofForm",
    "ReturnForm",
]
