"""Stok: what lies on the shelves, how long, what is gone, and which facilities are quiet."""

from collections import Counter
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from catalog.money import ribuan
from catalog.shelf import LOW, NEAR_DAYS
from facilities.access import may

from ..filters import Filters
from ..links import address, way_up
from ..report import COUNT, DAY, RUPIAH, Bars, Column, Report, Row, Table, Tile
from ..silence import QUIET_DAYS, quiet_facilities
from ..standing import AGES, OLD, Ages, Fading, Gone, Lying, ages, fading, gone, lying
from .columns import without_same_office
from .places import Place, places_of

NOTES = (
    "Stok adalah keadaan saat halaman ini dibuka: rentang, jalur, dan pembeli tidak mengubahnya. "
    "Barang dihitung pada UPT pemiliknya, di mana pun letaknya; yang masih dalam perjalanan tidak ikut.",
    "Nilai bahan memakai biaya bahan setiap varian; barang yang biayanya belum diisi tidak ikut di dalamnya.",
    "Umur dihitung sejak tanggal produksi. Habis: tidak ada lagi yang bebas dipesan di situs, sejak "
    "barang terakhir keluar, atau sejak dipesan bila masih menunggu dikirim.",
)


def stock(filters: Filters, at: datetime) -> Report:
    """Worth and age by facility, what is sold out, what goes off, who is quiet."""
    places = places_of(filters)
    names = {place.pk: place for place in places}
    there, old = lying(filters), ages(filters, at=at)
    empty = gone(filters)
    tables = [
        _by_facility(filters, places, there, old),
        _by_age(there, old),
        _gone(filters, names, empty, at),
    ]
    tiles = _tiles(there, old, empty)
    if filters.reach.is_many:
        quiet = _quiet(filters, at)
        tables.append(quiet)
        tiles += (
            Tile(f"UPT Diam {QUIET_DAYS} Hari", len(quiet.rows), COUNT, note=f"dari {len(places)} UPT",
                 link="#t-diam", is_good_up=False),
        )  # fmt: skip
    else:
        tables.append(_fading(filters, fading(filters, at=at), at))
    return Report(
        "stok", "Stok", filters, at, tiles, _charts(filters, places, there, old), tuple(tables),
        NOTES, is_of_now=True,
    )  # fmt: skip


def _tiles(there: dict[int, Lying], old: dict[int, Ages], empty: list[Gone]) -> tuple[Tile, ...]:
    without = sum(one.without_cost for one in there.values())
    return (
        Tile("Nilai Stok", _sum(there, "at_price"), RUPIAH, note="menurut harga jual"),
        Tile("Nilai Bahan", _sum(there, "at_cost"), RUPIAH,
             note=f"{ribuan(without)} barang belum ada biaya bahannya" if without else "semua barang"),
        Tile("Barang di Rak", _sum(there, "pieces"), COUNT,
             note=f"{ribuan(_sum(there, 'reserved'))} di antaranya sudah dipesan"),
        Tile("Habis", len(empty), COUNT, link="#t-habis", is_good_up=False,
             note=f"dari {ribuan(_sum(there, 'on_sale'))} pilihan yang dijual; {ribuan(_sum(there, 'low'))} lagi tinggal {LOW} atau kurang"),
        Tile("Mendekati Kedaluwarsa", _sum(old, "near"), COUNT, is_good_up=False,
             note=f"barang dalam {NEAR_DAYS} hari; {ribuan(_sum(old, 'past'))} sudah lewat"),
    )  # fmt: skip


def _charts(filters, places, there, old) -> tuple[Bars, ...]:
    ageing = Bars(
        "umur-grafik", "Umur stok", tuple((*row[:2], "") for row in _age_rows(there, old)),
        "umur", COUNT, is_ranked=False,
    )  # fmt: skip
    if not filters.reach.is_many:
        return (ageing,)
    worth = [
        (place.name, there[place.pk].at_price, address("stok", filters, upt=place.slug))
        for place in places
        if place.pk in there
    ]
    worth.sort(key=lambda row: -row[1])
    return (Bars("nilai-grafik", "Nilai stok per UPT", tuple(worth), "upt"), ageing)


def _by_facility(filters, places: list[Place], there, old) -> Table:
    columns = (
        Column("upt", "UPT"),
        Column("kanwil", "Kanwil"),
        Column("barang", "Barang", COUNT, is_total=True),
        Column("nilai", "Nilai jual (Rp)", RUPIAH, is_total=True),
        Column("bahan", "Nilai bahan (Rp)", RUPIAH, is_total=True),
        Column("lama", f"Lebih dari {OLD} hari", COUNT, is_total=True),
        Column("tertua", "Tertua sejak", DAY),
        Column("dijual", "Pilihan dijual", COUNT, is_total=True),
        Column("habis", "Habis", COUNT, is_total=True),
        Column("menipis", "Menipis", COUNT, is_total=True),
        Column("dekat", "Dekat kedaluwarsa", COUNT, is_total=True),
        Column("lewat", "Lewat kedaluwarsa", COUNT, is_total=True),
    )
    rows = []
    for place in places:
        one, age = there.get(place.pk, Lying()), old.get(place.pk, Ages())
        values = (
            place.name, place.office, one.pieces, one.at_price, one.at_cost, age.old, age.oldest,
            one.on_sale, one.sold_out, one.low, age.near, age.past,
        )  # fmt: skip
        links = way_up("stok", filters, place.office_slug, place.office_id)
        links["upt"] = address("stok", filters, upt=place.slug)
        rows.append(Row(values, links | _desk(filters, one, age)))
    rows.sort(key=lambda row: -row.values[3])
    return without_same_office(
        Table("upt", "Stok per UPT", columns, tuple(rows), empty="Belum ada UPT di sini.")
    )


