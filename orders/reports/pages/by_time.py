"""Penjualan: what was sold, step by step, against the year before."""

from datetime import datetime

from ..filters import Filters
from ..links import LINES, address
from ..report import Column, Line, Report, Row, Table
from ..sales_figures import Point, SalesFigures
from ..spans import Span
from .columns import COUNTED, FIGURES, links, sales_tiles, step_name, values


def sales_by_time(filters: Filters, at: datetime) -> Report:
    """Omzet, orders and pieces of the span by day, week or month."""
    sales = SalesFigures(filters)
    points = sales.series(filters.span)
    earlier = filters.span.before()
    tiles = sales_tiles(
        filters, [point.figures for point in points], sales.total(earlier), earlier.label
    )
    table = Table(
        "waktu",
        "Rincian menurut waktu",
        (Column("waktu", "Waktu"), *FIGURES),
        tuple(_row(point, filters) for point in points),
    )
    compared = sales.series(filters.span.last_year())
    line = Line("omzet", "Omzet", tuple(points), tuple(compared), table="waktu")
    return Report("penjualan", "Penjualan", filters, at, tiles, (line,), (table,), notes=(COUNTED,))


def _row(point: Point, filters: Filters) -> Row:
    days = Span(point.start, point.end).query
    deeper = "penjualan" if point.start < point.end else LINES
    return Row(
        (step_name(point), *values(point.figures)),
        {"waktu": address(deeper, filters, **days)} | links(point.figures, filters, **days),
    )
