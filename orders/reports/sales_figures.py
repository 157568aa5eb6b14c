"""Sales under the filters of a report, by every way a report cuts them.

Read from sums of days, months and years, never from order lines. What that costs:
docs/decisions/0092-what-a-report-costs.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from catalog.models import Product
from orders import sales
from orders.models import By, Period

from .filters import Filters
from .pieces import Piece, pieces
from .spans import Span
from .sums import Key, cut_sums, facility_sums, product_sums

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

    def __bool__(self) -> bool:
        return bool(self.orders or self.units or self.revenue or self.refunds)

    def times(self, sign: int) -> "Figures":
        """The same, or taken off."""
        if sign == 1:
            return self
        return Figures(-self.orders, -self.units, -self.revenue, -self.refunds)


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

    def add(self, figures: Figures, by: By, category: int, channel: str, buyer_kind: str) -> None:
        """Count in one row of the sums, in each cut that it tells apart."""
        if by in (By.ALL, By.EACH):
            self.total += figures
        for cut, part, key in (
            (By.CATEGORY, self.category, category),
            (By.CHANNEL, self.channel, channel),
            (By.BUYER_KIND, self.buyer_kind, buyer_kind),
        ):
            if by in (cut, By.EACH):
                part[key] = part[key] + figures if key in part else figures


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
    """Sales of one report. Spans are given by the page: the one asked for and those compared.

    The first question folds what was just sold. What has been read once is not read again.
    """

    def __init__(self, filters: Filters):
        self.filters = filters
        self._is_fresh = False
        self._sums: dict[Key, list[tuple]] = {}  # (by, category, channel, kind, Figures)
        self._products: dict[tuple[date, date], dict[int, Figures]] = {}

    def total(self, span: Span) -> Figures:
        """All of it."""
        return sum((one.total for one in self._slices(span)), Figures())

    def series(self, span: Span) -> list[Point]:
        """Days up to 31 days, weeks up to 92, else months; empty steps are there too."""
        return [Point(one.start, one.end, one.total) for one in self._slices(span)]

    def slices(self, *spans: Span) -> list[list[Slice]]:
        """Each span step by step, each step by all dimensions. One query for all spans."""
        self._read(piece for span in spans for parts in _pieces_of(span) for piece in parts)
        return [self._slices(span) for span in spans]

    def by_category(self, span: Span) -> dict[int, Figures]:
        """By category id, as the lines were sold."""
        return _sold(_added(one.category for one in self._slices(span)))

    def by_channel(self, span: Span) -> dict[str, Figures]:
        """By channel."""
        return _sold(_added(one.channel for one in self._slices(span)))

    def by_buyer_kind(self, span: Span) -> dict[str, Figures]:
        """By kind of buyer."""
        return _sold(_added(one.buyer_kind for one in self._slices(span)))

    def by_facility(self, span: Span) -> dict[int, Figures]:
        """By facility id; those without a sale are missing."""
        return self.facilities_in(span)[0]

    def facilities_in(self, *spans: Span) -> list[dict[int, Figures]]:
        """`by_facility` of each span, all in one query."""
        self._freshen()
        found: list[dict[int, Figures]] = [{} for _ in spans]
        for key, *sums in facility_sums(self.filters, *spans):
            for number, figures in enumerate(found):
                own = Figures(*sums[number * 4 : number * 4 + 4])
                figures[key] = figures[key] + own if key in figures else own
        return [_sold(figures) for figures in found]

    def by_product(self, span: Span) -> dict[int, Figures]:
        """By product id: units, revenue and refunds; orders are not counted by product."""
        key = span.start, span.end
        if key not in self._products:
            self._freshen()
            rows = product_sums(self.filters, span)
            self._products[key] = _sold(_added({pk: Figures(0, *sums)} for pk, *sums in rows))
        return self._products[key]

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

    def _slices(self, span: Span) -> list[Slice]:
        by_step = _pieces_of(span)
        self._read(piece for parts in by_step for piece in parts)
        return [
            self._slice(start, end, parts)
            for (start, end), parts in zip(steps(span), by_step, strict=True)
        ]

    def _slice(self, start: date, end: date, parts: list[Piece]) -> Slice:
        one = Slice(start, end)
        for piece in parts:
            for *cut, figures in self._sums[_key(piece)]:
                one.add(figures.times(piece.sign), *cut)
        one.category, one.channel, one.buyer_kind = map(
            _sold, (one.category, one.channel, one.buyer_kind)
        )
        return one

    def _read(self, wanted: Iterable[Piece]) -> None:
        missing = {_key(piece) for piece in wanted} - self._sums.keys()
        if not missing:
            return
        self._freshen()
        self._sums.update({key: [] for key in missing})
        for period, start, *cut, orders, units, revenue, refunds in cut_sums(self.filters, missing):
            figures = Figures(orders, units, revenue, refunds)
            self._sums[period, start].append((*cut, figures))

    def _freshen(self) -> None:
        if not self._is_fresh:
            sales.freshen()
            self._is_fresh = True


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


def _pieces_of(span: Span) -> list[list[Piece]]:
    """What each step is made of: days where the steps are days or weeks, else a month."""
    longest = Period.DAY if span.days <= UP_TO_WEEKS else Period.MONTH
    return [pieces(start, end, longest=longest) for start, end in steps(span)]


def _key(piece: Piece) -> Key:
    return piece.period, piece.start


def _added(parts: Iterable[dict]) -> dict:
    total: dict = {}
    for part in parts:
        for key, figures in part.items():
            total[key] = total[key] + figures if key in total else figures
    return total


def _sold(figures: dict) -> dict:
    """Without what comes to nothing, as a piece taken off again does."""
    return {key: one for key, one in figures.items() if one}
