"""What somebody types who asks for a service. It writes nothing."""

import re
import secrets
from datetime import date, datetime

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from catalog import service_days
from catalog.dates import hari_tanggal
from catalog.models import Service
from orders import phones

from .checkout import REQUIRED, STALE, _text

KEY = re.compile(r"^[A-Za-z0-9_-]{43}\Z")
LATEST_WISH_DAYS = 366


def day_choices(service: Service, *, at: datetime) -> list[tuple[str, str]]:
    """Days with a free place, each saying how many are left."""
    return [
        (day.isoformat(), f"{hari_tanggal(day)} (sisa {left} tempat)")
        for day, left in service_days.open_days(service, at=at)
    ]


class DayField(forms.TypedChoiceField):
    """A day chosen from a list; its value is a date or None."""

    def __init__(self, **kwargs):
        messages = {
            "required": "Pilih tanggalnya.",
            "invalid_choice": "Tanggal itu baru saja penuh atau tutup. Pilih tanggal lain.",
        }
        super().__init__(
            coerce=date.fromisoformat, empty_value=None, error_messages=messages, **kwargs
        )


class EnquiryForm(forms.Form):
    """A wish about one service, with a day where it takes bookings.

    for_officer: an officer writes down what was asked on the spot or in a chat; then e-mail and
    consent are not asked on a screen the shopper never sees.
    """

    key = forms.RegexField(
        KEY, widget=forms.HiddenInput, error_messages={"required": STALE, "invalid": STALE}
    )
    name = _text("Nama", 80, required=True, autocomplete="name")
    phone = forms.CharField(
        label="Nomor WhatsApp",
        max_length=30,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": REQUIRED, "max_length": "Nomor telepon tidak valid."},
    )
    email = forms.EmailField(
        label="Surel",
        required=False,
        max_length=254,
        help_text="Untuk jawaban dan pengingat. Boleh kosong.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "invalid": "Alamat surel tidak lengkap, misalnya nama@contoh.id.",
            "max_length": "Alamat surel terlalu panjang.",
        },
    )
    day = DayField(label="Tanggal datang", required=False)
    quantity = forms.IntegerField(
        label="Perkiraan jumlah",
        required=False,
        validators=[MinValueValidator(1, "Paling sedikit 1."),
                    MaxValueValidator(100_000, "Paling banyak 100.000.")],
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Tulis jumlahnya dengan angka, misalnya 3."},
    )  # fmt: skip
    wanted_on = forms.DateField(
        label="Dibutuhkan tanggal",
        required=False,
        help_text="Boleh kosong.",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Tulis tanggalnya, misalnya 2026-11-30."},
    )
    message = forms.CharField(
        label="Keterangan",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        help_text="Ukuran, warna, bahan, atau bagian yang rusak.",
        error_messages={"max_length": "Paling panjang 1.000 huruf."},
    )
    is_officer = forms.BooleanField(
        label="Saya petugas atau keluarga petugas", required=False,
        error_messages={"required": "Jasa ini hanya untuk petugas dan keluarganya."},
    )  # fmt: skip
    consent = forms.BooleanField(
        label="Saya setuju dihubungi lewat nomor ini untuk permintaan ini",
        error_messages={"required": "Beri tanda setuju agar petugas dapat menjawab."},
    )
    use_required_attribute = False

    def __init__(self, data=None, *, service: Service, at: datetime, for_officer: bool = False):
        super().__init__(data)
        typed = (data or {}).get("key", "")
        self.new_key = typed if KEY.match(typed) else secrets.token_urlsafe(32)
        self.service, self.at = service, at
        self.fields["key"].initial = self.new_key
        if service.takes_bookings:
            self._offer_days()
            del self.fields["wanted_on"]
        else:
            del self.fields["day"]
        if for_officer:
            del self.fields["consent"], self.fields["email"]
        if for_officer or service.audience != Service.Audience.OFFICERS:
            del self.fields["is_officer"]
        else:
            self.fields["is_officer"].required = True

    def _offer_days(self) -> None:
        days = day_choices(self.service, at=self.at)
        field = self.fields["day"]
        self.is_full = not days
        field.required = self.service.booking_required and bool(days)
        ask_first = "Pilih tanggal" if field.required else "Belum, tanya dahulu"
        field.choices = [("", ask_first if days else "Semua tanggal sudah penuh"), *days]

    def clean_phone(self):
        return phones.normalised(self.cleaned_data["phone"])

    def clean_wanted_on(self):
        day = self.cleaned_data["wanted_on"]
        today = self.service.facility.local_day(self.at)
        if day and not 0 <= (day - today).days <= LATEST_WISH_DAYS:
            raise forms.ValidationError("Tulis tanggal mulai hari ini, paling lama setahun lagi.")
        return day

    def clean(self):
        cleaned = super().clean()
        wrong = {"day", "message"} & set(self.errors)
        if not wrong and not cleaned.get("day") and not cleaned.get("message"):
            self.add_error("message", "Tulis singkat apa yang Anda butuhkan.")
        return cleaned

    @property
    def wish(self) -> dict:
        """What a valid form asks, as services.ask takes it."""
        names = ("key", "name", "phone", "email", "quantity", "wanted_on", "day", "message")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def faulty_fields(self) -> list:
        return [field for field in self.visible_fields() if field.errors]
