"""e-Katalog: what offices bought through it, and which products stand there."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from catalog.models import Product
from orders.models.orders import Channel

from ..filters import CUTS, Filters, word_of
from ..links import LINES, address
from ..report import COUNT, RUPIAH, Column, Line, Report, Row, Table, Tile
from ..sales_figures import Figures, Point, SalesFigures
from .by_facility import facility_bars, facility_table
from .columns import COUNTED, OF_PRODUCTS, sales_tiles, values
from .cuts import by_buyer_kind
from .parts import part_table
from .places import places_of

WRITTEN_BY_HAND = (
    "Penjualan lewat e-Katalog dicatat petugas di halaman Kanal lain; alamat e-Katalog diisi pada "
    "halaman produk."
)


def sales_in_e_catalogue(filters: Filters, at: datetime) -> Report:
    """The channel of the e-Katalog alone, whatever channel the address says."""
    filters = replace(filters, channel=Channel.E_CATALOGUE, heeds=CUTS)
    sales, earlier = SalesFigures(filters), filters.span.before()
    now, before = sales.slices(filters.span, earlier)
    figures, places = sales.by_facility(filters.span), places_of(filters)
    products = _products(filters, sales.by_product(filters.span))
    sold = [(place, figures[place.pk]) for place in places if place.pk in figures]
    then = sum((one.total for one in before), Figures())
    points = tuple(Point(one.start, one.end, one.total) for one in now)
    charts = [Line("omzet", "Omzet lewat e-Katalog", points)]
    if filters.reach.is_many:
        charts.append(facility_bars(filters, sold))
    listed = sum(bool(product.ekatalog_url) for product, _ in products)
    tiles = (
        *sales_tiles(filters, [one.total for one in now], then, earlier.label),
        Tile("Produk di e-Katalog", listed, COUNT, link="#t-produk",
             note="yang alamatnya sudah diisi UPT"),
    )  # fmt: skip
    tables = (
        facility_table(filters, [place for place, _ in sold], figures),
        part_table(filters, by_buyer_kind(), now, "Rincian per pembeli"),
        _product_table(filters, products),
    )
    return Report(
        "e-katalog", "e-Katalog", filters, at, tiles, tuple(charts), tables,
        (WRITTEN_BY_HAND, COUNTED),
    )  # fmt: skip


def _products(filters: Filters, sold: dict[int, Figures]) -> list[tuple[Product, Figures]]:
    """Products with an address there or sold through it, most omzet first. One query."""
    rows = filters.reach.of(Product.objects.order_by()).filter(filters.category_condition())
    rows = rows.filter(~Q(ekatalog_url="") | Q(pk__in=sold)).select_related("facility")
    found = [(product, sold.get(product.pk, Figures())) for product in rows]
    return sorted(found, key=lambda pair: (-pair[1].net, pair[0].name, pair[0].pk))


def _product_table(filters: Filters, products: list[tuple[Product, Figures]]) -> Table:
    columns = (
        Column("produk", "Produk"),
        Column("upt", "UPT"),
        *OF_PRODUCTS,
        Column("harga", "Harga mulai (Rp)", RUPIAH),
        Column("alamat", "Alamat di e-Katalog"),
    )
    rows = []
    for product, figures in products:
        sums = values(figures)[1:]
        there = {"upt": address("e-katalog", filters, upt=product.facility.slug)}
        lines = address(LINES, filters, produk=word_of(product.slug, product.pk))
        there |= {column.key: lines for column, sum_ in zip(OF_PRODUCTS, sums, strict=True) if sum_}
        if product.is_live:
            there["produk"] = reverse("catalog:product_detail", args=[product.slug, product.pk])
        if product.ekatalog_url:
            there["alamat"] = product.ekatalog_url
        values_ = (product.name, product.facility.short_name, *sums, product.price_from,
                   product.ekatalog_url)  # fmt: skip
        rows.append(Row(values_, there))
    return Table(
        "produk", "Produk di e-Katalog", columns, tuple(rows),
        "Produk tanpa alamat terjual lewat e-Katalog, tetapi UPT belum mengisi alamatnya.",
        "Belum ada produk dengan alamat e-Katalog.",
    )  # fmt: skip
