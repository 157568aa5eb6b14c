from django import forms

from orders import return_photos
from orders.models import Order, OrderLine, ReturnRequest
from orders.models.returns import MOST_PHOTOS
from orders.returns import returnable

from .checkout import REQUIRED

Wish = ReturnRequest.Wish
PHOTOS = tuple(f"foto_{number}" for number in range(1, MOST_PHOTOS + 1))
WISHES = {
    Wish.REPLACEMENT: "Selama barangnya masih ada atau dapat dibuat lagi.",
    Wish.REFUND: "Ke rekening Anda; petugas menanyakannya lewat nomor yang Anda tulis saat memesan.",
}


def _pieces(line: OrderLine) -> forms.IntegerField:
    most = returnable(line)
    return forms.IntegerField(
        label=str(line.name),
        required=False,
        min_value=0,
        max_value=most,
        initial=0,
        widget=forms.NumberInput({"inputmode": "numeric", "class": "form-control auto"}),
        help_text=f"Dari {most} {line.unit}.",
        error_messages={
            "invalid": "Tulis jumlahnya dengan angka.",
            "min_value": "Tidak boleh kurang dari nol.",
            "max_value": f"Paling banyak {most} {line.unit}.",
        },
    )


def _photo(number: int) -> forms.FileField:
    return forms.FileField(
        label=f"Foto {number}",
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "invalid": "Berkas tidak terkirim utuh. Coba lagi.",
            "missing": "Berkas tidak terkirim utuh. Coba lagi.",
            "empty": "Berkas ini kosong. Pilih foto lain.",
            "max_length": "Nama berkas terlalu panjang.",
        },
    )


class ReturnForm(forms.Form):
    """What the shopper gives back and why; `jpegs` holds the redrawn pictures once it is valid.

    order: with its lines and payment. Where no money has come in, none can be asked back.
    draft: words to show again without judging them (files cannot be shown again).
    """

    cause = forms.ChoiceField(
        label="Ada apa dengan barangnya?",
        choices=ReturnRequest.Cause.choices,
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED, "invalid_choice": "Pilih salah satu."},
    )
    note = forms.CharField(
        label="Ceritakan singkat",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        help_text="Misalnya bagian mana yang rusak. Boleh kosong.",
        error_messages={"max_length": "Paling panjang 500 huruf."},
    )
    wish = forms.ChoiceField(
        label="Anda ingin",
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED, "invalid_choice": "Pilih salah satu."},
    )
    use_required_attribute = False

    def __init__(self, data=None, files=None, *, order: Order, draft=None):
        super().__init__(data, files, initial=draft or {})
        self.lines = {
            f"jumlah_{line.position}": line for line in order.lines.all() if returnable(line)
        }
        self.fields |= {name: _pieces(line) for name, line in self.lines.items()}
        self.fields |= {name: _photo(number) for number, name in enumerate(PHOTOS, 1)}
        wishes = list(WISHES) if order.payment.received_amount else [Wish.REPLACEMENT]
        self.fields["wish"].choices = [(wish.value, wish.label) for wish in wishes]
        if len(self.lines) == 1:
            self.initial.setdefault(next(iter(self.lines)), 1)
        if len(wishes) == 1:
            self.initial.setdefault("wish", wishes[0])
        self.jpegs: list[bytes] = []

    @property
    def line_fields(self) -> list[tuple]:
        """(order line, bound field of its pieces)."""
        return [(line, self[name]) for name, line in self.lines.items()]

    @property
    def photo_fields(self) -> list:
        return [self[name] for name in PHOTOS]

    @property
    def wish_notes(self) -> list[tuple]:
        """(radio button, what it means)."""
        return [(radio, WISHES[Wish(radio.data["value"])]) for radio in self["wish"]]

    @property
    def pieces(self) -> dict[OrderLine, int]:
        """What a valid form asks for."""
        return {line: self.cleaned_data.get(name) or 0 for name, line in self.lines.items()}

    def clean(self):
        cleaned = super().clean()
        typed = [name for name in self.lines if name in self.errors or cleaned.get(name)]
        if self.lines and not typed:
            self.add_error(next(iter(self.lines)), "Isi jumlah barang yang dikembalikan.")
        for name in PHOTOS:
            if picture := cleaned.get(name):
                try:
                    self.jpegs.append(return_photos.redrawn(picture))
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    def faulty_fields(self) -> list:
        return [field for field in self.visible_fields() if field.errors]
