"""Baris penjualan: the order lines behind a figure, refunds as negative lines."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from facilities.access import scope_of
from orders.models.orders import BuyerKind, Channel

from ..filters import Filters
from ..lines import GIVEN_BACK, Line, NotACursor, lines_of
from ..links import LINES, address
from ..reach import Reach
from ..report import COUNT, DAY, RUPIAH, Column, Report, Row, Table, Tile
from ..sales_figures import Figures, SalesFigures
from .columns import COUNTED

SCREEN = 100
LONGEST = 5_000  # lines in a file
MASKED = "Pembeli disamarkan: hanya golongan dan kabupaten/kotanya yang ditampilkan."
FIRST_ONLY = (
    "Berkas memuat 5.000 baris terbaru. Persempit rentang atau tempatnya untuk baris yang lain."
)
CHANNELS, BUYERS = dict(Channel.choices), dict(BuyerKind.choices)


def newest_lines(filters: Filters, at: datetime) -> Report:
    """One screen of lines, newest first; the word `setelah` of the address says after which."""
    after = filters.typed.get("setelah", "")
    try:
        lines = lines_of(filters, count=SCREEN + 1, after=after)
    except NotACursor:
        filters.errors["setelah"] = "Lanjutan daftar ini tidak dikenal. Mulai dari baris pertama."
        after, lines = "", lines_of(filters, count=SCREEN + 1)
    more = ""
    if len(lines) > SCREEN:
        lines = lines[:SCREEN]
        more = address(LINES, filters, setelah=lines[-1].cursor)
    return _report(filters, at, lines, is_all=not more and not after, more=more)


def all_lines(filters: Filters, at: datetime) -> Report:
    """The lines of a file."""
    lines = lines_of(filters, count=LONGEST + 1)
    is_all = len(lines) <= LONGEST
    return _report(filters, at, lines[:LONGEST], is_all=is_all)


def _report(filters: Filters, at: datetime, lines, *, is_all: bool, more: str = "") -> Report:
    total = _total(filters)
    tiles = (
        Tile("Omzet", total.net, RUPIAH),
        Tile("Penjualan", total.revenue, RUPIAH),
        Tile("Dikembalikan", -total.refunds, RUPIAH),
        Tile("Produk Terjual", total.units),
    )
    if filters.product is None:  # an order holds several products
        tiles = (*tiles[:3], Tile("Pesanan", total.orders), tiles[3])
    notes = (MASKED, COUNTED)
    if not is_all and not more and "setelah" not in filters.typed:
        notes = (FIRST_ONLY, *notes)
    # The sum of one screen of a longer list would look like the sum of all of it.
    columns = [replace(column, is_total=column.is_total and is_all) for column in _columns(filters)]
    rows = tuple(_row(filters, columns, line) for line in lines)
    table = Table("baris", "Baris penjualan", tuple(columns), rows)
    return Report(LINES, "Baris penjualan", filters, at, tiles, (), (table,), notes, more)


def _total(filters: Filters) -> Figures:
    """What the lines add up to, from the roll-up: the same sum every other page shows."""
    if filters.product is None:
        return SalesFigures(filters).total(filters.span)
    maker = frozenset([filters.product.facility_id])
    own = replace(filters, reach=Reach(filters.reach.label, facility_ids=maker))
    return SalesFigures(own).by_product(filters.span).get(filters.product.pk, Figures())


def _columns(filters: Filters) -> list[Column]:
    """The amount stands near the name: the rest is read by scrolling, or in a file."""
    columns = [
        Column("tanggal", "Tanggal", DAY),
        Column("produk", "Produk"),
        Column("omzet", "Omzet (Rp)", RUPIAH, is_total=True),
        Column("terjual", "Produk terjual", COUNT, is_total=True),
        Column("jenis", "Jenis"),
        Column("nomor", "Nomor pesanan"),
        Column("pesanan", "Pesanan", COUNT, is_total=True),
        Column("upt", "UPT"),
        Column("kategori", "Kategori"),
        Column("jalur", "Jalur"),
        Column("pembeli", "Pembeli"),
        Column("kota", "Kabupaten/kota pembeli"),
    ]
    # An order holds several products: it is not counted by product.
    left_out = {"pesanan" if filters.product else "", "upt" if filters.reach.facility else ""}
    return [column for column in columns if column.key not in left_out]


def _row(filters: Filters, columns: list[Column], line: Line) -> Row:
    values = {
        "tanggal": line.day,
        "nomor": line.number,
        "produk": f"{line.name}, {line.variant_name}" if line.variant_name else line.name,
        "jenis": "Dana kembali" if line.kind == GIVEN_BACK else "Penjualan",
        "terjual": line.units,
        "omzet": line.amount,
        "pesanan": line.orders,
        "upt": line.facility_name,
        "kategori": line.category,
        "jalur": CHANNELS[line.channel],
        "pembeli": BUYERS[line.buyer_kind],
        "kota": line.regency or "",
    }
    opens = scope_of(filters.reader).places("view", "order")
    links = {}
    if opens is None or line.facility_id in opens:
        links["nomor"] = reverse("orders:staff_order", args=[line.number])
    return Row(tuple(values[column.key] for column in columns), links)
