from django import forms

from orders import phones
from orders.numbers import normalise_number

from .checkout import REQUIRED


class LookupForm(forms.Form):
    """Order number and phone: enough to be told the status, never more."""

    number = forms.CharField(
        label="Nomor pesanan",
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text="Ada di halaman pesanan dan di surel.",
        error_messages={"required": REQUIRED, "max_length": "Nomor pesanan tidak valid."},
    )
    phone = forms.CharField(
        label="Nomor WhatsApp saat memesan",
        max_length=30,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": REQUIRED, "max_length": "Nomor telepon tidak valid."},
    )
    use_required_attribute = False

    def clean_number(self):
        return normalise_number(self.cleaned_data["number"])

    def clean_phone(self):
        return phones.normalised(self.cleaned_data["phone"], allow_landline=True)
