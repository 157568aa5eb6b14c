"""Figures that are due: for the facility what it has to type, for officials who has not."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from catalog.dates import bulan
from facilities import handing_in
from facilities.access import may, scope_of
from facilities.models import Facility
from orders.reports.reach import reach_of

from .job import Job


def figure_jobs(user, *, at: datetime, facility: Facility | None = None) -> Iterator[Job]:
    """One line for who types the counts of a month, one for who waits for them."""
    scope = scope_of(user)
    if scope.everything:
        return
    if may(user, "add", "workforce", facility):
        places = [facility] if facility else _places(user)
        yield _own(places, at)
    elif scope.is_official:
        yield _of_others(reach_of(user).facilities().filter(is_public=True), at)


def _places(user) -> list[Facility]:
    keys = scope_of(user).places("add", "workforce")
    return list(Facility.objects.filter(pk__in=keys).order_by("short_name"))


def _own(places: list[Facility], at: datetime) -> Job:
    missing = handing_in.missing_months(places, at=at)
    months = sorted({month for owed, _ in missing.values() for month in owed})
    label, note = "Isi angka bulanan", "Warga binaan yang bekerja dan berlatih bulan lalu"
    if months:
        label = f"Angka {bulan(months[-1])} belum diisi"
        note = "Jumlah penghuni, yang bekerja, dan yang berlatih"
    if len(months) > 1:
        note = f"Juga {', '.join(bulan(month) for month in months[:-1][-3:])}"
    is_late = any(
        handing_in.is_late(place, missing[place.pk][0], at)
        for place in places
        if place.pk in missing
    )
    slug = f"?upt={places[0].slug}" if len(places) == 1 else ""
    address = f"{reverse('orders:staff_monthly')}{slug}"
    count = sum(len(owed) for owed, _ in missing.values())
    return Job(
        count, label, note, address, address, tag="terlambat" if is_late else "", is_late=is_late
    )


def _of_others(places, at: datetime) -> Job:
    count = len(handing_in.missing_months(places, at=at))
    return Job(
        count,
        "UPT yang belum mengisi angka bulanan",
        "Penghuni, WBP bekerja, dan pelatihan bulan lalu",
        reverse("orders:report", args=["belum-masuk"]),
    )
