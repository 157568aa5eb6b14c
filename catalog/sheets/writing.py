"""Rows as an XLSX or CSV file that opens well where Indonesian is written, and computes nothing."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .cells import Cell, neutral
from .errors import SheetRefused

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# A packed sheet is built in memory; longer lists go out as CSV.
MAX_XLSX_ROWS = 20_000
WIDEST = 42

Rows = Iterable[Sequence[Cell]]


def write(kind: str, titles: Sequence[str], rows: Rows, *, notes: Rows = ()) -> bytes:
    """The file. kind: key of KINDS; notes: rows of a second sheet that explains the columns.

    Texts that a spreadsheet would compute carry an apostrophe. Raises SheetRefused when the list
    is too long for XLSX.
    """
    return _as_xlsx(titles, rows, notes) if kind == "xlsx" else _as_csv(titles, rows)


def _as_csv(titles: Sequence[str], rows: Rows) -> bytes:
    """With a mark and semicolons: a double click opens it in columns."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _as_xlsx(titles: Sequence[str], rows: Rows, notes: Rows) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Lembar")
    sheet.freeze_panes = "B2"
    for place, title in enumerate(titles, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(12, min(WIDEST, len(title) + 4))
    sheet.append([_bold(sheet, title) for title in titles])
    for number, row in enumerate(rows, start=1):
        if number > MAX_XLSX_ROWS:
            raise SheetRefused("Lebih dari 20.000 baris: unduh sebagai CSV.")
        sheet.append([neutral(cell) for cell in row])
    notes = list(notes)
    if notes:
        _add_notes(book, notes)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_notes(book: Workbook, notes: list[Sequence[Cell]]) -> None:
    sheet = book.create_sheet("Petunjuk")
    for letter, width in zip("ABC", (26, 70, 34), strict=True):
        sheet.column_dimensions[letter].width = width
    for number, row in enumerate(notes):
        cells = [WriteOnlyCell(sheet, neutral(cell)) for cell in row]
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0)
        sheet.append(cells)


def _bold(sheet, title: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, title)
    cell.font = Font(bold=True)
    return cell
