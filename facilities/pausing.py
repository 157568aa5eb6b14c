"""A facility takes no orders for a while, and takes them again on a day said beforehand.

Source: docs/rules/pausing.md. Orders that were placed before stay as they are.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from facilities.access import may
from facilities.models import Facility

LONGEST = timedelta(days=366)


class PauseRefusedError(Exception):
    """It cannot be paused or resumed so; str() tells the officer why."""


def pause_facility(*, facility: Facility, resumes_on: date | None, by, at: datetime) -> Facility:
    """Take no more orders until this day of the facility's calendar; it sells again that morning.

    Raises PauseRefusedError without the right, or for a day that is not between tomorrow and a
    year from now.
    """
    with transaction.atomic():
        facility = _locked(facility, by)
        check_day(resumes_on, facility.local_day(at))
        facility.is_selling, facility.resumes_on = False, resumes_on
        facility.save(update_fields=["is_selling", "resumes_on"])
    return facility


def resume_facility(*, facility: Facility, by) -> Facility:
    """Take orders again now. Raises PauseRefusedError without the right."""
    with transaction.atomic():
        facility = _locked(facility, by)
        return _sell_again(facility)


def resume_due(*, at: datetime) -> int:
    """End the pauses whose day has come where the facility is; returns how many."""
    ended = 0
    for waiting in Facility.objects.filter(resumes_on__lte=latest_day(at)):
        with transaction.atomic():
            facility = Facility.objects.select_for_update().get(pk=waiting.pk)
            # An officer may have moved the day meanwhile.
            if facility.resumes_on and facility.resumes_on <= facility.local_day(at):
                _sell_again(facility)
                ended += 1
    return ended


def check_day(day: date | None, today: date) -> None:
    """Raise PauseRefusedError unless sales may begin again on this day."""
    if day is None:
        raise PauseRefusedError("Isi tanggal mulai dijual lagi.")
    if day <= today:
        raise PauseRefusedError("Tanggal mulai dijual lagi harus sesudah hari ini.")
    if day > today + LONGEST:
        raise PauseRefusedError("Jeda paling lama satu tahun.")


def latest_day(at: datetime) -> date:
    """The furthest any calendar has come at this moment (UTC+14)."""
    return (at + timedelta(hours=14)).date()


def _locked(facility: Facility, by) -> Facility:
    if not may(by, "pause", "facility", facility):
        raise PauseRefusedError("Jeda UPT diatur Kasi Giatja atau Kepala UPT.")
    return Facility.objects.select_for_update().get(pk=facility.pk)


def _sell_again(facility: Facility) -> Facility:
    facility.is_selling, facility.resumes_on = True, None
    facility.save(update_fields=["is_selling", "resumes_on"])
    return facility
