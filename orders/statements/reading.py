"""A bank's CSV file as rows of plain text. Nothing in it is ever evaluated or kept as it came.

Source: docs/rules/statements.md.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import StatementRefused

MAX_BYTES = 1_000_000
MAX_ROWS = 5_000
MIN_COLUMNS, MAX_COLUMNS = 3, 40
MAX_CELL = 2_000
DELIMITERS = (";", ",", "\t", "|")
# What is sent instead of a CSV file, by its first bytes.
STRANGERS = (
    (b"PK\x03\x04", "Ini berkas Excel (.xlsx). Buka, lalu simpan sebagai CSV dan kirim lagi."),
    (b"\xd0\xcf\x11\xe0", "Ini berkas Excel lama (.xls). Buka, lalu simpan sebagai CSV."),
    (b"%PDF", "Ini berkas PDF. Unduh mutasi sebagai CSV dari internet banking."),
    (b"<", "Ini halaman web, bukan CSV. Buka dengan Excel, lalu simpan sebagai CSV."),
    (b"{", "Ini bukan berkas CSV. Unduh mutasi sebagai CSV dari internet banking."),
)
NO_LETTERS = "Huruf dalam berkas ini tidak dikenali. Simpan sebagai CSV UTF-8 lalu kirim lagi."
NO_TABLE = "Tidak ada tabel di berkas ini: kolomnya harus dipisahkan titik koma, koma, atau tab."
NOT_A_TABLE = (0, 0)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
AS_TEXT = re.compile(r'="([^"]*)"')  # ="0012": how spreadsheets keep a number as text


@dataclass(frozen=True)
class Sheet:
    """The table of a file. rows: cells as plain text, blank rows left out.

    numbers: for each row its line number in the file, from 1, as a spreadsheet shows it.
    """

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max(map(len, self.rows))


def text_of(data: bytes) -> str:
    """The file's text: UTF-8 with or without mark, UTF-16 with mark, else Windows-1252.

    Raises StatementRefused for an empty, too large or foreign file.
    """
    if len(data) > MAX_BYTES:
        raise StatementRefused("Berkas lebih dari 1 MB. Unduh mutasi untuk masa yang lebih pendek.")
    if not data.strip():
        raise StatementRefused("Berkas ini kosong.")
    start = data.removeprefix(codecs.BOM_UTF8).lstrip()
    for first_bytes, refusal in STRANGERS:
        if start.startswith(first_bytes):
            raise StatementRefused(refusal)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise StatementRefused(NO_LETTERS)


def sheet_of(text: str) -> Sheet:
    """The table in a text: the delimiter is the one that gives most rows of the same width.

    Raises StatementRefused when there is no table, or too much of it.
    """
    named = re.match(r"\ufeff?sep=([;,\t|])\r?\n", text)  # a line that Excel writes and reads
    if named:
        # Kept as an empty line, so that the numbers of the others stay those of the file.
        text = "\n" + text[named.end() :]
    found = [_parsed(text, d) for d in ((named[1],) if named else DELIMITERS)]
    sheet, regularity = max(found, key=lambda pair: pair[1])
    if regularity == NOT_A_TABLE:
        raise StatementRefused(NO_TABLE)
    if len(sheet.rows) > MAX_ROWS:
        raise StatementRefused(
            f"Berkas berisi lebih dari {MAX_ROWS:,} baris.".replace(",", ".")
            + " Unduh mutasi untuk masa yang lebih pendek."
        )
    if sheet.width > MAX_COLUMNS:
        raise StatementRefused(f"Berkas berisi lebih dari {MAX_COLUMNS} kolom.")
    if any(len(cell) > MAX_CELL for row in sheet.rows for cell in row):
        raise StatementRefused("Ada tanda kutip yang tidak ditutup. Unduh berkasnya sekali lagi.")
    return sheet


def _parsed(text: str, delimiter: str) -> tuple[Sheet, tuple[int, int]]:
    """Read with one delimiter, and say how much of a table that gives.

    Stops one row behind the limit, so a long file costs no more.
    """
    rows, numbers, widths = [], [], Counter()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            row = _trimmed([cleaned(cell) for cell in cells])
            if row:
                rows.append(row)
                numbers.append(start)
                widths[len(cells)] += 1
            start = reader.line_num + 1
            if len(rows) > MAX_ROWS:
                break
    except csv.Error:
        return Sheet((), ()), NOT_A_TABLE
    return Sheet(tuple(rows), tuple(numbers)), _regularity(widths)


def cleaned(cell: str) -> str:
    """A cell as plain text: no control characters, one space at most, no wrapping as a formula."""
    cell = re.sub(r"\s+", " ", CONTROL.sub("", cell)).strip()
    as_text = AS_TEXT.fullmatch(cell)
    if as_text:
        cell = as_text[1].strip()
    # An apostrophe before a number or a date: typed so that a spreadsheet leaves it alone.
    return cell[1:].strip() if cell.startswith("'") else cell


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Without the empty cells at its end, which a delimiter behind the last column makes."""
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _regularity(widths: Counter) -> tuple[int, int]:
    """(rows of the most frequent width, that width): the larger, the more of a table."""
    tables = [(count, width) for width, count in widths.items() if width >= MIN_COLUMNS]
    return max(tables, default=NOT_A_TABLE)
