"""Sales counted once: SalesDay and ProductDay, kept in the transaction of the sale.

Source: docs/rules/sales.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from catalog.models import Product

from ..models import Order, OrderLine, ProductDay, Refund, RefundLine, SalesDay, SalesDayMark

FIGURES = ("orders", "units", "revenue", "refunds")
KEYS = ("facility_id", "day", "channel", "category_id", "buyer_kind")
PRODUCT_KEYS = (*KEYS, "product_id")


@dataclass(frozen=True, order=True)
class SalesKey:
    """Which row of SalesDay: one facility, local day, channel, category, kind of buyer."""

    facility_id: int
    day: date
    channel: str
    category_id: int
    buyer_kind: str


@dataclass(frozen=True, order=True)
class ProductKey(SalesKey):
    """Which row of ProductDay: a row of SalesDay has one for each product."""

    product_id: int

    @property
    def sales_key(self) -> SalesKey:
        return SalesKey(*(getattr(self, name) for name in KEYS))


Rows = dict[ProductKey, Counter]


def book_sale(*, order: Order, at: datetime) -> None:
    """Count a paid order on the facility's local day of payment. Inside the sale's transaction."""
    lines = list(order.lines.select_related("variant"))
    add_rows(sale_rows(order=order, lines=lines, day=order.facility.local_day(at)))
    pieces = Counter()
    for line in lines:
        pieces[line.variant.product_id] += line.quantity
    for product_id in sorted(pieces):  # key order, like every lock
        Product.objects.filter(pk=product_id).update(
            sold_count=F("sold_count") + pieces[product_id]
        )


def book_refund(*, refund: Refund, at: datetime) -> None:
    """Count a paid refund on the local day of its decision. The sale itself stays counted."""
    lines = list(refund.lines.select_related("line__variant"))
    day = refund.order.facility.local_day(at)
    add_rows(refund_rows(order=refund.order, lines=lines, day=day))


def sale_rows(*, order: Order, lines: Iterable[OrderLine], day: date) -> Rows:
    """What one paid order adds, per category and product; asks the database nothing.

    lines: each with its variant. The order itself counts in its first line. revenue: goods only,
    in rupiah.
    """
    rows: Rows = defaultdict(Counter)
    for line in sorted(lines, key=lambda line: line.position):
        row = rows[_key(order, line, day)]
        row["orders"] += line.position == 1
        row["units"] += line.quantity
        row["revenue"] += line.total
    return rows


def refund_rows(*, order: Order, lines: Iterable[RefundLine], day: date) -> Rows:
    """What one refund adds: goods only, in rupiah. Asks the database nothing.

    lines: each with its order line and the variant of that.
    """
    rows: Rows = defaultdict(Counter)
    for back in lines:
        rows[_key(order, back.line, day)]["refunds"] += back.amount
    return rows


def merged(parts: Iterable[Rows]) -> Rows:
    """Several orders' rows as one roll-up, for loading many at once."""
    total: Rows = defaultdict(Counter)
    for rows in parts:
        for key, figures in rows.items():
            total[key].update(figures)
    return total


def add_rows(rows: Rows) -> None:
    """Add figures to the stored days, making rows that are missing, and mark the days as changed.

    Insert-or-ignore, then add in the database, in key order: two sales of the same day wait
    for each other and both count, on SQLite and PostgreSQL.
    """
    _add(SalesDay, by_sales_key(rows))
    _add(ProductDay, rows)
    days = sorted({(key.facility_id, key.day) for key in rows})
    SalesDayMark.objects.bulk_create(
        SalesDayMark(facility_id=facility_id, day=day) for facility_id, day in days
    )


def by_sales_key(rows: Rows) -> dict[SalesKey, Counter]:
    """The products of a category added up: rows of SalesDay."""
    total: dict[SalesKey, Counter] = defaultdict(Counter)
    for key, figures in rows.items():
        total[key.sales_key].update(figures)
    return total


def _add(model, rows) -> None:
    keys = sorted(rows)
    model.objects.bulk_create((model(**vars(key)) for key in keys), ignore_conflicts=True)
    for key in keys:
        added = {name: F(name) + rows[key][name] for name in FIGURES if rows[key][name]}
        if added:
            model.objects.filter(**vars(key)).update(**added)


def _key(order: Order, line: OrderLine, day: date) -> ProductKey:
    return ProductKey(
        order.facility_id, day, order.channel, line.category_id, order.buyer_kind,
        line.variant.product_id,
    )  # fmt: skip
