"""Penjualan: what was sold, step by step, against the year before."""

from datetime import datetime

from catalog.dates import bulan, tanggal

from ..filters import Filters
from ..report import COUNT, RUPIAH, Column, Line, Report, Row, Table, Tile
from ..sales_figures import Point, SalesFigures


def sales_by_time(filters: Filters, at: datetime) -> Report:
    """Omzet, orders and pieces of the span by day, week or month."""
    sales = SalesFigures(filters)
    points = sales.series(filters.span)
    earlier = filters.span.before()
    now, then = sales.total(filters.span), sales.total(earlier)
    tiles = (
        Tile("Omzet", now.net, RUPIAH, then.net, earlier.label,
             tuple(point.figures.net for point in points)),
        Tile("Pesanan", now.orders, COUNT, then.orders, earlier.label,
             tuple(point.figures.orders for point in points)),
        Tile("Produk Terjual", now.units, COUNT, then.units, earlier.label,
             tuple(point.figures.units for point in points)),
    )  # fmt: skip
    table = Table(
        "waktu",
        "Rincian menurut waktu",
        (
            Column("waktu", "Waktu"),
            Column("pesanan", "Pesanan", COUNT, is_total=True),
            Column("produk", "Produk terjual", COUNT, is_total=True),
            Column("penjualan", "Penjualan (Rp)", RUPIAH, is_total=True),
            Column("kembali", "Dikembalikan (Rp)", RUPIAH, is_total=True),
            Column("omzet", "Omzet (Rp)", RUPIAH, is_total=True),
        ),
        tuple(_row(point, filters) for point in points),
    )
    compared = sales.series(filters.span.last_year())
    line = Line("omzet", "Omzet", tuple(points), tuple(compared), table="waktu")
    return Report("penjualan", "Penjualan", filters, at, tiles, (line,), (table,))


def _row(point: Point, filters: Filters) -> Row:
    sums = point.figures
    values = (
        _name(point), sums.orders, sums.units, sums.revenue, sums.refunds, sums.net,
    )  # fmt: skip
    days = {"dari": point.start.isoformat(), "sampai": point.end.isoformat()}
    return Row(values, {"waktu": f"?{filters.query(**days)}"} if point.start < point.end else {})


def _name(point: Point) -> str:
    if point.start == point.end:
        return tanggal(point.start)
    if point.start.day == 1 and (point.end - point.start).days > 7:
        return bulan(point.start)
    return f"{tanggal(point.start)} sampai {tanggal(point.end)}"
