"""What an officer fills in about a channel's list. Written by orders/channels, not here."""

from django import forms
from django.core.exceptions import ValidationError

from catalog.sheets.reading import MAX_BYTES
from orders.channels import FIELDS
from orders.models.channels import OUTSIDE

NO_COLUMN = ""


class ListForm(forms.Form):
    """Which channel, and its list as it gave it."""

    channel = forms.ChoiceField(
        label="Kanal", choices=[(c.value, c.label) for c in OUTSIDE], widget=forms.RadioSelect
    )
    file = forms.FileField(
        label="Berkas pesanan (CSV atau Excel)",
        help_text="Daftar pesanan yang diunduh dari kanal. Paling banyak 500 pesanan.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv"}),
        error_messages={"empty": "Berkas ini kosong."},
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise ValidationError("Berkas lebih dari 8 MB. Bagi menjadi beberapa berkas.")
        return upload


class ColumnsForm(forms.Form):
    """Which column says what."""

    def __init__(self, *args, titles, **kwargs):
        super().__init__(*args, **kwargs)
        columns = [(str(n), f"{n + 1}. {title or '–'}") for n, title in enumerate(titles)]
        for name, label, _, is_needed in FIELDS:
            empty = "Pilih kolom" if is_needed else "Tidak ada"
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[(NO_COLUMN, empty), *columns], required=is_needed
            )

    @property
    def layout(self) -> dict[str, int]:
        return {name: int(place) for name, place in self.cleaned_data.items() if place}
