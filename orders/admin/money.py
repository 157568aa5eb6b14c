"""Payments, proofs, shipping rates and the sales roll-up."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from catalog.money import rupiah
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin, ScopedAdmin
from orders.models import Payment, PaymentProof, SalesDay, ShippingRate


def order_link(order):
    """The order's number as a link to its page."""
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:orders_order_change", args=[order.pk]), order.number
    )


@admin.register(Payment)
class PaymentAdmin(HistoryAdmin):
    """Money per order; the buttons are on the order's own page."""

    subject = "payment"
    list_display = ("order", "facility", "method", "state", "total", "paid_at", "confirmed_by")
    list_select_related = ("order__facility", "facility", "confirmed_by")
    list_filter = (FacilityFilter, "state", "method")
    search_fields = ("order__number", "order__checkout__office_name", "order__lines__name")
    search_help_text = "Cari nomor pesanan, instansi, atau barang."
    date_hierarchy = "paid_at"

    @admin.display(description="Jumlah", ordering="amount")
    def total(self, payment):
        return rupiah(payment.amount)


@admin.register(PaymentProof)
class PaymentProofAdmin(HistoryAdmin):
    """The queue of proofs; each is decided beside the amount due, on the order's page."""

    subject = "payment"
    list_display = ("uploaded_at", "pesanan", "state", "total", "sender_name", "paid_on", "reason")
    list_display_links = None
    list_select_related = ("payment__order__facility",)
    list_filter = (FacilityFilter, "state")
    search_fields = ("payment__order__number", "sender_name", "payment__order__lines__name")
    search_help_text = "Cari nomor pesanan, nama pengirim, atau barang."
    date_hierarchy = "uploaded_at"

    @admin.display(description="Pesanan", ordering="payment__order__number")
    def pesanan(self, proof):
        return order_link(proof.payment.order)

    @admin.display(description="Harus masuk", ordering="payment__amount")
    def total(self, proof):
        return rupiah(proof.payment.amount_due or proof.payment.amount)


@admin.register(ShippingRate)
class ShippingRateAdmin(ScopedAdmin):
    subject = "rate"
    list_display = ("service", "facility", "zone", "harga", "tambahan", "days", "is_active")
    list_select_related = ("facility",)
    list_filter = (FacilityFilter, "service", "zone", "is_active")
    fields = (
        "facility", "service", "zone", ("first_kg", "next_kg"), ("min_days", "max_days"),
        "is_active",
    )  # fmt: skip

    @admin.display(description="Kg pertama", ordering="first_kg")
    def harga(self, rate):
        return rupiah(rate.first_kg)

    @admin.display(description="Kg berikutnya", ordering="next_kg")
    def tambahan(self, rate):
        return rupiah(rate.next_kg)

    @admin.display(description="Hari")
    def days(self, rate):
        return f"{rate.min_days}–{rate.max_days}"


@admin.register(SalesDay)
class SalesDayAdmin(HistoryAdmin):
    """The roll-up behind every report. Sums are on /laporan/."""

    subject = "sales"
    list_display = ("day", "facility", "category", "channel", "buyer_kind", "orders", "units",
                    "total")  # fmt: skip
    list_select_related = ("facility", "category")
    list_filter = (FacilityFilter, "channel", "buyer_kind")
    search_fields = ("facility__short_name", "category__name")
    date_hierarchy = "day"

    @admin.display(description="Omzet", ordering="revenue")
    def total(self, row):
        return rupiah(row.revenue)
