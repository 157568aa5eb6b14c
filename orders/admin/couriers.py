"""Accounts at courier services, and the addresses where parcels are followed."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html

from catalog.dates import tanggal_waktu
from catalog.money import rupiah
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import ScopedAdmin
from orders.models import CourierAccount, TrackingLink
from orders.outside import OutsideUnavailable
from orders.shipping import breaker
from orders.shipping.asking import TRIAL_PLACE, Refused, try_account


@admin.register(CourierAccount)
class CourierAccountAdmin(ScopedAdmin):
    """The key is written here and never shown again."""

    subject = "courier"
    list_display = ("facility", "provider", "couriers", "keadaan", "is_active")
    list_display_links = ("provider",)
    list_select_related = ("facility", "health")
    list_filter = (FacilityFilter, "provider", "is_active")
    fields = (
        "facility", "provider", "api_key", "couriers", "origin_postal_code", "is_active", "keadaan",
    )  # fmt: skip
    readonly_fields = ("keadaan",)
    actions = ("try_now",)

    @admin.display(description="Keadaan")
    def keadaan(self, account):
        """What an officer has to know: whether shoppers see its rates, and if not, why."""
        if not account.pk or not account.api_key:
            return _state("warn", "Belum ada kunci")
        if not account.origin:
            return _state("warn", "Kode pos pengirim belum ada")
        health = getattr(account, "health", None)
        if health is None:
            return "Belum pernah ditanya"
        if breaker.is_paused(health, at=timezone.now()):
            until = tanggal_waktu(health.paused_until, account.facility.zone)
            return _state("bad", "Dijeda", f"sampai {until}. {health.problem}")
        if health.problem:
            return _state("warn", "Terganggu", health.problem)
        return _state("ok", "Menjawab")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        breaker.forgive(obj)

    @admin.action(
        description=f"Coba tanya tarif 1 kg ke kode pos {TRIAL_PLACE}", permissions=["change"]
    )
    def try_now(self, request, queryset):
        """Ask once, beside what is stored, and say what came."""
        for account in queryset.select_related("facility"):
            try:
                services = try_account(account, at=timezone.now()).services
            except (OutsideUnavailable, Refused) as error:
                messages.error(request, f"{account}: {error}")
            else:
                found = ", ".join(f"{s.label} {rupiah(s.cost)}" for s in services)
                messages.success(request, f"{account}: {found or 'tidak ada layanan ke sana'}.")


def _state(tone, word, more=""):
    return format_html('<span class="tag tag-{}">{}</span> {}', tone, word, more)


@admin.register(TrackingLink)
class TrackingLinkAdmin(ScopedAdmin):
    """Kept by the operator of the site; every officer may look."""

    read_by_staff = True
    list_display = ("courier", "other_names", "address", "is_active")
    search_fields = ("courier", "other_names")
