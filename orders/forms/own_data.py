from copy import deepcopy

from django import forms

from orders import phones
from orders.models import Checkout
from orders.models.orders import BuyerKind
from orders.privacy import Correctable

from .checkout import CheckoutForm

REQUIRED_ADDRESS = ("street", "village", "district", "postal_code")


class ContactForm(forms.Form):
    """The contact of one purchase, typed anew: the same fields and rules as the checkout.

    allowed: which of them may still change.
    """

    use_required_attribute = False

    def __init__(self, data=None, *, checkout: Checkout, allowed: Correctable):
        initial = {name: getattr(checkout, name) or "" for name in allowed.fields}
        if checkout.phone:
            initial["phone"] = checkout.phone.as_national
        super().__init__(data, initial=initial, auto_id="id_%s")
        self.checkout = checkout
        for name in allowed.fields:
            self.fields[name] = deepcopy(CheckoutForm.base_fields[name])
            self.fields[name].required |= name in REQUIRED_ADDRESS
            self.fields[name].error_messages.setdefault("required", "Wajib diisi.")

    def clean_phone(self):
        is_office = self.checkout.buyer_kind == BuyerKind.OFFICE
        return phones.normalised(self.cleaned_data["phone"], allow_landline=is_office)

    def faulty_fields(self) -> list:
        return [field for field in self.visible_fields() if field.errors]


class EraseForm(forms.Form):
    """A deliberate step: what is erased cannot be brought back."""

    sure = forms.BooleanField(
        label="Saya mengerti data yang dihapus tidak dapat dikembalikan.",
        error_messages={"required": "Beri tanda dahulu bila Anda yakin."},
    )
    use_required_attribute = False
