"""The work of a year for the demo: what its orders booked, written in bulk.

The rows are those that catalog/capacity.py would have written; `manage.py verify_stock` proves it.
"""

from collections import Counter
from datetime import date, datetime, timedelta

from catalog.capacity import Room, first_day, months_from
from catalog.models import CapacityMonth, CapacityUse
from catalog.models.stock import Source
from catalog.stock import Item
from facilities.models import ProducerGroup


class Workload:
    """Books lines one after the other as the site would have."""

    def __init__(self, *, at: datetime):
        """at: the moment the demo is loaded; months before it may have been busier than planned."""
        self.at = at
        self.taken: Counter[tuple[int, date]] = Counter()
        self.groups: dict[int, ProducerGroup] = {}
        self.uses: list[tuple[int, date, CapacityUse]] = []

    def book(
        self, item: Item, *, source_id: str, at: datetime, released_at: datetime | None
    ) -> date:
        """Book one made-to-order line placed at `at`; returns its ready-by day.

        released_at: when the order let go of the work, None while it holds it.
        """
        variant, product = item.variant, item.variant.product
        day = product.facility.local_day(at)
        group = product.producer_group
        if group is None or not group.monthly_capacity:
            return day + timedelta(days=variant.lead_time_days)
        self.groups[group.pk] = group
        units = item.quantity * variant.work_units
        room = Room(day, [self._free(group, month) for month in months_from(day)])
        # A group that worked overtime in a year that is over shows it in that month.
        shares = room.shares(units) or [(first_day(day), units)]
        ready_on = room.starts_on(shares) + timedelta(days=variant.lead_time_days)
        for month, part in shares:
            self.taken[group.pk, month] += 0 if released_at else part
            use = CapacityUse(
                variant=variant,
                units=part,
                ready_on=ready_on,
                source_type=Source.ORDER,
                source_id=source_id,
                source_line=item.line,
                created_at=at,
                released_at=released_at,
            )
            self.uses.append((group.pk, month, use))
        return ready_on

    def write(self) -> None:
        """Save the months and what was booked in them."""
        keys = sorted({(pk, month) for pk, month, _ in self.uses})
        months = CapacityMonth.objects.bulk_create(
            CapacityMonth(
                group_id=pk,
                month=month,
                capacity=max(self.groups[pk].monthly_capacity, self.taken[pk, month]),
                taken=self.taken[pk, month],
            )
            for pk, month in keys
        )
        by_key = dict(zip(keys, months, strict=True))
        for pk, month, use in self.uses:
            use.month = by_key[pk, month]
        CapacityUse.objects.bulk_create((use for *_, use in self.uses), batch_size=500)

    def _free(self, group: ProducerGroup, month: date) -> int:
        return max(group.monthly_capacity - self.taken[group.pk, month], 0)
