"""Kualitas data: how far the figures of each facility can be trusted, and where they are mended."""

from datetime import datetime

from django.urls import reverse

from facilities.access import may
from facilities.models import Facility

from ..filters import Filters
from ..links import address, way_up
from ..quality import CHECKS, COUNT_DAYS, GRADES, Check, State, states_of
from ..report import COUNT, DAY, PERCENT, Bars, Column, Report, Row, Table, Tile
from .columns import without_same_office

NOTES = (
    "Nilai adalah rata-rata semua pemeriksaan: untuk produk bagian yang sudah beres, untuk yang lain beres "
    f"atau belum. Mulai 90% {GRADES[0].lower()}, mulai 70% {GRADES[1].lower()}, di bawah itu {GRADES[2].lower()}.",
    "Keadaan saat halaman ini dibuka. Produk yang diarsipkan tidak ikut; opname diminta dari UPT yang "
    f"menyimpan barang, sekali dalam {COUNT_DAYS} hari.",
)
LISTS = {"foto": "kurang=foto", "alt": "kurang=alt", "biaya": "kurang=biaya"}


def data_quality(filters: Filters, at: datetime) -> Report:
    """Facilities, the weakest first; of a single one what there is to do."""
    states = sorted(states_of(filters, at=at), key=lambda one: (one.score, one.facility.short_name))
    tables = [_by_facility(filters, states)]
    if len(states) == 1:
        tables.insert(0, _to_do(filters, states[0]))
    return Report(
        "kualitas-data", "Kualitas data", filters, at, _tiles(states), _charts(states),
        tuple(tables), NOTES, is_of_now=True,
    )  # fmt: skip


def _tiles(states: list[State]) -> tuple[Tile, ...]:
    if len(states) == 1:
        wrong = sum(bool(check.wrong(states[0])) for check in CHECKS)
        return (
            Tile("Nilai", states[0].score, PERCENT, note=states[0].grade),
            Tile("Yang Perlu Dibenahi", wrong, COUNT, is_good_up=False, link="#t-benahi",
                 note=f"dari {len(CHECKS)} pemeriksaan"),
        )  # fmt: skip
    mean = sum(one.score for one in states) // len(states) if states else None
    grades = tuple(
        Tile(f"UPT {grade}", sum(one.grade == grade for one in states), COUNT, is_good_up=None)
        for grade in GRADES
    )
    return (Tile("Nilai Rata-rata", mean, PERCENT), *grades)


def _charts(states: list[State]) -> tuple[Bars, ...]:
    if len(states) < 2:
        return ()
    rows = [(check.label, sum(bool(check.wrong(one)) for one in states), "") for check in CHECKS]
    rows = sorted((row for row in rows if row[1]), key=lambda row: -row[1])
    return (Bars("kurang-grafik", "UPT yang perlu membenahinya", tuple(rows), "upt", COUNT),)


def _by_facility(filters: Filters, states: list[State]) -> Table:
    columns = (
        Column("upt", "UPT"),
        Column("kanwil", "Kanwil"),
        Column("nilai", "Nilai", PERCENT),
        Column("kata", "Keadaan"),
        Column("produk", "Produk", COUNT, is_total=True),
        *(Column(check.key, check.label, COUNT, is_total=True) for check in CHECKS),
        Column("opname-terakhir", "Opname terakhir", DAY),
    )
    rows = []
    for one in states:
        office = one.facility.regional_office
        values = (
            one.facility.short_name, office.name, one.score, one.grade, one.products,
            *(check.wrong(one) for check in CHECKS), one.counted_on,
        )  # fmt: skip
        links = way_up("kualitas-data", filters, office.slug, office.pk)
        links["upt"] = address("kualitas-data", filters, upt=one.facility.slug)
        for check in CHECKS:
            if check.wrong(one) and (there := _mended(filters, check, one.facility)):
                links[check.key] = there
        rows.append(Row(values, links))
    return without_same_office(Table("upt", "Pemeriksaan per UPT", columns, tuple(rows)))


def _to_do(filters: Filters, state: State) -> Table:
    columns = (
        Column("hal", "Hal"),
        Column("jumlah", "Jumlah", COUNT),
        Column("tugas", "Yang perlu dilakukan"),
    )
    rows = []
    for check in CHECKS:
        if count := check.wrong(state):
            there = _mended(filters, check, state.facility)
            rows.append(Row((check.label, count, check.task), {"tugas": there} if there else {}))
    return Table(
        "benahi", "Yang perlu dibenahi", columns, tuple(rows),
        empty="Semua pemeriksaan beres. Terima kasih.",
    )  # fmt: skip


def _mended(filters: Filters, check: Check, facility: Facility) -> str:
    """Where the reader mends it; "" for who only reads."""
    if not may(filters.reader, check.right, check.subject, facility):
        return ""
    if check.subject == "product":
        narrowed = f"&{LISTS[check.key]}" if check.key in LISTS else ""
        return f"{reverse('admin:catalog_product_changelist')}?upt={facility.pk}{narrowed}"
    if check.subject == "facility":
        return reverse("admin:facilities_facility_change", args=[facility.pk])
    if check.subject == "order":
        return f"{reverse('admin:orders_order_changelist')}?upt={facility.pk}"
    if check.subject == "settlement":
        return reverse("orders:settlement_list")
    page = "staff_counts" if check.subject == "count" else "staff_monthly"
    return f"{reverse(f'orders:{page}')}?upt={facility.slug}"
