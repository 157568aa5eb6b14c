"""What officers fill in about money that goes back. They write nothing: orders/refunds does."""

from django import forms

from catalog.money import rupiah
from facilities.whole_numbers import WholeNumberField


class DayInput(forms.DateInput):
    """The browser's own calendar; it sends and expects ISO days."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class AskForm(forms.Form):
    """Pieces of each line, other money, and why."""

    other_amount = WholeNumberField(label="Ongkir dan lainnya (Rp)", min_value=0, initial=0)
    reason = forms.CharField(label="Alasan", max_length=300, help_text="Pembeli membacanya.")

    def __init__(self, *args, lines, left, **kwargs):
        """lines: of the order; left: what may still be given back (orders.refundable.Left)."""
        super().__init__(*args, prefix="dana", **kwargs)
        self.lines = [line for line in lines if left.pieces.get(line.pk)]
        rest = left.amount
        for line in self.lines:
            pieces = left.pieces[line.pk]
            rest -= pieces * line.unit_price
            self.fields[f"line{line.pk}"] = WholeNumberField(
                label=f"{line.name} ({line.unit})",
                min_value=0,
                max_value=pieces,
                initial=0,
                help_text=f"Paling banyak {pieces}, {rupiah(line.unit_price)} per {line.unit}.",
            )
        self.fields[
            "other_amount"
        ].help_text = f"Selain barang di atas tersisa {rupiah(max(rest, 0))}."
        self.order_fields([f"line{line.pk}" for line in self.lines])

    @property
    def pieces(self) -> dict:
        """Pieces by order line, as refunds.request takes them."""
        return {line: self.cleaned_data[f"line{line.pk}"] for line in self.lines}


class PayForm(forms.Form):
    """The money has gone: when and how."""

    paid_on = forms.DateField(label="Dikembalikan tanggal", widget=DayInput)
    how = forms.CharField(
        label="Cara pengembalian", max_length=200,
        help_text="Bank dan nomor rekening tujuan, atau tunai dengan tanda terima.",
    )  # fmt: skip

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, prefix="bayar", initial={"paid_on": today}, **kwargs)


class RefuseForm(forms.Form):
    """Why the money does not go back."""

    reason = forms.CharField(label="Alasan", max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="tidak", **kwargs)
