"""Uang masuk and pengembalian dana: lists to look through, and the acts behind the order's page."""

from django.contrib import admin
from django.db.models import Prefetch
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from catalog.dates import tanggal
from catalog.money import rupiah
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin
from orders import desk_acts
from orders.models import Order, Receipt, Refund, RefundLine

from .money import order_link

DANA = "#dana"  # where the money stands on the order's page
TONES = {"requested": "warn", "paid": "ok", "refused": "plain"}


@admin.register(Receipt)
class ReceiptAdmin(HistoryAdmin):
    """Every arrival of money, from where and by whom."""

    subject = "refund"
    list_display = ("received_at", "facility", "number", "total", "source", "by")
    list_display_links = None
    list_select_related = ("payment__order", "payment__facility", "by")
    list_filter = (FacilityFilter, "source")
    search_fields = ("payment__order__number", "reference")
    date_hierarchy = "received_at"

    @admin.display(description="UPT", ordering="payment__facility__short_name")
    def facility(self, receipt):
        return receipt.payment.facility

    @admin.display(description="Pesanan", ordering="payment__order__number")
    def number(self, receipt):
        return order_link(receipt.payment.order)

    @admin.display(description="Jumlah", ordering="amount")
    def total(self, receipt):
        return rupiah(receipt.amount)


@admin.register(Refund)
class RefundAdmin(HistoryAdmin):
    """The queue of the second officer; each is decided on the order's own page."""

    subject = "refund"
    list_display = ("number", "facility", "status", "total", "goods", "officers")
    list_display_links = None
    list_select_related = ("order__facility", "requested_by", "decided_by")
    list_filter = (FacilityFilter, "state")
    search_fields = ("order__number", "order__lines__name", "reason")
    search_help_text = "Cari nomor pesanan, barang, atau alasan."
    date_hierarchy = "requested_at"

    @admin.display(description="UPT", ordering="order__facility__short_name")
    def facility(self, refund):
        return refund.order.facility

    @admin.display(description="Pesanan", ordering="order__number")
    def number(self, refund):
        return format_html('<a href="{}#dana">{}</a>', _page_of(refund.order_id), refund.order)

    @admin.display(description="Keadaan", ordering="state")
    def status(self, refund):
        return format_html(
            '<span class="tag tag-{}">{}</span>', TONES[refund.state], refund.get_state_display()
        )

    @admin.display(description="Jumlah", ordering="amount")
    def total(self, refund):
        return rupiah(refund.amount)

    @admin.display(description="Untuk")
    def goods(self, refund):
        """What the money goes back for, and why."""
        parts = [f"{back.quantity} {back.line.name}" for back in refund.lines.all()]
        if refund.other_amount:
            parts.append(f"lainnya {rupiah(refund.other_amount)}")
        return format_html(
            '<span>{}<span class="from">{}</span></span>', ", ".join(parts), refund.reason
        )

    @admin.display(description="Diminta, diputus", ordering="requested_at")
    def officers(self, refund):
        day = refund.order.facility.local_day
        asked = _signed(day(refund.requested_at), refund.requested_by)
        if refund.decided_at is None:
            return asked
        decided = _signed(refund.paid_on or day(refund.decided_at), refund.decided_by)
        return format_html('<span>{}<span class="from">{}</span></span>', asked, decided)

    def get_changelist_instance(self, request):
        """The goods of all shown refunds in two queries."""
        found = super().get_changelist_instance(request)
        lines = Prefetch("lines", RefundLine.objects.select_related("line"))
        found.result_list = found.result_list.prefetch_related(lines)
        return found

    # The acts: posted from the order's page, and back to it.
    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("pesanan/<int:pk>/ajukan/", view(self.ask), name="orders_refund_ask"),
            path("<int:pk>/bayar/", view(self.pay), name="orders_refund_pay"),
            path("<int:pk>/tolak/", view(self.refuse), name="orders_refund_refuse"),
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_POST)
    def ask(self, request, pk):
        """Ask that money goes back; a second officer decides."""
        order = self._order(request, pk)
        outcome = desk_acts.press_ask_refund(
            order=order, data=request.POST, by=request.user, at=timezone.now()
        )
        return self._orders.answer(request, order, outcome, DANA)

    @method_decorator(require_POST)
    def pay(self, request, pk):
        """The second officer has sent the money."""
        return self._decide(request, pk, desk_acts.press_pay_refund)

    @method_decorator(require_POST)
    def refuse(self, request, pk):
        """The second officer says no."""
        return self._decide(request, pk, desk_acts.press_refuse_refund)

    def _decide(self, request, pk, press):
        refund, order = self._refund(request, pk)
        outcome = press(refund=refund, data=request.POST, by=request.user, at=timezone.now())
        return self._orders.answer(request, order, outcome, DANA)

    def _order(self, request, pk):
        order = self._orders.get_object(request, str(pk))
        if order is None:
            raise Http404
        return order

    def _refund(self, request, pk):
        refund = Refund.objects.visible_to(request.user).filter(pk=pk).first()
        if refund is None:
            raise Http404
        return refund, self._order(request, refund.order_id)

    @property
    def _orders(self):
        return self.admin_site.get_model_admin(Order)


def _page_of(order_pk: int) -> str:
    return reverse("admin:orders_order_change", args=[order_pk])


def _signed(day, officer) -> str:
    """`24 November 2026, username`; the day alone where nobody's name stands."""
    return f"{tanggal(day)}, {officer.get_username()}" if officer else tanggal(day)
