"""The roll-ups against the orders they were made from, and written anew from them."""

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, TruncDate

from catalog.models import Product
from facilities.models.places import Zone

from ..models import (
    NationCell,
    OrderLine,
    ProductCell,
    ProductDay,
    Refund,
    RefundLine,
    SalesCell,
    SalesDay,
    SalesDayMark,
)
from . import writing
from .booking import FIGURES, PRODUCT_KEYS
from .rolling import Part, Step, cell_steps, sales_days_of_products, sql_of

LINE_TOTAL = F("unit_price") * F("quantity")
IS_FIRST = Cast(Q(position=1), IntegerField())
NOTHING = Value(0, output_field=IntegerField())
CELLS = (SalesCell, NationCell, ProductCell)


def product_days_of_orders() -> Step:
    """ProductDay as the stored orders say it should be, counted by the database."""
    parts = [rows for zone in Zone.values for rows in (_sold(zone), _paid_back(zone))]
    texts, params = zip(*(sql_of(rows) for rows in parts), strict=True)
    keys = ", ".join(f"{name}_" for name in PRODUCT_KEYS)
    sums = ", ".join(f"SUM({name}_)" for name in FIGURES)
    select = f"SELECT {keys}, {sums} FROM ({' UNION ALL '.join(texts)}) AS parts GROUP BY {keys}"  # noqa: S608
    name = "produk per hari"
    return Step(name, ProductDay, PRODUCT_KEYS, FIGURES, Q(), (select, sum(params, ())))


def _sold(zone: str) -> QuerySet:
    """Lines of orders that were paid, by the local day of their facility."""
    lines = OrderLine.objects.filter(order__payment__paid_at__isnull=False)
    rows = _by_day(lines, "", "order__payment__paid_at", zone)
    return rows.annotate(
        orders_=Sum(IS_FIRST),
        units_=Sum("quantity"),
        revenue_=Sum(LINE_TOTAL),
        refunds_=NOTHING,
    )


def _paid_back(zone: str) -> QuerySet:
    """Goods paid back, by the local day of the decision."""
    lines = RefundLine.objects.filter(refund__state=Refund.State.PAID)
    rows = _by_day(lines, "line__", "refund__decided_at", zone)
    return rows.annotate(orders_=NOTHING, units_=NOTHING, revenue_=NOTHING, refunds_=Sum("amount"))


def _by_day(lines: QuerySet, path: str, moment: str, zone: str) -> QuerySet:
    """Grouped by the key of ProductDay. path: from the row to the order line."""
    keys = {
        "facility_id_": F(f"{path}order__facility_id"),
        "day_": TruncDate(moment, tzinfo=ZoneInfo(zone)),
        "channel_": F(f"{path}order__channel"),
        "category_id_": F(f"{path}category_id"),
        "buyer_kind_": F(f"{path}order__buyer_kind"),
        "product_id_": F(f"{path}variant__product_id"),
    }
    rows = lines.filter(**{f"{path}order__facility__timezone": zone})
    return rows.order_by().annotate(**keys).values(*keys)


def differences() -> Iterator[tuple[str, tuple, dict[str, int], dict[str, int]]]:
    """Rows of the roll-ups that do not equal the orders: (roll-up, key, as stored, as counted).

    Cells of a month with marks on it are left out: they are behind, not wrong.
    """
    for step in (product_days_of_orders(), sales_days_of_products()):
        for key, stored, counted in writing.differences(step):
            yield step.name, key, stored, counted
    behind = _months_behind()
    for step in cell_steps(Part()):
        for key, stored, counted in writing.differences(step):
            if not _is_behind(step, key, behind):
                yield step.name, key, stored, counted


def _months_behind() -> set[tuple[int, int, int]]:
    marks = SalesDayMark.objects.order_by().values_list("facility_id", "day").distinct()
    return {(facility_id, day.year, day.month) for facility_id, day in marks}


def _is_behind(step: Step, key: tuple, behind: set) -> bool:
    cell = dict(zip(step.keys, key, strict=True))
    start, whose = cell["start"], cell.get("facility_id")
    return any(
        whose in (None, facility_id)
        and start.year == year
        and (cell["period"] == "year" or start.month == month)
        for facility_id, year, month in behind
    )


@contextmanager
def one_moment():
    """Read orders and roll-ups as they are at one moment, while sales go on."""
    is_inner = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not is_inner:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            writing.patient()
        yield


@transaction.atomic
def rebuild() -> int:
    """Write all roll-ups and sold counts anew from the orders; returns the rows of SalesDay.

    Run it while nothing is sold: a sale booked in between could be lost or counted twice.
    """
    writing.patient()
    writing.empty(ProductDay, SalesDay)
    writing.insert(product_days_of_orders())
    writing.know_sizes(ProductDay)
    rows = writing.insert(sales_days_of_products())
    writing.know_sizes(SalesDay)
    rebuild_cells()
    Product.objects.update(sold_count=_booked_pieces())
    return rows


@transaction.atomic
def rebuild_cells() -> None:
    """Write all cells anew from SalesDay and ProductDay, and forget the marks."""
    writing.empty(SalesDayMark, *CELLS)
    for step in cell_steps(Part()):
        writing.insert(step)
    writing.know_sizes(*CELLS)


def _booked_pieces() -> Coalesce:
    booked = ProductDay.objects.filter(product=OuterRef("pk")).order_by().values("product")
    return Coalesce(Subquery(booked.annotate(pieces=Sum("units")).values("pieces")), 0)


def sold_pieces() -> Coalesce:
    """Pieces of a product (outer query) in orders ever paid, refunded ones among them."""
    paid = OrderLine.objects.filter(
        variant__product=OuterRef("pk"), order__payment__paid_at__isnull=False
    )
    grouped = paid.order_by().values("variant__product").annotate(pieces=Sum("quantity"))
    return Coalesce(Subquery(grouped.values("pieces")), 0)
