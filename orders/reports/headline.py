"""A tile as people read it: a round figure, the exact one, and what changed, in words."""

from dataclasses import dataclass

from catalog.money import ribuan, rupiah_singkat

from .charts.sparks import spark
from .report import PERCENT, RUPIAH, Tile, shown

MANY_TIMES = 10  # from here on a growth is told in times, not in per cent


@dataclass(frozen=True)
class Headline:
    """value: rounded down, never up; exact: the figure itself where value is shorter.

    change: `naik 24%`; arrow, css: its sign and its dye, never alone; spark: points of a polyline.
    """

    value: str
    exact: str = ""
    change: str = ""
    arrow: str = ""
    css: str = ""
    spark: str = ""


def headline(tile: Tile) -> Headline:
    """How a tile is written."""
    if tile.value is None:
        return Headline("–", spark=spark(tile.points))
    exact = shown(tile.value, tile.kind)
    value = rupiah_singkat(tile.value) if tile.kind == RUPIAH else exact
    change, arrow = _change(tile)
    return Headline(
        value, exact if exact != value else "", change, arrow, _css(tile, arrow), spark(tile.points)
    )


def _change(tile: Tile) -> tuple[str, str]:
    if tile.before is None:
        return "", ""
    more = tile.value - tile.before
    if not more:
        return "tetap", ""
    word, arrow = ("naik", "▲") if more > 0 else ("turun", "▼")
    if tile.kind == PERCENT:
        return f"{word} {shown(abs(more), PERCENT).removesuffix('%')} poin", arrow
    if not tile.before and more > 0 and tile.is_good_up is not False:
        return "sebelumnya belum ada", ""
    if not tile.before:
        return f"{word} dari nol", arrow
    if tile.before > 0 and tile.value >= tile.before * MANY_TIMES:
        return f"naik menjadi {ribuan(tile.value // tile.before)} kali lipat", arrow
    percent = abs(more) * 100 // abs(tile.before)
    return f"{word} {f'{ribuan(percent)}%' if percent else 'kurang dari 1%'}", arrow


def _css(tile: Tile, arrow: str) -> str:
    if not arrow or tile.is_good_up is None:
        return "muted"
    return "up" if (arrow == "▲") == tile.is_good_up else "down"
