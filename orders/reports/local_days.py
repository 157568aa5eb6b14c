"""The local day of each row's facility, inside a query."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Case, DateField, Value, When
from django.utils import timezone

from facilities.models.places import Zone


def local_day(at: datetime, path: str, shifted: Callable[[date], date] = lambda day: day) -> Case:
    """Today where the facility of a row is. path: lookup to its zone; shifted: another day of it."""
    days = [
        When(
            **{path: zone.value}, then=Value(shifted(timezone.localdate(at, ZoneInfo(zone.value))))
        )
        for zone in Zone
    ]
    return Case(*days, output_field=DateField())
