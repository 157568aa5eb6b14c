"""The four copies of a report, each read back into the words a person reads."""

import csv
import io
import re
from datetime import datetime
from html.parser import HTMLParser

from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from pypdf import PdfReader

from catalog.dates import tanggal
from catalog.money import ribuan, rupiah
from catalog.sheets.cells import plain

SPAN = {"rentang": f"{timezone.localdate().year}"}
# What a spreadsheet would compute, and what the paper's layout would obey.
HOSTILE = '=HYPERLINK("http://contoh.id") *tebal* #panic("x") <b> $x$ [a]'


class Screen(HTMLParser):
    """Rows of all tables of reports in a page, and the pairs below them."""

    def __init__(self, html: str):
        super().__init__()
        self.tables, self.facts = [], {}
        self.is_table = self.is_cell = False
        self.key = self.label = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        css = dict(attrs).get("class", "") or ""
        if "tabel-isi" in css.split():
            self.is_table = True
            self.tables.append([])
        elif self.is_table and tag == "tr":
            self.tables[-1].append([])
        elif self.is_table and tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.is_cell = True
        elif tag in ("dt", "dd"):
            self.key = tag

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.is_cell = False
        elif tag in ("section", "details"):
            self.is_table = False
        elif tag in ("dt", "dd"):
            self.key = ""

    def handle_data(self, data):
        if self.is_cell:
            self.tables[-1][-1][-1] += data
        elif self.key == "dt":
            self.label = data
        elif self.key == "dd":
            self.facts[self.label] = data


def from_screen(html: str) -> tuple[dict, list]:
    """(facts, tables as rows of words)."""
    screen = Screen(html)
    return screen.facts, screen.tables


def from_xlsx(content: bytes) -> tuple[dict, list]:
    """The same from a workbook, its formulas computed here."""
    book = load_workbook(io.BytesIO(content))
    first = book.worksheets[0]
    facts = {row[0].value: plain(row[1].value) for row in first.iter_rows() if _is_pair(row)}
    return facts, [_rows_of(sheet) for sheet in book.worksheets[1:]]


def results_in_xlsx(content: bytes) -> dict:
    """What readers see that compute nothing: (sheet, cell) -> (stored result, result computed)."""
    computed = load_workbook(io.BytesIO(content))
    stored = load_workbook(io.BytesIO(content), data_only=True)
    return {
        (sheet.title, cell.coordinate): (stored[sheet.title][cell.coordinate].value, _sum(cell))
        for sheet in computed.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def _is_pair(row) -> bool:
    return len(row) > 1 and bool(row[0].value and row[1].value) and row[1].data_type == "s"


def _rows_of(sheet) -> list:
    rows = []
    for row in sheet.iter_rows():
        if all(cell.value is None for cell in row):
            break  # what comes after is the note
        rows.append([_words(cell) for cell in row])
    return rows


def _words(cell) -> str:
    value = _sum(cell) if cell.data_type == "f" else cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, datetime):
        return tanggal(value.date())
    if "Rp" in cell.number_format:
        return rupiah(value)
    if "%" in cell.number_format:
        return f"{round(value * 100, 1):.1f}%".replace(".", ",").replace(",0%", "%")
    return f"{ribuan(value)} g" if cell.number_format.endswith('g"') else ribuan(value)


def _sum(cell) -> int:
    """The only formula there is."""
    found = re.fullmatch(r"=SUM\(([A-Z]+\d+:[A-Z]+\d+)\)", cell.value)
    left, top, right, bottom = range_boundaries(found[1])
    rows = cell.parent.iter_rows(top, bottom, left, right)
    return sum(one.value for row in rows for one in row if isinstance(one.value, int))


def from_csv(content: bytes, report) -> tuple[dict, list]:
    """The same from CSV; what a number means says the column of the report."""
    blocks = [[]]
    for line in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"):
        if line:
            blocks[-1].append([plain(cell) for cell in line])
        else:
            blocks.append([])
    facts = dict(blocks[0])
    after = 2 if report.tiles else 1
    tables = []
    for table, (title, *rows) in zip(report.tables, blocks[after:], strict=False):
        assert title == [table.title]
        if table.note:
            assert rows.pop() == [table.note]
        kinds = ["count" if column.is_bare else column.kind for column in table.columns]
        if len(rows) > 1 and table.rows:
            rows[1:] = [[_csv_words(c, k) for c, k in zip(r, kinds, strict=True)] for r in rows[1:]]
        tables.append(rows)
    return facts, tables


def _csv_words(cell: str, kind: str) -> str:
    if kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return tanggal(datetime.fromisoformat(cell).date())
    if not re.fullmatch(r"-?\d+", cell):
        return cell
    number = int(cell)
    return {"rupiah": rupiah(number), "count": ribuan(number), "grams": f"{ribuan(number)} g"}.get(
        kind, cell
    )


def text_of(pdf: bytes) -> str:
    """The paper without white space: lines break elsewhere there."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)
