"""What a group can still take on: read, never booked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import (
    Aggregate,
    Case,
    DateField,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from catalog.models import CapacityMonth, Product, Variant
from facilities.models import ProducerGroup
from facilities.models.places import Zone

# Orders are taken for this month and the next ones, so many in all.
MONTHS_AHEAD = 6
# Units taken by (group id, first day of the month).
Booked = Mapping[tuple[int, date], int]


def first_day(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def months_from(day: date) -> list[date]:
    """First days of the months that can be booked on this day, its own month first."""
    places = range(day.year * 12 + day.month - 1, day.year * 12 + day.month - 1 + MONTHS_AHEAD)
    return [date(place // 12, place % 12 + 1, 1) for place in places]


@dataclass
class Room:
    """Free work units of one group by month.

    day: today where the group is. free: this month first; None when the group is not limited.
    """

    day: date
    free: list[int] | None = None
    takes_work: bool = True

    @property
    def months(self) -> list[date]:
        return months_from(self.day)

    def most(self, variant: Variant) -> int | None:
        """Most pieces of it one order may hold; None when there is no limit."""
        return None if self.free is None else sum(self.free) // variant.work_units

    def fits(self, variant: Variant, quantity: int) -> bool:
        """Whether so many pieces can be made within the months that can be booked."""
        most = self.most(variant)
        return most is None or quantity <= most

    def shares(self, units: int) -> list[tuple[date, int]] | None:
        """Which months do the work: the first that can take all of it, else month after month.

        None when it does not fit. Empty when the group is not limited.
        """
        if self.free is None:
            return []
        for month, room in zip(self.months, self.free, strict=True):
            if room >= units:
                return [(month, units)]
        shares = []
        for month, room in zip(self.months, self.free, strict=True):
            part = min(room, units)
            units -= part
            shares += [(month, part)] if part else []
        return None if units else shares

    def starts_on(self, shares: list[tuple[date, int]]) -> date:
        """The day from which the lead time runs: today, or the first of the last month needed."""
        return max([self.day, *(month for month, _ in shares)])

    def ready_on(self, variant: Variant, quantity: int) -> date | None:
        """The day by which so many pieces are made when ordered today; None when never."""
        shares = self.shares(quantity * variant.work_units)
        if shares is None:
            return None
        return self.starts_on(shares) + timedelta(days=variant.lead_time_days)

    def take(self, variant: Variant, quantity: int) -> date | None:
        """`ready_on`, with the units gone for what is asked next of the same room."""
        ready = self.ready_on(variant, quantity)
        if ready and self.free is not None:
            taken = dict(self.shares(quantity * variant.work_units))
            self.free = [
                room - taken.get(month, 0)
                for month, room in zip(self.months, self.free, strict=True)
            ]
        return ready


def rooms(variants: Iterable[Variant], *, at: datetime | None = None) -> dict[int, Room]:
    """The room for each made-to-order variant, by its id; variants of one group share one.

    Reads product, group and facility: select them along. One query, none where no group is
    limited or where the products came from `with_booked_months`. at: another moment than now.
    """
    products = {variant.product for variant in variants if variant.made_to_order}
    at = at or timezone.now()
    groups = {product.producer_group for product in products} - {None}
    days = {product.producer_group_id: product.facility.local_day(at) for product in products}
    by_group = rooms_of_groups(groups, days, _known(products))
    return {
        variant.pk: by_group.get(variant.product.producer_group_id)
        or Room(variant.product.facility.local_day(at))
        for variant in variants
        if variant.made_to_order
    }


def rooms_of_groups(
    groups: Iterable[ProducerGroup], days: dict[int, date], known: Booked | None = None
) -> dict[int, Room]:
    """The room of each group by its id.

    days: today at the group's facility, by group id. known: what is booked, read already.
    """
    groups = list(groups)
    limited = [group for group in groups if group.monthly_capacity is not None]
    taken = (_booked(limited, days) if limited else {}) if known is None else known
    return {group.pk: _room(group, days[group.pk], taken) for group in groups}


def with_booked_months(products: QuerySet[Product]) -> QuerySet[Product]:
    """The same products with what `rooms` reads of their groups' months, still in one query."""
    months = CapacityMonth.objects.filter(
        group=OuterRef("producer_group"), month__gte=this_month(timezone.now())
    )
    row = JSONObject(month="month", taken="taken")
    rows = months.order_by().values("group").annotate(rows=JSONList(row)).values("rows")
    return products.annotate(booked_months=Subquery(rows))


class JSONList(Aggregate):
    """The values of a group as one JSON list."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def _known(products: Iterable[Product]) -> Booked | None:
    """What came along with these products, None unless it came with all."""
    products = list(products)
    if not all("booked_months" in vars(product) for product in products):
        return None
    return {
        (product.producer_group_id, date.fromisoformat(row["month"])): row["taken"]
        for product in products
        for row in product.booked_months or ()
    }


def _booked(groups: list[ProducerGroup], days: dict[int, date]) -> Booked:
    earliest = first_day(min(days[group.pk] for group in groups))
    rows = CapacityMonth.objects.filter(group__in=groups, month__gte=earliest)
    return {(pk, month): taken for pk, month, taken in rows.values_list("group", "month", "taken")}


def _room(group: ProducerGroup, day: date, taken: Booked) -> Room:
    capacity = group.monthly_capacity
    if capacity is None:
        return Room(day)
    free = [max(capacity - taken.get((group.pk, month), 0), 0) for month in months_from(day)]
    return Room(day, free, takes_work=capacity > 0)


def able(variants: QuerySet[Variant], *, at: datetime | None = None) -> QuerySet[Variant]:
    """The made-to-order ones of these variants whose smallest order the group can still take.

    The same answer as `rooms` gives, for lists that need it inside a larger query.
    """
    group = "product__producer_group"
    booked = (
        CapacityMonth.objects.filter(
            group=OuterRef(group), month__gte=this_month(at or timezone.now())
        )
        .order_by()
        .values("group")
        .annotate(units=Sum("taken"))
        .values("units")
    )
    free = F(f"{group}__monthly_capacity") * MONTHS_AHEAD - Coalesce(Subquery(booked), 0)
    return variants.filter(
        Q(**{f"{group}__monthly_capacity__isnull": True})
        | Q(min_quantity__lte=free / F("work_units")),
        made_to_order=True,
    )


def this_month(at: datetime) -> Case:
    """The first of this month in the zone of the group's facility, as SQL."""
    months = [
        When(
            group__facility__timezone=zone.value,
            then=Value(first_day(timezone.localdate(at, ZoneInfo(zone.value)))),
        )
        for zone in Zone
    ]
    return Case(*months, output_field=DateField())
