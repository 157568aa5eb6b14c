"""Sales under the filters of a report, by every way a report cuts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet, Sum

from orders.models import OrderLine, SalesDay

from .filters import Filters
from .spans import Span

UP_TO_DAYS, UP_TO_WEEKS = 31, 92


@dataclass
class Figures:
    """Sums of a part. revenue: rupiah of goods sold; refunds: rupiah given back."""

    orders: int = 0
    units: int = 0
    revenue: int = 0
    refunds: int = 0

    @property
    def net(self) -> int:
        """Omzet as reported: sold, less what was given back."""
        return self.revenue - self.refunds

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.orders + other.orders,
            self.units + other.units,
            self.revenue + other.revenue,
            self.refunds + other.refunds,
        )


@dataclass(frozen=True)
class Point:
    """One step of a series: a day, a week from Monday or a month, cut to the span."""

    start: date
    end: date
    figures: Figures


class SalesFigures:
    """Sales of one report. Spans are given by the page: the one asked for and those compared."""

    def __init__(self, filters: Filters):
        self.filters = filters

    def total(self, span: Span) -> Figures:
        """All of it."""
        return _figures(self._rows(span).aggregate(**_SUMS))

    def series(self, span: Span) -> list[Point]:
        """Days up to 31 days, weeks up to 92, else months; empty steps are there too."""
        days = self._by(span, "day")
        points = []
        for start, end in steps(span):
            within = (one for day, one in days.items() if start <= day <= end)
            points.append(Point(start, end, sum(within, Figures())))
        return points

    def by_category(self, span: Span) -> dict[int, Figures]:
        """By category id, as the lines were sold."""
        return self._by(span, "category_id")

    def by_channel(self, span: Span) -> dict[str, Figures]:
        """By channel."""
        return self._by(span, "channel")

    def by_buyer_kind(self, span: Span) -> dict[str, Figures]:
        """By kind of buyer."""
        return self._by(span, "buyer_kind")

    def by_facility(self, span: Span) -> dict[int, Figures]:
        """By facility id; those without a sale are missing."""
        return self._by(span, "facility_id")

    def by_product(self, span: Span) -> dict[int, Figures]:
        """By product id: units, revenue and refunds; orders are not counted by product."""
        return _by_product(self.filters, span)

    def _rows(self, span: Span) -> QuerySet:
        rows = self.filters.reach.of(SalesDay.objects.order_by())
        rows = rows.filter(day__range=(span.start, span.end))
        return rows.filter(_dimensions(self.filters))

    def _by(self, span: Span, key: str) -> dict:
        rows = self._rows(span).values(key).annotate(**_SUMS)
        return {row[key]: _figures(row) for row in rows}


_SUMS = {f"{name}_": Sum(name) for name in ("orders", "units", "revenue", "refunds")}


def steps(span: Span) -> Iterable[tuple[date, date]]:
    """First and last day of each step of a series."""
    start = span.start
    while start <= span.end:
        if span.days <= UP_TO_DAYS:
            end = start
        elif span.days <= UP_TO_WEEKS:
            end = start + timedelta(days=6 - start.weekday())
        else:
            end = (start.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        end = min(end, span.end)
        yield start, end
        start = end + timedelta(days=1)


def _dimensions(filters: Filters) -> Q:
    condition = filters.category_condition()
    if filters.channel:
        condition &= Q(channel=filters.channel)
    if filters.buyer_kind:
        condition &= Q(buyer_kind=filters.buyer_kind)
    return condition


def _figures(row: dict) -> Figures:
    return Figures(*(row[f"{name}_"] or 0 for name in ("orders", "units", "revenue", "refunds")))


def _by_product(filters: Filters, span: Span) -> dict[int, Figures]:
    """From the lines, until products have a roll-up of their own."""
    lines = filters.reach.of(OrderLine.objects.order_by(), "order__facility")
    lines = lines.filter(
        filters.category_condition(),
        order__payment__paid_at__date__range=(span.start, span.end),
    )
    if filters.channel:
        lines = lines.filter(order__channel=filters.channel)
    if filters.buyer_kind:
        lines = lines.filter(order__buyer_kind=filters.buyer_kind)
    rows = lines.values("variant__product_id").annotate(
        units_=Sum("quantity"), revenue_=Sum(F("unit_price") * F("quantity"))
    )
    return {
        row["variant__product_id"]: Figures(0, row["units_"], row["revenue_"], 0) for row in rows
    }