def _desk(filters: Filters, one: Lying, age: Ages) -> dict[str, str]:
    """From the figures of the one facility shown to the lists of who keeps its stock."""
    facility = filters.reach.facility
    if facility is None or not may(filters.reader, "view", "stock", facility):
        return {}
    levels = f"{reverse('admin:catalog_stocklevel_changelist')}?upt={facility.pk}"
    batches = f"{reverse('admin:catalog_productionbatch_changelist')}?upt={facility.pk}"
    links = {"barang": levels} if one.pieces else {}
    for key, count in (("habis", one.sold_out), ("menipis", one.low)):
        if count:
            links[key] = f"{levels}&bebas=dijual"
    for key, count in (("dekat", age.near), ("lewat", age.past)):
        if count:
            links[key] = f"{batches}&simpan=dekat"
    return links


def _by_age(there, old) -> Table:
    columns = (
        Column("umur", "Umur"),
        Column("barang", "Barang", COUNT, is_total=True),
        Column("nilai", "Nilai jual (Rp)", RUPIAH, is_total=True),
    )
    rows = tuple(Row(row) for row in _age_rows(there, old))
    return Table("umur", "Umur stok", columns, rows)


def _age_rows(there, old) -> list[tuple[str, int, int]]:
    """(age, pieces, rupiah), youngest first; last what has no production code, if any."""
    rows, before = [], 0
    pieces, worth = Counter(), Counter()
    for one in old.values():
        pieces.update(dict(enumerate(one.pieces)))
        worth.update(dict(enumerate(one.at_price)))
    for number, last in enumerate(AGES):
        name = (
            f"{before} sampai {last} hari" if last is not None else f"Lebih dari {before - 1} hari"
        )
        rows.append((name, pieces[number], worth[number]))
        before = (last or 0) + 1
    loose = _sum(there, "pieces") - sum(pieces.values())
    if loose:
        rows.append(("Tanpa kode produksi", loose, _sum(there, "at_price") - sum(worth.values())))
    return rows


def _gone(filters, names: dict[int, Place], empty: list[Gone], at) -> Table:
    columns = (
        Column("produk", "Produk"),
        Column("upt", "UPT"),
        Column("sku", "SKU"),
        Column("sejak", "Habis sejak", DAY),
        Column("hari", "Hari", COUNT),
    )
    rows = []
    for one in empty:
        place = names[one.facility_id]
        since = timezone.localdate(one.since, place.zone) if one.since else None
        days = (timezone.localdate(at, place.zone) - since).days if since else None
        name = f"{one.product}, {one.variant}" if one.variant else one.product
        links = {"upt": address("stok", filters, upt=place.slug)}
        rows.append(
            Row((name, place.name, one.sku, since, days), links | _product(filters, one.product_id))
        )
    return Table(
        "habis", "Stok habis, yang terlama dahulu", columns, tuple(rows),
        empty="Tidak ada barang dijual yang habis.",
    )  # fmt: skip


def _product(filters: Filters, product_id: int) -> dict[str, str]:
    if not may(filters.reader, "view", "product", filters.reach.facility):
        return {}
    return {"produk": reverse("admin:catalog_product_change", args=[product_id])}


def _fading(filters: Filters, rows: list[Fading], at: datetime) -> Table:
    facility = filters.reach.facility or filters.reach.facilities().first()
    columns = (
        Column("produk", "Produk"),
        Column("kode", "Kode produksi"),
        Column("tempat", "Tempat"),
        Column("sampai", "Baik sampai", DAY),
        Column("hari", "Hari lagi", COUNT),
        Column("barang", "Barang", COUNT, is_total=True),
    )
    today = facility.local_day(at) if facility else filters.today
    found = tuple(
        Row(
            (one.product, one.code, one.place, one.expires_on, (one.expires_on - today).days,
             one.pieces),
            _product(filters, one.product_id),
        )
        for one in rows
    )  # fmt: skip
    return Table(
        "kedaluwarsa", "Mendekati atau lewat kedaluwarsa", columns, found,
        "Hari lagi di bawah nol berarti sudah lewat: jangan dijual.",
        f"Tidak ada barang yang kedaluwarsa dalam {NEAR_DAYS} hari.",
    )  # fmt: skip


def _quiet(filters: Filters, at: datetime) -> Table:
    columns = (
        Column("upt", "UPT"),
        Column("jual", "Penjualan terakhir", DAY),
        Column("gerak", "Stok bergerak terakhir", DAY),
        Column("masuk", "Petugas masuk terakhir", DAY),
        Column("hari", "Hari diam", COUNT),
    )
    rows = []
    for one in quiet_facilities(filters, at=at):
        last = one.last_on
        days = (one.facility.local_day(at) - last).days if last else None
        values = (one.facility.short_name, one.sold_on, one.moved_on, one.signed_in_on, days)
        rows.append(Row(values, {"upt": address("kualitas-data", filters, upt=one.facility.slug)}))
    return Table(
        "diam", f"UPT diam {QUIET_DAYS} hari atau lebih", columns, tuple(rows),
        "Tidak ada penjualan, stok tidak bergerak, dan tidak ada petugas yang masuk. Kosong: belum pernah.",
        "Semua UPT hidup: menjual, mencatat stok, atau petugasnya masuk.",
    )  # fmt: skip


def _sum(rows: dict, name: str) -> int:
    return sum(getattr(one, name) for one in rows.values())
