"""Fields that the steps of a return ask for. They write nothing: orders/returns does."""

from django import forms

from facilities.whole_numbers import WholeNumberField
from orders.models import ReturnRequest
from orders.returns import Back, held_by

MOST_OTHER = 100_000_000  # rupiah: a longer figure is a slip of the finger


class _ReturnStep(forms.Form):
    """name: of the step, and the prefix of its fields."""

    name = ""

    def __init__(self, *args, request, lines, **kwargs):
        super().__init__(*args, prefix=self.name, **kwargs)
        self.request, self.lines = request, lines

    def _number(self, name, label, *, most, initial=0, help_text=""):
        self.fields[name] = WholeNumberField(
            label=label, min_value=0, max_value=most, initial=initial, required=False,
            help_text=help_text,
        )  # fmt: skip


class AcceptForm(_ReturnStep):
    name = "setujui"

    sends_back = forms.ChoiceField(
        label="Barangnya",
        choices=[
            ("ya", "Dikirim atau diantar kembali dahulu"),
            ("tidak", "Tidak perlu kembali (pangan, jumlah kurang, foto sudah cukup)"),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="Pesan untuk pembeli", max_length=300, required=False,
        help_text="Pembeli membacanya. Misalnya siapa yang menanggung ongkos kirim. Boleh kosong.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stays = self.request.cause == ReturnRequest.Cause.MISSING or all(
            row.is_food for row in self.lines
        )
        self.initial.setdefault("sends_back", "tidak" if stays else "ya")


class RefuseForm(_ReturnStep):
    name = "tolak"

    answer = forms.CharField(label="Alasan", max_length=300, help_text="Pembeli membacanya.")


class ReceiveForm(_ReturnStep):
    """Per line: so many on the shelf again, so many written off. Food has no shelf field."""

    name = "terima"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for row in self.lines:
            what = f"{row.line.name}, {row.quantity} {row.line.unit}"
            if not row.is_food:
                self._number(f"rak_{row.pk}", f"{what}: baik, kembali ke rak", most=row.quantity)
            self._number(
                f"rusak_{row.pk}",
                f"{what}: tidak layak jual, dihapus dari stok",
                most=row.quantity,
                help_text="Pangan tidak pernah kembali ke rak." if row.is_food else "",
            )

    @property
    def back(self) -> dict:
        """What came back, by line."""
        data = self.cleaned_data
        return {
            row: Back(data.get(f"rak_{row.pk}") or 0, data.get(f"rusak_{row.pk}") or 0)
            for row in self.lines
        }


class _SettleForm(_ReturnStep):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = held_by(self.request, self.lines)
        for row in self.lines:
            if held[row]:
                label = f"{row.line.name} ({row.line.unit})"
                self._number(f"jumlah_{row.pk}", label, most=held[row], initial=held[row])

    @property
    def pieces(self) -> dict:
        return {row: self.cleaned_data.get(f"jumlah_{row.pk}") or 0 for row in self.lines}


class ReplaceForm(_SettleForm):
    name = "ganti"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["courier"] = forms.CharField(
            label="Kurir atau kargo", max_length=40, required=False,
            help_text="Boleh kosong bila diserahkan di galeri atau diantar sendiri.",
        )  # fmt: skip
        self.fields["tracking_number"] = forms.CharField(
            label="Nomor resi", max_length=40, required=False
        )


class PayBackForm(_SettleForm):
    name = "dana"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._number(
            "other_amount", "Ditambah ongkos kirim dan lain-lain (Rp)", most=MOST_OTHER,
            help_text="Misalnya ongkos kirim pembeli, bila UPT yang keliru.",
        )  # fmt: skip


FORMS = {
    form.name: form for form in (AcceptForm, RefuseForm, ReceiveForm, ReplaceForm, PayBackForm)
}
