"""What officers fill in to send a sheet. It writes nothing: catalog/sheets does."""

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import SheetImport
from catalog.sheets.reading import MAX_BYTES
from facilities.access import may
from facilities.models import Facility
from facilities.place_search import search_places

TOO_LARGE = "Berkas lebih dari 8 MB. Bagi menjadi beberapa berkas."


def places_of(user) -> list[Facility]:
    """Facilities this officer may import goods for."""
    rows = Facility.objects.visible_to(user).order_by("short_name")
    return [facility for facility in rows if may(user, "import", "product", facility)]


class SheetForm(forms.Form):
    """What the sheet holds, for which facility, and the file."""

    kind = forms.ChoiceField(
        label="Isi lembar", choices=SheetImport.Kind.choices, widget=forms.RadioSelect,
        initial=SheetImport.Kind.PRODUCTS,
    )  # fmt: skip
    facility = forms.ChoiceField(label="UPT")
    file = forms.FileField(
        label="Berkas Excel (.xlsx) atau CSV",
        help_text="Paling besar 8 MB dan 5.000 baris. Rumus tidak dihitung.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv"}),
        error_messages={"empty": "Berkas ini kosong."},
    )

    def __init__(self, *args, places, looked_for="", **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        self.search = search_places(places, looked_for)
        field = self.fields["facility"]
        field.choices = [(key, str(row)) for key, row in self.places.items()]
        field.widget.choices = self._offered()
        if len(places) == 1:
            self.fields["facility"].required = False
            self.fields["facility"].widget = forms.HiddenInput()

    def _offered(self):
        """Of a long list only what was looked for, and what was chosen before."""
        if not self.search.is_long:
            return self.fields["facility"].choices
        chosen = self.places.get(self.data.get("facility", ""))
        rows = self.search.offered
        if chosen and chosen not in rows:
            rows = [chosen, *rows]
        none = [] if len(rows) == 1 else [("", "Pilih UPT" if rows else "Cari UPT dahulu")]
        return [*none, *((str(row.pk), str(row)) for row in rows)]

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise ValidationError(TOO_LARGE)
        return upload

    @property
    def place(self) -> Facility:
        return self.places.get(self.cleaned_data["facility"]) or next(iter(self.places.values()))
