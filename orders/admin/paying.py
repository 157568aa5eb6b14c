"""Cara bayar: which further ways to pay a facility offers, one page per facility."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from catalog.money import rupiah
from facilities.access import may
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import ScopedAdmin
from orders.models import PaymentSetup
from orders.payments import emv
from orders.payments.cod import LARGEST_LIMIT

LONGEST_INVOICE_DAYS = 180
# Where the money goes: only who may write the account number may write these.
ACCOUNT_FIELDS = ("accepts_qris", "qris_payload")
ADDING = ("orders_paymentsetup_changelist", "orders_paymentsetup_add")


class PaymentSetupForm(forms.ModelForm):
    """Says beside the code what is wrong with it."""

    class Meta:
        model = PaymentSetup
        fields = (
            "facility", "accepts_qris", "qris_payload", "accepts_cod", "cod_limit",
            "accepts_after_handover", "after_handover_days", "down_payment_percent",
        )  # fmt: skip
        widgets = {"qris_payload": forms.Textarea({"rows": 4, "spellcheck": "false"})}

    def clean_qris_payload(self):
        text = emv.tidied(self.cleaned_data["qris_payload"])
        if text:
            try:
                emv.merchant_of(text)
            except emv.PayloadError as error:
                raise ValidationError(str(error)) from error
        return text

    def clean_cod_limit(self):
        limit = self.cleaned_data["cod_limit"]
        if limit > LARGEST_LIMIT:
            raise ValidationError(f"Paling besar {rupiah(LARGEST_LIMIT)}.")
        return limit

    def clean_after_handover_days(self):
        days = self.cleaned_data["after_handover_days"]
        if not 1 <= days <= LONGEST_INVOICE_DAYS:
            raise ValidationError(f"Tulis 1 sampai {LONGEST_INVOICE_DAYS} hari.")
        return days

    def clean(self):
        data = super().clean()
        is_on = data.get("accepts_qris", self.instance.accepts_qris)
        has_code = data.get("qris_payload", self.instance.qris_payload)
        if is_on and not has_code and "qris_payload" not in self.errors:
            name = "qris_payload" if "qris_payload" in self.fields else None
            self.add_error(name, "Tempel isi kode QRIS sebelum menyalakannya.")
        return data


@admin.register(PaymentSetup)
class PaymentSetupAdmin(ScopedAdmin):
    """An officer of one facility comes straight to its page."""

    subject = "paying"
    form = PaymentSetupForm
    list_display = ("facility", "accepts_qris", "merchant", "accepts_cod", "limit",
                    "accepts_after_handover", "percent")  # fmt: skip
    list_select_related = ("facility",)
    list_filter = (FacilityFilter, "accepts_qris", "accepts_cod", "accepts_after_handover")
    search_fields = ("facility__short_name",)
    readonly_fields = ("merchant", "transfer")
    fieldsets = (
        (None, {"fields": ("facility", "transfer")}),
        ("QRIS", {
            "fields": ("accepts_qris", "qris_payload", "merchant"),
            "description": "Pindai kode QRIS statis yang tercetak dengan aplikasi pembaca kode, lalu "
            "tempel teksnya di sini. Situs mengisi jumlahnya untuk tiap pesanan; uang masuk tetap "
            "dicocokkan petugas. Hanya diubah Kepala UPT atau Bendahara Penerimaan.",
        }),
        ("Bayar saat diantar", {
            "fields": ("accepts_cod", "cod_limit"),
            "description": "Hanya untuk Antar Dalam Kota oleh petugas UPT.",
        }),
        ("Pembeli instansi", {
            "fields": ("accepts_after_handover", "down_payment_percent", "after_handover_days"),
            "description": "Ditawarkan bila pembeli memesan untuk instansi dan UPT punya rekening. "
            "Uang muka dihitung dari harga barang dan dibulatkan ke atas ke ribuan rupiah.",
        }),
    )  # fmt: skip

    @admin.display(description="Batas", ordering="cod_limit")
    def limit(self, setup):
        return rupiah(setup.cod_limit) if setup.accepts_cod else "–"

    @admin.display(description="Uang muka", ordering="down_payment_percent")
    def percent(self, setup):
        return f"{setup.down_payment_percent}%" if setup.down_payment_percent else "–"

    @admin.display(description="Penerima QRIS")
    def merchant(self, setup):
        """Whom the stored code pays, read out of it."""
        try:
            merchant = emv.merchant_of(setup.qris_payload)
        except emv.PayloadError:
            return "–"
        return f"{merchant.name}, {merchant.city} ({merchant.number})"

    @admin.display(description="Transfer dan galeri")
    def transfer(self, setup):
        """Where the two ways are switched that need no code."""
        if not setup.facility_id:
            return "Diatur di halaman UPT."
        address = reverse("admin:facilities_facility_change", args=[setup.facility_id])
        return format_html('Diatur di <a href="{}">halaman UPT</a>.', address)

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        is_treasurer = may(request.user, "bank", "facility", obj.facility if obj else None)
        return names if is_treasurer else (*names, *ACCOUNT_FIELDS)

    def has_add_permission(self, request, obj=None):
        """One page per facility: nothing to add where each has its own.

        Asked for the menu of every page too, which must not cost a query and needs no plus.
        """
        page = request.resolver_match.url_name if request.resolver_match else ""
        if page not in ADDING or not super().has_add_permission(request):
            return False
        mine = self.writable_facilities(request)
        return PaymentSetup.objects.filter(facility__in=mine).count() < len(mine)

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """Whoever has one facility needs no list of one row."""
        only = self.only_facility(request) if not request.GET else None
        if only is None:
            return super().changelist_view(request, extra_context)
        own = PaymentSetup.objects.visible_to(request.user).filter(facility=only).first()
        name = "change" if own else "add"
        address = reverse(f"admin:orders_paymentsetup_{name}", args=[own.pk] if own else [])
        return HttpResponseRedirect(address)
