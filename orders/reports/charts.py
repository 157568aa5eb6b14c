"""Bars as the template draws them: x in percent, y in pixels, so text keeps its size.

Numbers are strings with a dot: SVG knows no Indonesian comma.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.dates import MONTHS

TOP, BASE = 16, 200  # pixels of the highest bar and of the ground line
UNITS = ((1_000_000_000, "miliar rupiah"), (1_000_000, "juta rupiah"), (1_000, "ribu rupiah"))


@dataclass(frozen=True)
class Bar:
    """One month: its place, its label below and its figure above ("" when nothing was sold)."""

    x: str
    width: str
    middle: str
    y: str
    height: str
    label: str
    value: str
    value_y: str


@dataclass(frozen=True)
class Tick:
    """A line of the grid with its figure."""

    y: str
    text_y: str
    value: str


@dataclass(frozen=True)
class BarChart:
    """A chart and its finding in a sentence, for readers who hear it."""

    unit: str
    finding: str
    bars: list[Bar]
    ticks: list[Tick]


def bar_chart(amounts: Sequence[int]) -> BarChart:
    """Twelve monthly amounts in rupiah, January first; a negative month stands as zero."""
    heights = [max(amount, 0) for amount in amounts]
    highest = max(heights, default=0)
    size, unit = next((row for row in UNITS if highest >= row[0]), UNITS[-1])
    top = _round_up(highest / size)
    slot = 100 / len(heights)
    bars = [
        _bar(amount, amount / size / top, number * slot, slot, MONTHS[number][:3], size)
        for number, amount in enumerate(heights)
    ]
    ticks = [_tick(top * part / 4, part / 4) for part in range(5)]
    return BarChart(unit, _finding(amounts, size, unit), bars, ticks)


def _bar(amount, share, x, slot, label, size) -> Bar:
    height = (BASE - TOP) * share
    return Bar(
        x=f"{x + slot * 0.18:.2f}%",
        width=f"{slot * 0.64:.2f}%",
        middle=f"{x + slot / 2:.2f}%",
        y=f"{BASE - height:.1f}",
        height=f"{height:.1f}",
        label=label,
        value=_short(amount / size) if amount else "",
        value_y=f"{BASE - height - 6:.1f}",
    )


def _tick(value: float, share: float) -> Tick:
    y = BASE - (BASE - TOP) * share
    return Tick(f"{y:.1f}", f"{y + 4:.1f}", _short(value))


def _round_up(value: float) -> float:
    """The next round figure at or above the value: 1, 2, 4, 8 times a power of ten, or 1."""
    step = 1.0
    while step * 8 < value:
        step *= 10
    return next((step * m for m in (1, 2, 4, 8) if step * m >= value), step * 10)


def _short(value: float) -> str:
    """`38,9` below a hundred, `108` above; whole numbers bare."""
    text = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
    return text.removesuffix(".0").replace(".", ",")


def _finding(amounts, size, unit) -> str:
    if not any(amounts):
        return "Belum ada penjualan."
    best = max(range(len(amounts)), key=lambda number: amounts[number])
    return (
        f"Omzet per bulan, {unit}. Tertinggi {MONTHS[best]} "
        f"{_short(amounts[best] / size)}, jumlah {_short(sum(amounts) / size)}."
    )
