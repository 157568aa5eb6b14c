"""The order queue of one facility as an officer reads it on a phone: tabs, search, order, pages."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict

from catalog.models import ProductPhoto
from facilities.models import Facility

from . import desk, phones
from .models import Order, OrderLine, Payment

S, P = Order.State, Payment.State
PAGE_SIZE = 20
LONGEST_SEARCH = 60
IS_OWED = Q(payment__state__in=[P.AWAITING, P.PARTLY_PAID])
# What was sold on the spot is done at once; it has pages of its own.
IS_SENT = Q(shipment__isnull=False)


@dataclass(frozen=True)
class Tab:
    """One tab over the list. condition: on Order; has_count: whether its number is said."""

    name: str
    label: str
    condition: Q
    has_count: bool = True


TABS = (
    Tab(
        "bayar",
        "Menunggu Pembayaran",
        Q(state__in=[S.AWAITING_QUOTE, S.RECEIVED], payment__state=P.AWAITING)
        & ~Q(payment__method__in=Payment.LATER_METHODS)
        | Q(state=S.COMPLETED) & IS_OWED,
    ),
    Tab("periksa", "Menunggu Verifikasi", Q(payment__state=P.REVIEW)),
    Tab("kemas", "Siap Dikemas", Q(state=S.RECEIVED) & desk.READY_TO_PACK),
    Tab("dikerjakan", "Sedang Dikerjakan", Q(state=S.IN_PRODUCTION)),
    Tab("ambil", "Siap Diambil", Q(state=S.READY_FOR_PICKUP)),
    Tab("dikirim", "Dikirim", Q(state=S.SHIPPED)),
    Tab("selesai", "Selesai", Q(state=S.COMPLETED) & ~IS_OWED & IS_SENT, has_count=False),
    Tab("batal", "Batal", Q(state__in=[S.CANCELLED, S.EXPIRED]), has_count=False),
)
MINE = "kerja"
ORDERS = {
    "lama": ("Paling lama menunggu", (F("waits_since").asc(nulls_last=True), "placed_at", "pk")),
    "baru": ("Terbaru", ("-placed_at", "-pk")),
    "nilai": ("Nilai tertinggi", ("-total", "-pk")),
}


@dataclass(frozen=True)
class ShownTab:
    """A tab as it stands on the page. count: None where no number is said."""

    name: str
    label: str
    count: int | None
    is_here: bool


@dataclass(frozen=True)
class Queue:
    """What the page shows. task: the one task the list was narrowed to, or None; sort: a key of
    ORDERS; search: the words looked for in all orders of the facility, or ""."""

    tabs: list[ShownTab]
    task: desk.Task | None
    search: str
    sort: str
    page: Page
    query: str

    @property
    def title(self) -> str:
        """What is listed: on a phone the chosen tab may have slid out of sight."""
        if self.search:
            return "Pesanan"
        if self.task:
            return self.task.label
        here = next((tab.label for tab in self.tabs if tab.is_here and tab.name != MINE), "")
        return f"Pesanan, {here.lower()}" if here else "Pesanan"

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """Values and words of the ways to sort."""
        return [(name, words) for name, (words, _) in ORDERS.items()]


def queue_of(user, facility: Facility, asked: QueryDict, *, at: datetime) -> Queue:
    """The queue as the address asks for it; what it does not know is taken as not asked.

    asked: `keadaan` (a tab), `tugas` (a task), `q`, `urut` and `hal` of the address.
    """
    rows = Order.objects.visible_to(user, subject="order").filter(facility=facility)
    mine = _mine(user, facility)
    search = asked.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    task = next((task for task in desk.TASKS if task.name == asked.get("tugas")), None)
    here = asked.get("keadaan", MINE)
    tabs = _tabs(rows, mine, "" if search else here)
    if search:
        found = _matching(rows, search)
    elif task:
        found = rows.filter(task.condition)
    else:
        found = rows.filter({tab.name: tab.condition for tab in TABS}.get(here, mine))
    waits = not search and (task is not None or here not in ("selesai", "batal"))
    sort = asked.get("urut", "") if asked.get("urut") in ORDERS else "lama" if waits else "baru"
    found = desk.with_waiting(with_row_details(found), at=at).order_by(*ORDERS[sort][1])
    kept = asked.copy()
    kept.pop("hal", None)
    return Queue(
        tabs=tabs,
        task=task,
        search=search,
        sort=sort,
        page=Paginator(found, PAGE_SIZE).get_page(asked.get("hal")),
        query=kept.urlencode(),
    )


def with_row_details(orders: QuerySet) -> QuerySet:
    """What one row shows, in a fixed number of queries."""
    photos = ProductPhoto.objects.order_by("position", "pk")
    lines = OrderLine.objects.select_related("variant__product").prefetch_related(
        Prefetch("variant__product__photos", photos)
    )
    return orders.select_related(
        "facility", "checkout__regency", "payment", "shipment"
    ).prefetch_related(Prefetch("lines", lines))


def _mine(user, facility: Facility) -> Q:
    """What this officer has to act on here; nothing for who has no task."""
    condition = Q(pk__in=[])
    for task in desk.TASKS:
        if task.is_for(user, facility):
            condition |= task.condition
    return condition


def _tabs(rows: QuerySet, mine: Q, here: str) -> list[ShownTab]:
    tabs = [Tab(MINE, "Perlu dikerjakan", mine), *TABS]
    sums = {t.name: Count("pk", filter=t.condition) for t in tabs if t.has_count}
    counts = rows.order_by().aggregate(**sums)
    known = here if any(tab.name == here for tab in tabs) else MINE if here else ""
    return [ShownTab(t.name, t.label, counts.get(t.name), t.name == known) for t in tabs]


def _matching(rows: QuerySet, words: str) -> QuerySet:
    """Orders by number, goods, SKU, recipient, telephone or number of the parcel."""
    goods = OrderLine.objects.filter(order=OuterRef("pk"))
    condition = (
        Q(number__icontains=words)
        | Q(checkout__recipient__icontains=words)
        | Q(checkout__office_name__icontains=words)
        | Q(shipment__tracking_number__iexact=words)
        | Q(Exists(goods.filter(Q(name__icontains=words) | Q(sku__iexact=words))))
    )
    if digits := phones.searched(words):
        condition |= Q(checkout__phone__contains=digits)
    return rows.filter(condition)
