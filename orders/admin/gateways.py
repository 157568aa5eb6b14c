"""Accounts at payment gateways, the pages made there, and what the gateways said."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from catalog.money import rupiah
from facilities.access import scope_of
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin, ScopedAdmin, facility_of
from facilities.encrypted import CLEAR
from orders.gateways.accounts import objection_to_key, save_account
from orders.gateways.asking import try_keys
from orders.gateways.decisions import clear_up, close, may_decide
from orders.models import GatewayAccount, GatewayAttempt, PaymentEvent, Provider
from orders.states import StepNotAllowed

from .gateway_decisions import form_for, name_of, show_refused
from .money import order_link


class GatewayAccountForm(forms.ModelForm):
    """Keys go in and never come out: an empty field keeps what is stored."""

    class Meta:
        model = GatewayAccount
        fields = ("facility", "provider", "is_active", "server_key", "callback_token")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        texts = {
            "server_key": "Midtrans: Server Key. Xendit: Secret API Key.",
            "callback_token": "Hanya Xendit: Webhook Verification Token.",
        }
        for name, text in texts.items():
            if name in self.fields:
                is_stored = bool(getattr(self.instance, name))
                kept = " Sudah tersimpan: kosongkan bila tidak diganti, tulis - untuk menghapus."
                self.fields[name].help_text = text + (kept if is_stored else "")

    def clean(self):
        data = super().clean()
        provider = data.get("provider") or self.instance.provider
        typed = data.get("server_key")
        if not provider:
            return data
        if typed and typed != CLEAR and (objection := objection_to_key(provider, typed)):
            self.add_error("server_key", objection)
        if self.instance._state.adding:
            needed = ["server_key"] + ["callback_token"] * (provider == Provider.XENDIT)
            for name in needed:
                if name not in self.errors and data.get(name, CLEAR) in ("", CLEAR):
                    self.add_error(name, "Wajib diisi.")
        return data


@admin.register(GatewayAccount)
class GatewayAccountAdmin(ScopedAdmin):
    """Where the money goes: only who may write the account number may write these keys."""

    subject = "paying"
    form = GatewayAccountForm
    list_display = ("facility", "provider", "keadaan", "environment", "is_active")
    list_display_links = ("provider",)
    list_select_related = ("facility",)
    list_filter = (FacilityFilter, "provider", "is_active")
    search_fields = ("facility__short_name",)
    readonly_fields = ("keadaan", "environment", "keys_changed_at", "address")
    fieldsets = (
        (None, {"fields": ("facility", "provider", "is_active", "keadaan")}),
        ("Kunci", {
            "fields": ("server_key", "callback_token", "environment", "keys_changed_at"),
            "description": "Disimpan tersandi dan tidak pernah ditampilkan lagi. Hanya Kepala UPT "
            "atau Bendahara Penerimaan yang dapat menggantinya.",
        }),
        ("Di dasbor penyedia", {
            "fields": ("address",),
            "description": "Pasang alamat ini sebagai alamat pemberitahuan pembayaran (Midtrans: "
            "Payment Notification URL; Xendit: Invoices paid).",
        }),
    )  # fmt: skip
    actions = ("try_now",)

    def may(self, request, right, obj=None):
        if right in ("add", "change"):
            facility = facility_of(obj) if obj is not None else None
            return scope_of(request.user).may("bank", "facility", facility)
        return super().may(request, right, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return (*names, "provider") if obj else names

    def save_model(self, request, obj, form, change):
        if not self.may(request, "change" if change else "add", obj):
            raise Http404
        save_account(account=obj, at=timezone.now())

    @admin.display(description="Keadaan")
    def keadaan(self, account):
        """Whether shoppers are offered this way, and if not, why."""
        return format_html('<span class="tag tag-{}">{}</span>', *_tone_and_word(account))

    @admin.display(description="Alamat pemberitahuan")
    def address(self, account):
        if not account.provider:
            return "Tampil setelah disimpan."
        return settings.SITE_URL.rstrip("/") + reverse(f"orders:{account.provider}")

    @admin.action(description="Uji kunci ke penyedia", permissions=["change"])
    def try_now(self, request, queryset):
        for account in queryset.select_related("facility"):
            if not self.may(request, "change", account):
                continue
            objection = try_keys(account=account)
            if objection:
                self.message_user(request, f"{account}: {objection}", messages.ERROR)
            else:
                self.message_user(request, f"{account}: kunci diterima.", messages.SUCCESS)


def _tone_and_word(account):
    if not account.pk or not account.is_complete:
        return "warn", "Kunci belum lengkap"
    if account.trouble:
        return "bad", account.trouble
    if account.environment != settings.GATEWAY_MODE:
        return "bad", "Jenis kunci tidak cocok dengan situs"
    return ("ok", "Ditawarkan") if account.is_active else ("plain", "Dimatikan")


@admin.register(GatewayAttempt)
class GatewayAttemptAdmin(HistoryAdmin):
    """Every page that was made for an order, and the decisions about its money."""

    subject = "payment"
    list_display = ("created_at", "reference", "penyedia", "jumlah", "state", "perkara")
    list_display_links = ("reference",)
    list_select_related = ("payment__order__facility", "account", "payment__facility")
    list_filter = (FacilityFilter, "account__provider", "state", "attention")
    search_fields = ("reference", "provider_id")
    date_hierarchy = "created_at"
    exclude = ("address", "account")
    readonly_fields = ("pesanan",)

    @admin.display(description="Pesanan")
    def pesanan(self, attempt):
        return order_link(attempt.payment.order)

    @admin.display(description="Perlu diputuskan", ordering="attention")
    def perkara(self, attempt):
        """What is odd about its money, and whether somebody has decided."""
        if not attempt.attention:
            return "–"
        tone, word = ("plain", "sudah diputuskan") if attempt.is_decided else ("warn", "menunggu")
        text = attempt.get_attention_display()
        return format_html('{} <span class="tag tag-{}">{}</span>', text, tone, word)

    @admin.display(description="Penyedia")
    def penyedia(self, attempt):
        return attempt.account.get_provider_display()

    @admin.display(description="Jumlah", ordering="amount")
    def jumlah(self, attempt):
        return rupiah(attempt.amount)

    def get_urls(self):
        view = self.admin_site.admin_view
        own = path("<int:pk>/putuskan/", view(self.decide), name="orders_gatewayattempt_decide")
        return [own, *super().get_urls()]

    @method_decorator(require_POST)
    def decide(self, request, pk):
        """Write down what was done about this attempt's money, then back to its order."""
        rows = self.get_queryset(request).select_related("payment__order__facility", "account")
        attempt = rows.filter(pk=pk).first()
        if attempt is None or not may_decide(request.user, attempt.payment.order):
            raise Http404
        form = form_for(attempt, request.POST)
        if not form.is_valid():
            return show_refused(request, attempt, form)
        try:
            self._decide(request, attempt, form.cleaned_data)
        except StepNotAllowed as error:
            return show_refused(request, attempt, form, refusal=str(error))
        order = attempt.payment.order
        self.log_change(request, attempt, f"{name_of(attempt)}: {form.cleaned_data['reason']}")
        messages.success(request, f"{order.number}: keputusan tercatat.")
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order.pk]))

    @staticmethod
    def _decide(request, attempt, data):
        common = {"attempt": attempt, "reason": data["reason"], "by": request.user}
        if "amount" in data:
            clear_up(amount=data["amount"], at=timezone.now(), **common)
        else:
            close(at=timezone.now(), **common)


@admin.register(PaymentEvent)
class PaymentEventAdmin(HistoryAdmin):
    """What the gateways said, word by word, and what came of it."""

    subject = "payment"
    list_display = ("received_at", "attempt", "status", "jumlah", "source", "outcome")
    list_display_links = ("status",)
    list_select_related = ("attempt__payment__order__facility", "attempt__payment__facility")
    list_filter = (FacilityFilter, "source", "outcome", "kind")
    search_fields = ("attempt__reference", "key")
    date_hierarchy = "received_at"

    @admin.display(description="Jumlah", ordering="amount")
    def jumlah(self, event):
        return "–" if event.amount is None else rupiah(event.amount)
