"""A report as XLSX: a sheet that says what it is, then a sheet for each table."""

import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from catalog.sheets.cells import neutral

from ..readers import facts_of, letterhead_of
from ..report import COUNT, DAY, GRAMS, PERCENT, RUPIAH, TEXT, Report, Table, Value
from .comma_separated import TILE_TITLES
from .errors import FileRefused
from .formulas import with_results

MAX_ROWS = 20_000
NARROWEST, WIDEST = 11, 48
# The reader's own spreadsheet puts dot or comma; 0x421 is Indonesian.
FORMATS = {
    RUPIAH: "[$Rp-421]#,##0;-[$Rp-421]#,##0",
    COUNT: "#,##0",
    DAY: "[$-421]d\\ mmmm\\ yyyy",
    PERCENT: "0.0%",
    GRAMS: '#,##0" g"',
    TEXT: "@",
}
BOLD, TITLE = Font(bold=True), Font(bold=True, size=14)
RULE = Side(style="thin", color="8A4A1C")
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")  # in the name of a sheet


def write_xlsx(report: Report) -> bytes:
    """Numbers and days as such, texts never computed, sums as formulas over the rows.

    Raises FileRefused for more than MAX_ROWS rows.
    """
    if sum(len(table.rows) for table in report.tables) > MAX_ROWS:
        raise FileRefused("Lebih dari 20.000 baris: unduh sebagai CSV atau persempit rentangnya.")
    book = Workbook(write_only=True)
    book.properties.title = report.title
    book.properties.creator = "Galeri UMKM Pemasyarakatan"
    facts = facts_of(report)
    code = facts[-1][1]
    _add_first(book, report, facts)
    names, results = {"keterangan"}, [{}]
    for table in report.tables:
        sheet = book.create_sheet(_name(table.title, names))
        results.append(_fill(sheet, table))
        _set_for_paper(sheet, code)
    out = io.BytesIO()
    book.save(out)
    return with_results(out.getvalue(), results)


def _add_first(book: Workbook, report: Report, facts: list[tuple[str, str]]) -> None:
    sheet = book.create_sheet("Keterangan")
    for letter, width in zip("ABCDE", (24, 24, 24, 34, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    head = letterhead_of(report)
    for line in [*head.lines, *([head.contact] if head.contact else [])]:
        sheet.append([_cell(sheet, line, TEXT, font=BOLD)])
    sheet.append([])
    sheet.append([_cell(sheet, report.title, TEXT, font=TITLE)])
    for label, text in facts:
        sheet.append([_cell(sheet, label, TEXT), _cell(sheet, text, TEXT, font=BOLD)])
    if report.tiles:
        sheet.append([])
        sheet.append([_cell(sheet, title, TEXT, font=BOLD) for title in TILE_TITLES])
    for tile in report.tiles:
        label = tile.before_label if tile.before is not None else ""
        kinds = (TEXT, tile.kind, tile.kind, TEXT, TEXT)
        values = (tile.label, tile.value, tile.before, label, tile.note)
        sheet.append(_cells(sheet, values, kinds))
    sheet.append([])
    for note in report.notes:
        sheet.append([_cell(sheet, note, TEXT)])
    sheet.append(
        [_cell(sheet, "Kode periksa sama berarti angkanya sama, di berkas mana pun.", TEXT)]
    )
    _set_for_paper(sheet, facts[-1][1])


def _fill(sheet, table: Table) -> dict[str, int]:
    """Header, rows and sums. Returns the result of each formula, for readers that compute none."""
    kinds = [COUNT if column.is_bare else column.kind for column in table.columns]
    last = len(table.rows) + 1
    sheet.freeze_panes = "B2"
    for place, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append(_header(sheet, table))
    for row in table.rows:
        sheet.append(_cells(sheet, row.values, kinds))
    results = {}
    if table.rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(kinds))}{last}"
    if table.totals:
        sums = []
        for place, (column, total) in enumerate(zip(table.columns, table.totals, strict=True)):
            letter = get_column_letter(place + 1)
            formula = f"SUM({letter}2:{letter}{last})" if column.is_total else ""
            if formula:
                results[formula] = total
            sums.append(_cell(sheet, total, kinds[place], font=BOLD, formula=formula))
        sheet.append(sums)
    if not table.rows:
        sheet.append([_cell(sheet, table.empty, TEXT)])
    if table.note:
        sheet.append([])
        sheet.append([_cell(sheet, table.note, TEXT)])
    return results


def _header(sheet, table: Table) -> list[WriteOnlyCell]:
    cells = [_cell(sheet, column.label, TEXT, font=BOLD) for column in table.columns]
    for cell, column in zip(cells, table.columns, strict=True):
        side = "right" if column.is_number else "left"
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
        cell.border = Border(bottom=RULE)
    return cells


def _cells(sheet, values: Sequence[Value], kinds: Iterable[str]) -> list[WriteOnlyCell]:
    return [_cell(sheet, value, kind) for value, kind in zip(values, kinds, strict=True)]


def _cell(sheet, value: Value, kind: str, *, font=None, formula: str = "") -> WriteOnlyCell:
    """One cell. A word in a column of numbers ("kurang dari 5") stays a word."""
    if isinstance(value, str):
        value, kind = neutral(value), TEXT
    elif kind == PERCENT and value is not None:
        value = value / 1000
    cell = WriteOnlyCell(sheet, f"={formula}" if formula else value)
    if isinstance(value, str) and not formula:
        cell.data_type = "s"  # never computed, whatever it begins with
    if kind != TEXT:
        cell.number_format = FORMATS[kind]
    if font:
        cell.font = font
    return cell


def _widths(table: Table) -> list[int]:
    widths = []
    for place, column in enumerate(table.columns):
        texts = [column.shown(row.values[place]) for row in table.rows[:500]]
        if table.totals:
            texts.append(column.shown(table.totals[place]))
        longest = max(map(len, [*texts, *column.label.split()]), default=0)
        widths.append(max(NARROWEST, min(WIDEST, longest + 3)))
    return widths


def _set_for_paper(sheet, code: str) -> None:
    """A4 across, as wide as the paper, the header on every page, the code below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.freeze_panes:
        sheet.print_title_rows = "1:1"
    sheet.oddFooter.left.text = f"Kode periksa {code}"
    sheet.oddFooter.right.text = "Halaman &P dari &N"


def _name(title: str, taken: set[str]) -> str:
    """A name a sheet may have: 31 letters at most, some signs forbidden, each name once."""
    name = FORBIDDEN.sub(" ", title)[:31].strip() or "Tabel"
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{name[:27].strip()} {number}"
    taken.add(name.casefold())
    return name
