"""Peringkat: the prizes "omzet terbanyak" and "produk terbanyak terjual" of a span."""

from datetime import datetime

from ..filters import Filters
from ..links import address, way_up
from ..ranking import ranked
from ..report import COUNT, Column, Report, Row, Table
from ..sales_figures import Figures, SalesFigures
from .by_facility import facility_bars, is_of_several_offices
from .by_product import TITLES, best_products, product_bars, product_table
from .columns import COUNTED, FIGURES, links, values
from .places import Place, places_of

SHOWN = 10
KEYS = {"net": "upt-omzet", "units": "upt-terjual"}
TIES = "UPT atau produk yang angkanya sama berbagi peringkat, dan peringkat berikutnya dilewati."


def best_of_the_span(filters: Filters, at: datetime) -> Report:
    """The first ten facilities and products, by omzet and by pieces."""
    sales = SalesFigures(filters)
    charts, tables = [], []
    if filters.reach.is_many:
        figures = sales.by_facility(filters.span)
        sold = [(place, figures[place.pk]) for place in places_of(filters) if place.pk in figures]
        for by in TITLES:
            charts.append(facility_bars(filters, sold, by=by, table=KEYS[by]))
            tables.append(_facility_table(filters, sold, by=by))
    for by in TITLES:
        best = best_products(sales, filters, by=by, shown=SHOWN)
        charts.append(product_bars(filters, best, by=by))
        tables.append(product_table(filters, best, None, by=by))
    return Report(
        "peringkat", "Peringkat", filters, at, (), tuple(charts), tuple(tables),
        notes=(TIES, COUNTED),
    )  # fmt: skip


def _facility_table(filters: Filters, sold: list[tuple[Place, Figures]], *, by: str) -> Table:
    rows = tuple(
        Row(
            (place.name, place.office, number, *values(figures)),
            {"upt": address("penjualan", filters, upt=place.slug)}
            | way_up("upt", filters, place.office_slug, place.office_id)
            | links(figures, filters, upt=place.slug),
        )
        for number, (place, figures) in ranked(sold, lambda pair: getattr(pair[1], by))
        if number <= SHOWN and getattr(figures, by) > 0
    )
    columns = (
        Column("upt", "UPT"),
        Column("kanwil", "Kanwil"),
        Column("peringkat", "Peringkat", COUNT),
        *FIGURES,
    )
    table = Table(KEYS[by], f"{TITLES[by]}: UPT", columns, rows)
    several = is_of_several_offices(place for place, _ in sold)
    return table if several else table.without("kanwil")
