"""The order desk: one list, one page per order, and buttons for the legal next steps."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.views.decorators.http import require_POST, require_safe

from catalog.dates import tanggal, waktu
from catalog.money import rupiah
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin
from orders import desk_acts, phones
from orders.desk import LONGEST_WAITING, is_late, with_waiting
from orders.models import Order, Payment, PaymentProof
from orders.templatetags.desk_words import overdue

from .order_filters import DeliveryFilter, PaymentMethodFilter, PaymentStateFilter, TaskFilter
from .order_page import show_order, status_tag
from .papers import (
    print_labels,
    print_packing_slips,
    print_pick_list,
    show_label,
    show_packing_slip,
)


@admin.register(Order)
class OrderAdmin(HistoryAdmin):
    subject = "order"
    actions = (print_pick_list, print_labels, print_packing_slips)
    list_display = ("number", "facility", "status", "goods", "age", "total_due")
    list_select_related = ("facility", "checkout", "payment", "shipment")
    list_filter = (
        TaskFilter,
        FacilityFilter,
        "state",
        ("payment__state", PaymentStateFilter),
        ("payment__method", PaymentMethodFilter),
        ("shipment__method", DeliveryFilter),
    )
    search_fields = (
        "number", "checkout__recipient", "checkout__phone", "checkout__office_name", "lines__name",
        "lines__sku", "shipment__tracking_number", "facility__short_name",
    )  # fmt: skip
    search_help_text = "Cari nomor pesanan, nama, instansi, barang, telepon, atau resi."
    date_hierarchy = "placed_at"

    def get_queryset(self, request):
        return with_waiting(super().get_queryset(request), at=timezone.now())

    @admin.display(description="Keadaan", ordering="state")
    def status(self, order):
        return status_tag(order)

    @admin.display(description="Barang, penerima")
    def goods(self, order):
        """The first line and how many more: an officer knows an order by its goods."""
        lines = list(order.lines.all())
        more = f" dan {len(lines) - 1} lainnya" if len(lines) > 1 else ""
        first = f"{lines[0].quantity} × {lines[0].name}{more}" if lines else "–"
        recipient = order.checkout.recipient if order.checkout else ""
        return format_html('<span>{}<span class="from">{}</span></span>', first, recipient)

    @admin.display(description="Umur, batas bayar", ordering="placed_at")
    def age(self, order):
        """How old it is; below in red how late somebody is, else until when it may be paid."""
        age = timesince(order.placed_at, depth=1)
        late = _lateness(order)
        if late:
            return format_html('<span>{}<span class="tag tag-bad">{}</span></span>', age, late)
        is_owed = order.payment.state in (Payment.State.AWAITING, Payment.State.PARTLY_PAID)
        if not is_owed or not order.payment.pay_before:
            return age
        due, zone = order.payment.pay_before, order.facility.zone
        text = f"bayar sebelum {tanggal(due, zone).rsplit(' ', 1)[0]}, {waktu(due, zone)}"
        return format_html('<span>{}<span class="from">{}</span></span>', age, text)

    @admin.display(description="Total", ordering="total")
    def total_due(self, order):
        return rupiah(order.total)

    def get_ordering(self, request):
        """Whoever looks at one task takes the longest waiting first."""
        if request.GET.get(TaskFilter.parameter_name):
            return [LONGEST_WAITING, "placed_at", "pk"]
        return super().get_ordering(request)

    def get_changelist_instance(self, request):
        """The goods of all shown orders in one query."""
        found = super().get_changelist_instance(request)
        found.result_list = found.result_list.prefetch_related("lines")
        return found

    def get_search_results(self, request, queryset, search_term):
        """A phone number is found however it is typed: 0812-…, +62 812 …, 62812…"""
        words = phones.searched(search_term) or search_term
        return super().get_search_results(request, queryset, words)

    # One order.
    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/label/", view(self.label), name="orders_order_label"),
            path("<int:pk>/daftar-kemas/", view(self.packing_slip), name="orders_order_packing_slip"),
            path("<int:pk>/langkah/<slug:step>/", view(self.step), name="orders_order_step"),
            path("<int:pk>/bukti/<int:proof_pk>/terima/", view(self.accept),
                 name="orders_proof_accept"),
            path("<int:pk>/bukti/<int:proof_pk>/tolak/", view(self.reject),
                 name="orders_proof_reject"),
        ]  # fmt: skip
        return [*own, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return show_order(self, request, self._visible(request, object_id))

    def _visible(self, request, pk):
        order = self.get_object(request, str(pk))
        if order is None:
            raise Http404
        return order

    def _parcel(self, request, pk):
        """An order whose goods are packed; what was sold on the spot has no parcel."""
        order = self._visible(request, pk)
        if order.delivery is None:
            raise Http404
        return order

    def get_object(self, request, object_id, from_field=None):
        rows = self.get_queryset(request).select_related(
            "facility", "payment__confirmed_by", "shipment__gallery",
            "checkout__regency", "checkout__province", "direct_sale__location__facility",
        )  # fmt: skip
        return rows.filter(pk=object_id).first() if str(object_id).isdecimal() else None

    @method_decorator(require_safe)
    def label(self, request, pk):
        return show_label(request, self._parcel(request, pk))

    @method_decorator(require_safe)
    def packing_slip(self, request, pk):
        return show_packing_slip(request, self._parcel(request, pk))

    @method_decorator(require_POST)
    def step(self, request, pk, step):
        """Take one step of the order's table, then back to the order."""
        order = self._visible(request, pk)
        outcome = desk_acts.press_step(
            order=order, step=step, data=request.POST, by=request.user, at=timezone.now()
        )
        return self.answer(request, order, outcome)

    @method_decorator(require_POST)
    def accept(self, request, pk, proof_pk):
        """The money is there: accept the proof."""
        order, proof = self._proof(request, pk, proof_pk)
        outcome = desk_acts.press_accept(
            order=order, proof=proof, data=request.POST, by=request.user, at=timezone.now()
        )
        return self.answer(request, order, outcome)

    @method_decorator(require_POST)
    def reject(self, request, pk, proof_pk):
        """The proof does not fit: ask for another one, with the reason."""
        order, proof = self._proof(request, pk, proof_pk)
        outcome = desk_acts.press_reject(
            proof=proof, data=request.POST, by=request.user, at=timezone.now()
        )
        return self.answer(request, order, outcome)

    def _proof(self, request, pk, proof_pk):
        order = self._visible(request, pk)
        proofs = PaymentProof.objects.visible_to(request.user).select_related("payment__order")
        proof = proofs.filter(pk=proof_pk, payment__order=order).first()
        if proof is None:
            raise Http404
        return order, proof

    def answer(self, request, order, outcome, part=""):
        """Back to the order, said and logged; or its page again with what was wrong."""
        back = reverse("admin:orders_order_change", args=[order.pk]) + part
        if outcome.is_done:
            self.log_change(request, order, outcome.text)
            messages.success(request, f"{order.number}: {outcome.text}")
            return HttpResponseRedirect(back)
        if not outcome.forms:
            messages.error(request, outcome.refusal)
            return HttpResponseRedirect(back)
        if outcome.refusal:
            order = self._visible(request, order.pk)
        return show_order(self, request, order, forms=outcome.forms, refusal=outcome.refusal)


def _lateness(order) -> str:
    """`Terlambat 2 hari`: the shopper with the money, or somebody here with the work; or ""."""
    if is_late(order, timezone.now()):
        return f"Terlambat {timesince(order.payment.pay_before, depth=1)}"
    return overdue(order)
