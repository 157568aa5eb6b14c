"""What an officer types about a sale on another channel. Written by orders/channels, not here."""

from dataclasses import dataclass
from secrets import token_hex

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import Variant
from facilities.whole_numbers import WholeNumberField
from orders.channels import METHODS
from orders.models import Payment
from orders.models.channels import OUTSIDE
from orders.models.orders import BuyerKind, Channel

MOST_LINES = 50
LARGEST_PRICE = 10_000_000_000


class ChannelSaleForm(forms.Form):
    """Everything but the goods."""

    channel = forms.ChoiceField(
        label="Kanal", choices=[(c.value, c.label) for c in OUTSIDE], widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label="Nomor pesanan di kanal", max_length=60, required=False,
        help_text="Seperti tertulis di lokapasar atau e-Katalog. Untuk WhatsApp boleh kosong.",
    )  # fmt: skip
    sold_on = forms.DateField(
        label="Tanggal jual", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    location = forms.ModelChoiceField(label="Barang diambil dari", queryset=None, empty_label=None)
    fee = WholeNumberField(
        label="Biaya kanal (Rp)", min_value=0, required=False,
        help_text="Potongan lokapasar dari harga barang. Kosong bila tidak ada.",
    )  # fmt: skip
    method = forms.ChoiceField(
        label="Uang diterima lewat",
        choices=[(m.value, m.label) for m in METHODS[Channel.WHATSAPP]],
        initial=Payment.Method.BANK_TRANSFER,
    )
    buyer_kind = forms.ChoiceField(label="Pembeli", choices=BuyerKind.choices)

    def __init__(self, *args, places, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = places
        self.fields["location"].label_from_instance = lambda place: place.name
        self.fields["sold_on"].initial = today
        self.today = today

    def clean_sold_on(self):
        if self.cleaned_data["sold_on"] > self.today:
            raise ValidationError("Tanggal jual belum tiba.")
        return self.cleaned_data["sold_on"]

    def clean(self):
        cleaned = super().clean()
        channel = cleaned.get("channel")
        if channel and channel != Channel.WHATSAPP and not cleaned.get("reference"):
            self.add_error("reference", "Isi nomor pesanan dari kanalnya.")
        if channel and cleaned.get("method") not in METHODS[Channel(channel)]:
            self.add_error("method", "Kanal ini mengirim uangnya lewat transfer bank.")
        return cleaned


@dataclass
class Line:
    """One kind of goods as it was typed. error: what is wrong with it."""

    variant: Variant
    pieces: str = "1"
    price: str = ""
    error: str = ""
    number: int = 0
    amount: int = 0


def lines_in(data, goods) -> list[Line]:
    """The lines a form carries, in its order; goods: the variants one may sell.

    A number or price that cannot be read says so on its line.
    """
    keys = [pk for pk in data.getlist("barang") if pk.isdecimal() and len(pk) < 19]
    found = goods.in_bulk([int(pk) for pk in dict.fromkeys(keys)][:MOST_LINES])
    lines = []
    for pk in dict.fromkeys(keys):
        if variant := found.get(int(pk)):
            line = Line(variant, data.get(f"jumlah-{pk}", "1"), data.get(f"harga-{pk}", ""))
            _read(line)
            lines.append(line)
    return lines


def _read(line: Line) -> None:
    try:
        line.number = WholeNumberField(min_value=1, max_value=100_000).clean(line.pieces)
        line.amount = WholeNumberField(min_value=1, max_value=LARGEST_PRICE).clean(line.price)
    except ValidationError as error:
        line.error = " ".join(error.messages)


def new_line(variant: Variant) -> Line:
    """One piece at the price of the shop, to be typed over."""
    line = Line(variant, "1", str(variant.price))
    _read(line)
    return line


def new_key() -> str:
    return token_hex(16)
