"""The headline figures that come from what facilities type and book by month."""

from urllib.parse import urlencode

from django.urls import reverse

from catalog.money import ribuan, rupiah
from facilities.models.facilities import SMALLEST_PUBLIC_GROUP

from .filters import Filters
from .report import COUNT, RUPIAH, Tile
from .spans import Span
from .typed import TypedFigures

LEFT_OUT = f"tanpa kelompok di bawah {SMALLEST_PUBLIC_GROUP} orang"


def typed_tiles(filters: Filters, figures: TypedFigures | None = None) -> dict[str, Tile]:
    """Tiles by name: deposited, owed, premi (for who may read a month's money), working, partners."""
    figures = figures or TypedFigures.of(filters)
    tiles = {}
    if figures.sees_money:
        tiles["deposited"] = deposited_tile(filters, figures)
        tiles["owed"] = owed_tile(filters, figures)
        tiles["premi"] = premi_tile(filters, figures)
    return tiles | {
        "working": working_tile(filters, figures),
        "partners": partners_tile(filters, figures),
    }


def deposited_tile(filters: Filters, figures: TypedFigures) -> Tile:
    """PNBP deposited, with the part of the year's target that is reached."""
    span, before = filters.span, filters.span.before()
    return Tile(
        "PNBP Disetor vs Target", figures.pnbp_deposited(span), RUPIAH,
        figures.pnbp_deposited(before), before.label,
        _amounts(figures.money("deposited", span)), _page("pnbp-premi", filters),
        against_target(span, figures),
    )  # fmt: skip


def owed_tile(filters: Filters, figures: TypedFigures) -> Tile:
    """PNBP shared and not deposited at the end of the span."""
    span, before = filters.span, filters.span.before()
    return Tile(
        "PNBP Terutang", figures.pnbp_owed(span), RUPIAH, figures.pnbp_owed(before), before.label,
        _amounts(figures.pnbp_owed_by_month(span)), _page("pnbp-premi", filters),
        "belum disetor pada akhir rentang", is_good_up=False,
    )  # fmt: skip


def premi_tile(filters: Filters, figures: TypedFigures) -> Tile:
    """Premi paid out; without the sums that would point at fewer than five people."""
    span, before = filters.span, filters.span.before()
    paid, is_cut = figures.premi_paid(span), figures.premi_is_cut(span)
    return Tile(
        "Premi Dibayarkan", None if is_cut and not paid else paid, RUPIAH,
        figures.premi_paid(before), before.label, _amounts(figures.premi_by_month(span)),
        _page("pnbp-premi", filters), LEFT_OUT if is_cut else "",
    )  # fmt: skip


def working_tile(filters: Filters, figures: TypedFigures) -> Tile:
    """Head count of those who work, and their part of the residents."""
    span, before = filters.span, filters.span.before()
    months = figures.heads_by_month(span)
    now, then = months[-1][1], figures.heads(before)
    is_hidden = "working" in now.hidden and not now.sums["working"]
    is_known = bool(now.facilities) and not is_hidden
    notes = ["belum ada angka bulanan"] if not now.facilities else []
    part = now.part("working")
    if part is not None:
        notes.append(f"{percent(part)} dari {ribuan(now.bases['working'])} penghuni")
    if "working" in now.hidden:
        notes.append(LEFT_OUT)
    return Tile(
        "WBP Bekerja", now.sums["working"] if is_known else None, COUNT,
        then.sums["working"] if then.facilities else None, before.label,
        tuple(heads.sums["working"] for _, heads in months), _page("dampak", filters), ", ".join(notes),
    )  # fmt: skip


def partners_tile(filters: Filters, figures: TypedFigures) -> Tile:
    """Partners with an agreement that holds in the span."""
    span, before = filters.span, filters.span.before()
    return Tile(
        "Mitra", figures.partners(span), COUNT, figures.partners(before), before.label,
        _amounts(figures.partners_by_month(span)), _page("dampak", filters),
        "dengan perjanjian yang berlaku",
    )  # fmt: skip


def against_target(span: Span, figures: TypedFigures) -> str:
    """`sejak Januari 61,2% dari target 2026 Rp25.000.000`: the year until the end of the span."""
    year = span.end.year
    target = figures.target(year)["pnbp"]
    if not target:
        return f"target {year} belum diisi"
    so_far = Span(span.end.replace(month=1, day=1), span.end)
    part = figures.pnbp_deposited(so_far) * 1000 // target
    since = "" if span.start <= so_far.start else "sejak Januari "
    return f"{since}{percent(part)} dari target {year} {rupiah(target)}"


def percent(tenths: int) -> str:
    """`61,2%` for 612."""
    return f"{tenths // 10},{tenths % 10}%".replace(",0%", "%")


def _amounts(rows) -> tuple[int, ...]:
    return tuple(amount for _, amount in rows)


def _page(slug: str, filters: Filters) -> str:
    words = {**filters.span.query, **filters.reach.query}
    return f"{reverse('orders:report', args=[slug])}?{urlencode(words)}"
