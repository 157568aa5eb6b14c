"""Facilities that have gone quiet: no sale, no stock that moved, nobody who signed in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from catalog.models import StockLevel, StockMovement
from facilities.models import Facility, Membership
from orders.models import SalesDay

from .filters import Filters

QUIET_DAYS = 14


@dataclass(frozen=True)
class Quiet:
    """One facility with the last local day of each kind of life; None: never."""

    facility: Facility
    sold_on: date | None
    moved_on: date | None
    signed_in_on: date | None

    @property
    def last_on(self) -> date | None:
        """The last day anything happened there."""
        return max(filter(None, (self.sold_on, self.moved_on, self.signed_in_on)), default=None)


def quiet_facilities(filters: Filters, *, at: datetime) -> list[Quiet]:
    """Those without any life for QUIET_DAYS days, the longest quiet first. Two queries."""
    quiet = [one for one in with_last_life(filters.reach.facilities()) if not _is_alive(one, at)]
    moved = _last_moves([one.pk for one in quiet])
    found = [
        Quiet(one, one.sold_on, _local_day(one, moved.get(one.pk)), _local_day(one, one.signed_in))
        for one in quiet
    ]
    return sorted(
        (one for one in found if not _lives(one.moved_on, one.facility, at)),
        key=lambda one: (one.last_on or date.min, one.facility.short_name),
    )


def with_last_life(facilities: QuerySet[Facility]) -> QuerySet[Facility]:
    """The same with `sold_on`, the last day with a sale or refund, and `signed_in`, a moment."""
    sold = SalesDay.objects.filter(facility=OuterRef("pk")).order_by("-day").values("day")
    people = Membership.objects.filter(
        facility=OuterRef("pk"), is_active=True, user__is_active=True
    ).order_by()
    signed_in = people.values("facility").annotate(last=Max("user__last_login")).values("last")
    return facilities.annotate(sold_on=Subquery(sold[:1]), signed_in=Subquery(signed_in))


def _last_moves(facility_ids: list[int]) -> dict[int, datetime]:
    """When goods of these facilities last moved anywhere: the last row of each of their levels."""
    last = StockMovement.objects.filter(
        variant=OuterRef("variant"), location=OuterRef("location")
    ).order_by("-pk")
    levels = StockLevel.objects.filter(variant__product__facility__in=facility_ids).order_by()
    rows = levels.annotate(moved=Subquery(last.values("at")[:1])).values_list(
        "variant__product__facility", "moved"
    )
    found: dict[int, datetime] = {}
    for facility_id, moved in rows:
        if moved and (facility_id not in found or found[facility_id] < moved):
            found[facility_id] = moved
    return found


def _is_alive(one: Facility, at: datetime) -> bool:
    return _lives(one.sold_on, one, at) or _lives(_local_day(one, one.signed_in), one, at)


def _lives(day: date | None, facility: Facility, at: datetime) -> bool:
    return day is not None and day > facility.local_day(at) - timedelta(days=QUIET_DAYS)


def _local_day(facility: Facility, moment: datetime | None) -> date | None:
    return timezone.localdate(moment, facility.zone) if moment else None
