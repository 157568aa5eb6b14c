"""How far the data of each facility can be trusted: what is missing, late or hard to believe.

Counts only; a check is a row of CHECKS. Source: docs/rules/reports.md, "Kualitas data".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalog.completeness import BY_KEY, ON_SALE
from catalog.models import FoodLabel, Product, Publication, StockCount, StockLevel
from facilities import handing_in
from facilities.models import Facility
from orders import desk
from orders.models import MonthlyClosing, Order

from .filters import Filters
from .local_days import local_day

COUNT_DAYS = 183  # stock is counted once in half a year
LEAST_GRAMS = 5  # lighter than this is a weight nobody weighed
GOOD, FAIR = 900, 700  # tenths of a per cent
GRADES = ("Baik", "Cukup", "Perlu perhatian")
# What weighs less than what is in it was typed wrongly.
NET = FoodLabel.objects.filter(product=OuterRef("product")).values("net_weight_grams")
LIGHT = ON_SALE.filter(Q(weight_grams__lt=LEAST_GRAMS) | Q(weight_grams__lt=Subquery(NET)))
AT_A_LOSS = ON_SALE.filter(price__lt=F("material_cost"))
PRODUCT_CHECKS = {
    "foto": BY_KEY["foto"].lacks,
    "alt": BY_KEY["alt"].lacks,
    "berat": Q(Exists(LIGHT)),
    "harga": BY_KEY["varian"].lacks | Q(Exists(AT_A_LOSS)),
    "biaya": BY_KEY["biaya"].lacks & ~BY_KEY["varian"].lacks,
}


@dataclass(frozen=True)
class State:
    """What is known of one facility. lacking: products by key of PRODUCT_CHECKS; unclosed,
    missing: months; stuck: orders that are late."""

    facility: Facility
    products: int
    lacking: dict[str, int]
    stuck: int
    unclosed: int
    missing: int
    has_account: bool
    has_contact: bool
    is_counted: bool
    counted_on: date | None

    @property
    def score(self) -> int:
        """The mean of all checks in tenths of a per cent, rounded down."""
        parts = [check.share(self) for check in CHECKS]
        asked = [part for part in parts if part is not None]
        return sum(asked) // len(asked)

    @property
    def grade(self) -> str:
        """The score in words."""
        if self.score >= GOOD:
            return GRADES[0]
        return GRADES[1] if self.score >= FAIR else GRADES[2]


@dataclass(frozen=True)
class Check:
    """One thing that ought to be in order.

    label: head of a column; task: what is to be done, a sentence; wrong: how many are not in
    order; of: out of how many, None where it is in order or not; right, subject: who mends it.
    """

    key: str
    label: str
    task: str
    wrong: Callable[[State], int]
    right: str
    subject: str
    of: Callable[[State], int] | None = None

    def share(self, state: State) -> int | None:
        """How far it is in order, in tenths of a per cent; None where it is not asked."""
        if self.of is None:
            return 0 if self.wrong(state) else 1000
        total = self.of(state)
        return 1000 - self.wrong(state) * 1000 // total if total else None


def _of_products(key: str, label: str, task: str) -> Check:
    return Check(key, label, task, lambda state: state.lacking[key], "change", "product",
                 lambda state: state.products)  # fmt: skip


CHECKS = (
    _of_products("foto", "Tanpa foto", "Tambahkan foto pada produk yang belum berfoto."),
    _of_products("alt", "Foto tanpa keterangan", "Tulis apa yang terlihat pada setiap foto."),
    _of_products("berat", "Berat meragukan",
                 "Timbang lagi barang terbungkus: beratnya di bawah 5 gram atau di bawah berat bersihnya."),
    _of_products("harga", "Harga meragukan",
                 "Periksa harga: belum ada harga, atau harganya di bawah biaya bahan."),
    _of_products("biaya", "Tanpa biaya bahan", "Isi biaya bahan; bagi hasil memakainya."),
    Check("pesanan", "Pesanan terlambat", "Kerjakan pesanan yang sudah lewat batas waktunya.",
          lambda state: state.stuck, "view", "order"),
    Check("bulan", "Bulan belum ditutup", "Tutup bagi hasil bulan yang sudah berakhir.",
          lambda state: state.unclosed, "close", "settlement"),
    Check("angka", "Angka bulanan kurang", "Isi angka bulanan yang belum masuk.",
          lambda state: state.missing, "add", "workforce"),
    Check("opname", "Opname terlambat", "Hitung stok: opname terakhir lebih dari setengah tahun lalu.",
          lambda state: int(not state.is_counted), "count", "count"),
    Check("rekening", "Tanpa rekening", "Lengkapi bank, nomor rekening, dan atas nama.",
          lambda state: int(not state.has_account), "bank", "facility"),
    Check("kontak", "Tanpa kontak", "Isi alamat dan nomor telepon atau WhatsApp UPT.",
          lambda state: int(not state.has_contact), "change", "facility"),
)  # fmt: skip


def states_of(filters: Filters, *, at: datetime) -> list[State]:
    """Every facility within reach, by name. Four queries."""
    facilities = list(_with_books(filters.reach.facilities(), at))
    products = _products(filters)
    stuck = _stuck(filters, at)
    missing = handing_in.missing_months([one for one in facilities if one.is_public], at=at)
    return [
        State(
            facility=one,
            products=products.get(one.pk, {}).get("all", 0),
            lacking=products.get(one.pk) or dict.fromkeys(PRODUCT_CHECKS, 0),
            stuck=stuck.get(one.pk, 0),
            unclosed=one.unclosed,
            missing=len(missing.get(one.pk, ((), None))[0]),
            has_account=_has_account(one),
            has_contact=bool(one.address and (one.phone or one.whatsapp)),
            is_counted=_is_counted(one, at),
            counted_on=one.local_day(one.counted_at) if one.counted_at else None,
        )
        for one in facilities
    ]


def _with_books(facilities: QuerySet[Facility], at: datetime) -> QuerySet[Facility]:
    """With `unclosed` (months), `counted_at` (last approved opname) and `has_goods`."""
    this_month = local_day(at, "facility__timezone", lambda day: day.replace(day=1))
    months = MonthlyClosing.objects.filter(
        facility=OuterRef("pk"), closed_at=None, month__lt=this_month
    )
    counts = StockCount.objects.filter(facility=OuterRef("pk"), state=StockCount.State.APPROVED)
    goods = StockLevel.objects.filter(variant__product__facility=OuterRef("pk"), on_hand__gt=0)
    return facilities.select_related("regional_office").annotate(
        unclosed=Coalesce(
            Subquery(months.order_by().values("facility").annotate(n=Count("pk")).values("n")),
            0,
        ),
        counted_at=Subquery(counts.order_by("-decided_at").values("decided_at")[:1]),
        has_goods=Exists(goods),
    )


def _products(filters: Filters) -> dict[int, dict[str, int]]:
    """Products that are not archived, by facility: all, and how many lack each thing."""
    rows = filters.reach.of(Product.objects.order_by()).exclude(status=Publication.ARCHIVED)
    sums = {f"lacks_{key}": Count("pk", filter=lacks) for key, lacks in PRODUCT_CHECKS.items()}
    found = {}
    for row in rows.values("facility").annotate(all=Count("pk"), **sums):
        lacking = {key: row[f"lacks_{key}"] for key in PRODUCT_CHECKS}
        found[row["facility"]] = lacking | {"all": row["all"]}
    return found


def _stuck(filters: Filters, at: datetime) -> dict[int, int]:
    """Orders under way that wait too long for an officer, by facility."""
    late = Q(pk__in=[])
    for task in desk.TASKS:
        too_long = task.is_late(at)
        if too_long is not None:
            late |= task.condition & too_long
    under_way = [state for state in Order.State.values if state not in Order.CLOSED_STATES]
    rows = filters.reach.of(Order.objects.filter(state__in=under_way).order_by()).filter(late)
    return dict(rows.values_list("facility").annotate(count=Count("pk")))


def _has_account(one: Facility) -> bool:
    named = one.bank_name and one.bank_account_number and one.bank_account_holder
    return bool(named) or not one.accepts_bank_transfer


def _is_counted(one: Facility, at: datetime) -> bool:
    """Whether a count is not due; nothing has to be counted where nothing lies."""
    if not one.has_goods:
        return True
    return one.counted_at is not None and one.counted_at > at - timedelta(days=COUNT_DAYS)
