"""A hundred people at three places at once; the guard has a twin without it."""

from functools import partial
from threading import Barrier

import pytest

from catalog import service_days
from catalog.models import ServiceDay
from orders import services
from orders.models import Booking, Enquiry
from tests.builders import make_enquiry, make_officer
from tests.together import outcomes, together, unqueued

from .conftest import NOW, THURSDAY, WEDNESDAY

pytestmark = pytest.mark.django_db(transaction=True)


def ask(service, n, *, key=""):
    services.ask(
        key=(key or f"k{n}-").ljust(43, "x"), service=service, name="Pemesan",
        phone=f"+62812000{n:05d}", day=WEDNESDAY, at=NOW,
    )  # fmt: skip
    return "asked"


def test_hundred_at_once_get_exactly_the_three_places(sewing):
    result = outcomes(together([partial(ask, sewing, n) for n in range(100)]))

    assert result == {"asked": 3, "DayFull": 97}
    assert ServiceDay.objects.get().taken == 3
    assert Booking.objects.held().count() == 3
    assert Enquiry.objects.count() == 3  # nobody is left with a wish but without its place


def test_twin_look_then_write_gives_too_many_places(sewing, monkeypatch):
    ServiceDay.objects.create(service=sewing, day=WEDNESDAY, places=3)
    all_have_looked = Barrier(7, timeout=10)

    def look_then_write(service, day):
        row = ServiceDay.objects.get(service=service, day=day)
        all_have_looked.wait()
        if row.taken >= service.places_per_day:
            return False
        row.taken += 1
        row.save()
        return True

    monkeypatch.setattr(service_days, "_take", look_then_write)
    take = unqueued(service_days.take)

    def press():
        take(service=sewing, day=WEDNESDAY, at=NOW)
        return "taken"

    assert outcomes(together([press] * 7)) == {"taken": 7}
    assert ServiceDay.objects.get().taken == 1  # seven have a place, the count says one


def test_same_form_sent_twenty_times_is_one_booking(sewing):
    result = outcomes(together([partial(ask, sewing, 1, key="sama") for _ in range(20)]))

    assert result == {"asked": 20}
    assert Enquiry.objects.count() == Booking.objects.count() == 1
    assert ServiceDay.objects.get().taken == 1


def test_one_number_at_once_gets_one_place(sewing):
    def press(n):
        services.ask(
            key=f"n{n}-".ljust(43, "x"), service=sewing, name="Pemesan", phone="+6281200000001",
            day=WEDNESDAY, at=NOW,
        )  # fmt: skip
        return "asked"

    assert outcomes(together([partial(press, n) for n in range(8)])) == {
        "asked": 1, "EnquiryRefused": 7,
    }  # fmt: skip
    assert ServiceDay.objects.get().taken == 1


def test_moves_crosswise_wait_and_lose_no_place(sewing, place):
    # One place more than stands still: two may arrive before two have left.
    type(sewing).objects.update(places_per_day=4)
    officer = make_officer("facility_staff", place)
    days = [WEDNESDAY, THURSDAY]
    phones = [f"+62812000000{n:02d}" for n in range(4)]
    rows = [
        make_enquiry(service=sewing, day=days[n % 2], phone=phone, at=NOW)
        for n, phone in enumerate(phones)
    ]

    def shift(n):
        services.move_day(enquiry=rows[n], day=days[(n + 1) % 2], by=officer, at=NOW)
        return "moved"

    assert outcomes(together([partial(shift, n) for n in range(4)])) == {"moved": 4}
    assert sorted(ServiceDay.objects.values_list("day", "taken")) == [(d, 2) for d in days]


def test_confirming_and_declining_at_once_leaves_one_truth(sewing, place):
    officer = make_officer("facility_staff", place)
    row = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)
    common = {"enquiry": row, "by": officer, "at": NOW}

    def yes():
        services.confirm(**common)
        return "yes"

    def no():
        services.decline(answer="Penuh.", **common)
        return "no"

    outcomes(together([yes, no, yes, no]))

    row.refresh_from_db()
    held = Booking.objects.held().count()
    assert row.state in ("confirmed", "declined")
    assert ServiceDay.objects.get().taken == held == (1 if row.state == "confirmed" else 0)
