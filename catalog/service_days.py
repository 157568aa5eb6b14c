"""Places of a service on a day: which days can be chosen, taking one, giving it back.

The same guard as for stock: one conditional update, no look before. docs/rules/services.md.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from catalog.dates import tanggal
from catalog.models import Service, ServiceClosedDay, ServiceDay

# So far ahead a day can be chosen.
HORIZON_DAYS = 60


class DayRefused(Exception):
    """The day cannot be booked; str() is Indonesian."""


class DayFull(DayRefused):
    """All places of that day are taken."""


def open_days(service: Service, *, at: datetime) -> list[tuple[date, int]]:
    """Days that can be chosen now with the places left, the nearest first. Two queries."""
    first, last = _window(service, at)
    closed = set(_closed(service, first, last))
    rows = ServiceDay.objects.filter(service=service, day__range=(first, last))
    taken = dict(rows.values_list("day", "taken"))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found = ((day, service.places_per_day - taken.get(day, 0)) for day in days
             if day not in closed and not _is_weekly_rest(service, day))  # fmt: skip
    return [(day, left) for day, left in found if left > 0]


@transaction.atomic
def take(*, service: Service, day: date, at: datetime) -> ServiceDay:
    """Take one place of that day, or none at all.

    service: read anew here, so what its form said before counts for nothing. at: now; today,
    lead time and the horizon are days of the facility. Raises DayFull, DayRefused.
    """
    service = Service.objects.select_related("facility").get(pk=service.pk)
    if objection := objection_to(service, day, at=at):
        raise DayRefused(objection)
    if not _take(service, day):
        raise DayFull(f"Tanggal {tanggal(day)} sudah penuh. Pilih tanggal lain.")
    return ServiceDay.objects.get(service=service, day=day)


def _take(service: Service, day: date) -> bool:
    """Take one place if one is free: one conditional update, no look before."""
    places = service.places_per_day
    ServiceDay.objects.bulk_create(
        [ServiceDay(service=service, day=day, places=places)], ignore_conflicts=True
    )
    free = ServiceDay.objects.filter(service=service, day=day, taken__lt=places)
    return bool(free.update(taken=F("taken") + 1, places=places))


def give_back(*, row: ServiceDay) -> None:
    """Give one place of that day free again. The caller has ended the booking that held it."""
    held = ServiceDay.objects.filter(pk=row.pk, taken__gt=0)
    if not held.update(taken=F("taken") - 1):
        raise RuntimeError(f"Service day {row.pk} holds no booking.")


def objection_to(service: Service, day: date, *, at: datetime) -> str:
    """Why nobody can come on that day, in Indonesian; "" when somebody can. Asks once at most.

    service: with its facility.
    """
    if not service.takes_bookings:
        return "Jasa ini tidak menerima janji lewat situs."
    first, last = _window(service, at)
    if day < first:
        return f"Paling cepat tanggal {tanggal(first)}."
    if day > last:
        return f"Paling lambat tanggal {tanggal(last)}."
    if _is_weekly_rest(service, day) or day in _closed(service, day, day):
        return f"Tutup pada tanggal {tanggal(day)}. Pilih tanggal lain."
    return ""


def _window(service: Service, at: datetime) -> tuple[date, date]:
    today = service.facility.local_day(at)
    return today + timedelta(days=service.lead_days), today + timedelta(days=HORIZON_DAYS)


def _is_weekly_rest(service: Service, day: date) -> bool:
    return str(day.isoweekday()) in service.closed_weekdays


def _closed(service: Service, first: date, last: date):
    rows = ServiceClosedDay.objects.filter(service=service, day__range=(first, last))
    return rows.values_list("day", flat=True)
