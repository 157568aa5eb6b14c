"""Sales under the filters of a report, by every way a report cuts them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum

from catalog.models import Product
from orders.models import SalesDay

from .filters import Filters
from .lines import product_sums
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


@dataclass
class Slice:
    """One step of a series, cut by every dimension: category id, channel, kind of buyer."""

    start: date
    end: date
    total: Figures = field(default_factory=Figures)
    category: dict[int, Figures] = field(default_factory=dict)
    channel: dict[str, Figures] = field(default_factory=dict)
    buyer_kind: dict[str, Figures] = field(default_factory=dict)


@dataclass(frozen=True)
class TopProduct:
    """A product among the most sold. Its orders are not counted."""

    pk: int
    name: str
    slug: str
    facility_id: int
    facility_name: str
    facility_slug: str
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

    def slices(self, *spans: Span) -> list[list[Slice]]:
        """Each span step by step, each step by all dimensions. One query for all spans."""
        within = Q()
        for span in spans:
            within |= Q(day__range=(span.start, span.end))
        keys = ("day", "category_id", "channel", "buyer_kind")
        rows = self._narrowed().filter(within).values(*keys).annotate(**_SUMS)
        rows = [(row, _figures(row)) for row in rows]
        return [[_slice(start, end, rows) for start, end in steps(span)] for span in spans]

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
        sums = product_sums(self.filters, span)
        return {key: Figures(0, *one) for key, one in sums.items()}

    def top_products(self, span: Span, *, by: str, count: int) -> list[TopProduct]:
        """Products sold in the span, most first, at most so many. by: "net" or "units"."""
        figures = self.by_product(span)
        best = sorted(
            ((key, one) for key, one in figures.items() if one.units),
            key=lambda pair: (-getattr(pair[1], by), pair[0]),
        )[:count]
        names = ("name", "slug", "facility_id", "facility__short_name", "facility__slug")
        products = Product.objects.filter(pk__in=[key for key, _ in best])
        words = {key: rest for key, *rest in products.order_by().values_list("pk", *names)}
        return [TopProduct(key, *words[key], one) for key, one in best]

    def _rows(self, span: Span) -> QuerySet:
        return self._narrowed().filter(day__range=(span.start, span.end))

    def _narrowed(self) -> QuerySet:
        rows = self.filters.reach.of(SalesDay.objects.order_by())
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


def _slice(start: date, end: date, rows: list[tuple[dict, Figures]]) -> Slice:
    one = Slice(start, end)
    for row, figures in rows:
        if start <= row["day"] <= end:
            one.total += figures
            for part, key in (
                (one.category, row["category_id"]),
                (one.channel, row["channel"]),
                (one.buyer_kind, row["buyer_kind"]),
            ):
                part[key] = part.get(key, Figures()) + figures
    return one
