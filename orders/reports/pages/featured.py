"""Produk hari ini: the sheet of One Day One Prison's Product, day by day and by facility."""

from datetime import datetime

from django.urls import reverse

from catalog.dates import tanggal
from orders.models.orders import BuyerKind

from ..featured import BEFORE_DAYS, FeaturedDay, featured_days
from ..filters import Filters, word_of
from ..links import LINES, address
from ..report import COUNT, PERCENT, RUPIAH, Bars, Column, Report, Row, Table, Tile
from ..sales_figures import Figures
from .columns import COUNTED
from .places import Place, places_of

COMPARED = (
    f"Hari itu dibandingkan dengan penjualan produk yang sama {BEFORE_DAYS} hari sebelumnya, di semua "
    f"jalur: 100% berarti terjual sebanyak rata-rata sehari dalam {BEFORE_DAYS} hari itu."
)
BEFORE = f"{BEFORE_DAYS} hari sebelumnya"


def featured_products(filters: Filters, at: datetime) -> Report:
    """Each day's product with what it sold, and the same added up by facility."""
    earlier = filters.span.before()
    days, before = featured_days(filters, filters.span), featured_days(filters, earlier)
    names = {place.pk: place for place in places_of(filters)}
    now, then = _sum(days), _sum(before)
    tiles = (
        Tile("Hari Berproduk", len(days), COUNT, len(before), earlier.label,
             note=f"dari {len({one.facility_id for one in days})} UPT"),
        Tile("Terjual pada Harinya", now.units, COUNT, then.units, earlier.label,
             tuple(one.sold.units for one in days[-31:])),
        Tile("Omzet pada Harinya", now.net, RUPIAH, then.net, earlier.label,
             tuple(one.sold.net for one in days[-31:])),
        Tile("Hari dengan Penjualan", sum(one.sold.units > 0 for one in days), COUNT,
             sum(one.sold.units > 0 for one in before), earlier.label),
    )  # fmt: skip
    tables = (_sheet(filters, days, names), _by_facility(filters, days, names))
    return Report(
        "produk-hari-ini", "Produk hari ini", filters, at, tiles, _charts(filters, days), tables,
        (COMPARED, COUNTED),
    )  # fmt: skip


def _charts(filters: Filters, days: list[FeaturedDay]) -> tuple[Bars, ...]:
    best = sorted((one for one in days if one.sold.units), key=lambda one: -one.sold.units)
    buyers = {kind: sum(one.buyers.get(kind, 0) for one in days) for kind in BuyerKind.values}
    return (
        Bars(
            "hari-grafik", "Terjual pada harinya",
            tuple((f"{one.product}, {tanggal(one.day)}", one.sold.units, _lines(filters, one))
                  for one in best),
            "hari", COUNT,
        ),
        Bars(
            "pembeli-grafik", "Pembeli pada hari itu",
            tuple((BuyerKind(kind).label, pieces, "") for kind, pieces in buyers.items() if pieces),
            "hari", COUNT,
        ),
    )  # fmt: skip


def _sheet(filters: Filters, days: list[FeaturedDay], names: dict[int, Place]) -> Table:
    """The sheet that is handed upward: one row per day."""
    columns = (
        Column("hari", "Hari"),
        Column("upt", "UPT"),
        Column("kanwil", "Kanwil"),
        Column("produk", "Produk"),
        Column("terjual", "Terjual", COUNT, is_total=True),
        Column("omzet", "Omzet (Rp)", RUPIAH, is_total=True),
        *(Column(kind, label, COUNT, is_total=True) for kind, label in BuyerKind.choices),
        Column("terjual-sebelum", f"Terjual {BEFORE}", COUNT, is_total=True),
        Column("omzet-sebelum", f"Omzet {BEFORE} (Rp)", RUPIAH, is_total=True),
        Column("banding", "Dibanding hari biasa", PERCENT),
    )
    rows = []
    for one in days:
        place = names[one.facility_id]
        values = (
            tanggal(one.day), place.name, place.office, one.product, one.sold.units, one.sold.net,
            *(one.buyers.get(kind, 0) for kind in BuyerKind.values),
            one.before.units, one.before.net, one.against_usual,
        )  # fmt: skip
        rows.append(Row(values, _links(filters, one, place)))
    return Table(
        "hari", "Rekap per hari", columns, tuple(rows),
        empty="Belum ada produk hari ini pada rentang ini.",
    )  # fmt: skip


def _links(filters: Filters, one: FeaturedDay, place: Place) -> dict[str, str]:
    links = {"upt": address("produk-hari-ini", filters, upt=place.slug)}
    if one.is_live:
        links["produk"] = reverse("catalog:product_detail", args=[one.slug, one.product_id])
    if one.sold.orders or one.sold.units or one.sold.refunds:
        links |= dict.fromkeys(("terjual", "omzet"), _lines(filters, one))
        for kind, pieces in one.buyers.items():
            if pieces:
                links[kind] = _lines(filters, one, pembeli=kind)
    return links


def _lines(filters: Filters, one: FeaturedDay, **changes: str) -> str:
    product = word_of(one.slug, one.product_id)
    return address(LINES, filters, rentang=one.day.isoformat(), produk=product, **changes)


def _by_facility(filters: Filters, days: list[FeaturedDay], names: dict[int, Place]) -> Table:
    columns = (
        Column("upt", "UPT"),
        Column("kanwil", "Kanwil"),
        Column("hari", "Hari", COUNT, is_total=True),
        Column("terjual", "Terjual", COUNT, is_total=True),
        Column("omzet", "Omzet (Rp)", RUPIAH, is_total=True),
        Column("terjual-sebelum", f"Terjual {BEFORE}", COUNT, is_total=True),
        Column("omzet-sebelum", f"Omzet {BEFORE} (Rp)", RUPIAH, is_total=True),
        Column("banding", "Dibanding hari biasa", PERCENT),
    )
    own: dict[int, list[FeaturedDay]] = {}
    for one in days:
        own.setdefault(one.facility_id, []).append(one)
    rows = []
    for facility_id, theirs in own.items():
        place, sold = names[facility_id], _sum(theirs)
        before = sum((one.before for one in theirs), Figures())
        usual = sold.units * BEFORE_DAYS * 1000 // before.units if before.units else None
        values = (place.name, place.office, len(theirs), sold.units, sold.net, before.units,
                  before.net, usual)  # fmt: skip
        rows.append(Row(values, {"upt": address("produk-hari-ini", filters, upt=place.slug)}))
    rows.sort(key=lambda row: -row.values[4])
    return Table("upt", "Rekap per UPT", columns, tuple(rows))


def _sum(days: list[FeaturedDay]) -> Figures:
    return sum((one.sold for one in days), Figures())
