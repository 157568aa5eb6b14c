"""What a cashier types: pieces, cash, reasons. Fields keep what was typed wrongly."""

import secrets
from dataclasses import dataclass

from django import forms

from facilities.whole_numbers import WholeNumberField

from .checkout import REQUIRED

PIECES, PRICE = "n-", "h-"
MOST_PIECES = 9_999
CASH, QRIS = "cash", "qris"
LONGEST_KEY = 43


def rupiah_field(label: str, **kwargs) -> WholeNumberField:
    """Rupiah as officers write them, `500.000` or `500000`."""
    field = WholeNumberField(
        label=label, min_value=0, max_value=100_000_000,
        error_messages={
            "required": REQUIRED,
            "min_value": "Tulis jumlah rupiah yang benar.",
            "max_value": "Paling besar Rp100.000.000.",
        },
        **kwargs,
    )  # fmt: skip
    field.widget.attrs["class"] = "form-control num"
    return field


@dataclass
class Pieces:
    """How many of one thing. typed: as it stands in the field; number: None when it is none."""

    typed: str
    number: int | None


def pieces_in(data) -> dict[int, Pieces]:
    """What the fields `n-<variant>` hold, by variant, in their order; an empty or 0 one is out."""
    found = {}
    for name in data:
        key = name.removeprefix(PIECES)
        if name.startswith(PIECES) and key.isascii() and key.isdecimal() and len(key) < 15:
            typed = data[name].strip()[:12]
            if typed.strip("0"):
                found[int(key)] = Pieces(typed, _number(typed))
    return found


def prices_in(data, keys) -> dict[int, int]:
    """The prices the screen showed, in rupiah by variant, as far as the form tells them."""
    shown = {key: data.get(f"{PRICE}{key}", "") for key in keys}
    return {
        key: int(typed) for key, typed in shown.items()
        if typed.isascii() and typed.isdecimal() and len(typed) < 13
    }  # fmt: skip


def key_in(data) -> str:
    """The form's key, or a new one."""
    key = data.get("kunci", "")
    return key if key and len(key) <= LONGEST_KEY and key.isprintable() else new_key()


def new_key() -> str:
    return secrets.token_urlsafe(24)


def changed(pieces: dict[int, Pieces], key: int, *, by: int) -> None:
    """One more or less of one thing; what falls to 0 is out."""
    known = pieces.get(key)
    number = (known.number or 0 if known else 0) + by
    if number < 1:
        pieces.pop(key, None)
    else:
        pieces[key] = Pieces(str(number), _number(str(number)))


def _number(typed: str) -> int | None:
    plain = typed.replace(".", "")
    is_number = plain.isascii() and plain.isdecimal()
    return int(plain) if is_number and 1 <= int(plain) <= MOST_PIECES else None


class PayForm(forms.Form):
    """How the buyer pays. An empty amount means: exactly the total."""

    bayar = forms.ChoiceField(choices=[(CASH, "Tunai"), (QRIS, "QRIS")], label="Dibayar dengan")
    uang = rupiah_field("Uang diterima", required=False)
    use_required_attribute = False

    @property
    def way(self) -> str:
        """The way chosen so far, cash where none is."""
        return QRIS if self.data.get("bayar") == QRIS else CASH


class OpenShiftForm(forms.Form):
    """Where one stands and what is in the drawer."""

    tempat = forms.ModelChoiceField(
        None, label="Tempat berjualan", empty_label=None,
        widget=forms.Select({"class": "form-select"}),
        error_messages={"required": REQUIRED, "invalid_choice": "Pilih tempat dari daftar."},
    )  # fmt: skip
    uang = rupiah_field("Uang di laci sekarang")
    use_required_attribute = False

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tempat"].queryset = places
        self.fields["tempat"].label_from_instance = lambda place: place.name


class CloseShiftForm(forms.Form):
    """What was counted, and why it differs."""

    uang = rupiah_field("Uang di laci setelah dihitung")
    alasan = forms.CharField(
        label="Penjelasan selisih", required=False, max_length=300,
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
        error_messages={"max_length": "Paling panjang 300 huruf."},
    )  # fmt: skip
    use_required_attribute = False


class ReasonForm(forms.Form):
    """Why a sale is taken back."""

    alasan = forms.CharField(
        label="Alasan", max_length=200,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Tulis alasannya.", "max_length": "Paling panjang 200 huruf."},
    )  # fmt: skip
    use_required_attribute = False


class CheckShiftForm(forms.Form):
    """What the second officer saw."""

    catatan = forms.CharField(
        label="Catatan pemeriksa", required=False, max_length=300,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
        error_messages={"max_length": "Paling panjang 300 huruf."},
    )  # fmt: skip
    use_required_attribute = False
