"""Dampak: people at work and in training, and the premi they were paid."""

from datetime import datetime

from catalog.dates import bulan

from ..filters import Filters
from ..people import PlacePeople, people_by_place, together
from ..place_rows import places_in
from ..report import COUNT, PERCENT, RUPIAH, Bars, Column, Line, Report, Row, Table, Tile
from ..sales_figures import Point
from ..small_groups import FEW, said
from ..spans import Span
from ..state_money import premi_by_place
from ..typed import TypedFigures, month_points
from ..typed_tiles import LEFT_OUT, partners_tile, percent, premi_tile, working_tile

MOST_BARS = 10


def impact(filters: Filters, at: datetime) -> Report:
    """By place and by month."""
    figures, span = TypedFigures.of(filters), filters.span
    found = people_by_place(figures, span)
    places = [(place, together(found, place.facility_ids)) for place in places_in(filters.reach)]
    everybody = together(found, found)
    tiles = [working_tile(filters, figures), *_learned_tiles(filters, figures, everybody)]
    if figures.sees_money:
        tiles.append(premi_tile(filters, figures))
    tiles.append(partners_tile(filters, figures))
    working = sorted(
        ((place, people.sums["working"]) for place, people in places if people.sums["working"]),
        key=lambda one: -one[1],
    )
    charts = (
        Line("bekerja", "WBP bekerja per bulan", _points(figures, span),
             _points(figures, span.last_year()), table="bulan", kind=COUNT),
        Bars("tempat-bekerja", "WBP bekerja, terbanyak dahulu",
             tuple((p.name, count, p.link(filters)) for p, count in working[:MOST_BARS]),
             table="tempat", kind=COUNT),
    )  # fmt: skip
    tables = (_by_place(filters, figures, places), _by_month(figures, span), _productive(places))
    return Report("dampak", "Dampak", filters, at, tuple(tiles), charts, tables,
                  _notes(everybody))  # fmt: skip


def _learned_tiles(filters: Filters, figures: TypedFigures, everybody: PlacePeople):
    before = filters.span.before()
    now, then = figures.learned(filters.span), figures.learned(before)
    for name, label in (("trained", "Selesai Pelatihan"), ("certificates", "Sertifikat")):
        is_cut = name in everybody.hidden
        yield Tile(label, None if is_cut and not now[name] else now[name], COUNT, then[name],
                   before.label, note=LEFT_OUT if is_cut else "")  # fmt: skip
    part = everybody.part("assimilating_working")
    yield Tile(
        "Bekerja dan Produktif (LAKIP)", part, PERCENT, is_good_up=True,
        note="dari peserta asimilasi",
    )  # fmt: skip


def _points(figures: TypedFigures, span: Span) -> tuple[Point, ...]:
    months = figures.heads_by_month(span)
    return month_points((month, heads.sums["working"]) for month, heads in months)


def _by_place(filters: Filters, figures: TypedFigures, places) -> Table:
    paid = premi_by_place(figures, filters.span)
    columns = [
        Column("tempat", "Tempat"),
        Column("penghuni", "Penghuni", COUNT, is_total=True),
        Column("bekerja", "WBP bekerja", COUNT, is_total=True),
        Column("bagian", "Dari penghuni", PERCENT),
        Column("paket", "Pelatihan", COUNT, is_total=True),
        Column("dilatih", "Selesai pelatihan", COUNT, is_total=True),
        Column("sertifikat", "Sertifikat", COUNT, is_total=True),
        Column("panen", "Panen (kg)", COUNT, is_total=True),
    ]
    if figures.sees_money:
        columns.append(Column("premi", "Premi dibayarkan (Rp)", RUPIAH, is_total=True))
    rows = []
    for place, people in places:
        values = _counts(people)
        if figures.sees_money:
            parts = [paid.get(pk, (0, False)) for pk in place.facility_ids]
            amount, is_cut = sum(part for part, _ in parts), any(cut for _, cut in parts)
            values.append(said(amount, has_hidden=is_cut))
        link = place.link(filters)
        rows.append(Row((place.name, *values), {"tempat": link} if link else {}))
    return Table(
        "tempat", "Menurut tempat", tuple(columns), tuple(rows),
        note="Jumlah orang pada akhir rentang; kosong berarti UPT belum mengisi angka bulanan.",
    )  # fmt: skip


def _counts(people: PlacePeople) -> list:
    if not people.reported and not any(people.sums.values()):
        return [None] * 7
    return [
        _cell(people, "residents"),
        _cell(people, "working"),
        people.part("working"),
        _cell(people, "programmes"),
        _cell(people, "trained"),
        _cell(people, "certificates"),
        _cell(people, "harvest_kg"),
    ]


def _cell(people: PlacePeople, name: str):
    return said(people.sums[name], has_hidden=name in people.hidden)


def _productive(places) -> Table:
    """The LAKIP indicator, place by place."""
    columns = (
        Column("tempat", "Tempat"),
        Column("asimilasi", "Peserta asimilasi", COUNT, is_total=True),
        Column("produktif", "Bekerja dan produktif", COUNT, is_total=True),
        Column("lakip", "Persen", PERCENT),
    )
    rows = []
    for place, people in places:
        if people.reported:
            heads = [_cell(people, name) for name in ("assimilating", "assimilating_working")]
            rows.append(Row((place.name, *heads, people.part("assimilating_working"))))
    return Table("lakip", "Narapidana yang bekerja dan produktif (LAKIP)", columns, tuple(rows))


def _by_month(figures: TypedFigures, span: Span) -> Table:
    rows = []
    for month, heads in figures.heads_by_month(span):
        within = Span(month, month)
        learned, hidden = figures.learned(within), figures.learned_hidden(within)
        values = (
            bulan(month), heads.facilities, heads.sums["residents"],
            said(heads.sums["working"], has_hidden="working" in heads.hidden),
            said(learned["trained"], has_hidden="trained" in hidden),
            said(learned["certificates"], has_hidden="certificates" in hidden),
            learned["harvest_kg"],
        )  # fmt: skip
        rows.append(Row(values))
    columns = (
        Column("bulan", "Bulan"),
        Column("upt", "UPT terhitung", COUNT),
        Column("penghuni", "Penghuni", COUNT),
        Column("bekerja", "WBP bekerja", COUNT),
        Column("dilatih", "Selesai pelatihan", COUNT, is_total=True),
        Column("sertifikat", "Sertifikat", COUNT, is_total=True),
        Column("panen", "Panen (kg)", COUNT, is_total=True),
    )
    return Table("bulan", "Menurut bulan", columns, tuple(rows))


def _notes(everybody: PlacePeople) -> tuple[str, ...]:
    notes = ["Jumlah orang diisi UPT tiap bulan dan berlaku paling lama tiga bulan."]
    part = everybody.part("working")
    if part is not None:
        notes.append(f"{percent(part)} penghuni bekerja pada akhir rentang.")
    if everybody.hidden:
        notes.append(
            f"Kelompok yang {FEW} orang tidak ditampilkan dan tidak masuk dalam jumlah mana pun."
        )
    return tuple(notes)
