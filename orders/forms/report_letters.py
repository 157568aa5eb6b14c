"""What a person wants by e-mail."""

from django import forms

from orders.models import ReportSubscription

NOTHING = "tidak"


class LettersForm(forms.Form):
    """One choice; NOTHING stands for no letters."""

    kapan = forms.ChoiceField(
        label="Kirim ringkasan",
        choices=[(NOTHING, "Tidak dikirim"), *ReportSubscription.Rhythm.choices],
        error_messages={
            "required": "Pilih salah satu.",
            "invalid_choice": "Pilih salah satu dari daftar.",
        },
    )

    @property
    def rhythm(self) -> str:
        """Of ReportSubscription.Rhythm, "" for nothing."""
        chosen = self.cleaned_data["kapan"]
        return "" if chosen == NOTHING else chosen
