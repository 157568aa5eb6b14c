"""Which days can be chosen, and how many places are left."""

from datetime import date, timedelta

import pytest

from catalog import service_days
from catalog.models import ServiceClosedDay, ServiceDay

from .conftest import NOW, SATURDAY, THURSDAY, WEDNESDAY


def test_open_days_begin_after_the_lead_time_of_the_facilitys_own_day(sewing):
    assert service_days.open_days(sewing, at=NOW)[0] == (WEDNESDAY, 3)


def test_open_days_leave_out_weekly_rest_and_closed_dates(sewing):
    ServiceClosedDay.objects.create(service=sewing, day=THURSDAY, reason="Libur")

    days = [day for day, _ in service_days.open_days(sewing, at=NOW)]

    assert days[:3] == [WEDNESDAY, date(2026, 11, 27), date(2026, 11, 30)]
    assert all(day.isoweekday() < 6 for day in days)
    assert days[-1] <= date(2026, 11, 23) + timedelta(days=service_days.HORIZON_DAYS)


def test_open_days_leave_out_full_days_and_ask_twice(sewing, django_assert_num_queries):
    for _ in range(3):
        service_days.take(service=sewing, day=WEDNESDAY, at=NOW)
    service_days.take(service=sewing, day=THURSDAY, at=NOW)

    with django_assert_num_queries(2):
        days = service_days.open_days(sewing, at=NOW)

    assert days[0] == (THURSDAY, 2)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 24), "Paling cepat tanggal 25 November 2026."),
        (SATURDAY, "Tutup pada tanggal 28 November 2026. Pilih tanggal lain."),
        (date(2027, 3, 1), "Paling lambat tanggal 22 Januari 2027."),
    ],
)
def test_take_refuses_days_that_are_not_open(sewing, day, words):
    with pytest.raises(service_days.DayRefused, match=words):
        service_days.take(service=sewing, day=day, at=NOW)

    assert not ServiceDay.objects.exists()


def test_take_refuses_a_service_without_bookings(barber):
    with pytest.raises(service_days.DayRefused, match="tidak menerima janji"):
        service_days.take(service=barber, day=WEDNESDAY, at=NOW)


def test_fourth_booking_of_three_places_is_refused(sewing):
    for _ in range(3):
        service_days.take(service=sewing, day=WEDNESDAY, at=NOW)

    with pytest.raises(service_days.DayFull, match="sudah penuh"):
        service_days.take(service=sewing, day=WEDNESDAY, at=NOW)

    assert ServiceDay.objects.get().taken == 3


def test_place_given_back_can_be_taken_again(sewing):
    for _ in range(3):
        row = service_days.take(service=sewing, day=WEDNESDAY, at=NOW)
    service_days.give_back(row=row)

    service_days.take(service=sewing, day=WEDNESDAY, at=NOW)

    assert ServiceDay.objects.get().taken == 3


def test_giving_back_more_than_was_taken_is_an_error(sewing):
    row = service_days.take(service=sewing, day=WEDNESDAY, at=NOW)
    service_days.give_back(row=row)

    with pytest.raises(RuntimeError):
        service_days.give_back(row=row)


def test_more_places_than_before_can_be_taken_at_once(sewing):
    for _ in range(3):
        service_days.take(service=sewing, day=WEDNESDAY, at=NOW)
    type(sewing).objects.update(places_per_day=4)

    service_days.take(service=sewing, day=WEDNESDAY, at=NOW)

    assert list(ServiceDay.objects.values_list("taken", "places")) == [(4, 4)]


def test_fewer_places_than_are_taken_refuse_the_next_and_keep_the_rest(sewing):
    for _ in range(3):
        service_days.take(service=sewing, day=WEDNESDAY, at=NOW)
    type(sewing).objects.update(places_per_day=2)

    with pytest.raises(service_days.DayFull):
        service_days.take(service=sewing, day=WEDNESDAY, at=NOW)

    assert ServiceDay.objects.get().taken == 3
