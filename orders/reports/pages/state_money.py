"""PNBP dan premi: target against result, what is owed and overdue, premi paid out."""

from datetime import datetime

from django.urls import reverse

from catalog.dates import bulan

from ..filters import Filters
from ..place_rows import Place, places_in
from ..report import COUNT, PERCENT, RUPIAH, Bars, Column, Line, Report, Row, Table, Tile
from ..small_groups import said
from ..spans import Span
from ..state_money import Money, money_by_place
from ..typed import TypedFigures, month_points, months_in
from ..typed_tiles import LEFT_OUT, against_target, deposited_tile, owed_tile, premi_tile

MOST_BARS = 10


def state_money(filters: Filters, at: datetime) -> Report:
    """By month and by place, for whole months."""
    figures, span = TypedFigures.of(filters), filters.span
    money, places = money_by_place(figures, span), places_in(figures.sight.money)
    overdue = sum(money.overdue.values())
    tiles = (
        deposited_tile(filters, figures),
        owed_tile(filters, figures),
        Tile("PNBP Terlambat", overdue, RUPIAH, is_good_up=False,
             note="belum disetor sampai akhir bulan berikutnya"),
        premi_tile(filters, figures),
    )  # fmt: skip
    rows = [(place, money.of(place.facility_ids)) for place in places]
    owing = sorted(((p, m.owed) for p, m in rows if m.owed > 0), key=lambda one: -one[1])
    charts = (
        Line("setoran", "PNBP disetor per bulan", month_points(figures.money("deposited", span)),
             month_points(figures.money("deposited", span.last_year())), table="bulan"),
        Bars("terutang", "PNBP terutang, terbesar dahulu",
             tuple((p.name, owed, p.link(filters)) for p, owed in owing[:MOST_BARS]),
             table="tempat"),
    )  # fmt: skip
    tables = (_by_month(filters, figures), _by_place(filters, rows), _overdue(money))
    return Report("pnbp-premi", "PNBP dan premi", filters, at, tiles, charts, tables,
                  _notes(filters, figures))  # fmt: skip


def _by_month(filters: Filters, figures: TypedFigures) -> Table:
    span = filters.span
    owed, paid = dict(figures.pnbp_owed_by_month(span)), dict(figures.premi_by_month(span))
    shared = {name: dict(figures.money(name, span)) for name in ("pnbp", "deposited", "premi")}
    cut = {month for _, month, _, _ in figures.hidden_payouts}
    place = filters.reach.facility
    rows = []
    for month in months_in(span):
        values = (
            bulan(month),
            *(shared[name][month] for name in ("pnbp", "deposited")),
            owed[month],
            shared["premi"][month],
            said(paid[month], has_hidden=month in cut),
            figures.premi_people(Span(month, month)),
        )
        links = {}
        if place:
            args = [place.slug, f"{month:%Y-%m}"]
            links["bulan"] = reverse("orders:settlement_sheet", args=args)
        rows.append(Row(values, links))
    columns = (
        Column("bulan", "Bulan"),
        Column("pnbp", "Bagian PNBP (Rp)", RUPIAH, is_total=True),
        Column("disetor", "PNBP disetor (Rp)", RUPIAH, is_total=True),
        Column("terutang", "PNBP terutang, akhir bulan (Rp)", RUPIAH),
        Column("premi", "Bagian premi (Rp)", RUPIAH, is_total=True),
        Column("dibayar", "Premi dibayarkan (Rp)", RUPIAH, is_total=True),
        Column("penerima", "Penerima premi", COUNT),
    )
    return Table("bulan", "Menurut bulan", columns, tuple(rows))


def _by_place(filters: Filters, rows) -> Table:
    year = filters.span.end.year
    columns = (
        Column("tempat", "Tempat"),
        Column("target", f"Target PNBP {year} (Rp)", RUPIAH, is_total=True),
        Column("tahun", f"Disetor tahun {year} (Rp)", RUPIAH, is_total=True),
        Column("persen", "Dari target", PERCENT),
        Column("disetor", "Disetor pada rentang (Rp)", RUPIAH, is_total=True),
        Column("terutang", "Terutang (Rp)", RUPIAH, is_total=True),
        Column("terlambat", "Terlambat (Rp)", RUPIAH, is_total=True),
        Column("premi", "Premi dibayarkan (Rp)", RUPIAH, is_total=True),
        Column("buka", "Bulan belum ditutup", COUNT, is_total=True),
    )
    return Table(
        "tempat", "Menurut tempat", columns,
        tuple(_place_row(place, sums, filters) for place, sums in rows),
        note=f"Target dibandingkan dengan setoran Januari {year} sampai akhir rentang.",
    )  # fmt: skip


def _place_row(place: Place, sums, filters: Filters) -> Row:
    values = (
        place.name, sums.target, sums.year_deposited, sums.reached, sums.deposited, sums.owed,
        sums.overdue, said(sums.premi_paid, has_hidden=sums.is_cut), sums.open_months,
    )  # fmt: skip
    link = place.link(filters)
    return Row(values, {"tempat": link} if link else {})


def _overdue(money: Money) -> Table:
    """By the month it was shared in, oldest first."""
    months = sorted(month for month in money.overdue if month)
    rows = [(bulan(month), month) for month in months]
    if None in money.overdue:
        rows.insert(0, ("Lebih dari setahun", None))
    return Table(
        "terlambat",
        "PNBP yang terlambat disetor",
        (
            Column("bulan", "Bagi hasil bulan"),
            Column("upt", "UPT", COUNT),
            Column("jumlah", "Belum disetor (Rp)", RUPIAH, is_total=True),
        ),
        tuple(
            Row((name, money.overdue_places[month], money.overdue[month])) for name, month in rows
        ),
        note="Setoran dihitung untuk bulan yang paling lama lebih dahulu.",
        empty="Tidak ada yang terlambat.",
    )


def _notes(filters: Filters, figures: TypedFigures) -> tuple[str, ...]:
    notes = [
        "Dihitung per bulan penuh: bulan yang tersentuh rentang ikut seluruhnya.",
        f"Target: {against_target(filters.span, figures)}.",
    ]
    if figures.premi_is_cut(filters.span):
        notes.append(f"Premi dibayarkan {LEFT_OUT}.")
    return tuple(notes)
