"""Sales cut by category, channel or kind of buyer: tables of parts, and parts step by step."""

from collections.abc import Callable
from dataclasses import dataclass

from ..charts import step_marks
from ..filters import Filters
from ..links import address
from ..report import RUPIAH, Column, Row, Stacked, Table
from ..sales_figures import Figures, Slice
from ..spans import Span
from .columns import FIGURES, links, step_name, values


@dataclass(frozen=True)
class Part:
    """A part as tables name it. word: what stands for it in the address, "" for none."""

    key: int | str
    name: str
    word: str


@dataclass(frozen=True)
class Cut:
    """One way to cut sales. slug: its key in the report; word: of the address; figures: of one
    step, by part."""

    slug: str
    word: str
    label: str
    parts: tuple[Part, ...]
    figures: Callable[[Slice], dict]

    def sums(self, slices: list[Slice]) -> dict:
        """Figures of every part that sold anything, over all steps."""
        sums: dict = {}
        for one in slices:
            for key, figures in self.figures(one).items():
                sums[key] = sums.get(key, Figures()) + figures
        return {part.key: sums[part.key] for part in self.parts if part.key in sums}


def part_table(filters: Filters, cut: Cut, slices: list[Slice], title: str) -> Table:
    """One row per part that sold anything, most omzet first."""
    sums = cut.sums(slices)
    parts = sorted((part for part in cut.parts if part.key in sums), key=lambda p: -sums[p.key].net)
    rows = (_row(filters, cut, part, sums[part.key]) for part in parts)
    return Table(cut.slug, title, (Column(cut.slug, cut.label), *FIGURES), tuple(rows))


def step_table(filters: Filters, cut: Cut, slices: list[Slice], title: str) -> Table:
    """Omzet of every part step by step: what stands behind the stacked chart."""
    parts = shown_parts(cut, slices)
    columns = (
        Column("waktu", "Waktu"),
        *(Column(f"{cut.slug}-{part.word}", part.name, RUPIAH, is_total=True) for part in parts),
        Column("omzet", "Omzet (Rp)", RUPIAH, is_total=True),
    )
    rows = (_step_row(filters, cut, parts, one) for one in slices)
    return Table(f"{cut.slug}-waktu", title, columns, tuple(rows))


def stacked(cut: Cut, slices: list[Slice], title: str) -> Stacked:
    """Omzet of every part step by step."""
    return Stacked(
        f"{cut.slug}-grafik",
        title,
        tuple(step_name(one) for one in slices),
        tuple(
            (part.name, tuple(_of(cut, one, part).net for one in slices))
            for part in shown_parts(cut, slices)
        ),
        table=f"{cut.slug}-waktu",
        marks=tuple(step_marks(slices)),
    )


def shown_parts(cut: Cut, slices: list[Slice]) -> list[Part]:
    """Parts that sold anything, in their own order."""
    sums = cut.sums(slices)
    return [part for part in cut.parts if part.key in sums]


def _row(filters: Filters, cut: Cut, part: Part, figures: Figures) -> Row:
    own = {cut.word: part.word}
    there = {cut.slug: address("penjualan", filters, **own)}
    return Row((part.name, *values(figures)), there | links(figures, filters, **own))


def _step_row(filters: Filters, cut: Cut, parts: list[Part], one: Slice) -> Row:
    days = Span(one.start, one.end).query
    there = {
        "waktu": address("penjualan", filters, **days),
        "omzet": links(one.total, filters, **days).get("omzet"),
    }
    nets = []
    for part in parts:
        figures = _of(cut, one, part)
        nets.append(figures.net)
        behind = links(figures, filters, **days, **{cut.word: part.word})
        there[f"{cut.slug}-{part.word}"] = behind.get("omzet")
    return Row(
        (step_name(one), *nets, one.total.net), {key: link for key, link in there.items() if link}
    )


def _of(cut: Cut, one: Slice, part: Part) -> Figures:
    return cut.figures(one).get(part.key, Figures())
