"""A report as PDF on the letterhead of the office that reads it, laid out by typst.

Source: docs/decisions/0094-report-files.md.
"""

import json
from pathlib import Path

import typst

from catalog.dates import tanggal
from orders.documents.rendering import STANDARDS, printable

from ..readers import facts_of, letterhead_of, role_of, zone_of
from ..report import TEXT, Report, Table, Tile, shown
from .errors import FileRefused

LAYOUT = Path(__file__).with_name("report.typ")
MAX_ROWS = 2_000  # some sixty pages; nobody leafs through more
MANY_COLUMNS = 6  # more stand across the paper
UNKNOWN = "–"


def write_pdf(report: Report) -> bytes:
    """The sheet that goes upward. The same report gives the same bytes.

    Raises FileRefused for more than MAX_ROWS rows.
    """
    if sum(len(table.rows) for table in report.tables) > MAX_ROWS:
        raise FileRefused("Lebih dari 2.000 baris: unduh sebagai Excel atau persempit rentangnya.")
    sheet, at = sheet_of(report), int(report.printed_at.timestamp())
    try:
        return _compile(sheet, at)
    except typst.TypstError:
        # A sign the font lacks; the standards forbid to leave it out unseen.
        return _compile(printable(sheet), at)


def sheet_of(report: Report) -> dict:
    """The whole text of the paper; only texts, so that it can be JSON and nothing is computed."""
    head, facts = letterhead_of(report), facts_of(report)
    day = tanggal(report.printed_at, zone_of(report.filters.reader))
    return {
        "head": list(head.lines),
        "contact": head.contact,
        "title": report.title,
        "span": report.chosen[0][1],
        "facts": [{"label": label, "text": text} for label, text in facts],
        "code": facts[-1][1],
        "tiles": [_tile(tile) for tile in report.tiles],
        "tables": [_table(table) for table in report.tables],
        "notes": list(report.notes),
        "across": any(len(table.columns) > MANY_COLUMNS for table in report.tables),
        "sign": {"above": f"{head.city or '…………………………'}, {day}", "role": role_of(report.filters.reader)},
    }  # fmt: skip


def _tile(tile: Tile) -> dict:
    before = ""
    if tile.before is not None:
        before = f"{tile.before_label or 'Sebelumnya'}: {shown(tile.before, tile.kind)}"
    value = shown(tile.value, tile.kind) if tile.value is not None else UNKNOWN
    return {"label": tile.label, "value": value, "before": before, "note": tile.note}


def _table(table: Table) -> dict:
    def texts(values) -> list[str]:
        return [column.shown(value) for column, value in zip(table.columns, values, strict=True)]

    return {
        "title": table.title,
        "head": [column.label for column in table.columns],
        "numbers": [column.is_number for column in table.columns],
        "wide": _widest(table),
        "rows": [texts(row.values) for row in table.rows],
        "totals": texts(table.totals) if table.totals else [],
        "note": table.note,
        "empty": table.empty,
    }


def _widest(table: Table) -> int:
    """The column of words with the longest ones: it takes the room that is left."""
    words = [place for place, column in enumerate(table.columns) if column.kind == TEXT]
    return max(
        words or [0],
        key=lambda place: max(
            (len(table.columns[place].shown(row.values[place])) for row in table.rows), default=0
        ),
    )


def _compile(sheet: dict, at: int) -> bytes:
    return typst.compile(
        LAYOUT.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(sheet)},
        pdf_standards=STANDARDS,
        timestamp=at,
    )
