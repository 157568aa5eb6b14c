from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from catalog.models import Publication, Service
from tests.builders import make_selling_facility, make_service

# A Monday morning in Ambon; by UTC it is still Sunday.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Asia/Jayapura"))
WEDNESDAY, THURSDAY, SATURDAY = date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 28)


@pytest.fixture
def place(db):
    return make_selling_facility(timezone="Asia/Jayapura", accepts_pay_at_pickup=True)


@pytest.fixture
def sewing(place) -> Service:
    """Three places a day from the day after tomorrow, closed at the week-end, goods are left."""
    return make_service(
        facility=place, name="Jahit dan permak", status=Publication.LIVE, places_per_day=3,
        lead_days=2, closed_weekdays="67", drop_off=True,
    )  # fmt: skip


@pytest.fixture
def barber(place) -> Service:
    """Takes no bookings: one asks and is answered."""
    return make_service(facility=place, name="Pangkas rambut", status=Publication.LIVE)
