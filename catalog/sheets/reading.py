"""An XLSX or CSV file as rows of plain text. Nothing in it is ever evaluated.

Source: docs/rules/sheets.md.
"""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from openpyxl import load_workbook

from .cells import cleaned, folded
from .errors import SheetRefused

MAX_BYTES = 8_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 20_000
# What a packed file may grow to when it is opened.
MAX_UNPACKED_BYTES = 120_000_000
MAX_PARTS = 200
DELIMITERS = (";", ",", "\t", "|")
TITLES_WITHIN = 10  # rows above the titles that a file may begin with
XLSX = b"PK\x03\x04"
STRANGERS = (
    (b"\xd0\xcf\x11\xe0", "Ini berkas Excel lama (.xls). Simpan sebagai .xlsx atau CSV."),
    (b"%PDF", "Ini berkas PDF. Kirim berkas Excel (.xlsx) atau CSV."),
    (b"<", "Ini halaman web. Buka dengan Excel, lalu simpan sebagai .xlsx atau CSV."),
    (b"{", "Ini bukan tabel. Kirim berkas Excel (.xlsx) atau CSV."),
)
BROKEN = "Berkas Excel ini rusak atau dikunci. Simpan sekali lagi sebagai .xlsx, lalu kirim."
NO_LETTERS = "Huruf dalam berkas ini tidak dikenali. Simpan sebagai CSV UTF-8 lalu kirim lagi."
NO_TABLE = "Tidak ada tabel di berkas ini: kolomnya harus dipisahkan titik koma, koma, atau tab."


@dataclass(frozen=True)
class Table:
    """The table of a file.

    titles: the row that names the columns; rows: cells as text, blank rows left out, each as wide
    as the titles; numbers: for each row its line in the file, from 1, as a spreadsheet shows it.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]

    def as_json(self) -> dict:
        return {"titles": self.titles, "rows": self.rows, "numbers": self.numbers}

    @classmethod
    def from_json(cls, kept: dict) -> "Table":
        rows = tuple(tuple(row) for row in kept["rows"])
        return cls(tuple(kept["titles"]), rows, tuple(kept["numbers"]))


def read_table(data: bytes, *, title: str = "") -> Table:
    """The table in a file, XLSX or CSV by its first bytes.

    title: folded title of a column that must be there; the row that holds it names the columns.
    "": the first row does. Raises SheetRefused for an empty, too large or foreign file, and for
    one without such a table.
    """
    if len(data) > MAX_BYTES:
        raise SheetRefused("Berkas lebih dari 8 MB. Bagi menjadi beberapa berkas.")
    if not data.strip():
        raise SheetRefused("Berkas ini kosong.")
    lines = _from_xlsx(data) if data.startswith(XLSX) else _from_csv(data)
    return _table(lines, title)


def _table(lines: Iterable[tuple[int, Sequence[str]]], title: str) -> Table:
    titles: tuple[str, ...] = ()
    rows, numbers = [], []
    for number, line in lines:
        cells = _trimmed([cleaned(cell) for cell in line])
        if not cells:
            continue
        if not titles:
            if not title or title in map(folded, cells):
                titles = cells
            elif number > TITLES_WITHIN:
                break
            continue
        if len(rows) == MAX_ROWS:
            raise SheetRefused(
                "Berkas berisi lebih dari 5.000 baris. Bagi menjadi beberapa berkas."
            )
        if any(len(cell) > MAX_CELL for cell in cells):
            raise SheetRefused(f"Baris {number}: ada sel yang lebih panjang dari 20.000 huruf.")
        rows.append((*cells[: len(titles)], *[""] * (len(titles) - len(cells))))
        numbers.append(number)
    if not titles:
        raise SheetRefused(
            f"Kolom {title.upper()} tidak ditemukan. Mulailah dari lembar contoh."
            if title
            else NO_TABLE
        )
    if len(titles) > MAX_COLUMNS:
        raise SheetRefused(f"Berkas berisi lebih dari {MAX_COLUMNS} kolom.")
    if twice := [name for name, n in Counter(folded(t) for t in titles if t).items() if n > 1]:
        raise SheetRefused(f"Kolom {twice[0]} ada dua kali. Hapus salah satunya.")
    if not rows:
        raise SheetRefused("Lembar ini belum berisi baris di bawah judul kolomnya.")
    return Table(titles, tuple(rows), tuple(numbers))


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    """Without the empty cells at its end."""
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _from_xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows of the first sheet. A cell with a formula gives its letters, never a result."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise SheetRefused("Berkas Excel ini terlalu besar. Hapus gambar dan lembar lain.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says about its own size may be wrong
        lines = sheet.iter_rows(
            max_row=MAX_ROWS + TITLES_WITHIN + 1, max_col=MAX_COLUMNS + 1, values_only=True
        )
        found = [[_as_text(value) for value in line] for line in lines]
        book.close()
    except SheetRefused:
        raise
    except Exception as error:  # the reader of packed XML fails in many ways of its own
        raise SheetRefused(BROKEN) from error
    return iter(list(enumerate(found, start=1)))


def _as_text(value) -> str:
    """A typed cell as an officer would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float):
        # A comma: `1,234` is no whole number, while `1.234` would be read as thousands.
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value)


def _from_csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    start = data.removeprefix(codecs.BOM_UTF8).lstrip()
    for first_bytes, refusal in STRANGERS:
        if start.startswith(first_bytes):
            raise SheetRefused(refusal)
    text = letters_of(data)
    if text is None:
        raise SheetRefused(NO_LETTERS)
    named = re.match(r"\ufeff?sep=([;,\t|])\r?\n", text)  # a line that Excel writes and reads
    if named:
        text = "\n" + text[named.end() :]
    delimiter = named[1] if named else max(DELIMITERS, key=lambda mark: _regularity(text, mark))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _numbered(reader)


def letters_of(data: bytes) -> str | None:
    """The text of a file: UTF-8 with or without mark, UTF-16 with mark, else Windows-1252."""
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
    return None


def _numbered(reader) -> Iterator[tuple[int, list[str]]]:
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise SheetRefused(
            "Ada tanda kutip yang tidak ditutup. Simpan berkasnya sekali lagi."
        ) from error


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """(rows of the most frequent width, that width): the larger, the more of a table."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(cells) for cells in islice(reader, 50))
    except csv.Error:
        return (0, 0)
    return max(((n, width) for width, n in widths.items() if width > 1), default=(0, 0))
