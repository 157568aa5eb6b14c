"""A report as CSV: what it is first, then the headline figures, then each table below its title."""

import csv
import io
from collections.abc import Iterator

from catalog.sheets.cells import neutral

from ..readers import facts_of
from ..report import DAY, PERCENT, Report, Table, Value, shown

TILE_TITLES = ("Angka utama", "Nilai", "Sebelumnya", "Dibandingkan dengan", "Keterangan")


def write_csv(report: Report) -> bytes:
    """With a mark and semicolons, as the other lists of the site: a double click opens columns."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(_lines(report))
    return out.getvalue().encode("utf-8-sig")


def _lines(report: Report) -> Iterator[list]:
    yield ["Laporan", neutral(report.title)]
    for label, text in facts_of(report):
        yield [label, neutral(text)]
    if report.tiles:
        yield []
        yield [*TILE_TITLES]
    for tile in report.tiles:
        amounts = (_cell(value, tile.kind) for value in (tile.value, tile.before))
        label = tile.before_label if tile.before is not None else ""
        yield [neutral(tile.label), *amounts, neutral(label), neutral(tile.note)]
    for table in report.tables:
        yield []
        yield [neutral(table.title)]
        yield from _table(table)
    if report.notes:
        yield []
    for note in report.notes:
        yield [neutral(note)]


def _table(table: Table) -> Iterator[list]:
    yield [neutral(column.label) for column in table.columns]
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        yield [_cell(value, kind) for value, kind in zip(row.values, kinds, strict=True)]
    if table.totals:
        yield [_cell(value, kind) for value, kind in zip(table.totals, kinds, strict=True)]
    if not table.rows:
        yield [neutral(table.empty)]
    if table.note:
        yield [neutral(table.note)]


def _cell(value: Value, kind: str) -> int | str:
    """Numbers bare and days by ISO, so that a program reads them; shares with a comma and %."""
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    if kind == DAY:
        return value.isoformat()
    return shown(value, PERCENT) if kind == PERCENT else value
