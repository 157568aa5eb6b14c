"""Sales on the spot and shifts, to be read; the work is done on the phone pages."""

from django.contrib import admin
from django.utils.html import format_html

from catalog.money import rupiah
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin
from orders.models import CashierShift, DirectSale, Payment


@admin.register(DirectSale)
class DirectSaleAdmin(HistoryAdmin):
    subject = "till"
    list_display = ("number", "place", "sold_at", "way", "by", "total_sold", "kept")
    list_select_related = ("location__facility", "by")
    list_filter = (FacilityFilter, "channel", "method",
                   ("voided_at", admin.EmptyFieldListFilter))  # fmt: skip
    search_fields = ("number", "orders__number", "location__name", "by__username")
    search_help_text = "Cari nomor nota, nomor pesanan, tempat, atau petugas."
    date_hierarchy = "sold_at"
    fields = ("number", "location", "shift", "channel", "way", "total_sold", "cash", "by",
              "sold_at", "order_list", "voided_at", "voided_by", "void_reason")  # fmt: skip

    @admin.display(description="Tempat", ordering="location__name")
    def place(self, sale):
        return sale.place

    @admin.display(description="Cara bayar", ordering="method")
    def way(self, sale):
        return Payment.Method(sale.method).label

    @admin.display(description="Total", ordering="total")
    def total_sold(self, sale):
        return rupiah(sale.total)

    @admin.display(description="Uang diterima")
    def cash(self, sale):
        return "–" if sale.cash_received is None else rupiah(sale.cash_received)

    @admin.display(description="Keadaan", ordering="voided_at")
    def kept(self, sale):
        if sale.is_void:
            return format_html('<span class="tag tag-bad">{}</span>', "Dibatalkan")
        return format_html('<span class="tag tag-ok">{}</span>', "Selesai")

    @admin.display(description="Pesanan")
    def order_list(self, sale):
        """The orders behind it, one for each owner of the goods."""
        orders = sale.orders.select_related("facility").order_by("pk")
        return ", ".join(f"{order.number} ({order.facility})" for order in orders)


@admin.register(CashierShift)
class CashierShiftAdmin(HistoryAdmin):
    subject = "till"
    list_display = ("place", "facility", "opened_at", "opened_by", "counted", "gap", "checked_by")
    list_select_related = ("facility", "location", "opened_by", "checked_by")
    list_filter = (FacilityFilter, ("closed_at", admin.EmptyFieldListFilter),
                   ("checked_at", admin.EmptyFieldListFilter))  # fmt: skip
    search_fields = ("location__name", "opened_by__username", "facility__short_name")
    search_help_text = "Cari tempat, petugas, atau UPT."
    date_hierarchy = "opened_at"
    fields = ("location", "facility", "opened_by", "opened_at", "opening", "closed_by",
              "closed_at", "expected", "counted", "gap", "difference_reason", "checked_by",
              "checked_at", "check_note")  # fmt: skip

    @admin.display(description="Tempat", ordering="location__name")
    def place(self, shift):
        return shift.location.name

    @admin.display(description="Uang awal")
    def opening(self, shift):
        return rupiah(shift.opening_cash)

    @admin.display(description="Seharusnya")
    def expected(self, shift):
        return "–" if shift.is_open else rupiah(shift.expected_cash)

    @admin.display(description="Dihitung", ordering="counted_cash")
    def counted(self, shift):
        return "Masih terbuka" if shift.is_open else rupiah(shift.counted_cash)

    @admin.display(description="Selisih")
    def gap(self, shift):
        if shift.is_open or not shift.difference:
            return "–"
        word = "Lebih" if shift.difference > 0 else "Kurang"
        return f"{word} {rupiah(abs(shift.difference))}"
