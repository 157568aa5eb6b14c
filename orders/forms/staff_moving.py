"""What an officer types when goods move. Written by catalog/transfers, not here."""

from secrets import token_hex

from django import forms

from catalog import transfers
from catalog.transfers import Missing
from facilities.whole_numbers import WholeNumberField


class PlaceChoice(forms.ModelChoiceField):
    """Places by name; those of another facility with its name."""

    def __init__(self, *args, **kwargs):
        super().__init__(None, *args, **kwargs)
        self.facility = None

    def label_from_instance(self, place):
        is_own = place.facility_id == self.facility.pk
        return place.name if is_own else f"{place.name} ({place.facility})"


class StartForm(forms.Form):
    """From where, to where. key: so that pressing twice makes one list."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=32)
    origin = PlaceChoice(label="Dari", empty_label="Pilih tempat")
    destination = PlaceChoice(label="Ke", empty_label="Pilih tempat")
    note = forms.CharField(
        label="Keperluan", max_length=120, required=False,
        help_text="Boleh kosong, misalnya Bazar HBP. Tanpa nama orang.",
    )  # fmt: skip

    def __init__(self, *args, facility, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = token_hex(16)
        for name, rows in (
            ("origin", transfers.origins_for(facility)),
            ("destination", transfers.destinations_for(facility)),
        ):
            self.fields[name].facility = facility
            self.fields[name].queryset = rows

    def clean(self):
        given = super().clean()
        if given.get("origin") and given.get("origin") == given.get("destination"):
            self.add_error("destination", "Tempat asal dan tujuan harus berbeda.")
        return given


class ArrivalForm(forms.Form):
    """What came of one line. An empty number: not looked at yet."""

    pieces = WholeNumberField(
        label="Diterima", required=False, min_value=0, max_value=100_000,
        error_messages={
            "min_value": "Jumlah paling sedikit 0.",
            "max_value": "Jumlah paling banyak 100.000.",
        },
    )  # fmt: skip
    missing = forms.ChoiceField(
        label="Yang kurang", choices=Missing.choices, required=False, initial=Missing.LATER,
        error_messages={"invalid_choice": "Pilih apa yang terjadi dengan yang kurang."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Penjelasan", max_length=160, required=False,
        error_messages={"max_length": "Penjelasan paling panjang 160 huruf."},
    )  # fmt: skip

    def arrival(self) -> transfers.Arrival | None:
        """What to book of this line; None when it was left empty."""
        given = self.cleaned_data
        if given["pieces"] is None:
            return None
        return transfers.Arrival(
            given["pieces"], given["missing"] or Missing.LATER, given["reason"]
        )
