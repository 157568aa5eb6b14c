from datetime import date

from django import forms

from orders import proof_files
from orders.models import Order

from .checkout import REQUIRED


class ProofForm(forms.Form):
    """The shopper's proof of transfer; `jpeg` holds the redrawn picture once it is valid.

    draft: words to show again without judging them (a file cannot be shown again).
    """

    picture = forms.FileField(
        label="Bukti transfer",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text="JPG, PNG, atau WebP, paling besar 5 MB. Foto atau tangkapan layar.",
        error_messages={
            "required": "Pilih foto atau tangkapan layar bukti pembayaran.",
            "invalid": "Berkas tidak terkirim utuh. Coba lagi.",
            "missing": "Berkas tidak terkirim utuh. Coba lagi.",
            "empty": "Berkas ini kosong. Pilih foto lain.",
            "max_length": "Nama berkas terlalu panjang.",
        },
    )
    sender_name = forms.CharField(
        label="Nama pemilik rekening",
        max_length=80,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": REQUIRED, "max_length": "Paling panjang 80 huruf."},
    )
    paid_on = forms.DateField(
        label="Tanggal transfer",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        error_messages={"required": REQUIRED, "invalid": "Tanggal tidak valid."},
    )
    use_required_attribute = False

    def __init__(self, data=None, files=None, *, order: Order, today: date, draft=None):
        initial = {"paid_on": today} | {name: draft[name] for name in draft or ()}
        super().__init__(data, files, initial=initial, auto_id=f"id_{order.number}_%s")
        self.today = today
        self.jpeg = b""
        if order.payment.merchant_payload:
            self.fields["picture"].label = "Bukti pembayaran"
            self.fields["sender_name"].label = "Nama pemilik akun pembayar"
            self.fields["paid_on"].label = "Tanggal bayar"

    def faulty_fields(self) -> list:
        return [field for field in self if field.errors]

    def clean_paid_on(self):
        day = self.cleaned_data["paid_on"]
        if day > self.today:
            raise forms.ValidationError("Tanggal tidak boleh sesudah hari ini.")
        return day

    def clean_picture(self):
        picture = self.cleaned_data["picture"]
        self.jpeg = proof_files.redrawn(picture)
        return picture
