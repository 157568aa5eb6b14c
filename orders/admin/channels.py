"""Sales of other channels and the lists they came in, to look through. Booked on the phone pages."""

from django.contrib import admin
from django.utils.html import format_html

from catalog.money import rupiah
from facilities.admin_filters import FacilityFilter
from facilities.admin_scope import HistoryAdmin
from orders.models import ChannelFile, ChannelSale

from .money import order_link


@admin.register(ChannelSale)
class ChannelSaleAdmin(HistoryAdmin):
    subject = "channel"
    list_display = ("reference", "facility", "channel", "sold_at", "whose", "total", "kept")
    list_select_related = ("facility", "order")
    list_filter = (FacilityFilter, "channel")
    search_fields = ("reference", "order__number")
    search_help_text = "Cari nomor pesanan di kanal atau di sini."
    date_hierarchy = "order__placed_at"
    fields = ("facility", "channel", "reference", "whose", "total", "kept", "file")
    readonly_fields = ("whose", "total", "kept")

    @admin.display(description="Dijual", ordering="order__placed_at")
    def sold_at(self, sale):
        return sale.order.placed_at

    @admin.display(description="Pesanan", ordering="order__number")
    def whose(self, sale):
        return order_link(sale.order)

    @admin.display(description="Total", ordering="order__total")
    def total(self, sale):
        return rupiah(sale.order.total)

    @admin.display(description="Biaya kanal", ordering="fee")
    def kept(self, sale):
        return rupiah(sale.fee)


@admin.register(ChannelFile)
class ChannelFileAdmin(HistoryAdmin):
    subject = "channel"
    list_display = ("file_name", "facility", "channel", "status", "sent_by", "sent_at")
    list_select_related = ("facility", "sent_by")
    list_filter = (FacilityFilter, "channel", "state")
    search_fields = ("file_name",)
    search_help_text = "Cari nama berkas."
    fields = ("facility", "channel", "file_name", "state", "sent_by", "sent_at", "written_at")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    @admin.display(description="Keadaan", ordering="state")
    def status(self, file):
        tone = "warn" if file.is_draft else "ok"
        return format_html('<span class="tag tag-{}">{}</span>', tone, file.get_state_display())
