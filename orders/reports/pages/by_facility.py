"""Per UPT: every facility with its place by omzet and by pieces, also those without a sale."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from ..filters import Filters
from ..links import address, way_up
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
    tables = [facility_table(filters, places, figures)]
    charts = [facility_bars(filters, sold), facility_bars(filters, sold, by="units")]
    if is_of_several_offices(places):
        tables.insert(0, _office_table(filters, places, figures))
    tiles = (active_tile(filters, figures, before, len(places)),)
    return Report(
        "upt", "Per UPT", filters, at, tiles, tuple(charts), tuple(tables), notes=(COUNTED,)
    )


def active_tile(
    filters: Filters, figures: dict[int, Figures], before: dict[int, Figures], known: int
) -> Tile:
    """How many facilities sold something."""
    return Tile(
        "UPT Aktif",
        _selling(figures),
        COUNT,
        _selling(before),
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
    filters: Filters, places: list[Place], figures: dict[int, Figures], *, shown: int | None = None
) -> Table:
    """Every facility; shown: only the first places."""
    sold = [place for place in places if place.pk in figures]
    by_units = {
        place.pk: number for number, place in ranked(sold, lambda one: figures[one.pk].units)
    }
    rows = [
        _row(filters, place, figures[place.pk], number, by_units[place.pk])
        for number, place in ranked(sold, lambda one: figures[one.pk].net)
        if shown is None or number <= shown
    ]
    if shown is None:
        rows += [
            _row(filters, place, Figures(), None, None)
            for place in places
            if place.pk not in figures
        ]
    columns = (
        Column("upt", "UPT"),
        Column("kanwil", "Kanwil"),
        Column("peringkat-omzet", "Peringkat omzet", COUNT),
        Column("peringkat-terjual", "Peringkat terjual", COUNT),
        *FIGURES,
    )
    table = Table("upt", "Rincian per UPT", columns, tuple(rows), note=UNRANKED)
    return table if is_of_several_offices(places) else table.without("kanwil")


def is_of_several_offices(places: Iterable[Place]) -> bool:
    """Whether it says something to name the Kanwil of each facility."""
    return len({place.office_slug for place in places}) > 1


def _row(filters, place: Place, figures: Figures, number, number_by_units) -> Row:
    return Row(
        (place.name, place.office, number, number_by_units, *values(figures)),
        {"upt": address("penjualan", filters, upt=place.slug)}
        | way_up("upt", filters, place.office_slug)
        | links(figures, filters, upt=place.slug),
    )


def _office_table(filters: Filters, places: list[Place], figures: dict[int, Figures]) -> Table:
    offices: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        offices[place.office, place.office_slug].append(place.pk)
    sums = {
        office: sum((figures[pk] for pk in keys if pk in figures), Figures())
        for office, keys in offices.items()
    }
    rows = []
    for number, (name, slug) in ranked(sorted(sums), lambda office: sums[office].net):
        keys, total = offices[name, slug], sums[name, slug]
        selling = sum(pk in figures for pk in keys)
        rows.append(
            Row(
                (name, number if selling else None, len(keys), selling, *values(total)),
                {"kanwil": address("upt", filters, kanwil=slug)}
                | links(total, filters, kanwil=slug),
            )
        )
    columns = (
        Column("kanwil", "Kanwil"),
        Column("peringkat-omzet", "Peringkat omzet", COUNT),
        Column("jumlah-upt", "UPT", COUNT, is_total=True),
        Column("menjual", "UPT yang menjual", COUNT, is_total=True),
        *FIGURES,
    )
    return Table("kanwil", "Rincian per Kanwil", columns, tuple(rows))


def _selling(figures: dict[int, Figures]) -> int:
    return sum(one.orders > 0 for one in figures.values())
