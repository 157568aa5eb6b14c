"""Amounts over time against the same time a year before."""

from calendar import monthrange
from collections.abc import Sequence

from catalog.dates import MONTHS, bulan

from ..report import Line, shown
from ..sales_figures import Point, Slice
from ..spans import free_span
from .drawing import Behind, Drawing, Hit, Key
from .scale import BASE, HEIGHT, TOP, Scale, px, scale_for, share, titled

MOST_MARKS = 8


def drawn_line(chart: Line) -> Drawing:
    """The line of now over the dashed one of a year before. A point is its net amount."""
    now = [point.figures.net for point in chart.points]
    then = [point.figures.net for point in chart.compared][: len(now)]
    scale = scale_for(now + then, chart.kind)
    names = [step_name(point) for point in chart.points]
    parts = {
        "ticks": scale.ticks(),
        "area": _area(now, scale),
        "now": _polyline(now, scale),
        "then": _polyline(then, scale),
        "top": TOP,
        "base": BASE,
        "tall": BASE - TOP,
        "end": _end(now, scale, chart) if now else None,
        "marks": _marks(chart.points),
        "is_single": len(now) == 1,
        "then_y": px(scale.y(then[0])) if then else "",
    }
    keys = [Key(chart.names[0], "c1")]
    if then:
        keys.append(Key(chart.names[1], "c5", dashed=True))
    return Drawing(
        key=chart.key,
        kind="line",
        title=titled(chart.title, scale),
        finding=_finding(chart, names, now, then),
        height=HEIGHT,
        parts=parts,
        keys=tuple(keys),
        hits=_hits(chart, names, now, then),
        head=("Waktu", *(key.name for key in keys)),
        rows=tuple(
            (Behind(name), *(Behind(shown(one, chart.kind)) for one in _pair(now, then, place)))
            for place, name in enumerate(names)
        ),
        table=chart.table,
        note=_unfinished(chart.points),
        is_wide=True,
        is_empty=not any(now) and not any(then),
    )


def step_name(point: Point) -> str:
    """`April 2026`, `6 sampai 12 April 2026`, `17 April 2026`."""
    return free_span(point.start, point.end).label


def step_marks(points: Sequence[Point | Slice]) -> list[str]:
    """Words below the ground line: `6 Apr` for days and weeks, `Apr` for months.

    A January carries its year when the series covers more than one.
    """
    longest = max(((point.end - point.start).days + 1 for point in points), default=0)
    has_years = len({point.start.year for point in points}) > 1
    marks = []
    for point in points:
        month = MONTHS[point.start.month - 1][:3]
        if longest <= 7:
            marks.append(f"{point.start.day} {month}")
        else:
            is_new_year = has_years and point.start.month == 1
            marks.append(f"{month} {point.start.year}" if is_new_year else month)
    return marks


def _unfinished(points: Sequence[Point]) -> str:
    """A month that is cut short looks like a fall: said below the chart."""
    if len(points) < 2 or (points[-1].end - points[-2].end).days > 31:
        return ""
    last = points[-1]
    ends = last.end.day == monthrange(last.end.year, last.end.month)[1]
    if last.start.day != 1 or ends or (points[-2].end - points[-2].start).days < 27:
        return ""
    return f"{bulan(last.end)} baru sampai tanggal {last.end.day}."


def _marks(points: tuple[Point, ...]) -> list[dict]:
    """A few words below the line; every second may leave on a narrow screen."""
    if not points:
        return []
    words = step_marks(points)
    every = -(-len(points) // (MOST_MARKS if len(max(words, key=len)) > 3 else 12))
    shown_at = range(0, len(points), every)
    last = len(points) - 1
    marks = []
    for number, place in enumerate(shown_at):
        anchor = "start" if place == 0 else "end" if place == last else "middle"
        marks.append(
            {
                "x": share(place / last if last else 0.5),
                "anchor": anchor if last else "middle",
                "text": words[place],
                "is_second": number % 2 == 1 and len(shown_at) > 5,
            }
        )
    return marks


def _polyline(amounts: list[int], scale: Scale) -> str:
    """Points on a ground 100 wide, pixels high from TOP."""
    last = max(len(amounts) - 1, 1)
    return " ".join(
        f"{place / last * 100:.2f},{scale.y(amount) - TOP:.1f}"
        for place, amount in enumerate(amounts)
    )


def _area(amounts: list[int], scale: Scale) -> str:
    if not amounts:
        return ""
    ground = f"{scale.y(0) - TOP:.1f}"
    return f"0,{ground} {_polyline(amounts, scale)} 100,{ground}"


def _end(now: list[int], scale: Scale, chart: Line) -> dict:
    """The dot and the figure of the last step."""
    y = scale.y(now[-1])
    single = len(now) == 1
    return {
        "x": "50%" if single else "100%",
        "y": px(y),
        "text_y": px(max(y - 10, 10)),
        "anchor": "middle" if single else "end",
        "value": scale.short(now[-1]),
    }


def _hits(chart: Line, names: list[str], now: list[int], then: list[int]) -> tuple[Hit, ...]:
    slot = 1 / max(len(now) - 1, 1)
    hits = []
    for place, name in enumerate(names):
        left, right = max(0, (place - 0.5) * slot), min(1, (place + 0.5) * slot)
        if len(now) == 1:
            left, right = 0, 1
        words = [name, f"{chart.names[0]}: {shown(now[place], chart.kind)}"]
        if place < len(then):
            words.append(f"{chart.names[1]}: {shown(then[place], chart.kind)}")
        hits.append(
            Hit(share(left), px(TOP), share(right - left), px(BASE - TOP), "\n".join(words))
        )
    return tuple(hits)


def _pair(now: list[int], then: list[int], place: int) -> list[int | None]:
    if not then:
        return [now[place]]
    return [now[place], then[place] if place < len(then) else None]


def _finding(chart: Line, names: list[str], now: list[int], then: list[int]) -> str:
    if not any(now) and not any(then):
        return "Belum ada yang tercatat pada rentang ini."
    best = max(range(len(now)), key=lambda place: now[place])
    words = f"Jumlah {shown(sum(now), chart.kind)}"
    if then:
        words += f", {chart.names[1].lower()} {shown(sum(then), chart.kind)}"
    return f"{words}. Tertinggi {names[best]}: {shown(now[best], chart.kind)}."
