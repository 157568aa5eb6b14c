"""Reports on the screen: values as people read them, rows cell by cell, charts drawn."""

from collections import Counter
from dataclasses import replace

from django import template

from orders.reports.charts import Drawing
from orders.reports.charts import drawn as drawn_chart
from orders.reports.headline import Headline
from orders.reports.headline import headline as headline_of
from orders.reports.report import Chart, Column, ProvinceMap, Row, Table, Tile
from orders.reports.report import shown as written

register = template.Library()

# Rows of a table that a screen shows before one asks for all; a file has them all at once.
SCREEN_ROWS = 100
# Rows of a file that a browser can still scroll through.
MOST_ROWS = 5_000


@register.filter
def shown(value, kind: str) -> str:
    """A value of a report by its kind."""
    return written(value, kind)


@register.filter
def headline(tile: Tile) -> Headline:
    """A tile as people read it."""
    return headline_of(tile)


@register.filter
def compared_with(tiles: tuple[Tile, ...]) -> str:
    """The span that most tiles are compared with; "" when none is."""
    labels = Counter(tile.before_label for tile in tiles if tile.before is not None)
    return labels.most_common(1)[0][0] if labels else ""


@register.filter
def drawn(charts: tuple[Chart, ...]) -> list[Drawing]:
    """Charts as SVG draws them, two in a row; one that is left over takes the whole row.

    A map of a single province says nothing that its table does not.
    """
    drawings = [
        drawn_chart(chart)
        for chart in charts
        if not (isinstance(chart, ProvinceMap) and len(chart.provinces) < 2)
    ]
    narrow = [place for place, one in enumerate(drawings) if not one.is_wide]
    if len(narrow) % 2:
        drawings[narrow[-1]] = replace(drawings[narrow[-1]], is_wide=True)
    return drawings


@register.filter
def cells(table: Table) -> list[list[dict]]:
    """All rows as cells with text, link and column."""
    return [_cells(table.columns, row) for row in table.rows]


@register.filter
def screen_cells(table: Table, shows_all: bool) -> list[list[dict]]:
    """The first rows, or as many as a browser bears."""
    most = MOST_ROWS if shows_all else SCREEN_ROWS
    return [_cells(table.columns, row) for row in table.rows[:most]]


@register.filter
def hidden_rows(table: Table, shows_all: bool) -> int:
    """How many rows the screen leaves out."""
    return max(0, len(table.rows) - (MOST_ROWS if shows_all else SCREEN_ROWS))


@register.filter
def total_cells(table: Table) -> list[dict]:
    """The last row."""
    return _cells(table.columns, Row(table.totals)) if table.totals else []


def _cells(columns: tuple[Column, ...], row: Row) -> list[dict]:
    return [
        {
            "text": column.shown(value),
            "link": row.links.get(column.key, ""),
            "column": column,
        }
        for column, value in zip(columns, row.values, strict=True)
    ]
