"""What an officer types about an enquiry. Written by orders/services, not here."""

from django import forms

from facilities.whole_numbers import WholeNumberField
from orders import payments, services
from orders.models import Payment
from orders.services.pricing import LARGEST_PRICE

from .checkout import REQUIRED
from .services import DayField, day_choices

METHODS = dict(Payment.Method.choices)


class _Act(forms.Form):
    """Knows the enquiry it is about; at: now."""

    use_required_attribute = False

    def __init__(self, data=None, *, enquiry, at):
        super().__init__(data, auto_id=f"id_{self.prefix_of()}_%s")
        self.enquiry, self.at = enquiry, at

    @classmethod
    def prefix_of(cls) -> str:
        return cls.__name__.lower().removesuffix("form")


def _answer(label: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, required=required,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        help_text="Pemesan membacanya." if required else "Pemesan membacanya. Boleh kosong.",
        error_messages={"required": REQUIRED, "max_length": "Paling panjang 500 huruf."},
    )  # fmt: skip


class AnswerForm(_Act):
    answer = _answer("Jawaban", required=True)


class DeclineForm(_Act):
    answer = _answer("Alasan", required=True)


class ConfirmForm(_Act):
    guard_arranged = forms.BooleanField(label="Pengawal sudah disiapkan", required=False)
    answer = _answer("Pesan untuk pemesan", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.enquiry.service.guard_needed:
            del self.fields["guard_arranged"]


class MoveForm(_Act):
    day = DayField(label="Tanggal baru")
    answer = _answer("Pesan untuk pemesan", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = self.enquiry.place.day.day.isoformat()
        days = day_choices(self.enquiry.service, at=self.at)
        found = [(value, words) for value, words in days if value != now]
        self.fields["day"].choices = [("", "Pilih tanggal"), *found]


class TakeInForm(_Act):
    note = forms.CharField(
        label="Yang dititip", max_length=200, required=False,
        help_text="Misalnya 2 celana, 1 jaket. Boleh kosong.",
        error_messages={"max_length": "Paling panjang 200 huruf."},
    )  # fmt: skip


class BareForm(_Act):
    """Nothing to type: the button says it all."""


class PriceForm(_Act):
    """One to four lines of work with their prices, and how they are paid."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for n in range(1, services.MOST_JOBS + 1):
            self._add_line(n)
        self.fields["office_name"] = forms.CharField(
            label="Nama instansi", max_length=100, required=False,
            help_text="Hanya bila instansi yang membayar.",
        )  # fmt: skip
        self.fields["method"] = forms.ChoiceField(
            label="Cara bayar",
            choices=self._methods(),
            error_messages={"required": "Pilih cara bayarnya."},
        )
        first = self.enquiry.quantity
        self.initial |= {"jumlah_1": first or 1}

    def _add_line(self, n: int) -> None:
        must = n == 1
        self.fields[f"kerja_{n}"] = forms.CharField(
            label=f"Pekerjaan {n}", max_length=60, required=must,
            help_text="Misalnya kecilkan pinggang." if must else "",
            error_messages={"required": REQUIRED, "max_length": "Paling panjang 60 huruf."},
        )  # fmt: skip
        self.fields[f"jumlah_{n}"] = WholeNumberField(
            label="Jumlah", min_value=1, max_value=100_000, required=must,
            error_messages={"required": REQUIRED},
        )  # fmt: skip
        self.fields[f"harga_{n}"] = WholeNumberField(
            label="Harga satuan (Rp)", min_value=1, max_value=LARGEST_PRICE, required=must,
            error_messages={"required": REQUIRED},
        )  # fmt: skip

    def _methods(self) -> list[tuple[str, str]]:
        office = "kantor" if self.data.get("office_name") else ""
        total = self._total_typed() or self.enquiry.service.price_min
        purchase = services.purchase_of(self.enquiry, total=total, office_name=office)
        found = [str(method) for method in payments.methods_for(purchase)]
        if not office:  # offered once the office is named; the choice is checked again
            office_ways = services.purchase_of(self.enquiry, total=total, office_name="kantor")
            found += [m for m in map(str, payments.methods_for(office_ways)) if m not in found]
        # What is usual at the counter first.
        found.sort(key=lambda m: m != Payment.Method.PAY_AT_PICKUP)
        return [(method, METHODS[method]) for method in found]

    def _total_typed(self) -> int:
        total = 0
        for n in range(1, services.MOST_JOBS + 1):
            figures = [
                self.data.get(f"{name}_{n}", "").replace(".", "") for name in ("jumlah", "harga")
            ]
            if all(figure.isdecimal() and len(figure) < 18 for figure in figures):
                total += int(figures[0]) * int(figures[1])
        return total

    def clean(self):
        cleaned = super().clean()
        for n in range(2, services.MOST_JOBS + 1):
            names = [f"kerja_{n}", f"jumlah_{n}", f"harga_{n}"]
            if any(cleaned.get(name) for name in names):
                for name in names:
                    if not cleaned.get(name) and name not in self.errors:
                        self.add_error(name, REQUIRED)
        return cleaned

    @property
    def lines(self) -> list[list]:
        """The bound fields of each line of work."""
        return [
            [self[f"{name}_{n}"] for name in ("kerja", "jumlah", "harga")]
            for n in range(1, services.MOST_JOBS + 1)
        ]

    @property
    def jobs(self) -> list[services.Job]:
        """What a valid form prices."""
        data = self.cleaned_data
        return [
            services.Job(data[f"kerja_{n}"], data[f"jumlah_{n}"], data[f"harga_{n}"])
            for n in range(1, services.MOST_JOBS + 1)
            if data.get(f"kerja_{n}")
        ]
