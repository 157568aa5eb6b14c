"""The roll-up against the orders it was made from."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, TruncDate

from catalog.models import Product
from facilities.models.places import Zone

from ..models import OrderLine, Refund, RefundLine, SalesDay
from .booking import FIGURES, KEYS, Rows, SalesKey

LINE_TOTAL = F("unit_price") * F("quantity")
_KEYS = ("order__facility_id", "day", "order__channel", "category_id", "order__buyer_kind")
IS_FIRST = Cast(Q(position=1), IntegerField())


def rows_by_orders() -> Rows:
    """The roll-up as the stored orders say it should be, counted anew by the database."""
    rows: Rows = defaultdict(Counter)
    for zone in Zone.values:
        sold = _by_day("order__payment__paid_at", zone).annotate(
            orders_=Sum(IS_FIRST), units_=Sum("quantity"), revenue_=Sum(LINE_TOTAL)
        )
        for *key, orders, units, revenue in sold.values_list(
            *_KEYS, "orders_", "units_", "revenue_"
        ):
            rows[SalesKey(*key)].update(orders=orders, units=units, revenue=revenue)
        for *key, refunds in _refunds_by_day(zone):
            rows[SalesKey(*key)].update(refunds=refunds)
    return rows


def _by_day(moment: str, zone: str):
    """Lines of orders for which this moment has come, grouped by local day of their facility."""
    lines = OrderLine.objects.filter(
        **{"order__facility__timezone": zone, f"{moment}__isnull": False}
    )
    return lines.order_by().annotate(day=TruncDate(moment, tzinfo=ZoneInfo(zone))).values(*_KEYS)


def _refunds_by_day(zone: str):
    """Goods paid back, by the local day of the decision: (*key, rupiah)."""
    paid = RefundLine.objects.filter(
        refund__state=Refund.State.PAID, line__order__facility__timezone=zone
    )
    days = paid.annotate(day=TruncDate("refund__decided_at", tzinfo=ZoneInfo(zone)))
    keys = [key if key == "day" else f"line__{key}" for key in _KEYS]
    return days.order_by().values_list(*keys).annotate(Sum("amount"))


def stored_rows() -> Rows:
    """The roll-up as it stands."""
    return {
        SalesKey(*row[:5]): Counter(dict(zip(FIGURES, row[5:], strict=True)))
        for row in SalesDay.objects.order_by().values_list(*KEYS, *FIGURES).iterator()
    }


def differences() -> Iterator[tuple[SalesKey, dict[str, int], dict[str, int]]]:
    """Rows of the roll-up that do not equal the orders: (key, as stored, by the orders)."""
    stored, counted = stored_rows(), rows_by_orders()
    for key in sorted({*stored, *counted}):
        here, there = (
            {name: side.get(key, {}).get(name, 0) for name in FIGURES} for side in (stored, counted)
        )
        if here != there:
            yield key, here, there


@contextmanager
def one_moment():
    """Read orders and roll-up as they are at one moment, while sales go on."""
    is_inner = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not is_inner:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@transaction.atomic
def rebuild() -> int:
    """Write roll-up and sold counts anew from the orders; returns the rows of the roll-up.

    Run it while nothing is sold: a sale booked in between could be lost or counted twice.
    """
    SalesDay.objects.all().delete()
    rows = [SalesDay(**vars(key), **figures) for key, figures in rows_by_orders().items()]
    SalesDay.objects.bulk_create(rows, batch_size=500)
    Product.objects.update(sold_count=sold_pieces())
    return len(rows)


def sold_pieces() -> Coalesce:
    """Pieces of a product (outer query) in orders ever paid, refunded ones among them."""
    paid = OrderLine.objects.filter(
        variant__product=OuterRef("pk"), order__payment__paid_at__isnull=False
    )
    grouped = paid.order_by().values("variant__product").annotate(pieces=Sum("quantity"))
    return Coalesce(Subquery(grouped.values("pieces")), 0)
