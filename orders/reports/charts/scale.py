"""From amounts to pixels: the unit they are written in, round steps of the grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

from ..report import COUNT, GRAMS, PERCENT, RUPIAH

TOP, BASE = 18, 202  # pixels of the highest value and of the ground line
HEIGHT = 228  # with the words below the ground line
_MULTIPLES = (1, 2, 2.5, 5, 10)
_UNITS = {
    RUPIAH: (
        (1_000_000_000, "miliar rupiah"),
        (1_000_000, "juta rupiah"),
        (1_000, "ribu rupiah"),
        (1, "rupiah"),
    ),
    COUNT: ((1_000_000, "juta"), (10_000, "ribu"), (1, "")),
    PERCENT: ((1, "persen"),),
    GRAMS: ((1_000_000, "ton"), (1_000, "kg"), (1, "gram")),
}
# What a step of the unit is worth, where it is not the bound itself.
_SIZES = {(COUNT, 10_000): 1_000, (PERCENT, 1): 10}


@dataclass(frozen=True)
class Tick:
    """A line of the grid with its figure; is_ground: the line of zero."""

    y: str
    text_y: str
    value: str
    is_ground: bool = False


@dataclass(frozen=True)
class Scale:
    """low, high: ends of the grid in amounts; size: amount of one unit; unit: its name or ""."""

    low: float
    high: float
    step: float
    size: int
    unit: str

    def y(self, amount: float) -> float:
        """Pixels from the top."""
        return BASE - (BASE - TOP) * (amount - self.low) / (self.high - self.low)

    def ticks(self) -> list[Tick]:
        """Lines of the grid from the lowest."""
        number = round((self.high - self.low) / self.step)
        amounts = [self.low + self.step * place for place in range(number + 1)]
        return [
            Tick(px(self.y(one)), px(self.y(one) + 4), in_unit(one / self.size), abs(one) < 1e-9)
            for one in amounts
        ]

    def short(self, amount: float) -> str:
        """An amount in the unit, as short as a chart needs it."""
        return in_unit(amount / self.size)


def scale_for(amounts: Iterable[int], kind: str) -> Scale:
    """A grid of two to six steps that holds all amounts and zero."""
    amounts = list(amounts)
    high, low = max([0, *amounts]), min([0, *amounts])
    largest = max(high, -low)
    units = _UNITS.get(kind, _UNITS[COUNT])
    bound, unit = next((row for row in units if largest >= row[0]), units[-1])
    size = _SIZES.get((kind, bound), bound)
    span = (high - low) / size or 1
    step = _round_step(span / 4)
    if kind == COUNT and size == 1:
        step = max(1, ceil(step))
    top, bottom = ceil(high / size / step - 1e-9), floor(low / size / step + 1e-9)
    if top == bottom:
        top = 1
    return Scale(bottom * step * size, top * step * size, step * size, size, unit)


def titled(title: str, scale: Scale) -> str:
    """`Omzet, juta rupiah`."""
    return f"{title}, {scale.unit}" if scale.unit else title


def in_unit(value: float) -> str:
    """`38,9` below a hundred, `108` and `1.250` above; whole numbers bare."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.translate(str.maketrans(",.", ".,"))


def px(value: float) -> str:
    """Pixels for SVG."""
    return f"{value:.1f}"


def share(value: float) -> str:
    """Part of the width for SVG, from a fraction."""
    return f"{value * 100:.2f}%"


def _round_step(rough: float) -> float:
    power = 10.0 ** floor(log10(rough))
    return next(m * power for m in _MULTIPLES if m * power >= rough * (1 - 1e-9))
