"""Kanal: where it is sold, and to whom."""

from datetime import datetime

from ..filters import Filters
from ..links import address
from ..report import Bars, Report
from ..sales_figures import Figures, SalesFigures, Slice
from .columns import COUNTED, sales_tiles
from .cuts import by_buyer_kind, by_channel
from .parts import Cut, part_table, stacked, step_table


def sales_by_channel(filters: Filters, at: datetime) -> Report:
    """Sales by channel, step by step, and by kind of buyer."""
    earlier = filters.span.before()
    now, before = SalesFigures(filters).slices(filters.span, earlier)
    channel, buyer = by_channel(), by_buyer_kind()
    then = sum((one.total for one in before), Figures())
    return Report(
        "kanal",
        "Kanal",
        filters,
        at,
        sales_tiles(filters, [one.total for one in now], then, earlier.label),
        (
            stacked(channel, now, "Omzet per jalur"),
            part_bars(filters, channel, now, "Omzet per jalur, seluruh rentang"),
            part_bars(filters, buyer, now, "Omzet per pembeli"),
        ),
        (
            part_table(filters, channel, now, "Rincian per jalur"),
            part_table(filters, buyer, now, "Rincian per pembeli"),
            step_table(filters, channel, now, "Omzet per jalur menurut waktu"),
        ),
        notes=(COUNTED,),
    )


def part_bars(filters: Filters, cut: Cut, slices: list[Slice], title: str) -> Bars:
    """Omzet of each part that sold anything, most first."""
    sums = cut.sums(slices)
    rows = [
        (part.name, sums[part.key].net, address("penjualan", filters, **{cut.word: part.word}))
        for part in cut.parts
        if part.key in sums
    ]
    rows.sort(key=lambda row: -row[1])
    return Bars(f"{cut.slug}-omzet", title, tuple(rows), table=cut.slug)
