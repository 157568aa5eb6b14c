"""Headline figures: rounded down, and what changed in words."""

import pytest

from orders.reports.headline import headline
from orders.reports.report import COUNT, PERCENT, RUPIAH, Tile


@pytest.mark.parametrize(
    ("tile", "value", "exact", "change", "arrow", "css"),
    [
        (Tile("a", 162_999_999, RUPIAH, 130_000_000),
         "Rp162,9 jt", "Rp162.999.999", "naik 25%", "▲", "up"),
        (Tile("a", 659, COUNT, 700), "659", "", "turun 5%", "▼", "down"),
        (Tile("a", 700, COUNT, 700), "700", "", "tetap", "", "muted"),
        (Tile("a", 5, COUNT, 0), "5", "", "sebelumnya belum ada", "", "muted"),
        (Tile("a", 5, COUNT, 0, is_good_up=False), "5", "", "naik dari nol", "▲", "down"),
        (Tile("a", -5, COUNT, 0), "-5", "", "turun dari nol", "▼", "down"),
        (Tile("a", 560, COUNT, 10), "560", "", "naik menjadi 56 kali lipat", "▲", "up"),
        (Tile("a", 1_001, COUNT, 1_000), "1.001", "", "naik kurang dari 1%", "▲", "up"),
        (Tile("a", 931, PERCENT, 951), "93,1%", "", "turun 2 poin", "▼", "down"),
        (Tile("a", 9, COUNT, 6, is_good_up=False), "9", "", "naik 50%", "▲", "down"),
        (Tile("a", 9, COUNT, 6, is_good_up=None), "9", "", "naik 50%", "▲", "muted"),
        (Tile("a", 9, COUNT), "9", "", "", "", "muted"),
        (Tile("a", None, COUNT, 6), "–", "", "", "", ""),
        (Tile("a", -2_500_000, RUPIAH, 1_000_000),
         "-Rp2,5 jt", "-Rp2.500.000", "turun 350%", "▼", "down"),
    ],
)  # fmt: skip
def test_tile_is_written_as_people_read_it(tile, value, exact, change, arrow, css):
    says = headline(tile)
    assert (says.value, says.exact, says.change, says.arrow, says.css) == (
        value, exact, change, arrow, css,
    )  # fmt: skip
