"""The small line on a tile: how the figure went, without axes."""

from collections.abc import Sequence

HEIGHT = 26  # of the ground it is drawn on, 100 wide


def spark(points: Sequence[int | None]) -> str:
    """Points of a polyline; "" for fewer than two or when nothing ever changed from zero."""
    values = [value or 0 for value in points]
    if len(values) < 2 or not any(values):
        return ""
    low, high = min(0, *values), max(0, *values)
    last = len(values) - 1
    return " ".join(
        f"{place / last * 100:.1f},{HEIGHT - 2 - (HEIGHT - 4) * (value - low) / (high - low):.1f}"
        for place, value in enumerate(values)
    )
