"""What officers type about the settlement. The forms write nothing: orders/settlement does."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalog.dates import bulan
from orders.models import PremiPayout, SplitRule, StateDeposit
from orders.models.splits import PARTS
from orders.settlement import SettlementError, deposits, payouts, proof_pictures, rules

MONTHS_BACK = 24


class MonthField(forms.TypedChoiceField):
    """One of the last months, by name; its value is the first day."""

    def __init__(self, **options):
        super().__init__(coerce=date.fromisoformat, choices=_recent_months, **options)

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, date) else value


def _recent_months():
    today = timezone.localdate()
    months = [
        date(today.year + place // 12, place % 12 + 1, 1)
        for place in range(today.month - 1, today.month - 1 - MONTHS_BACK, -1)
    ]
    return [(month.isoformat(), bulan(month)) for month in months]


class PercentField(forms.Field):
    """Basis points, typed as per cent with up to two decimals: `12,5` is 1250; empty is 0."""

    def __init__(self, **options):
        widget = forms.TextInput({"inputmode": "decimal", "class": "vIntegerField"})
        super().__init__(required=False, initial=0, widget=widget, **options)

    def to_python(self, value):
        text = str(value or "").strip().removesuffix("%").strip().replace(",", ".") or "0"
        try:
            points = Decimal(text) * 100
        except InvalidOperation:
            points = None
        if points is None or not points.is_finite() or points != points.to_integral_value():
            raise ValidationError("Tulis persen, misalnya 15 atau 12,5.")
        if not 0 <= points <= 10_000:
            raise ValidationError("Antara 0 dan 100 persen.")
        return int(points)

    def prepare_value(self, value):
        """`12,5` for 1250; what was typed wrongly comes back as it was."""
        if type(value) is not int:
            return value
        return f"{Decimal(value) / 100:f}".replace(".", ",") if value % 100 else str(value // 100)


class CheckedForm(forms.ModelForm):
    """A form whose row is also judged by the activity module; its objection stands at the field."""

    def judge(self, row, at) -> None:
        raise NotImplementedError

    def _post_clean(self):
        super()._post_clean()
        if self.errors or not self.instance.facility_id:
            return
        try:
            self.judge(self.instance, timezone.now())
        except SettlementError as error:
            field = getattr(error, "field", "")
            self.add_error(field if field in self.fields else None, str(error))


class SplitRuleForm(CheckedForm):
    premi_share = PercentField(label="Premi (%)")
    pnbp_share = PercentField(label="PNBP (%)")
    capital_share = PercentField(label="Modal (%)")
    operations_share = PercentField(label="Operasional (%)")
    partner_share = PercentField(label="Mitra (%)")

    class Meta:
        model = SplitRule
        fields = (
            "category", "basis", *(f"{part}_share" for part in PARTS), "premi_per_unit",
            "valid_from", "valid_to", "note",
        )  # fmt: skip

    def judge(self, row, at):
        rules.check(row)


class DepositForm(CheckedForm):
    """A billing code, and once it is paid the day and the NTPN; `jpeg` holds the redrawn slip."""

    period = MonthField(label="Untuk bulan")
    slip = forms.FileField(
        label="Foto bukti setor",
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text="JPG, PNG, atau WebP, paling besar 5 MB.",
    )
    jpeg = b""

    class Meta:
        model = StateDeposit
        fields = (
            "period", "amount", "billing_code", "billing_expires_on", "paid_on", "ntpn", "ntb",
            "slip", "note",
        )  # fmt: skip

    def clean_billing_code(self):
        return self.cleaned_data["billing_code"].strip()

    def clean_ntpn(self):
        return self.cleaned_data["ntpn"].strip().upper()

    def clean_slip(self):
        slip = self.cleaned_data["slip"]
        if slip:
            self.jpeg = proof_pictures.clean(slip)
        return slip

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("paid_on")) != bool(cleaned.get("ntpn")) and not self.errors:
            name = "ntpn" if cleaned.get("paid_on") else "paid_on"
            self.add_error(name, "Isi tanggal setor bersama NTPN dari bukti setor.")
        return cleaned

    def judge(self, row, at):
        deposits.check(row, at=at)


class PayoutForm(CheckedForm):
    period = MonthField(label="Untuk bulan")

    class Meta:
        model = PremiPayout
        fields = ("period", "group", "amount", "head_count", "way", "paid_on", "note")

    def judge(self, row, at):
        payouts.check(row, at=at)


class ReasonForm(forms.Form):
    """Why something is taken back; it stays in the history."""

    reason = forms.CharField(
        label="Alasan", max_length=200, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Tulis alasannya."},
    )  # fmt: skip
