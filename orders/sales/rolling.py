"""How each roll-up is summed up from the one below it.

One list of steps serves all: writing anew what has changed (folding.py), writing everything anew
and proving it right (books.py). Each step takes sums of rows that stand already, so the order of
the steps matters. Source: docs/decisions/0091-sums-of-sums.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import CharField, F, Model, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth, TruncYear

from ..models import By, NationCell, Period, ProductCell, ProductDay, SalesCell, SalesDay
from .booking import FIGURES, KEYS

DIMENSIONS = ("category_key", "channel", "buyer_kind")
CELL_KEYS = ("period", "start", "by", *DIMENSIONS)
PRODUCT_CELL_KEYS = (
    "facility_id", "period", "start", "by", "product_id", "category_id", "channel", "buyer_kind",
)  # fmt: skip
PRODUCT_FIGURES = ("units", "revenue", "refunds")
PRODUCT_CUTS = (By.ALL, By.CHANNEL, By.BUYER_KIND)
ONE_BY_ONE = (By.ALL, By.CATEGORY, By.CHANNEL, By.BUYER_KIND)


@dataclass(frozen=True)
class Part:
    """Which sums: of these facilities on these days of one month. None: of all of them."""

    facility_ids: frozenset[int] | None = None
    days: frozenset[date] | None = None

    def facilities(self) -> Q:
        return Q() if self.facility_ids is None else Q(facility__in=self.facility_ids)

    def on_days(self, field: str) -> Q:
        return Q() if self.days is None else Q(**{f"{field}__in": self.days})

    def in_month(self, field: str) -> Q:
        """Any day of the month."""
        if self.days is None:
            return Q()
        first = min(self.days).replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return Q(**{f"{field}__range": (first, last)})

    def in_year(self, field: str) -> Q:
        """Any day of the year."""
        if self.days is None:
            return Q()
        year = min(self.days).year
        return Q(**{f"{field}__range": (date(year, 1, 1), date(year, 12, 31))})

    def cells(self) -> Q:
        """Cells of these days, of their month and of their year."""
        return (
            Q(period=Period.DAY) & self.on_days("start")
            | Q(period=Period.MONTH) & self.in_month("start")
            | Q(period=Period.YEAR) & self.in_year("start")
        )


@dataclass(frozen=True)
class Step:
    """Rows of one table: which of them, and the query that gives them anew.

    select: SQL and its parameters, with columns in the order of keys, then figures.
    """

    name: str
    table: type[Model]
    keys: tuple[str, ...]
    figures: tuple[str, ...]
    stored: Q
    select: tuple[str, tuple]


def sales_days_of_products() -> Step:
    """SalesDay, from ProductDay. Written by the sale; here to write it anew and to prove it."""
    sums = _summed(ProductDay.objects.order_by().values(*KEYS), FIGURES)
    return Step("UPT per hari dan jalur", SalesDay, KEYS, FIGURES, Q(), sql_of(sums))


def cell_steps(part: Part) -> Iterator[Step]:
    """Everything that is folded, in order."""
    yield from _facility_steps(part)
    yield from _nation_steps(part)
    yield from _product_steps(part)


def _facility_steps(part: Part) -> Iterator[Step]:
    def step(name, by, stored, sums):
        known = Q(by=by) if by else Q()
        stored = known & stored & part.facilities()
        keys = ("facility_id", *CELL_KEYS)
        return Step(name, SalesCell, keys, FIGURES, stored, sql_of(sums))

    days = SalesDay.objects.order_by().filter(part.facilities())
    cells = SalesCell.objects.order_by().filter(part.facilities())
    months = Q(period=Period.MONTH) & part.in_month("start")
    years = Q(period=Period.YEAR) & part.in_year("start")
    yield step(
        "UPT per hari",
        By.ALL,
        Q(period=Period.DAY) & part.on_days("start"),
        _by_period(days.filter(part.on_days("day")), Period.DAY, By.ALL, "facility_id"),
    )
    yield step(
        "UPT per bulan",
        By.EACH,
        months,
        _by_period(days.filter(part.in_month("day")), Period.MONTH, By.EACH, "facility_id"),
    )
    each = cells.filter(months, by=By.EACH)
    for by in ONE_BY_ONE:
        yield step(f"UPT per bulan, {by.label}", by, months, _by(each, by, "facility_id"))
    of_year = cells.filter(Q(period=Period.MONTH) & part.in_year("start"))
    yield step("UPT per tahun", None, years, _by_year(of_year, "facility_id"))


def _nation_steps(part: Part) -> Iterator[Step]:
    def step(name, by, stored, sums):
        return Step(name, NationCell, CELL_KEYS, FIGURES, Q(by=by) & stored, sql_of(sums))

    cells = NationCell.objects.order_by()
    each = cells.filter(by=By.EACH)
    days = SalesDay.objects.order_by().filter(part.on_days("day"))
    yield step(
        "nasional per hari",
        By.EACH,
        Q(period=Period.DAY) & part.on_days("start"),
        _by_period(days, Period.DAY, By.EACH),
    )
    of_month = each.filter(Q(period=Period.DAY) & part.in_month("start"))
    yield step(
        "nasional per bulan",
        By.EACH,
        Q(period=Period.MONTH) & part.in_month("start"),
        _longer(of_month, Period.MONTH, TruncMonth("start")),
    )
    of_year = each.filter(Q(period=Period.MONTH) & part.in_year("start"))
    yield step(
        "nasional per tahun",
        By.EACH,
        Q(period=Period.YEAR) & part.in_year("start"),
        _longer(of_year, Period.YEAR, TruncYear("start")),
    )
    for by in ONE_BY_ONE:
        yield step(f"nasional, {by.label}", by, part.cells(), _by(each.filter(part.cells()), by))


def _product_steps(part: Part) -> Iterator[Step]:
    def step(name, stored, sums):
        stored &= part.facilities()
        return Step(name, ProductCell, PRODUCT_CELL_KEYS, PRODUCT_FIGURES, stored, sql_of(sums))

    days = ProductDay.objects.order_by().filter(part.facilities(), part.in_month("day"))
    for by in PRODUCT_CUTS:
        rows = days.annotate(
            period_=_word(Period.MONTH),
            start_=TruncMonth("day"),
            by_=_word(by),
            channel_=F("channel") if by == By.CHANNEL else _word(""),
            kind_=F("buyer_kind") if by == By.BUYER_KIND else _word(""),
        )
        names = ("period_", "start_", "by_", "product_id", "category_id", "channel_", "kind_")
        yield step(
            f"produk per bulan, {by.label}",
            Q(by=by, period=Period.MONTH) & part.in_month("start"),
            _summed(rows.values("facility_id", *names), PRODUCT_FIGURES),
        )
    months = ProductCell.objects.order_by().filter(part.facilities(), part.in_year("start"))
    rows = months.filter(period=Period.MONTH).annotate(
        period_=_word(Period.YEAR), start_=TruncYear("start")
    )
    names = ("period_", "start_", "by", "product_id", "category_id", "channel", "buyer_kind")
    yield step(
        "produk per tahun",
        Q(period=Period.YEAR) & part.in_year("start"),
        _summed(rows.values("facility_id", *names), PRODUCT_FIGURES),
    )


def _by_period(days: QuerySet, period: Period, by: By, *place: str) -> QuerySet:
    """Cells of SalesDay, told apart by everything or by nothing."""
    start = F("day") if period == Period.DAY else TruncMonth("day")
    rows = days.annotate(period_=_word(period), start_=start, by_=_word(by))
    if by == By.EACH:
        return _summed(
            rows.values(
                *place, "period_", "start_", "by_", "category_id", "channel", "buyer_kind"
            ),
            FIGURES,
        )  # fmt: skip
    rows = rows.annotate(category_=Value(0), channel_=_word(""), kind_=_word(""))
    names = ("period_", "start_", "by_", "category_", "channel_", "kind_")
    return _summed(rows.values(*place, *names), FIGURES)


def _by(cells: QuerySet, by: By, *place: str) -> QuerySet:
    """Cells told apart by one thing, or by nothing, from those told apart by everything."""
    rows = cells.annotate(
        by_=_word(by),
        category_=F("category_key") if by == By.CATEGORY else Value(0),
        channel_=F("channel") if by == By.CHANNEL else _word(""),
        kind_=F("buyer_kind") if by == By.BUYER_KIND else _word(""),
    )
    names = ("period", "start", "by_", "category_", "channel_", "kind_")
    return _summed(rows.values(*place, *names), FIGURES)


def _by_year(months: QuerySet, *place: str) -> QuerySet:
    return _longer(months, Period.YEAR, TruncYear("start"), *place)


def _longer(cells: QuerySet, period: Period, start, *place: str) -> QuerySet:
    """Cells of a longer period, told apart as the shorter ones are."""
    rows = cells.annotate(period_=_word(period), start_=start)
    return _summed(rows.values(*place, "period_", "start_", "by", *DIMENSIONS), FIGURES)


def _summed(rows: QuerySet, figures: tuple[str, ...]) -> QuerySet:
    return rows.annotate(**{f"{name}_": Sum(name) for name in figures})


def sql_of(rows: QuerySet) -> tuple[str, tuple]:
    """The query as text and parameters."""
    return rows.query.sql_with_params()


def _word(text: str) -> Value:
    return Value(str(text), output_field=CharField())
