from django import forms

from orders.numbers import normalise_number

from .checkout import REQUIRED


class PickupForm(forms.Form):
    """What an officer types who cannot scan: the order's number and the code on the screen."""

    number = forms.CharField(
        label="Nomor pesanan",
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": REQUIRED, "max_length": "Nomor pesanan tidak valid."},
    )
    code = forms.CharField(
        label="Kode ambil",
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text="Enam tanda di layar atau surel pembeli.",
        error_messages={"required": REQUIRED, "max_length": "Kode ambil terdiri atas enam tanda."},
    )
    use_required_attribute = False

    def clean_number(self):
        return normalise_number(self.cleaned_data["number"])
