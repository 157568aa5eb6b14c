"""What officers fill in about a bank statement. They write nothing: orders/statements does."""

from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError

from catalog.money import rupiah
from facilities.access import may
from facilities.models import Facility
from facilities.place_search import search_places
from orders.models import Payment, StatementMapping
from orders.numbers import normalise_number
from orders.statements import Layout
from orders.statements.layouts import MARKED, SIGNED, TWO_COLUMNS
from orders.statements.reading import MAX_BYTES

NEEDED = {SIGNED: ("amount",), MARKED: ("amount", "mark"), TWO_COLUMNS: ("credit", "debit")}
NO_COLUMN = ""


def accounts_of(user) -> dict[str, tuple[Facility, str, str]]:
    """Accounts this officer may import for, by key: (facility, bank, number).

    The facility's own, and those its open payments still name. Two queries.
    """
    facilities = [
        facility
        for facility in Facility.objects.visible_to(user).order_by("short_name")
        if may(user, "add", "statement", facility)
    ]
    still = Payment.objects.filter(facility__in=facilities, state__in=Payment.OPEN_STATES)
    named = still.exclude(account_number="").order_by()
    older = defaultdict(dict)
    for key, number, bank in named.values_list("facility", "account_number", "bank_name"):
        older[key][number] = bank
    found = {}
    for facility in facilities:
        numbers = {facility.bank_account_number: facility.bank_name} | older[facility.pk]
        for number, bank in numbers.items():
            if number:
                found[f"{facility.pk}-{number}"] = (facility, bank, number)
    return found


class ImportForm(forms.Form):
    """Which account, and the file as the bank gave it."""

    account = forms.ChoiceField(label="Rekening")
    file = forms.FileField(
        label="Berkas CSV",
        help_text="Unduh mutasi dari internet banking sebagai CSV. Paling besar 1 MB, sehari penuh.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={"empty": "Berkas ini kosong."},
    )

    def __init__(self, *args, accounts, looked_for="", **kwargs):
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        places = list(dict.fromkeys(facility for facility, _, _ in accounts.values()))
        self.search = search_places(places, looked_for)
        named = {
            key: f"{bank} {number}, {facility}".strip()
            for key, (facility, bank, number) in accounts.items()
        }
        self.fields["account"].choices = named.items()
        if self.search.is_long:
            self.fields["account"].widget.choices = self._offered(named)

    def _offered(self, named):
        """Of a long list only accounts of what was looked for, and the one chosen before."""
        shown = [
            (key, words)
            for key, words in named.items()
            if self.accounts[key][0] in self.search.offered or key == self.data.get("account")
        ]
        if len(shown) == 1:
            return shown
        return [("", "Pilih rekening" if shown else "Cari UPT dahulu"), *shown]

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise ValidationError(
                "Berkas lebih dari 1 MB. Unduh mutasi untuk masa yang lebih pendek."
            )
        return upload

    @property
    def place(self) -> tuple[Facility, str, str]:
        return self.accounts[self.cleaned_data["account"]]


def _column(label, help_text=""):
    return forms.TypedChoiceField(
        label=label, coerce=int, required=False, empty_value=None, help_text=help_text
    )


