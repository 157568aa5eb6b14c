"""Places in a ranking: equal figures share a place, and the next one is left out (1, 1, 3)."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")


def ranked(rows: Iterable[Row], amount: Callable[[Row], int]) -> list[tuple[int, Row]]:
    """(place, row), most first; rows of the same amount keep their order. Places begin at 1."""
    places: list[tuple[int, Row]] = []
    best = sorted(rows, key=amount, reverse=True)
    for number, row in enumerate(best, start=1):
        is_tie = places and amount(places[-1][1]) == amount(row)
        places.append((places[-1][0] if is_tie else number, row))
    return places
