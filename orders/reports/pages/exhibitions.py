"""Pameran: what was sold at booths, by facility and by day."""

from dataclasses import replace
from datetime import date, datetime

from django.db.models import Sum

from catalog.dates import tanggal
from orders.models import SalesDay
from orders.models.orders import Channel

from ..filters import CUTS, Filters
from ..report import Column, Line, Report, Row, Table
from ..sales_figures import Figures, Point, SalesFigures
from ..spans import Span
from .by_facility import facility_bars, facility_table
from .columns import COUNTED, FIGURES, links, sales_tiles, step_name, values
from .places import Place, places_of

DAYS = 31  # of all facilities, day by day, only for spans up to so many days
BOOTHS = (
    "Yang dihitung adalah penjualan lewat jalur Pameran: yang dicatat pada kasir di tempat stok "
    "berjenis Stan pameran."
)


def sales_at_exhibitions(filters: Filters, at: datetime) -> Report:
    """The channel of the booths alone, whatever channel the address says."""
    filters = replace(filters, channel=Channel.EXHIBITION, heeds=CUTS)
    sales, earlier = SalesFigures(filters), filters.span.before()
    now, before = sales.slices(filters.span, earlier)
    figures, places = sales.by_facility(filters.span), places_of(filters)
    sold = [(place, figures[place.pk]) for place in places if place.pk in figures]
    then = sum((one.total for one in before), Figures())
    points = tuple(Point(one.start, one.end, one.total) for one in now)
    charts = [Line("omzet", "Omzet pameran", points, table="waktu")]
    if filters.reach.is_many:
        charts.append(facility_bars(filters, sold))
    tables = [facility_table(filters, [place for place, _ in sold], figures), _by_step(
        filters, points
    )]  # fmt: skip
    if not filters.reach.is_many or filters.span.days <= DAYS:
        tables.append(_by_day(filters, places, booth_days(filters, filters.span)))
    return Report(
        "pameran", "Pameran", filters, at,
        sales_tiles(filters, [one.total for one in now], then, earlier.label),
        tuple(charts), tuple(tables), (BOOTHS, COUNTED),
    )  # fmt: skip


def booth_days(filters: Filters, span: Span) -> list[tuple[date, int, Figures]]:
    """(day, facility id, figures) of every day with a sale at a booth. One query.

    An exhibition is a span and some facilities: its own report narrows the filters to both.
    """
    rows = filters.reach.of(SalesDay.objects.order_by("day", "facility__short_name", "facility"))
    rows = rows.filter(
        filters.category_condition(), channel=filters.channel, day__range=(span.start, span.end)
    )
    if filters.buyer_kind:
        rows = rows.filter(buyer_kind=filters.buyer_kind)
    sums = {f"{name}_": Sum(name) for name in ("orders", "units", "revenue", "refunds")}
    found = rows.values_list("day", "facility").annotate(**sums)
    return [(day, facility_id, Figures(*figures)) for day, facility_id, *figures in found]


def _by_step(filters: Filters, points: tuple[Point, ...]) -> Table:
    rows = tuple(
        Row(
            (step_name(point), *values(point.figures)),
            links(point.figures, filters, **Span(point.start, point.end).query),
        )
        for point in points
    )
    return Table("waktu", "Menurut waktu", (Column("waktu", "Waktu"), *FIGURES), rows)


def _by_day(filters: Filters, places: list[Place], days: list[tuple[date, int, Figures]]) -> Table:
    names = {place.pk: place for place in places}
    rows = []
    for day, facility_id, figures in days:
        place, words = names[facility_id], {"rentang": day.isoformat()}
        rows.append(
            Row(
                (tanggal(day), place.name, *values(figures)),
                links(figures, filters, upt=place.slug, **words),
            )
        )
    return Table(
        "hari", "Per hari dan UPT", (Column("hari", "Hari"), Column("upt", "UPT"), *FIGURES),
        tuple(rows),
    )  # fmt: skip
