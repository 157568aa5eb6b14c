"""Produk: what sells best, by omzet and by pieces."""

from datetime import datetime

from ..filters import Filters, word_of
from ..links import LINES, address
from ..ranking import ranked
from ..report import COUNT, RUPIAH, Bars, Column, Report, Row, Table
from ..sales_figures import Figures, SalesFigures, TopProduct
from .columns import COUNTED, OF_PRODUCTS, links, sales_tiles, values

SHOWN = 50  # places of the list; SPARE rows more are read, for those that share the last one
SPARE = 25
BARS = 10
TITLES = {"net": "Omzet terbanyak", "units": "Produk terbanyak terjual"}
KEYS = {"net": "omzet", "units": "terjual"}


def sales_by_product(filters: Filters, at: datetime) -> Report:
    """The best products of the span, by omzet and by pieces."""
    sales = SalesFigures(filters)
    points = sales.series(filters.span)
    earlier = filters.span.before()
    steps = [point.figures for point in points]
    total = sum(steps, Figures())
    best = {by: best_products(sales, filters, by=by, shown=SHOWN) for by in TITLES}
    return Report(
        "produk",
        "Produk",
        filters,
        at,
        sales_tiles(filters, steps, sales.total(earlier), earlier.label),
        tuple(product_bars(filters, rows, by=by) for by, rows in best.items()),
        tuple(product_table(filters, rows, total, by=by) for by, rows in best.items()),
        notes=(COUNTED,),
    )


def best_products(
    sales: SalesFigures, filters: Filters, *, by: str, shown: int
) -> list[tuple[int, TopProduct]]:
    """(place, product) up to a place, those that share the last one too. by: net or units."""
    rows = sales.top_products(filters.span, by=by, count=shown + SPARE)
    places = ranked(rows, lambda product: getattr(product.figures, by))
    return [(number, product) for number, product in places if number <= shown]


def product_bars(filters: Filters, rows: list[tuple[int, TopProduct]], *, by: str) -> Bars:
    """The first places as bars."""
    return Bars(
        f"produk-{KEYS[by]}-grafik",
        f"{TITLES[by]}: produk",
        tuple(
            (product.name, getattr(product.figures, by), _lines(filters, product))
            for number, product in rows
            if number <= BARS
        ),
        table=f"produk-{KEYS[by]}",
        kind=RUPIAH if by == "net" else COUNT,
    )


def product_table(
    filters: Filters, rows: list[tuple[int, TopProduct]], total: Figures | None, *, by: str
) -> Table:
    """Products with their place; with a total, what the others sold stands in a row below."""
    cells = [_row(filters, number, product) for number, product in rows]
    if total is not None:
        rest = _less(total, sum((product.figures for _, product in rows), Figures()))
        if any(values(rest)[1:]):
            cells.append(Row(("Produk lain", "", None, *values(rest)[1:])))
    columns = (
        Column("produk", "Produk"),
        Column("upt", "UPT"),
        Column("peringkat", "Peringkat", COUNT),
        *OF_PRODUCTS,
    )
    table = Table(f"produk-{KEYS[by]}", f"{TITLES[by]}: produk", columns, tuple(cells))
    return table if filters.reach.is_many else table.without("upt")


def _row(filters: Filters, number: int, product: TopProduct) -> Row:
    own = {"upt": product.facility_slug, "produk": word_of(product.slug, product.pk)}
    return Row(
        (product.name, product.facility_name, number, *values(product.figures)[1:]),
        {
            "produk": _lines(filters, product),
            "upt": address("penjualan", filters, upt=product.facility_slug),
        }
        | links(product.figures, filters, **own),
    )


def _lines(filters: Filters, product: TopProduct) -> str:
    word = word_of(product.slug, product.pk)
    return address(LINES, filters, upt=product.facility_slug, produk=word)


def _less(one: Figures, other: Figures) -> Figures:
    return Figures(
        one.orders - other.orders, one.units - other.units,
        one.revenue - other.revenue, one.refunds - other.refunds,
    )  # fmt: skip
