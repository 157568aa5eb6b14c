"""Values as programs take them: real numbers and days, texts never computed, a code over all."""

import io
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from orders.reports import files
from orders.reports.checksum import checksum_of
from orders.reports.files import workbook
from orders.reports.files.workbook import write_xlsx
from orders.reports.filters import Filters
from orders.reports.report import Column, Report, Row, Table, Tile
from tests.builders import make_officer

from .copies import HOSTILE, SPAN, results_in_xlsx, squeezed, text_of


def report_of(user, *tables, tiles=()):
    today = date(2026, 11, 22)
    filters = Filters.from_request(user, {"rentang": "2026"}, at=AT)
    assert filters.today == today
    return Report("uji", "Uji", filters, AT, tiles, (), tables)


AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
KINDS = (
    Column("nama", "Nama"),
    Column("hari", "Hari", "date"),
    Column("uang", "Uang", "rupiah", is_total=True),
    Column("uang2", "Uang (Rp)", "rupiah", is_total=True),
    Column("orang", "Orang", "count", is_total=True),
    Column("bagian", "Bagian", "percent"),
    Column("panen", "Panen", "grams", is_total=True),
)
ROWS = (
    Row(("Satu", date(2026, 4, 17), -1_250_000, -5, 1_234, 931, 5_400)),
    Row((HOSTILE, None, 2_000_000, 7, "kurang dari 5", -5, None)),
)
TABLE = Table("uji", "Uji [a/b]", KINDS, ROWS, note="=catatan")


@pytest.fixture
def nation():
    return make_officer("national_viewer")


def test_workbook_holds_real_numbers_and_days(nation):
    sheet = load_workbook(io.BytesIO(write_xlsx(report_of(nation, TABLE)))).worksheets[1]
    first, second, total = ([cell.value for cell in row] for row in sheet["A2:G4"])
    first[1] = first[1].date()
    assert first == ["Satu", date(2026, 4, 17), -1_250_000, -5, 1_234, 0.931, 5_400]
    assert second == [f"'{HOSTILE}", None, 2_000_000, 7, "kurang dari 5", -0.005, None]
    assert total == ["Jumlah", None, "=SUM(C2:C3)", "=SUM(D2:D3)", "=SUM(E2:E3)", None,
                     "=SUM(G2:G3)"]  # fmt: skip
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.auto_filter.ref == "A1:G3"
    assert [cell.number_format for cell in sheet[2]][1:] == [
        "[$-421]d\\ mmmm\\ yyyy", "[$Rp-421]#,##0;-[$Rp-421]#,##0", "#,##0", "#,##0", "0.0%",
        '#,##0" g"',
    ]  # fmt: skip


def test_nothing_in_a_workbook_is_computed_but_the_sums(nation):
    tile = Tile('=cmd|"/c calc"!A1', 5, before=4, before_label="+1", note="@SUM(A1)")
    titled = Table("a", "=1+1", (Column("b", "=2+2"),), (Row(("=3+3",)), Row(("-4",))))
    book = load_workbook(io.BytesIO(write_xlsx(report_of(nation, TABLE, titled, tiles=(tile,)))))
    formulas = {
        cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {"=SUM(C2:C3)", "=SUM(D2:D3)", "=SUM(E2:E3)", "=SUM(G2:G3)"}


def test_nothing_in_csv_begins_like_a_formula(nation):
    tile = Tile("=1+1", 5, before=4, before_label="+1", note="@SUM(A1)")
    text = files.FILES["csv"].write(report_of(nation, TABLE, tiles=(tile,))).decode("utf-8-sig")
    cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(";")]
    begins = [cell for cell in cells if cell[:1] in ("=", "+", "@", "-", "\t")]
    assert begins == ["-1250000", "-5", "-0,5%"]


def test_sums_read_the_same_where_nothing_is_computed(nation):
    results = results_in_xlsx(write_xlsx(report_of(nation, TABLE)))
    assert list(results.values()) == [(750_000, 750_000), (2, 2), (1_234, 1_234), (5_400, 5_400)]


def test_without_the_step_that_adds_them_previews_show_no_sums(nation, monkeypatch):
    """The twin: openpyxl alone writes formulas without results."""
    monkeypatch.setattr(workbook, "with_results", lambda book, results: book)
    results = results_in_xlsx(write_xlsx(report_of(nation, TABLE)))
    assert {stored for stored, computed in results.values()} == {None}


def test_tables_of_the_same_or_a_long_name_keep_their_sheets(nation):
    long = "Omzet menurut kabupaten dan kota pembeli"
    tables = [Table(str(n), long, KINDS, ROWS) for n in range(3)]
    book = load_workbook(io.BytesIO(write_xlsx(report_of(nation, *tables))))
    names = book.sheetnames
    assert len({name.casefold() for name in names}) == 4
    assert max(map(len, names)) <= 31


def test_paper_prints_texts_as_they_are(nation):
    on_paper = text_of(files.FILES["pdf"].write(report_of(nation, TABLE)))
    assert squeezed(HOSTILE) in on_paper


def test_paper_survives_a_sign_its_font_lacks(nation):
    emoji = Table("a", "Uji", (Column("b", "Nama"),), (Row(("Tas \N{GRINNING FACE}",)),))
    on_paper = text_of(files.FILES["pdf"].write(report_of(nation, emoji)))
    assert "Tas" in on_paper


def test_paper_is_the_same_every_time(nation):
    first, second = (files.FILES["pdf"].write(report_of(nation, TABLE)) for _ in range(2))
    assert first == second
    assert PdfReader(io.BytesIO(first)).trailer["/Root"]["/Lang"] == "id-ID"


def test_code_follows_figures_and_filters_not_the_clock(nation):
    report = report_of(nation, TABLE)
    later = Report(**{**vars(report), "printed_at": AT + timedelta(days=1)})
    assert checksum_of(later) == checksum_of(report)
    other_row = Table("uji", "Uji", KINDS, (ROWS[0], Row((*ROWS[1].values[:3], 8, "", 0, None))))
    codes = {
        checksum_of(report),
        checksum_of(report_of(nation, other_row)),
        checksum_of(report_of(nation, TABLE, tiles=(Tile("Omzet", 1),))),
        checksum_of(Report(**{**vars(report), "slug": "lain"})),
    }
    assert len(codes) == 4


def test_code_is_the_same_for_the_same_days_in_other_words(client, official):
    codes = {
        dict(client.get(f"/laporan/penjualan/?{query}").context["facts"])["Kode periksa"]
        for query in ("rentang=2026-03", "dari=2026-03-01&sampai=2026-03-31")
    }
    assert len(codes) == 1


def test_one_screen_of_a_longer_list_has_no_code(client, official, monkeypatch):
    # The package's name for the page is its function, so the module is asked for by path.
    monkeypatch.setattr(import_module("orders.reports.pages.order_lines"), "SCREEN", 2)
    page = client.get("/laporan/baris/", SPAN)
    assert page.context["report"].more
    assert "Kode periksa" not in dict(page.context["facts"])
    assert "Kode periksa" in client.get("/laporan/baris.csv", SPAN).content.decode()
