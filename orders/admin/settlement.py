"""Rules of sharing, what was shared line by line, and the months. Read: orders/settlement."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from catalog.dates import bulan
from catalog.money import rupiah
from facilities.access import may
from facilities.admin_filters import FacilityFilter, VisibleRelationFilter
from facilities.admin_scope import HistoryAdmin, ScopedAdmin
from orders.forms.settlement import SplitRuleForm
from orders.models import LineSplit, MonthlyClosing, SplitRule
from orders.models.closings import SUMS
from orders.models.splits import PARTS

from .money import order_link

SHORT = {
    LineSplit.Flag.NO_MATERIAL_COST: "Biaya bahan kosong",
    LineSplit.Flag.BELOW_COST: "Bahan melebihi harga",
    LineSplit.Flag.PREMI_CUT: "Premi dipotong",
}
LETTERS = dict(zip(PARTS, ("Premi", "PNBP", "Modal", "Operasional", "Mitra"), strict=True))


def shares_text(terms) -> str:
    """`Premi 50, PNBP 15, Modal 35` in per cent; premi a piece in rupiah."""
    said = [
        f"{LETTERS[part]} {points / 100:g}".replace(".", ",")
        for part, points in terms.shares.items()
        if points
    ]
    if terms.premi_per_unit is not None:
        said.insert(0, f"Premi {rupiah(terms.premi_per_unit)} per satuan")
    return ", ".join(said)


@admin.register(SplitRule)
class SplitRuleAdmin(ScopedAdmin):
    subject = "split"
    form = SplitRuleForm
    list_display = ("scope", "facility", "shares", "basis", "valid_from", "valid_to")
    list_select_related = ("facility", "category")
    list_filter = (FacilityFilter, "basis", ("category", VisibleRelationFilter))
    search_fields = ("facility__short_name", "category__name")
    fieldsets = (
        (None, {"fields": ("facility", "category", ("valid_from", "valid_to"), "basis")}),
        ("Bagian, bersama-sama 100 persen", {
            "fields": (
                ("premi_share", "pnbp_share", "capital_share"),
                ("operations_share", "partner_share"),
                "premi_per_unit", "note",
            ),
            "description": (
                "Berlaku untuk pesanan yang dibayar sejak hari mulai. Pesanan yang sudah dibayar "
                "tidak berubah. Ongkos kirim dan kode unik tidak ikut dibagi."
            ),
        }),
    )  # fmt: skip

    @admin.display(description="Untuk", ordering="category")
    def scope(self, rule):
        return rule.category or "Semua barang"

    @admin.display(description="Bagian (%)")
    def shares(self, rule):
        return shares_text(rule)


@admin.register(LineSplit)
class LineSplitAdmin(HistoryAdmin):
    """What each sold line brought whom. Sums are on the sheet of the month."""

    subject = "split_line"
    list_display = (
        "day",
        "barang",
        "facility",
        "dasar_bagi",
        "uang_premi",
        "uang_pnbp",
        "perhatian",
    )
    list_select_related = ("facility", "line__order")
    list_filter = (FacilityFilter, "flag", "basis")
    search_fields = ("line__order__number", "line__name", "line__sku")
    search_help_text = "Cari nomor pesanan, nama barang, atau SKU."
    date_hierarchy = "day"

    @admin.display(description="Barang", ordering="line__name")
    def barang(self, row):
        """Pieces and goods, with the order they belong to."""
        return format_html(
            '<span>{} × {}<span class="from">{}</span></span>',
            row.quantity, row.line.name, order_link(row.line.order),
        )  # fmt: skip

    @admin.display(description="Dasar bagi", ordering="base")
    def dasar_bagi(self, row):
        return rupiah(row.base)

    @admin.display(description="Premi", ordering="premi")
    def uang_premi(self, row):
        return rupiah(row.premi)

    @admin.display(description="Perhatian", ordering="flag")
    def perhatian(self, row):
        return (
            format_html('<span class="tag tag-warn">{}</span>', SHORT[row.flag])
            if row.flag
            else "–"
        )

    @admin.display(description="PNBP", ordering="pnbp")
    def uang_pnbp(self, row):
        return rupiah(row.pnbp)


def sheet_address(closing: MonthlyClosing) -> str:
    """Address of the settlement sheet of this month."""
    args = [closing.facility.slug, f"{closing.month:%Y-%m}"]
    return reverse("orders:settlement_sheet", args=args)


def state_tag(text: str, *, ok: bool):
    return format_html('<span class="tag tag-{}">{}</span>', "ok" if ok else "plain", text)


@admin.register(MonthlyClosing)
class MonthlyClosingAdmin(HistoryAdmin):
    """The months with their sums; each leads to its sheet."""

    subject = "settlement"
    list_display = ("bulan", "facility", "bersih", "uang_pnbp", "disetor", "keadaan", "lembar")
    list_select_related = ("facility",)
    list_filter = (FacilityFilter,)
    date_hierarchy = "month"

    def get_fields(self, request, obj=None):
        """Officials read no premi that was paid out: it may be one person's (the sheet hides it)."""
        names = (
            "facility",
            "month",
            *SUMS,
            "brought_pnbp",
            "brought_premi",
            "closed_at",
            "closed_by",
        )
        is_own = may(request.user, "view", "premi", obj.facility if obj else None)
        return names if is_own else [n for n in names if n not in ("premi_paid", "brought_premi")]

    @admin.display(description="Lembar")
    def lembar(self, closing):
        return format_html('<a href="{}">Buka lembar</a>', sheet_address(closing))

    @admin.display(description="Bulan", ordering="month")
    def bulan(self, closing):
        return bulan(closing.month)

    @admin.display(description="Penjualan bersih")
    def bersih(self, closing):
        return rupiah(closing.net)

    @admin.display(description="PNBP", ordering="pnbp")
    def uang_pnbp(self, closing):
        return rupiah(closing.pnbp)

    @admin.display(description="Disetor", ordering="deposited")
    def disetor(self, closing):
        return rupiah(closing.deposited)

    @admin.display(description="Keadaan", ordering="closed_at")
    def keadaan(self, closing):
        return state_tag("Ditutup" if closing.is_closed else "Terbuka", ok=closing.is_closed)
