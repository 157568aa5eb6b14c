"""Money that leaves again: deposits of PNBP and payouts of premi."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from catalog.dates import bulan, tanggal
from catalog.money import ribuan, rupiah
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import ScopedAdmin
from orders.forms.settlement import DepositForm, PayoutForm, ReasonForm
from orders.models import PremiPayout, StateDeposit
from orders.settlement import SettlementError, deposits, owed, payouts, proof_pictures
from orders.settlement.voiding import void

from .settlement import state_tag


class BookedAdmin(ScopedAdmin):
    """Deposits and payouts: added, then only taken back with a reason; never deleted.

    owed_as: the part of the split that is paid on here.
    """

    owed_as = ""
    change_form_template = "admin/orders/booked/change_form.html"
    actions = None
    list_filter = (FacilityFilter, "state")
    date_hierarchy = "paid_on"

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except SettlementError as error:  # somebody else was quicker
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse(f"admin:orders_{self.opts.model_name}_changelist"))

    def get_urls(self):
        name = f"orders_{self.opts.model_name}_void"
        view = self.admin_site.admin_view(self.void)
        return [path("<int:pk>/batal/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        row = context.get("original")
        context["may_void"] = bool(row) and self._may_void(request, row)
        context["slip_name"] = proof_pictures.name_of(getattr(row, "file_name", "") or "")
        return super().render_change_form(request, context, *args, **kwargs)

    def _may_void(self, request, row) -> bool:
        return row.state != row.State.VOID and self.may(request, "void", row)

    def void(self, request, pk):
        """Take it out of the books: a page that asks for the reason."""
        row = self.get_object(request, str(pk))
        if row is None or not self._may_void(request, row):
            raise Http404
        form = ReasonForm(request.POST or None)
        page = reverse(f"admin:orders_{self.opts.model_name}_change", args=[pk])
        if request.method == "POST" and form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                void(row=row, reason=reason, by=request.user, at=timezone.now())
            except SettlementError as error:
                form.add_error(None, str(error))
            else:
                self.log_change(request, row, f"Dibatalkan: {form.cleaned_data['reason']}")
                messages.success(request, f"{row}: dibatalkan.")
                return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Batalkan {self.opts.verbose_name}",
            "row": row,
            "amount": row.amount,
            "form": form,
            "back": page,
        }
        return render(request, "admin/orders/booked/void.html", context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Beside the amount: what is still owed."""
        form = super().get_form(request, obj, change=change, **kwargs)
        facility = obj.facility if obj else self.only_facility(request)
        if facility and "amount" in form.base_fields:
            form.base_fields["amount"].help_text = self.still_owed(facility, obj)
        return form

    def still_owed(self, facility, row) -> str:
        return f"Masih terutang {rupiah(max(0, owed(facility.pk)[self.owed_as]))}."

    @admin.display(description="Untuk bulan", ordering="period")
    def bulan(self, row):
        return bulan(row.period)

    @admin.display(description="Jumlah", ordering="amount")
    def jumlah(self, row):
        return rupiah(row.amount)

    @admin.display(description="Keadaan", ordering="state")
    def keadaan(self, row):
        return state_tag(row.get_state_display(), ok=row.is_paid)

    @admin.display(description="Pembatalan")
    def pembatalan(self, row):
        if row.voided_at is None:
            return "–"
        by = f", {row.voided_by.get_username()}" if row.voided_by else ""
        return f"{tanggal(row.voided_at, row.facility.zone)}{by}: {row.void_reason}"


@admin.register(StateDeposit)
class StateDepositAdmin(BookedAdmin):
    subject = "deposit"
    owed_as = "pnbp"
    form = DepositForm
    list_display = ("bulan", "facility", "jumlah", "billing_code", "paid_on", "ntpn", "keadaan")
    list_select_related = ("facility", "voided_by")
    search_fields = ("billing_code", "ntpn", "facility__short_name")
    search_help_text = "Cari kode billing, NTPN, atau UPT."
    readonly_fields = ("bulan", "jumlah", "keadaan", "pembatalan")
    fieldsets = (
        (None, {"fields": ("facility", "period", "amount")}),
        ("Kode billing", {"fields": (("billing_code", "billing_expires_on"),)}),
        ("Sudah disetor", {
            "fields": (("paid_on", "ntpn", "ntb"), "slip", "note"),
            "description": "Boleh dikosongkan dulu, lalu dilengkapi setelah bukti setor ada.",
        }),
    )  # fmt: skip
    written = ("bulan", "jumlah", "billing_code", "billing_expires_on", "paid_on", "ntpn", "ntb",
               "note")  # fmt: skip

    def still_owed(self, facility, row):
        """What has a billing code already is not to be deposited a second time."""
        text = super().still_owed(facility, row)
        if coded := deposits.billed(facility.pk, but=row.pk if row else None):
            text += f" {rupiah(coded)} di antaranya sudah punya kode billing yang belum dibayar."
        return text

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def get_fieldsets(self, request, obj=None):
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ("facility", *self.written, "keadaan", "pembatalan")})]

    def save_model(self, request, obj, form, change):
        if not self.may(request, "change" if change else "add", obj):
            raise Http404
        if form.jpeg:
            obj.file_name = proof_pictures.keep(form.jpeg)
        deposits.record(deposit=obj, by=request.user, at=timezone.now())


@admin.register(PremiPayout)
class PremiPayoutAdmin(BookedAdmin):
    subject = "premi"
    owed_as = "premi"
    form = PayoutForm
    list_display = ("bulan", "facility", "jumlah", "penerima", "group", "paid_on", "keadaan")
    list_select_related = ("facility", "group__facility", "voided_by")
    search_fields = ("facility__short_name", "group__name")
    readonly_fields = ("bulan", "jumlah", "keadaan", "pembatalan")
    fields = ("facility", "period", "group", ("amount", "head_count"), ("way", "paid_on"), "note")

    @admin.display(description="Penerima", ordering="head_count")
    def penerima(self, payout):
        return ribuan(payout.head_count)

    def has_change_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        if obj is None:
            return super().get_fields(request, obj)
        return ("facility", "bulan", "group", "jumlah", "head_count", "way", "paid_on", "note",
                "keadaan", "pembatalan")  # fmt: skip

    def save_model(self, request, obj, form, change):
        if not self.may(request, "add", obj):
            raise Http404
        payouts.pay_out(payout=obj, by=request.user, at=timezone.now())