class LayoutForm(forms.Form):
    """Which column holds what."""

    day = _column("Tanggal")
    month_first = forms.BooleanField(label="Bulan ditulis sebelum hari (11/24)", required=False)
    texts = forms.TypedMultipleChoiceField(
        label="Keterangan (boleh beberapa)", coerce=int, required=False,
        help_text="Termasuk kolom berita dan nomor referensi.",
    )  # fmt: skip
    style = forms.ChoiceField(
        label="Cara menulis jumlah", choices=StatementMapping.Style.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    amount = _column("Kolom jumlah", "Untuk satu kolom jumlah.")
    mark = _column("Kolom CR/DB", "Bila tandanya di kolom sendiri.")
    credit = _column("Kolom uang masuk (kredit)", "Untuk dua kolom.")
    debit = _column("Kolom uang keluar (debet)", "Untuk dua kolom.")
    balance = _column("Saldo", "Membedakan baris yang sama; boleh tidak ada.")

    def __init__(self, *args, sheet, layout, **kwargs):
        """sheet: the table; layout: what to start from."""
        super().__init__(*args, initial=_initial(layout), **kwargs)
        self.header = layout.header
        columns = [(place, _title(layout, sheet, place)) for place in range(sheet.width)]
        for name in ("day", "amount", "mark", "credit", "debit", "balance"):
            self.fields[name].choices = [(NO_COLUMN, "–"), *columns]
        self.fields["texts"].choices = columns
        self.fields["texts"].widget.attrs["size"] = min(8, len(columns))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("day") is None:
            self.add_error("day", "Pilih kolom tanggal.")
        for name in NEEDED.get(cleaned.get("style"), ()):
            if cleaned.get(name) is None:
                self.add_error(name, "Pilih kolom ini.")
        return cleaned

    @property
    def layout(self) -> Layout:
        """The confirmed columns; those the style does not use are left out."""
        given = self.cleaned_data
        used = NEEDED[given["style"]]
        money = {name: given[name] if name in used else None for name in
                 ("amount", "mark", "credit", "debit")}  # fmt: skip
        return Layout(
            day=given["day"], texts=tuple(given["texts"]), style=given["style"],
            balance=given["balance"], month_first=given["month_first"], header=self.header, **money,
        )  # fmt: skip


class AssignForm(forms.Form):
    """Whose money a row is: one of the likely orders, or another one by its number."""

    payment = forms.TypedChoiceField(
        label="Pesanan", coerce=int, required=False, widget=forms.RadioSelect
    )
    number = forms.CharField(label="Nomor pesanan", max_length=20, required=False)

    def __init__(self, *args, match, **kwargs):
        super().__init__(*args, prefix=f"baris{match.line.pk}", **kwargs)
        choices = [(c.payment.pk, candidate_label(c)) for c in match.candidates]
        if choices:
            self.fields["payment"].choices = [*choices, ("", "Pesanan lain, nomornya:")]
            self.fields["number"].label = "Nomor pesanan lain"
        else:
            del self.fields["payment"]
        self.facility = match.line.statement.facility_id

    def clean(self):
        cleaned = super().clean()
        mine = Payment.objects.filter(facility=self.facility).select_related("order")
        number = cleaned.get("number", "")
        if cleaned.get("payment"):
            cleaned["chosen"] = mine.filter(pk=cleaned["payment"]).first()
        elif number:
            cleaned["chosen"] = mine.filter(order__number=normalise_number(number)).first()
            if cleaned["chosen"] is None:
                self.add_error("number", "Nomor ini bukan pesanan UPT Anda.")
        else:
            self.add_error("number", "Pilih pesanan atau tulis nomornya.")
        return cleaned


class DismissForm(forms.Form):
    """Why a row is no order's money."""

    reason = forms.CharField(label="Alasan", max_length=200, help_text="Misalnya bunga, sewa.")

    def __init__(self, *args, match, **kwargs):
        super().__init__(*args, prefix=f"abaikan{match.line.pk}", **kwargs)


def candidate_label(candidate) -> str:
    """`P-7K3M9QXZ, Rp498.212, Pembeli Contoh: jumlahnya tepat, tetapi tanpa kode unik`."""
    payment = candidate.payment
    checkout = payment.order.checkout
    amount = rupiah(payment.amount_due or payment.amount)
    name = f", {checkout.recipient}" if checkout else ""
    return f"{payment.order.number}, {amount}{name}. {candidate.why}."


def _initial(layout: Layout) -> dict:
    return {**vars(layout), "texts": list(layout.texts)}


def _title(layout: Layout, sheet, place: int) -> str:
    """`3. Jumlah`, or the first cell below where the table has no titles."""
    if place < len(layout.header) and layout.header[place]:
        return f"{place + 1}. {layout.header[place].capitalize()}"
    sample = next((row[place] for row in sheet.rows if place < len(row) and row[place]), "")
    return f"{place + 1}. {sample[:24]}"
