"""Queries of the sums behind a report: cells for years and months, days for what is left.

Each function gives one query; a key may stand in two of its rows, whose sum is the answer.
Source: docs/decisions/0092-what-a-report-costs.md.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from catalog.models import Category
from orders.models import By, NationCell, Period, ProductCell, ProductDay, SalesCell, SalesDay

from .filters import Filters
from .pieces import Piece, pieces
from .spans import Span

NAMES = ("orders", "units", "revenue", "refunds")
CUTS = ("category_key", "channel", "buyer_kind")
ONE_BY_ONE = (By.ALL, By.CATEGORY, By.CHANNEL, By.BUYER_KIND)
_SUMS = {f"{name}_": Sum(name) for name in NAMES}
_SIGNED = {f"{name}_": Sum(F(name) * F("sign"), output_field=BigIntegerField()) for name in NAMES}
Key = tuple[str, date]  # period and first day


def cut_sums(filters: Filters, keys: set[Key]) -> QuerySet:
    """Days and months by every cut: (period, start, by, category, channel, buyer kind, *NAMES).

    With a filter they are told apart by all three at once, so that it holds for each cut.
    """
    return _together(_cut_parts(filters, keys))


def facility_sums(filters: Filters, *spans: Span) -> QuerySet:
    """(facility id, *NAMES of the first span, *NAMES of the second ..)."""
    return _together(_facility_parts(filters, *spans))


def product_sums(filters: Filters, span: Span) -> QuerySet:
    """(product id, *NAMES without orders) of the span.

    By channel and kind of buyer at once products are kept day by day only, which costs more.
    """
    return _together(_product_parts(filters, span))


def _together(parts: Iterator[QuerySet]) -> QuerySet:
    first, *rest = parts
    return first.union(*rest, all=True) if rest else first


def _cut_parts(filters: Filters, keys: set[Key]) -> Iterator[QuerySet]:
    starts = defaultdict(list)
    for period, start in sorted(keys):
        starts[period].append(start)
    bys = [By.EACH] if filters.dimensions else ONE_BY_ONE
    if filters.reach.nation:
        cells = NationCell.objects.filter(_starting(starts), by__in=bys)
        cells = cells.filter(_dimensions(filters, "category_key"))
        yield cells.values_list("period", "start", "by", *CUTS, *NAMES)
        return
    if starts[Period.MONTH]:
        cells = filters.reach.of(SalesCell.objects.order_by()).filter(by__in=bys)
        cells = cells.filter(_dimensions(filters, "category_key"), period=Period.MONTH)
        cells = cells.filter(start__in=starts[Period.MONTH])
        yield cells.values_list("period", "start", "by", *CUTS).annotate(**_SUMS)
    if starts[Period.DAY]:
        rows = filters.reach.of(SalesDay.objects.order_by())
        rows = rows.filter(_dimensions(filters, "category_id"), day__in=starts[Period.DAY])
        rows = rows.annotate(period=_word(Period.DAY), by=_word(By.EACH))
        names = ("period", "day", "by", "category_id", "channel", "buyer_kind")
        yield rows.values_list(*names).annotate(**_SUMS)


def _facility_parts(filters: Filters, *spans: Span) -> Iterator[QuerySet]:
    by = _cut_of(filters)
    wanted = [pieces(span.start, span.end, longest=Period.YEAR) for span in spans]
    # Days of a facility have cells in all only.
    in_cells, in_days = (
        [
            [one for one in parts if (by == By.ALL or one.period != Period.DAY) is are_cells]
            for parts in wanted
        ]
        for are_cells in (True, False)
    )
    if any(in_cells):
        cells = filters.reach.of(SalesCell.objects.order_by())
        cells = cells.filter(_dimensions(filters, "category_key"), by=by)
        yield _side_by_side(cells, in_cells, "")
    if any(in_days):
        days = filters.reach.of(SalesDay.objects.order_by())
        yield _side_by_side(days.filter(_dimensions(filters, "category_id")), in_days, "day")


def _side_by_side(rows: QuerySet, wanted: list[list[Piece]], day: str) -> QuerySet:
    """Sums by facility of each list of pieces, read together."""
    read = [piece for parts in wanted for piece in parts]
    rows = rows.filter(_within(read, day)).values_list("facility_id")
    for number, parts in enumerate(wanted):
        rows = rows.annotate(
            **{
                f"{name}_{number}": Sum(F(name) * _sign(parts, day), output_field=BigIntegerField())
                for name in NAMES
            }
        )
    return rows


def _sign(parts: list[Piece], day: str) -> Case:
    """1 in the pieces, -1 in those taken off, 0 elsewhere."""
    signs = {sign: [piece for piece in parts if piece.sign == sign] for sign in (1, -1)}
    whens = [When(_within(those, day), then=Value(sign)) for sign, those in signs.items() if those]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _product_parts(filters: Filters, span: Span) -> Iterator[QuerySet]:
    sums = {f"{name}_": _SIGNED[f"{name}_"] for name in NAMES[1:]}
    is_by_day = bool(filters.channel and filters.buyer_kind)
    parts = pieces(span.start, span.end, longest=Period.YEAR)
    in_cells = [piece for piece in parts if piece.period != Period.DAY and not is_by_day]
    in_days = [piece for piece in parts if piece.period == Period.DAY and not is_by_day]
    narrowed = _dimensions(filters, "category_id") & _product(filters)
    if in_cells:
        by = By.CHANNEL if filters.channel else By.BUYER_KIND if filters.buyer_kind else By.ALL
        cells = filters.reach.of(ProductCell.objects.order_by()).filter(narrowed, by=by)
        yield _signed(cells, in_cells).values_list("product_id").annotate(**sums)
    if in_days or is_by_day:
        days = filters.reach.of(ProductDay.objects.order_by())
        days = days.filter(narrowed)
        if is_by_day:
            days = days.filter(day__range=(span.start, span.end)).annotate(sign=Value(1))
        else:
            days = _signed(days, in_days, "day")
        yield days.values_list("product_id").annotate(**sums)


def _signed(rows: QuerySet, parts: list[Piece], day: str = "") -> QuerySet:
    """Rows of these pieces, each with the sign of its piece. day: column of rows without period."""
    taken_off = [piece for piece in parts if piece.sign < 0]
    sign = Value(1)
    if taken_off:
        sign = Case(When(_within(taken_off, day), then=Value(-1)), default=Value(1))
    return rows.filter(_within(parts, day)).annotate(sign=sign)


def _within(parts: list[Piece], day: str) -> Q:
    starts = defaultdict(list)
    for piece in parts:
        starts[piece.period].append(piece.start)
    if day:
        return Q(**{f"{day}__in": starts[Period.DAY]})
    return _starting(starts)


def _starting(starts: dict[str, list[date]]) -> Q:
    condition = Q()
    for period, days in starts.items():
        condition |= Q(period=period, start__in=days)
    return condition


def _cut_of(filters: Filters) -> By:
    """The coarsest cut that still knows what is filtered."""
    ways = {
        By.CATEGORY: filters.category,
        By.CHANNEL: filters.channel,
        By.BUYER_KIND: filters.buyer_kind,
    }
    chosen = [by for by, value in ways.items() if value]
    if len(chosen) > 1:
        return By.EACH
    return chosen[0] if chosen else By.ALL


def _dimensions(filters: Filters, category: str) -> Q:
    """What is filtered. category: the column that holds the id of the category."""
    condition = Q()
    if filters.category:
        below = Category.objects.filter(parent=filters.category).values("pk")
        condition = Q(**{category: filters.category.pk}) | Q(**{f"{category}__in": below})
    if filters.channel:
        condition &= Q(channel=filters.channel)
    if filters.buyer_kind:
        condition &= Q(buyer_kind=filters.buyer_kind)
    return condition


def _product(filters: Filters) -> Q:
    return Q(product=filters.product) if filters.product else Q()


def _word(text: str) -> Value:
    return Value(str(text), output_field=CharField())
