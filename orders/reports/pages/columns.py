"""The five figures of sales as columns of a table, each a link to the lines it is a sum of."""

from catalog.dates import bulan, tanggal

from ..filters import Filters
from ..links import LINES, address
from ..report import COUNT, RUPIAH, Column, Table, Tile
from ..sales_figures import Figures, Point, Slice

FIGURES = (
    Column("pesanan", "Pesanan", COUNT, is_total=True),
    Column("terjual", "Produk terjual", COUNT, is_total=True),
    Column("penjualan", "Penjualan (Rp)", RUPIAH, is_total=True),
    Column("kembali", "Dikembalikan (Rp)", RUPIAH, is_total=True),
    Column("omzet", "Omzet (Rp)", RUPIAH, is_total=True),
)
OF_PRODUCTS = FIGURES[1:]  # an order holds several products: it is not counted by product
COUNTED = (
    "Omzet adalah harga barang yang dibayar dikurangi dana yang dikembalikan, tanpa ongkos kirim "
    "dan kode unik, pada hari setempat UPT."
)


def values(figures: Figures) -> tuple[int, ...]:
    """Values of FIGURES."""
    return figures.orders, figures.units, figures.revenue, figures.refunds, figures.net


def links(figures: Figures, filters: Filters, **changes: str) -> dict[str, str]:
    """From each figure that is not 0 to its lines: the report's filters, some words changed."""
    there = address(LINES, filters, **changes)
    pairs = zip(FIGURES, values(figures), strict=True)
    return {column.key: there for column, value in pairs if value}


def without_same_office(table: Table) -> Table:
    """Without the column of the Kanwil where it says the same in every row."""
    place = [column.key for column in table.columns].index("kanwil")
    is_same = len({row.values[place] for row in table.rows}) == 1 and len(table.rows) > 1
    return table.without("kanwil") if is_same else table


def step_name(step: Point | Slice) -> str:
    """`April 2026`, `6 April 2026`, `6 April 2026 sampai 12 April 2026`."""
    if step.start == step.end:
        return tanggal(step.start)
    if step.start.day == 1 and (step.end - step.start).days > 7:
        return bulan(step.start)
    return f"{tanggal(step.start)} sampai {tanggal(step.end)}"


def sales_tiles(
    filters: Filters, now: list[Figures], then: Figures, then_label: str
) -> tuple[Tile, ...]:
    """Omzet, Pesanan, Produk Terjual. now: step by step; then: the span before."""
    total = sum(now, Figures())
    there = address("penjualan", filters)
    return (
        Tile("Omzet", total.net, RUPIAH, then.net, then_label,
             tuple(one.net for one in now), there),
        Tile("Pesanan", total.orders, COUNT, then.orders, then_label,
             tuple(one.orders for one in now), there),
        Tile("Produk Terjual", total.units, COUNT, then.units, then_label,
             tuple(one.units for one in now), there),
    )  # fmt: skip
