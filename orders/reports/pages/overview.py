"""Ringkasan: the first page, all figures of a span at a glance."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from ..filters import Filters
from ..links import address
from ..report import (
    COUNT,
    RUPIAH,
    Chart,
    Column,
    Line,
    ProvinceMap,
    Report,
    Row,
    Table,
    Tile,
)
from ..sales_figures import Figures, Point, SalesFigures, Slice
from ..spans import Span
from ..typed_at_once import TypedAtOnce
from ..typed_tiles import typed_tiles
from .by_channel import part_bars
from .by_facility import active_tile, facility_bars, facility_table
from .by_product import best_products, product_bars, product_table
from .columns import COUNTED, FIGURES, links, sales_tiles, step_name, values
from .cuts import by_buyer_kind, by_category, by_channel
from .parts import part_table, stacked, step_table
from .places import Place, places_of

TOP = 10
UNCUT = "untuk semua kategori, jalur, dan pembeli"


def overview(filters: Filters, at: datetime) -> Report:
    """All tiles, and sales cut every way."""
    sales = SalesFigures(filters)
    earlier = filters.span.before()
    now, last_year, before = sales.slices(filters.span, filters.span.last_year(), earlier)
    steps = [one.total for one in now]
    then = sum((one.total for one in before), Figures())
    best = best_products(sales, filters, by="net", shown=TOP)
    category, channel, buyer = by_category(filters), by_channel(), by_buyer_kind()
    places = places_of(filters)
    place_tiles, place_charts, place_tables = _by_place(filters, sales, places)
    return Report(
        "ringkasan",
        "Ringkasan",
        filters,
        at,
        (
            *sales_tiles(filters, steps, then, earlier.label),
            *_typed_tiles(filters),
            *place_tiles,
            _product_tile(filters, places),
        ),
        (
            Line("omzet", "Omzet", _points(now), _points(last_year), table="waktu"),
            *place_charts,
            stacked(category, now, "Omzet per kategori"),
            part_bars(filters, channel, now, "Omzet per jalur"),
            part_bars(filters, buyer, now, "Omzet per pembeli"),
            product_bars(filters, best, by="net"),
        ),
        (
            _time_table(filters, now, last_year),
            *place_tables,
            part_table(filters, category, now, "Rincian per kategori"),
            step_table(filters, category, now, "Omzet per kategori menurut waktu"),
            part_table(filters, channel, now, "Rincian per jalur"),
            part_table(filters, buyer, now, "Rincian per pembeli"),
            product_table(filters, best, sum(steps, Figures()), by="net"),
        ),
        notes=(COUNTED,),
    )


def _by_place(
    filters: Filters, sales: SalesFigures, places: list[Place]
) -> tuple[tuple[Tile, ...], tuple[Chart, ...], tuple[Table, ...]]:
    """Facilities and provinces, for who reads more than one facility."""
    if not filters.reach.is_many:
        return (), (), ()
    figures, before = sales.facilities_in(filters.span, filters.span.before())
    sold = [(place, figures[place.pk]) for place in places if place.pk in figures]
    provinces = _provinces(places, figures)
    return (
        (active_tile(filters, figures, before, len(places)),),
        (facility_bars(filters, sold), _province_map(filters, provinces)),
        (
            facility_table(filters, places, figures, shown=TOP),
            _province_table(filters, provinces),
        ),
    )


Provinces = dict[tuple[str, str, str], list[Figures]]


def _provinces(places: list[Place], figures: dict[int, Figures]) -> Provinces:
    """Figures of the selling facilities by (code, name, slug) of their province."""
    provinces: Provinces = defaultdict(list)
    for place in places:
        own = provinces[place.province_code, place.province, place.province_slug]
        if place.pk in figures:
            own.append(figures[place.pk])
    return dict(sorted(provinces.items()))


def _province_map(filters: Filters, provinces: Provinces) -> ProvinceMap:
    rows = tuple(
        (code, name, sum(parts, Figures()).net, address("upt", filters, provinsi=slug))
        for (code, name, slug), parts in provinces.items()
    )
    return ProvinceMap("peta", "Omzet per provinsi", rows, table="provinsi")


def _province_table(filters: Filters, provinces: Provinces) -> Table:
    rows = []
    for (_, name, slug), parts in provinces.items():
        total = sum(parts, Figures())
        there = {"provinsi": address("upt", filters, provinsi=slug)}
        rows.append(
            Row(
                (name, sum(one.units > 0 for one in parts), *values(total)),
                there | links(total, filters, provinsi=slug),
            )
        )
    columns = (
        Column("provinsi", "Provinsi"),
        Column("menjual", "UPT yang menjual", COUNT, is_total=True),
        *FIGURES,
    )
    return Table("provinsi", "Rincian per provinsi", columns, tuple(rows))


def _time_table(filters: Filters, now: list[Slice], last_year: list[Slice]) -> Table:
    """Step by step; a step that only the year before has stands in a row of its own."""
    rows = []
    for one, other in zip_longest(now, last_year):
        then = other.total.net if other else None
        behind = {}
        if other:
            behind["tahun-lalu"] = _omzet(filters, other)
        if one:
            days = Span(one.start, one.end).query
            behind |= {
                "waktu": address("penjualan", filters, **days),
                "omzet": _omzet(filters, one),
            }
        row = (step_name(one or other), one.total.net if one else None, then)
        rows.append(Row(row, {key: link for key, link in behind.items() if link}))
    columns = (
        Column("waktu", "Waktu"),
        Column("omzet", "Omzet (Rp)", RUPIAH, is_total=True),
        Column("tahun-lalu", "Setahun sebelumnya (Rp)", RUPIAH, is_total=True),
    )
    return Table("waktu", "Omzet menurut waktu", columns, tuple(rows))


def _omzet(filters: Filters, one: Slice) -> str:
    return links(one.total, filters, **Span(one.start, one.end).query).get("omzet", "")


def _points(slices: list[Slice]) -> tuple[Point, ...]:
    return tuple(Point(one.start, one.end, one.total) for one in slices)


def _typed_tiles(filters: Filters) -> list[Tile]:
    tiles = typed_tiles(filters, TypedAtOnce.of(filters)).values()
    if not filters.dimensions:
        return list(tiles)
    return [replace(tile, note=_joined(tile.note, UNCUT)) for tile in tiles]


def _joined(*words: str) -> str:
    return ", ".join(word for word in words if word)


def _product_tile(filters: Filters, places: list[Place]) -> Tile:
    return Tile(
        "Produk Aktif",
        sum(place.products for place in places),
        COUNT,
        link=address("produk", filters),
        note="tayang di galeri hari ini",
    )
