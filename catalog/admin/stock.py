"""The ledger, to read. It changes through the buttons of a product (stock_views.py)."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from catalog.models import ProductionBatch, Reservation, StockLevel, StockLocation, StockMovement
from catalog.shelf import LOW, NEAR_DAYS, ON_SALE, RUNNING_OUT, SOLD_OUT, near_expiry
from facilities.admin_filters import FacilityFilter, VisibleRelationFilter
from facilities.admin_scope import HistoryAdmin, ScopedAdmin


class FreePieces(admin.SimpleListFilter):
    title = "stok bebas"
    parameter_name = "bebas"

    def lookups(self, request, model_admin):
        return [
            ("habis", "Habis"),
            ("sedikit", f"Tinggal {LOW} atau kurang"),
            ("dijual", "Dijual di situs, hampir habis"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "habis":
            return queryset.filter(SOLD_OUT)
        if self.value() == "sedikit":
            return queryset.filter(RUNNING_OUT)
        if self.value() == "dijual":
            return queryset.filter(RUNNING_OUT, ON_SALE)
        return queryset


class NearExpiry(admin.SimpleListFilter):
    title = "masa simpan"
    parameter_name = "simpan"

    def lookups(self, request, model_admin):
        return [("dekat", f"Kedaluwarsa dalam {NEAR_DAYS} hari, atau sudah lewat")]

    def queryset(self, request, queryset):
        if self.value() == "dekat":
            return near_expiry(queryset, timezone.localdate()).order_by("expires_on", "pk")
        return queryset


class OpenReservation(admin.SimpleListFilter):
    title = "keadaan"
    parameter_name = "keadaan"

    def lookups(self, request, model_admin):
        return [("terbuka", "Masih ditahan"), ("ditutup", "Sudah ditutup")]

    def queryset(self, request, queryset):
        if self.value() in ("terbuka", "ditutup"):
            return queryset.filter(closed_at__isnull=self.value() == "terbuka")
        return queryset


@admin.register(StockLocation)
class StockLocationAdmin(ScopedAdmin):
    subject = "location"
    list_display = (
        "name", "facility", "kind", "gallery", "is_online", "takes_guests", "is_active",
    )  # fmt: skip
    list_select_related = ("facility", "gallery")
    list_filter = (FacilityFilter, "kind", "is_active")
    search_fields = ("name", "facility__short_name")
    fields = ("facility", "name", "kind", "gallery", "is_online", "takes_guests", "is_active")


class LedgerAdmin(HistoryAdmin):
    """Shared by the lists below: rows of variants, by product, with their place."""

    subject = "stock"
    list_filter = (FacilityFilter, ("location", VisibleRelationFilter))
    list_select_related = ("variant__product__facility", "location")
    search_fields = ("variant__product__name", "variant__name", "variant__sku", "location__name")
    search_help_text = "Cari nama produk, SKU, atau tempat."

    @admin.display(description="Produk", ordering="variant__product__name")
    def product(self, row):
        return str(row.variant)

    @admin.display(description="SKU", ordering="variant__sku")
    def sku(self, row):
        return row.variant.sku

    @admin.display(description="Tempat", ordering="location__name")
    def place(self, row):
        return row.location.name


@admin.register(StockLevel)
class StockLevelAdmin(LedgerAdmin):
    list_display = ("product", "sku", "place", "on_hand", "reserved", "free", "change")
    list_filter = (*LedgerAdmin.list_filter, FreePieces)
    fields = ("variant", "location", "on_hand", "reserved")

    @admin.display(description="Bebas")
    def free(self, level):
        return level.available

    @admin.display(description="Ubah stok")
    def change(self, level):
        product = level.variant.product_id
        links = [
            (reverse("admin:catalog_product_stock", args=[product, act]), query, label)
            for act, query, label in (
                ("terima", f"varian={level.variant_id}", "Terima"),
                ("koreksi", f"stok={level.pk}", "Koreksi"),
                ("rusak", f"stok={level.pk}", "Rusak"),
            )
        ]
        return format_html(
            '<span class="links"><a href="{}?{}">{}</a> <a href="{}?{}">{}</a> '
            '<a href="{}?{}">{}</a></span>',
            *[part for link in links for part in link],
        )

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        if self.may(request, "correct"):
            return columns
        return tuple(name for name in columns if name != "change")


@admin.register(StockMovement)
class StockMovementAdmin(LedgerAdmin):
    list_display = ("at", "product", "sku", "place", "kind", "quantity", "reason", "by")
    list_display_links = ("at",)
    lookups = ("variant__product__id__exact",)
    list_select_related = (*LedgerAdmin.list_select_related, "by")
    list_filter = (*LedgerAdmin.list_filter, "kind")
    search_fields = (*LedgerAdmin.search_fields, "reason", "by__username", "source_id")
    search_help_text = "Cari nama produk, SKU, tempat, alasan, petugas, atau nomor pesanan."
    date_hierarchy = "at"
    fields = (
        "at", "variant", "location", "kind", "quantity", "batch", "reason", "by",
        "source_type", "source_id", "source_line", "reverses",
    )  # fmt: skip


@admin.register(ProductionBatch)
class ProductionBatchAdmin(LedgerAdmin):
    list_display = ("code", "product", "place", "produced_on", "expires_on",
                    "good_quantity", "rejected_quantity", "remaining")  # fmt: skip
    list_filter = (*LedgerAdmin.list_filter, NearExpiry)
    search_fields = (*LedgerAdmin.search_fields, "code", "producer_group__name")
    search_help_text = "Cari nama produk, SKU, kode produksi, kelompok kerja, atau tempat."
    date_hierarchy = "produced_on"


@admin.register(Reservation)
class ReservationAdmin(LedgerAdmin):
    list_display = ("product", "place", "quantity", "source_id", "created_at", "closed_at",
                    "outcome")  # fmt: skip
    list_filter = (*LedgerAdmin.list_filter, OpenReservation)
    search_fields = (*LedgerAdmin.search_fields, "source_id")
