"""Amounts by step, each made of parts: told apart by dye and by texture."""

from ..report import Stacked, shown
from .drawing import SERIES, Behind, Drawing, Hit, Key
from .scale import BASE, HEIGHT, TOP, px, scale_for, share, titled

MOST_VALUES = 14  # steps beyond which the sum above each would run into its neighbour
LETTERS = 60  # that fit below the columns of a chart half as wide as the page
GAP = 1.5  # pixels of paper between two parts

Series = tuple[str, list[int]]


def drawn_stack(chart: Stacked) -> Drawing:
    """Columns of parts; the largest series stands at the bottom, small ones are put together."""
    series = _few(chart)
    sums = [sum(max(one[1][place], 0) for one in series) for place in range(len(chart.steps))]
    scale = scale_for(sums, chart.kind)
    slot = 1 / max(len(chart.steps), 1)
    marks = chart.marks or chart.steps
    every = -(-(len(max(marks, key=len, default="")) + 1) * len(marks) // LETTERS) or 1
    columns, hits = [], []
    for place, step in enumerate(chart.steps):
        left, below, parts = (place + 0.17) * slot, 0, []
        for number, (_name, amounts) in enumerate(series):
            amount = max(amounts[place], 0)
            if not amount:
                continue
            top, bottom = scale.y(below + amount), scale.y(below)
            below += amount
            parts.append(
                {
                    "css": SERIES[number],
                    "texture": texture(number),
                    "y": px(top),
                    "height": px(max(bottom - top - GAP, 0.5)),
                }
            )
        columns.append(
            {
                "x": share(left),
                "width": share(slot * 0.66),
                "middle": share((place + 0.5) * slot),
                "parts": parts,
                "value": scale.short(sums[place]) if sums[place] else "",
                "value_y": px(scale.y(sums[place]) - 6),
                "mark": marks[place] if place % every == 0 else "",
                "is_second": place // every % 2 == 1 and len(chart.steps) > 6,
            }
        )
        words = [
            step,
            *(
                f"{name}: {shown(amounts[place], chart.kind)}"
                for name, amounts in reversed(series)
                if amounts[place]
            ),
        ]
        hits.append(
            Hit(share(place * slot), px(TOP), share(slot), px(BASE - TOP), "\n".join(words))
        )
    return Drawing(
        key=chart.key,
        kind="stack",
        title=titled(chart.title, scale),
        finding=_finding(chart, series),
        height=HEIGHT,
        parts={
            "ticks": scale.ticks(), "columns": columns, "has_values": len(columns) <= MOST_VALUES,
        },
        keys=tuple(Key(one[0], SERIES[n], texture(n)) for n, one in enumerate(series)),
        hits=tuple(hits),
        head=("Waktu", *(name for name, _ in series)),
        rows=tuple(
            (Behind(step), *(Behind(shown(amounts[place], chart.kind)) for _, amounts in series))
            for place, step in enumerate(chart.steps)
        ),
        table=chart.table,
        is_empty=not any(sums),
    )  # fmt: skip


def texture(number: int) -> str:
    """Id of the pattern laid over a series; the first is plain."""
    return f"tekstur-{number + 1}" if number else ""


def _few(chart: Stacked) -> list[Series]:
    """At most six series, largest first; the rest is one named Lainnya."""
    ranked = sorted(chart.series, key=lambda one: -sum(one[1]))
    ranked = [(name, list(amounts)) for name, amounts in ranked if any(amounts)]
    if len(ranked) <= len(SERIES):
        return ranked
    kept, rest = ranked[: len(SERIES) - 1], ranked[len(SERIES) - 1 :]
    return [*kept, ("Lainnya", [sum(step) for step in zip(*(one[1] for one in rest), strict=True)])]


def _finding(chart: Stacked, series: list[Series]) -> str:
    if not series:
        return "Belum ada yang tercatat pada rentang ini."
    words = ", ".join(f"{name} {shown(sum(amounts), chart.kind)}" for name, amounts in series)
    return f"Seluruh rentang: {words}."
