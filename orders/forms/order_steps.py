"""Fields that the steps of an order ask for. They write nothing: orders/states does."""

from django import forms

from catalog.money import rupiah
from facilities.whole_numbers import WholeNumberField
from orders.models import Shipment

REJECTIONS = (
    "Jumlah berbeda",
    "Uang belum masuk",
    "Gambar tidak terbaca",
    "Bukan ke rekening ini",
)

FIELDS = {
    "cost": lambda: WholeNumberField(
        label="Ongkos kirim (Rp)", min_value=0, max_value=100_000_000,
        help_text="Misalnya 450.000. Total dan batas bayar mengikuti.",
    ),
    "eta": lambda: forms.CharField(
        label="Perkiraan tiba", max_length=40, required=False, help_text="Misalnya 9–14 hari."
    ),
    "courier": lambda: forms.CharField(
        label="Kurir atau kargo", max_length=40, required=False,
    ),
    "tracking_number": lambda: forms.CharField(
        label="Nomor resi", max_length=40, required=False
    ),
    "pickup_code": lambda: forms.CharField(
        label="Kode ambil", max_length=20, required=False,
        help_text="Enam tanda di layar atau surel pembeli. Lebih cepat: pindai kode QR-nya.",
        widget=forms.TextInput({"class": "vTextField", "autocomplete": "off",
                                "autocapitalize": "characters", "spellcheck": "false"}),
    ),
}  # fmt: skip


# What to write of a parcel, by the way the order travels.
PARCELS = {
    Shipment.Method.LOCAL: {"courier": "Boleh kosong bila petugas UPT sendiri yang mengantar."},
    Shipment.Method.COURIER: {"tracking_number": "Pembeli melacak paketnya dengan nomor ini."},
    Shipment.Method.CARGO: {"tracking_number": "Boleh kosong bila kargo tidak memberi nomor."},
}

# What the note of a step is about, where "Alasan" would not say it.
NOTES = {
    "confirm_payment": ("Terlihat di mutasi", "Tanggal, jam, dan nama pengirim."),
    "cancel": ("Alasan", "Pembeli membacanya."),
    "undelivered": (
        "Alasan kembali",
        "Barang masuk lagi ke stok; uang yang sudah masuk dikembalikan oleh petugas kedua.",
    ),
    "extend_deadline": ("Alasan", "Batas bayar dihitung ulang mulai sekarang."),
    "hand_over": (
        "Tanpa kode, tulis alasannya",
        "Misalnya ponsel pembeli mati; nama dan nomor telepon sudah dicocokkan.",
    ),
}


class StepForm(forms.Form):
    """The fields of one step: what it asks for, and a reason where one is due."""

    def __init__(self, *args, step, order, **kwargs):
        super().__init__(*args, prefix=step.name, **kwargs)
        self.step = step
        parcel = PARCELS.get(order.delivery.method, {}) if order.delivery else {}
        for name in step.asks:
            self.fields[name] = FIELDS[name]()
            self.fields[name].help_text = parcel.get(name) or self.fields[name].help_text
        if step.needs_reason or "pickup_code" in step.asks:
            label, help_text = NOTES.get(step.name, ("Alasan", ""))
            self.fields["reason"] = forms.CharField(
                label=label, help_text=help_text, max_length=250, required=step.needs_reason
            )

    def clean(self):
        cleaned = super().clean()
        if "pickup_code" in self.step.asks and not (
            cleaned.get("pickup_code") or cleaned.get("reason")
        ):
            self.add_error("pickup_code", "Tulis kode ambil, atau alasan menyerahkan tanpa kode.")
        return cleaned

    @property
    def extra(self) -> dict:
        """What take_step wants besides the reason."""
        return {name: self.cleaned_data[name] for name in self.step.asks}


class AcceptForm(forms.Form):
    """The officer has seen the money on the statement, not only on the picture."""

    seen = forms.BooleanField()

    def __init__(self, *args, amount, **kwargs):
        super().__init__(*args, prefix="terima", **kwargs)
        self.fields["seen"].label = f"Uang {rupiah(amount)} sudah terlihat di mutasi"
        self.fields["seen"].error_messages["required"] = (
            "Cocokkan dengan mutasi dahulu, lalu beri tanda."
        )


class RejectForm(forms.Form):
    """Why the proof does not fit; the shopper reads it."""

    reason = forms.ChoiceField(
        label="Sebabnya",
        choices=[(text, text) for text in REJECTIONS] + [("", "Lainnya")],
        widget=forms.RadioSelect,
        required=False,
        initial=REJECTIONS[1],
    )
    other = forms.CharField(label="Keterangan", max_length=150, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="tolak", **kwargs)

    def clean(self):
        cleaned = super().clean()
        parts = [cleaned.get("reason", ""), cleaned.get("other", "").strip().rstrip(".")]
        cleaned["text"] = ": ".join(part for part in parts if part)
        if not cleaned["text"]:
            self.add_error("other", "Tulis sebabnya.")
        return cleaned
