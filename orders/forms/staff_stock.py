"""What an officer taps and types at the shelf. Written by catalog/stock, not here."""

import hashlib

from django import forms

from catalog import stock
from facilities.whole_numbers import WholeNumberField


class TapForm(forms.Form):
    """One plus or minus: how many pieces, and why."""

    key = forms.CharField(max_length=32)
    reason = forms.ChoiceField(
        choices=[(reason.code, reason.label) for reason in stock.REASONS],
        error_messages={"required": "Pilih alasannya dahulu.", "invalid_choice": "Pilih alasan."},
    )
    quantity = WholeNumberField(
        min_value=1,
        max_value=100_000,
        error_messages={
            "required": "Isi jumlahnya.",
            "min_value": "Jumlah paling sedikit 1.",
            "max_value": "Jumlah paling banyak 100.000.",
        },
    )

    def clean_reason(self):
        return stock.BY_CODE[self.cleaned_data["reason"]]

    def key_of(self, variant, difference: int) -> str:
        """Of this very change: another thing, number or reason on the same page is another one."""
        parts = (self.cleaned_data["key"], variant.pk, difference, self.cleaned_data["reason"].code)
        return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()[:32]
