"""What an officer types when a batch comes from the workshop. catalog/production.py keeps it."""

from datetime import timedelta
from secrets import token_hex

from django import forms
from django.utils import timezone

from catalog.models import Variant
from facilities.models import Facility, ProducerGroup
from facilities.whole_numbers import WholeNumberField

MOST_PIECES = 100_000
# A year typed with a finger too many or too few must not become a batch.
OLDEST, LONGEST_LIFE = timedelta(days=5 * 366), timedelta(days=10 * 366)


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self):
        super().__init__({"type": "date"}, format="%Y-%m-%d")


class NameChoice(forms.ModelChoiceField):
    """Groups and places of one facility need not repeat its name."""

    def label_from_instance(self, row):
        return row.name


def new_key() -> str:
    return token_hex(16)


NO_COUNT = {"invalid": "Tulis angka bulat saja, misalnya 12."}


class ProductionForm(forms.Form):
    """Group, good and rejected pieces, last day, material cost."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=32, initial=new_key)
    group = NameChoice(None, label="Kelompok kerja", required=False, empty_label="Tanpa kelompok")
    good = WholeNumberField(
        label="Jumlah baik", min_value=0, max_value=MOST_PIECES, error_messages=NO_COUNT
    )
    rejected = WholeNumberField(
        label="Jumlah gagal",
        min_value=0,
        max_value=MOST_PIECES,
        required=False,
        error_messages=NO_COUNT,
    )
    expires_on = forms.DateField(label="Baik sampai", required=False, widget=DayInput)
    material_cost = WholeNumberField(
        label="Biaya bahan (Rp)",
        min_value=0,
        max_value=10_000_000_000,
        required=False,
        help_text="Untuk seluruh hasil ini, termasuk yang gagal. Kosong bila belum dihitung.",
    )
    sets_cost = forms.BooleanField(
        label="Pakai sebagai biaya bahan per barang pada bagi hasil", required=False
    )
    location = NameChoice(None, label="Disimpan di", empty_label=None)
    produced_on = forms.DateField(label="Tanggal produksi", widget=DayInput)
    code = forms.CharField(
        label="Kode produksi",
        max_length=30,
        required=False,
        help_text="Yang tertulis pada kemasan. Kosong: dibuatkan dari tanggalnya.",
    )

    def __init__(self, *args, variant: Variant, facility: Facility, places, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.variant = variant
        self.fields["group"].queryset = ProducerGroup.objects.visible_to(user).filter(
            facility=facility, is_active=True
        )
        self.fields["group"].initial = variant.product.producer_group_id
        self.fields["location"].queryset = places
        self.first_place = places.first()
        self.fields["location"].initial = self.first_place
        # The first batch of a facility comes before there is any place to choose.
        self.fields["location"].required = self.first_place is None
        self.fields["produced_on"].initial = timezone.localdate
        label = getattr(variant.product, "food_label", None)
        self.shelf_life_days = label.shelf_life_days if label else None
        if self.shelf_life_days:
            help_text = f"Kosong: {self.shelf_life_days} hari setelah produksi, menurut labelnya."
            self.fields["expires_on"].help_text = help_text
        elif variant.product.is_food:
            self.fields["expires_on"].required = True
        else:
            self.fields["expires_on"].help_text = "Kosong bila barangnya awet."

    def clean(self):
        given = super().clean()
        given["rejected"] = given.get("rejected") or 0
        if "location" not in self.errors:
            given["location"] = given.get("location") or self.first_place
        if given.get("good") == 0 and not given["rejected"] and "rejected" not in self.errors:
            self.add_error("good", "Isi jumlah baik, atau jumlah gagal bila semuanya gagal.")
        if given.get("sets_cost") and not (given.get("material_cost") and given.get("good")):
            self.add_error("material_cost", "Isi biaya bahan dan jumlah baik untuk memakainya.")
        made, last = given.get("produced_on"), given.get("expires_on")
        if made and made > timezone.localdate():
            self.add_error("produced_on", "Tanggal produksi belum tiba.")
        elif made and made < timezone.localdate() - OLDEST:
            self.add_error("produced_on", "Lebih dari lima tahun lalu: periksa tahunnya.")
        if made and last and last < made:
            self.add_error("expires_on", "Tidak boleh mendahului tanggal produksi.")
        elif last and last < timezone.localdate():
            self.add_error("expires_on", "Sudah lewat, jadi tidak dapat masuk stok.")
        elif last and last > timezone.localdate() + LONGEST_LIFE:
            self.add_error("expires_on", "Lebih dari sepuluh tahun lagi: periksa tahunnya.")
        return given

    def taken_in(self) -> dict:
        """What `catalog.production.take_in` asks for, besides who and when."""
        names = ("group", "good", "rejected", "expires_on", "material_cost", "sets_cost")
        more = ("location", "produced_on", "code", "key")
        return {"variant": self.variant} | {
            name: self.cleaned_data[name] for name in (*names, *more)
        }
