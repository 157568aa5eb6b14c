"""Every figure of every page is the sum of the lines its link leads to, for every reader."""

from datetime import datetime
from functools import cache
from itertools import pairwise
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from facilities.models import Membership
from orders.reports.pages import PAGES
from orders.reports.report import NUMBERS, RUPIAH, Bars, ProvinceMap
from tests.builders import make_category, make_facility, make_officer, make_sales_day

from .sold import sold_world

AT = datetime(2026, 6, 30, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
FIGURES = {"pesanan", "terjual", "penjualan", "kembali", "omzet"}
SALES = ("ringkasan", "penjualan", "upt", "produk", "kanal", "peringkat")


class Reader:
    """Reads reports by their addresses, as one person."""

    def __init__(self, user):
        self.user = user
        self.sums = cache(self._sums)

    def report(self, address, *, as_file=False):
        path, _, query = address.partition("?")
        page = PAGES[urlsplit(path).path.rstrip("/").rpartition("/")[2]]
        filters = page.filters(self.user, QueryDict(query), at=AT)
        assert filters.errors == {}, address
        return page.file(filters, AT) if as_file else page.build(filters, AT)

    def _sums(self, address):
        """What the lines behind an address add up to."""
        table = self.report(address, as_file=True).tables[0]
        rows = [dict(zip((c.key for c in table.columns), row.values, strict=True))
                for row in table.rows]  # fmt: skip
        return {
            "pesanan": sum(row.get("pesanan", 0) for row in rows),
            "terjual": sum(row["terjual"] for row in rows),
            "penjualan": sum(row["omzet"] for row in rows if row["omzet"] > 0),
            "kembali": -sum(row["omzet"] for row in rows if row["omzet"] < 0),
            "omzet": sum(row["omzet"] for row in rows),
        }

    def totals(self, address):
        """The last row of the first table behind an address that has the five figures."""
        tables = self.report(address).tables
        for table in tables:
            keys = [column.key for column in table.columns]
            if {"terjual", "omzet"} <= set(keys):
                totals = table.totals or [0] * len(keys)
                return dict(zip(keys, totals, strict=True))
        raise AssertionError(f"no figures behind {address}")


def figures_of(report):
    """(column key, value, address, row's figures) of every linked cell of a report."""
    for table in report.tables:
        keys = [column.key for column in table.columns]
        kinds = {column.key: column.kind for column in table.columns}
        for row in table.rows:
            values = dict(zip(keys, row.values, strict=True))
            for key, link in row.links.items():
                yield table, key, kinds[key], values, link


@pytest.fixture
def world():
    return sold_world(seed=7)


READERS = ("national_viewer", "regional_viewer", "facility_head")
QUERIES = (
    "rentang=2026", "rentang=2026-03", "dari=2025-12-25&sampai=2026-02-10",
    "rentang=2026&jalur=situs", "rentang=2026&pembeli=instansi&kategori={category}",
)  # fmt: skip


def test_every_figure_is_the_sum_of_its_lines(world):
    where = dict(zip(READERS, (None, world.office, world.facilities[0]), strict=True))
    category = world.facilities[0].products.first().category.slug
    checked = 0
    for role in READERS:
        reader = Reader(make_officer(role, where[role]))
        for query in QUERIES:
            for slug in SALES:
                checked += check(reader, f"/laporan/{slug}/?{query.format(category=category)}")
    assert checked > 1_000


def test_reader_of_parts_of_two_kanwil_is_led_nowhere_else(world):
    """One reads a Kanwil and works elsewhere, one works at facilities of two Kanwil."""
    near, _, far, _ = world.facilities
    both, staff = make_officer("regional_viewer", world.office), make_officer("treasurer", near)
    for user in (both, staff):
        Membership.objects.create(user=user, role="facility_head", facility=far)
    for user in (both, staff):
        reader, addresses = Reader(user), set()
        for slug in ("ringkasan", "upt", "peringkat", "stok", "kualitas-data"):
            address = f"/laporan/{slug}/?rentang=2026"
            if slug in SALES:
                check(reader, address)
            addresses |= {link for *_, link in figures_of(reader.report(address))}
        for link in addresses:
            if link.startswith("/laporan/") and "/bagi-hasil/" not in link:
                reader.report(link)


def test_facility_is_active_by_its_pieces_not_by_first_lines(db):
    """Under a category an order may be counted at a line of another one."""
    place, other = make_facility(), make_facility()
    food = make_category()
    make_sales_day(facility=place, category=food, day=AT.date(), orders=0, units=2)
    make_sales_day(facility=other, day=AT.date())
    reader = Reader(make_officer("national_viewer"))
    for slug in ("upt", "ringkasan"):
        tiles = reader.report(f"/laporan/{slug}/?rentang=2026&kategori={food.slug}").tiles
        assert next(tile for tile in tiles if tile.label == "UPT Aktif").value == 1


def check(reader, address):
    """Follow every link of a page and compare."""
    report, checked = reader.report(address), 0
    for table, key, kind, values, link in figures_of(report):
        place = f"{address}, {table.key}, {key}, {link}"
        if link.startswith("/laporan/baris/") and kind in NUMBERS:
            sums = reader.sums(link)
            assert sums[key if key in sums else "omzet"] == values[key], place
        elif link.startswith("/laporan/baris/"):  # the name of a day or of a product
            assert reader.sums(link)["omzet"] == values["omzet"], place
        elif key == table.key and "terjual" in values:
            behind = reader.totals(link)
            for figure in behind.keys() & values.keys() & FIGURES:
                assert behind[figure] == values[figure], place
        checked += 1
    for chart in report.charts:
        for amount, link in amounts_of(chart):
            key = "omzet" if chart.kind == RUPIAH else "terjual"
            found = reader.sums(link) if "/baris/" in link else reader.totals(link)
            assert found[key] == amount, f"{address}, {chart.key}, {link}"
            checked += 1
    return checked


def amounts_of(chart):
    if isinstance(chart, Bars):
        return [(amount, link) for _, amount, link in chart.rows if link]
    if isinstance(chart, ProvinceMap):
        return [(amount, link) for _, _, amount, link in chart.provinces]
    return []


def test_tiles_lead_to_the_same_figure(world):
    reader = Reader(make_officer("national_viewer"))
    for slug in SALES:
        for tile in reader.report(f"/laporan/{slug}/?rentang=2026").tiles:
            if tile.label in ("Omzet", "Pesanan", "Produk Terjual"):
                behind = {one.label: one.value for one in reader.report(tile.link).tiles}
                assert behind[tile.label] == tile.value


def test_pages_of_lines_hold_every_line_once(world, monkeypatch):
    monkeypatch.setattr("orders.reports.pages.order_lines.SCREEN", 7)
    user = make_officer("national_viewer")
    reader = Reader(user)
    address, seen = "/laporan/baris/?rentang=2026", []
    while address:
        report = reader.report(address)
        assert len(report.tables[0].rows) <= 7
        seen += [row.values for row in report.tables[0].rows]
        address = report.more
    whole = reader.report("/laporan/baris/?rentang=2026", as_file=True).tables[0]
    assert seen == [row.values for row in whole.rows]
    assert len(seen) > 40
    days = [values[0] for values in seen]
    # Newest first by the moment: local days of two zones may differ by one.
    assert all((later - earlier).days <= 1 for earlier, later in pairwise(days))


def test_refund_is_a_negative_line_without_pieces(world):
    report = Reader(make_officer("national_viewer")).report(
        "/laporan/baris/?rentang=2026", as_file=True
    )
    keys = [column.key for column in report.tables[0].columns]
    rows = [dict(zip(keys, row.values, strict=True)) for row in report.tables[0].rows]
    back = [row for row in rows if row["jenis"] == "Dana kembali"]
    assert back
    assert all(row["omzet"] < 0 and row["terjual"] == row["pesanan"] == 0 for row in back)
