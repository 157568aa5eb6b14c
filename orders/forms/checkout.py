"""The one-page checkout: what a shopper may type. It writes nothing."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.functional import cached_property

from facilities.models import Province, Regency
from orders import phones
from orders.cart import Contents
from orders.shipping import CourierService, Wish, stored

from .delivery import FacilityStep

REQUIRED = "Wajib diisi."
STALE = "Halaman ini terlalu lama terbuka. Periksa isiannya, lalu tekan lagi."
KEY = re.compile(r"^[A-Za-z0-9_-]{43}\Z")
ADDRESS_FIELDS = (
    "province", "regency", "district", "village", "street", "landmark", "postal_code",
)  # fmt: skip
MAY_STAY_EMPTY = {"landmark"}
LAST_FIELDS = ("note", "consent")


def _text(label: str, length: int, *, required: bool = False, autocomplete: str = "off", **attrs):
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=attrs.pop("help_text", ""),
        widget=forms.TextInput({"autocomplete": autocomplete, **attrs}),
        error_messages={
            "required": REQUIRED,
            "max_length": f"Paling panjang {length} huruf.",
        },
    )


class CheckoutForm(forms.Form):
    """One address for all facilities; delivery and payment are chosen per facility.

    initial shows what was typed without judging it (recalculation); data judges it.
    """

    form_key = forms.RegexField(
        KEY,
        widget=forms.HiddenInput,
        error_messages={"required": STALE, "invalid": STALE},
    )
    recipient = _text("Nama penerima", 80, required=True, autocomplete="name")
    phone = forms.CharField(
        label="Nomor WhatsApp",
        max_length=30,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": REQUIRED, "max_length": "Nomor telepon tidak valid."},
    )
    email = forms.EmailField(
        label="Surel",
        required=False,
        max_length=254,  # the longest an address may be, and its column
        help_text="Untuk kabar pesanan. Boleh kosong.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "invalid": "Alamat surel tidak lengkap, misalnya nama@contoh.id.",
            "max_length": "Alamat surel terlalu panjang.",
        },
    )
    for_office = forms.BooleanField(
        label="Pembelian untuk instansi pemerintah atau badan usaha", required=False
    )
    office_name = _text("Nama instansi", 100, autocomplete="organization")

    province = forms.ChoiceField(
        label="Provinsi",
        required=False,
        error_messages={"invalid_choice": "Pilih provinsi dari daftar."},
    )
    regency = forms.ChoiceField(
        label="Kabupaten atau kota",
        required=False,
        error_messages={"invalid_choice": "Pilih kabupaten atau kota dari provinsi ini."},
    )
    district = _text("Kecamatan", 60, autocomplete="address-level3")
    village = _text("Kelurahan atau desa", 60, autocomplete="address-level4")
    street = _text(
        "Alamat", 200, autocomplete="street-address", placeholder="Jalan, nomor rumah, RT/RW"
    )
    landmark = _text("Patokan", 100, help_text="Misalnya di seberang masjid. Boleh kosong.")
    postal_code = forms.RegexField(
        r"^[0-9]{5}\Z",
        label="Kode pos",
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "postal-code"}),
        error_messages={"invalid": "Kode pos terdiri atas 5 angka."},
    )

    note = forms.CharField(
        label="Catatan untuk petugas",
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        help_text="Boleh kosong.",
        error_messages={"max_length": "Catatan paling panjang 300 huruf."},
    )
    consent = forms.BooleanField(
        label="Persetujuan",
        error_messages={"required": "Beri tanda setuju agar pesanan dapat diproses."},
    )
    # What the button said; another sum now is told first and never ordered silently.
    total_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data=None,
        *,
        contents: Contents,
        draft: Mapping[str, str] | None = None,
        at: datetime | None = None,
    ):
        typed = data if data is not None else (draft or {})
        super().__init__(data, initial=typed)
        # Kept when the form comes back, so that it stays one order however often it is pressed.
        key = typed.get("form_key", "")
        self.key = key if KEY.match(key) else secrets.token_urlsafe(32)
        self.contents = contents
        self.chosen_regency = self._offer_places(typed)
        facilities = [group.facility for group in contents.groups]
        prefetch_related_objects(
            facilities, "shipping_rates", "payment_setup", "courier_account", "gateway_accounts"
        )
        self._at = at or timezone.now()
        self.steps = [
            FacilityStep(
                group=group,
                regency=self.chosen_regency,
                typed=typed,
                answers=lambda: self._answers,
            )
            for group in contents.groups
        ]
        for step in self.steps:
            self.fields.update(step.fields())
        self.order_fields([name for name in self.fields if name not in LAST_FIELDS])

    def _offer_places(self, typed) -> Regency | None:
        provinces = list(Province.objects.order_by("short_name"))
        chosen = [p for p in provinces if p.code == typed.get("province")]
        self.fields["province"].choices = [
            ("", "Pilih provinsi"),
            *((p.code, p.short_name) for p in provinces),
        ]
        regencies = (
            Regency.objects.filter(province__in=chosen).select_related("province").order_by("name")
        )
        first = "Pilih kabupaten atau kota" if regencies else "Pilih provinsi dulu"
        self.fields["regency"].choices = [("", first), *((r.code, r.name) for r in regencies)]
        self._regencies = {regency.code: regency for regency in regencies}
        return self._regencies.get(typed.get("regency", ""))

    @property
    def wishes(self) -> list[Wish]:
        """What courier services know about this purchase: ask before looking at the options."""
        return [wish for step in self.steps for wish in step.wishes]

    @cached_property
    def _answers(self) -> dict[Wish, list[CourierService]]:
        return stored(self.wishes, at=self._at)

    @property
    def asks_couriers(self) -> bool:
        """Whether the postal code decides a cost."""
        return any(step.asks_couriers for step in self.steps)

    @property
    def is_delivered(self) -> bool:
        """Whether anything has to travel to the shopper."""
        return any(step.is_delivered for step in self.steps)

    @property
    def total(self) -> int:
        """Goods and the delivery costs known so far, in rupiah, without unique codes."""
        return sum(step.total for step in self.steps)

    @property
    def is_total_final(self) -> bool:
        """Whether every facility's delivery has been chosen and has a cost."""
        return all(step.cost is not None for step in self.steps)

    @property
    def has_quote(self) -> bool:
        """Whether some facility still has to name its delivery cost."""
        return any(step.is_quoted for step in self.steps)

    def clean_phone(self):
        return phones.normalised(
            self.cleaned_data["phone"], allow_landline=bool(self.data.get("for_office"))
        )

    def clean(self):
        data = super().clean()
        if data.get("for_office") and not data.get("office_name"):
            self._require("office_name")
        for step in self.steps:
            for name, message in step.errors().items():
                if name not in self.errors:
                    self.add_error(name, message)
        if self.is_delivered:
            for name in ADDRESS_FIELDS:
                if name not in MAY_STAY_EMPTY and not data.get(name):
                    self._require(name)
        if not self.errors:
            self._tell_changed_costs(data)
        return data

    def _tell_changed_costs(self, data):
        changes = [change for step in self.steps if (change := step.cost_change)]
        if changes:
            self.add_error(None, f"{' '.join(changes)} Periksa total yang baru, lalu tekan lagi.")
        elif data.get("total_seen") != self.total:
            self.add_error(None, "Jumlahnya berubah. Periksa total yang baru, lalu tekan lagi.")

    def _require(self, name):
        if name not in self.errors:
            self.add_error(name, REQUIRED)

    def contact(self) -> dict:
        """Field values of Checkout. An address nobody needs is not kept."""
        data = self.cleaned_data
        address = dict.fromkeys(ADDRESS_FIELDS, "")
        if self.is_delivered:
            address = {name: data[name] for name in ADDRESS_FIELDS}
        regency = self.chosen_regency if self.is_delivered else None
        return {
            **address,
            "province": regency.province if regency else None,
            "regency": regency,
            "recipient": data["recipient"],
            "phone": data["phone"],
            "email": data["email"],
            "buyer_kind": "instansi" if data["for_office"] else "perorangan",
            "office_name": data["office_name"] if data["for_office"] else "",
            "note": data["note"],
        }

    def choices(self) -> dict:
        """Facility id -> what was chosen there."""
        return {step.group.facility.pk: step.choice() for step in self.steps}

    def faulty_fields(self) -> list:
        """The fields one can see that have an error."""
        return [field for field in self.visible_fields() if field.errors]
