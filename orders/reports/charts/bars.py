"""Amounts by name, lying down: the longest first, a tail of the small ones left to the table."""

from ..report import COUNT, GRAMS, RUPIAH, Bars, shown
from .drawing import Behind, Drawing, Hit
from .scale import px, scale_for, share, titled

MOST, ROW, BAR = 10, 38, 13  # bars drawn; pixels of a row and of its bar
LONGEST_NAME = 36


def drawn_bars(chart: Bars) -> Drawing:
    """The first rows as bars, each with its name and figure above it."""
    ranked = sorted(chart.rows, key=lambda row: -row[1]) if chart.is_ranked else chart.rows
    rows = ranked[:MOST]
    scale = scale_for([amount for _, amount, _ in chart.rows], chart.kind)
    highest = max([amount for _, amount, _ in rows], default=0)
    total = sum(amount for _, amount, _ in chart.rows)
    bars, hits = [], []
    for number, (name, amount, link) in enumerate(rows):
        y = number * ROW
        part = _part(amount, total, chart.kind)
        bars.append(
            {
                "name": _cut(name),
                "value": scale.short(amount),
                "text_y": px(y + 13),
                "y": px(y + 19),
                "height": px(BAR),
                "width": share(max(amount, 0) / highest if highest > 0 else 0),
            }
        )
        words = f"{name}\n{shown(amount, chart.kind)}{f', {part} dari semua' if part else ''}"
        hits.append(Hit("0", px(y), "100%", px(ROW), words, link))
    return Drawing(
        key=chart.key,
        kind="bars",
        title=titled(chart.title, scale),
        finding=_finding(chart),
        height=max(len(rows), 1) * ROW,
        parts={"bars": bars},
        hits=tuple(hits),
        head=("Nama", chart.title, "Bagian"),
        rows=tuple(
            (Behind(name, link), Behind(shown(amount, chart.kind)),
             Behind(_part(amount, total, chart.kind)))
            for name, amount, link in rows
        ),
        table=chart.table,
        note=f"{MOST} teratas dari {len(chart.rows)}." if len(chart.rows) > MOST else "",
        is_empty=not any(amount for _, amount, _ in chart.rows),
    )  # fmt: skip


def _part(amount: int, total: int, kind: str) -> str:
    """`38,2%` of all, for what can be added up."""
    if kind not in (RUPIAH, COUNT, GRAMS) or total <= 0 or amount < 0:
        return ""
    return shown(amount * 1000 // total, "percent")


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _finding(chart: Bars) -> str:
    rows = [row for row in chart.rows if row[1]]
    if not rows:
        return "Belum ada yang tercatat pada rentang ini."
    first = max(rows, key=lambda row: row[1])
    words = f"Tertinggi {first[0]}: {shown(first[1], chart.kind)}"
    if len(rows) > 1:
        last = min(rows, key=lambda row: row[1])
        words += f"; terendah {last[0]}: {shown(last[1], chart.kind)}"
    return f"{words}."
