"""Per UPT: every facility with its place by omzet and by pieces, also those without a sale."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ..filters import Filters
from ..links import LINES, address, reads_all_of, way_up
from ..ranking import ranked
from ..report import COUNT, RUPIAH, Bars, Column, Report, Row, Table, Tile
from ..sales_figures import Figures, SalesFigures
from .columns import COUNTED, FIGURES, links, values
from .places import Place, places_of

SHOWN = 10  # bars of a ranking
UNRANKED = "UPT yang tidak menjual apa pun pada rentang ini tidak diberi peringkat."


def sales_by_facility(filters: Filters, at: datetime) -> Report:
    """Facilities, most omzet first; above them their Kanwil where there are several."""
    sales = SalesFigures(filters)
    figures, before = sales.facilities_in(filters.span, filters.span.before())
    places = places_of(filters)
    sold = [(place, figures[place.pk]) for place in places if place.pk in figures]
    tables = [facility_table(filters, places, figures, before=before)]
    charts = [facility_bars(filters, sold), facility_bars(filters, sold, by="units")]
    if is_of_several_offices(places):
        tables.insert(0, _office_table(filters, places, figures))
    tiles = (active_tile(filters, figures, before, len(places)),)
    return Report(
        "upt", "Per UPT", filters, at, tiles, tuple(charts), tuple(tables), notes=(COUNTED,)
    )


def selling(figures: dict[int, Figures]) -> int:
    """How many sold a piece. An order may be counted in another category than its pieces."""
    return sum(one.units > 0 for one in figures.values())


def active_tile(
    filters: Filters, figures: dict[int, Figures], before: dict[int, Figures], known: int
) -> Tile:
    """How many facilities sold something."""
    return Tile(
        "UPT Aktif",
        selling(figures),
        COUNT,
        selling(before),
        filters.span.before().label,
        link=address("upt", filters),
        note=f"UPT yang menjual, dari {known} UPT",
    )


def facility_bars(
    filters: Filters, sold: list[tuple[Place, Figures]], *, by: str = "net", table: str = "upt"
) -> Bars:
    """The first places by omzet ("net") or by pieces ("units"), those that share one too."""
    best = ranked(sold, lambda pair: getattr(pair[1], by))
    rows = tuple(
        (place.name, getattr(figures, by), address("penjualan", filters, upt=place.slug))
        for number, (place, figures) in best
        if number <= SHOWN
    )
    if by == "net":
        return Bars("upt-omzet-grafik", "Omzet terbanyak: UPT", rows, table, RUPIAH)
    return Bars("upt-terjual-grafik", "Produk terbanyak terjual: UPT", rows, table, COUNT)


def facility_table(
    filters: Filters,
    places: list[Place],
    figures: dict[int, Figures],
    *,
    shown: int | None = None,
    before: dict[int, Figures] | None = None,
) -> Table:
    """Every facility; shown: only the first places; before: what each sold in the span before."""
    sold = [place for place in places if place.pk in figures]
    by_units = {
        place.pk: number for number, place in ranked(sold, lambda one: figures[one.pk].units)
    }
    listed: list[tuple[int | None, Place]] = [
        (number, place)
        for number, place in ranked(sold, lambda one: figures[one.pk].net)
        if shown is None or number <= shown
    ]
    if shown is None:
        listed += [(None, place) for place in places if place.pk not in figures]
    rows = [
        _row(filters, place, figures.get(place.pk, Figures()), number, by_units.get(place.pk))
        for number, place in listed
    ]
    columns = (
        Column("upt", "UPT"),
        Column("kanwil", "Kanwil"),
        Column("peringkat-omzet", "Peringkat omzet", COUNT),
        Column("peringkat-terjual", "Peringkat terjual", COUNT),
        *FIGURES,
    )
    table = Table("upt", "Rincian per UPT", columns, tuple(rows), note=UNRANKED)
    if before is not None:
        table = _with_before(filters, table, before, [place for _, place in listed])
    return table if is_of_several_offices(places) else table.without("kanwil")


def _with_before(
    filters: Filters, table: Table, before: dict[int, Figures], listed: list[Place]
) -> Table:
    """The same with what the place of each row sold in the span before, and the lines of that."""
    span = filters.span.before()
    rows = []
    for row, place in zip(table.rows, listed, strict=True):
        net = before.get(place.pk, Figures()).net
        there = address(LINES, filters, upt=place.slug, **span.query)
        rows.append(Row((*row.values, net), row.links | ({"sebelumnya": there} if net else {})))
    columns = (
        *table.columns,
        Column("sebelumnya", "Omzet sebelumnya (Rp)", RUPIAH, is_total=True),
    )
    note = f"{table.note} Omzet sebelumnya: {span.label}."
    return replace(table, columns=columns, rows=tuple(rows), note=note)


def is_of_several_offices(places: Iterable[Place]) -> bool:
    """Whether it says something to name the Kanwil of each facility."""
    return len({place.office_slug for place in places}) > 1


def _row(filters, place: Place, figures: Figures, number, number_by_units) -> Row:
    return Row(
        (place.name, place.office, number, number_by_units, *values(figures)),
        {"upt": address("penjualan", filters, upt=place.slug)}
        | way_up("upt", filters, place.office_slug, place.office_id)
        | links(figures, filters, upt=place.slug),
    )


def _office_table(filters: Filters, places: list[Place], figures: dict[int, Figures]) -> Table:
    offices: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        offices[place.office, place.office_slug].append(place)
    own = {
        office: {place.pk: figures[place.pk] for place in inside if place.pk in figures}
        for office, inside in offices.items()
    }
    sums = {office: sum(sold.values(), Figures()) for office, sold in own.items()}
    rows = []
    for number, office in ranked(sorted(sums), lambda office: sums[office].net):
        inside, total = offices[office], sums[office]
        rank = number if own[office] else None
        row = (office[0], rank, len(inside), selling(own[office]), *values(total))
        words = _words(filters, inside)
        there = {"kanwil": address("upt", filters, **words)} if words else {}
        rows.append(Row(row, there | links(total, filters, **words) if words else {}))
    columns = (
        Column("kanwil", "Kanwil"),
        Column("peringkat-omzet", "Peringkat omzet", COUNT),
        Column("jumlah-upt", "UPT", COUNT, is_total=True),
        Column("menjual", "UPT yang menjual", COUNT, is_total=True),
        *FIGURES,
    )
    return Table("kanwil", "Rincian per Kanwil", columns, tuple(rows))


def _words(filters: Filters, inside: list[Place]) -> dict[str, str]:
    """What narrows a report to these facilities of one Kanwil; nothing when no word says that."""
    if filters.reach.province is None and reads_all_of(filters, inside[0].office_id):
        return {"kanwil": inside[0].office_slug}
    return {"upt": inside[0].slug} if len(inside) == 1 else {}
