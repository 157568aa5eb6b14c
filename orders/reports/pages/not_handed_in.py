"""Belum masuk: facilities whose counts of a month are still missing."""

from datetime import datetime

from django.urls import reverse

from catalog.dates import bulan
from facilities import handing_in
from facilities.access import may
from facilities.models import Facility

from ..filters import Filters
from ..report import COUNT, Column, Report, Row, Table, Tile
from .columns import without_same_office


def not_handed_in(filters: Filters, at: datetime) -> Report:
    """Who owes which month today, the longest first. The span plays no part."""
    places = filters.reach.facilities().filter(is_public=True).select_related("regional_office")
    places = list(places)
    missing = handing_in.missing_months(places, at=at)
    owing = [place for place in places if place.pk in missing]
    owing.sort(key=lambda place: (-len(missing[place.pk][0]), place.short_name))
    late = sum(handing_in.is_late(place, missing[place.pk][0], at) for place in owing)
    tiles = (
        Tile("UPT yang belum mengisi", len(owing), COUNT, is_good_up=False),
        Tile("Sudah lewat batasnya", late, COUNT, is_good_up=False,
             note=f"setelah tanggal {handing_in.LATE_AFTER} bulan berikutnya"),
        Tile("Sudah lengkap", len(places) - len(owing), COUNT),
    )  # fmt: skip
    table = Table(
        "belum",
        "Angka bulanan yang belum masuk",
        (
            Column("upt", "UPT"),
            Column("jumlah", "Bulan kurang", COUNT, is_total=True),
            Column("bulan", "Bulan"),
            Column("terakhir", "Terakhir masuk"),
            Column("kanwil", "Kanwil"),
            Column("surel", "Surel UPT"),
        ),
        tuple(_row(place, *missing[place.pk], filters) for place in owing),
        note="Surel UPT ada di sini supaya dapat diingatkan.",
        empty="Semua UPT sudah mengisi sampai bulan lalu.",
    )
    notes = (
        "Angka satu bulan diisi UPT sejak tanggal 1 bulan berikutnya. Daftar ini menurut hari ini.",
    )
    return Report(
        "belum-masuk",
        "Belum masuk",
        filters,
        at,
        tiles,
        (),
        (without_same_office(table),),
        notes,
        is_of_now=True,
    )


def _row(place: Facility, months, latest, filters: Filters) -> Row:
    values = (
        place.short_name,
        len(months),
        ", ".join(bulan(month) for month in months),
        bulan(latest) if latest else "belum pernah",
        place.regional_office.name,
        place.email,
    )
    links = {}
    if may(filters.reader, "add", "workforce", place):
        links["bulan"] = (
            f"{reverse('orders:staff_monthly')}?upt={place.slug}&bulan={months[-1]:%Y-%m}"
        )
    return Row(values, links)
