"""The stitched map: where the dots of the provinces go on the 75 by 28 raster.

The raster is traced from public-domain coastlines; one unit is 1/1.61 of a degree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

# Longitude and latitude of the provincial capitals, by Kemendagri code.
CAPITALS = {
    "11": (95.3, 5.6), "12": (98.7, 3.6), "13": (100.4, -0.9), "14": (101.4, 0.5),
    "15": (103.6, -1.6), "16": (104.7, -3.0), "17": (102.3, -3.8), "18": (105.3, -5.4),
    "19": (106.1, -2.1), "21": (104.5, 0.9), "31": (106.8, -6.2), "32": (107.6, -6.9),
    "33": (110.4, -7.0), "34": (110.4, -7.8), "35": (112.7, -7.4), "36": (106.1, -6.1),
    "51": (115.2, -8.6), "52": (116.1, -8.6), "53": (123.6, -10.2), "61": (109.3, 0.0),
    "62": (113.9, -2.2), "63": (114.8, -3.4), "64": (117.1, -0.5), "65": (117.4, 2.8),
    "71": (124.8, 1.5), "72": (119.9, -0.9), "73": (119.4, -5.1), "74": (122.5, -4.0),
    "75": (123.1, 0.5), "76": (118.9, -2.7), "81": (128.2, -3.7), "82": (127.6, 0.7),
    "91": (140.7, -2.5), "92": (134.1, -0.9), "93": (140.4, -8.5), "94": (135.5, -3.4),
    "95": (138.9, -4.1), "96": (131.3, -0.9),
}  # fmt: skip
DEGREE, WEST, NORTH = 1.61, 94.6, 6.2
# Names that would run into their neighbour's when written to the right of the dot.
WRITTEN_LEFT = {"31", "36"}
LABELS = 3


@dataclass(frozen=True)
class Dot:
    """One province on the map. Numbers are text: under `id` a template would write `12,5`."""

    x: str
    y: str
    radius: str
    title: str
    label: str
    label_x: str
    label_y: str
    anchor: str


def dots(provinces: Iterable) -> list[Dot]:
    """Dots for provinces with facilities (`facility_count`), the largest named, drawn first."""
    found = sorted((p for p in provinces if p.facility_count), key=lambda p: -p.facility_count)
    placed: list[Dot] = []
    named: list[tuple[float, float]] = []
    for province in found:
        if province.code not in CAPITALS:
            continue
        longitude, latitude = CAPITALS[province.code]
        x, y = (longitude - WEST) * DEGREE, (NORTH - latitude) * DEGREE
        radius = 0.25 + 0.35 * sqrt(province.facility_count)
        free = all(abs(x - a) > 9 or abs(y - b) > 2.5 for a, b in named)
        has_label = len(named) < LABELS and free
        if has_label:
            named.append((x, y))
        side = -1 if province.code in WRITTEN_LEFT else 1
        placed.append(
            Dot(
                x=f"{x:.1f}",
                y=f"{y:.1f}",
                radius=f"{radius:.2f}",
                title=f"{province.short_name}, {province.facility_count} UPT",
                label=province.short_name if has_label else "",
                label_x=f"{x + side * (radius + 0.7):.1f}",
                label_y=f"{y + 0.5:.1f}",
                anchor="end" if side < 0 else "start",
            )
        )
    return placed


def in_words(provinces: Iterable) -> str:
    """What the map shows, for readers who do not see it: the three largest provinces."""
    found = sorted((p for p in provinces if p.facility_count), key=lambda p: -p.facility_count)
    largest = ", ".join(f"{p.short_name} {p.facility_count} UPT" for p in found[:LABELS])
    return f"Peta Indonesia dengan {len(found)} provinsi. Terbanyak: {largest}." if largest else ""
