from django import forms

from orders.cart import MOST_PIECES

NOT_A_NUMBER = "Tulis jumlah dengan angka."
QUANTITY_ERRORS = {
    "required": NOT_A_NUMBER,
    "invalid": NOT_A_NUMBER,
    "min_value": "Jumlah paling sedikit 1.",
    "max_value": f"Jumlah paling banyak {MOST_PIECES:,}.".replace(",", "."),
}
# What a database key can hold; anything above is no variant of ours.
LARGEST_KEY = 2**63 - 1
KEY_ERRORS = dict.fromkeys(
    ["required", "invalid", "min_value", "max_value"], "Pilih barang dari halamannya."
)


class CartAddForm(forms.Form):
    """Posted by product pages: which variant, how many (one when not said)."""

    variant = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, error_messages=KEY_ERRORS)
    jumlah = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_PIECES, error_messages=QUANTITY_ERRORS
    )

    def clean_jumlah(self):
        return self.cleaned_data["jumlah"] or 1

    def messages(self) -> list[str]:
        return [text for texts in self.errors.values() for text in texts]


class CartUpdateForm(forms.Form):
    """One row of the cart: the typed quantity, one less, one more, or out."""

    barang = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, error_messages=KEY_ERRORS)
    jumlah = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_PIECES, error_messages=QUANTITY_ERRORS
    )
    aksi = forms.ChoiceField(choices=[(a, a) for a in ("ubah", "kurang", "tambah", "hapus")])

    def clean(self):
        data = super().clean()
        if data.get("jumlah") is None and data.get("aksi") != "hapus" and not self.errors:
            self.add_error("jumlah", NOT_A_NUMBER)
        return data

    def quantity(self) -> int:
        """The wanted pieces. A press counts from the number on the page, so that a second
        press of the same page changes nothing more."""
        step = {"kurang": -1, "tambah": 1}.get(self.cleaned_data["aksi"], 0)
        return self.cleaned_data["jumlah"] + step
