"""Days and moments as Indonesian readers write them, in the zone of a facility."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from facilities.models.places import Zone

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def tanggal(value: date | datetime, zone: ZoneInfo | None = None) -> str:
    """`24 November 2025`. A moment is read in the zone (WIB when None), a day as it is."""
    day = _local(value, zone) if isinstance(value, datetime) else value
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def hari_tanggal(day: date) -> str:
    """`Senin, 23 November 2026`."""
    return f"{WEEKDAYS[day.weekday()]}, {tanggal(day)}"


def bulan(day: date) -> str:
    """`November 2025`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def waktu(at: datetime, zone: ZoneInfo | None = None) -> str:
    """`14.30 WIB`: hours and minutes with a dot, and the zone's name."""
    local = _local(at, zone)
    return f"{local:%H.%M} {Zone(local.tzinfo.key).label}"


def tanggal_waktu(at: datetime, zone: ZoneInfo | None = None) -> str:
    """`25 November 2025 pukul 14.30 WIB`."""
    return f"{tanggal(at, zone)} pukul {waktu(at, zone)}"


def _local(at: datetime, zone: ZoneInfo | None) -> datetime:
    return timezone.localtime(at, zone or ZoneInfo(Zone.WIB))
