"""The provinces as squares, each roughly where it lies, shaded by its amount in five steps.

Squares, because Jakarta would be a speck and Papua a quarter of a true map, and because a square
has room for its figure. No border is drawn, so none is drawn wrong.
"""

from ..report import ProvinceMap, shown
from .drawing import Behind, Drawing, Hit
from .scale import Scale, px, scale_for, titled

# Kemendagri code -> column and row, name for wide screens, ISO 3166-2 letters for narrow ones.
PLACES = {
    "11": (0, 0, "Aceh", "AC"), "12": (0, 1, "Sumut", "SU"), "14": (1, 1, "Riau", "RI"),
    "21": (2, 1, "Kepri", "KR"), "13": (1, 2, "Sumbar", "SB"), "15": (2, 2, "Jambi", "JA"),
    "19": (3, 2, "Babel", "BB"), "17": (1, 3, "Bengkulu", "BE"), "16": (2, 3, "Sumsel", "SS"),
    "18": (2, 4, "Lampung", "LA"), "36": (3, 5, "Banten", "BT"), "31": (4, 5, "Jakarta", "JK"),
    "32": (4, 6, "Jabar", "JB"), "33": (5, 5, "Jateng", "JT"), "34": (5, 6, "DIY", "YO"),
    "35": (6, 5, "Jatim", "JI"), "51": (7, 5, "Bali", "BA"), "52": (8, 5, "NTB", "NB"),
    "53": (9, 5, "NTT", "NT"), "65": (6, 1, "Kaltara", "KU"), "61": (5, 2, "Kalbar", "KB"),
    "64": (6, 2, "Kaltim", "KI"), "62": (5, 3, "Kalteng", "KT"), "63": (6, 3, "Kalsel", "KS"),
    "75": (9, 1, "Gorontalo", "GO"), "71": (10, 1, "Sulut", "SA"), "76": (8, 2, "Sulbar", "SR"),
    "72": (9, 2, "Sulteng", "ST"), "73": (8, 3, "Sulsel", "SN"), "74": (9, 3, "Sultra", "SG"),
    "82": (11, 2, "Malut", "MU"), "81": (11, 3, "Maluku", "MA"),
    "96": (12, 2, "PBD", "PD"), "92": (13, 2, "Pabar", "PB"), "91": (14, 2, "Papua", "PA"),
    "94": (13, 3, "Pateng", "PT"), "95": (14, 3, "Papeg", "PE"), "93": (14, 4, "Pasel", "PS"),
}  # fmt: skip
SQUARE, GAP, SHADES = 64, 3, 5
WIDTH, HEIGHT = 15 * SQUARE, 7 * SQUARE


def drawn_map(chart: ProvinceMap) -> Drawing:
    """All 38 squares; a province without an amount stays open."""
    found = {code: (name, amount, link) for code, name, amount, link in chart.provinces}
    scale = scale_for([row[1] for row in found.values()], chart.kind)
    bounds = _bounds([row[1] for row in found.values()])
    squares, hits = [], []
    for code, (column, row, name, letters) in PLACES.items():
        full, amount, link = found.get(code, (name, 0, ""))
        x, y = column * SQUARE, row * SQUARE
        squares.append(
            {
                "x": x, "y": y, "side": SQUARE - GAP, "middle": x + (SQUARE - GAP) // 2,
                "name_y": y + 27, "value_y": y + 46, "letters_y": y + 40,
                "name": name, "letters": letters,
                "value": scale.short(amount) if amount else "–",
                "shade": f"shade-{_shade(amount, bounds)}",
            }
        )  # fmt: skip
        words = shown(amount, chart.kind) if amount else "tidak ada penjualan"
        if code in found:
            hits.append(Hit(px(x), px(y), str(SQUARE), str(SQUARE), f"{full}\n{words}", link))
    ranked = sorted(chart.provinces, key=lambda row: (-row[2], row[1]))
    return Drawing(
        key=chart.key,
        kind="map",
        title=titled(chart.title, scale),
        finding=_finding(chart, ranked),
        height=HEIGHT,
        parts={"squares": squares, "width": WIDTH, "shades": _legend(bounds, scale, chart.kind)},
        hits=tuple(hits),
        head=("Provinsi", chart.title),
        rows=tuple(
            (Behind(name, link), Behind(shown(amount, chart.kind)))
            for _, name, amount, link in ranked
        ),
        table=chart.table,
        is_wide=True,
        is_empty=not any(row[2] for row in chart.provinces),
    )


def _bounds(amounts: list[int]) -> list[int]:
    """The least amount of each shade, so that each shade has about as many provinces."""
    ranked = sorted(amount for amount in amounts if amount > 0)
    if not ranked:
        return []
    number = min(SHADES, len(set(ranked)))
    return sorted({ranked[len(ranked) * place // number] for place in range(number)})


def _shade(amount: int, bounds: list[int]) -> int:
    """0 for nothing, then lightest to darkest; few shades use the darker end."""
    step = sum(amount >= bound for bound in bounds)
    return step + SHADES - len(bounds) if step else 0


def _legend(bounds: list[int], scale: Scale, kind: str) -> list[tuple[str, str]]:
    words = [("shade-0", "tidak ada")]
    for number, bound in enumerate(bounds):
        shade = number + 1 + SHADES - len(bounds)
        words.append((f"shade-{shade}", f"mulai {scale.short(bound)}"))
    return words


def _finding(chart: ProvinceMap, ranked: list) -> str:
    with_amount = [row for row in ranked if row[2] > 0]
    if not with_amount:
        return "Belum ada yang tercatat pada rentang ini."
    first = ", ".join(f"{row[1]} {shown(row[2], chart.kind)}" for row in with_amount[:3])
    return f"{len(with_amount)} provinsi dengan penjualan. Terbanyak: {first}."
