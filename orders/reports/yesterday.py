"""What the day before brought in, by channel: for the first page of an officer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Sum

from facilities.models import Facility
from orders.models import SalesDay
from orders.models.orders import Channel


@dataclass(frozen=True)
class ChannelDay:
    """One channel of one day. revenue: rupiah of goods sold, less what was given back."""

    name: str
    revenue: int
    orders: int


def yesterday_of(user, facility: Facility, *, at: datetime) -> list[ChannelDay]:
    """Sales of the local day before, channels with a sale first; [] for who may not see sales."""
    rows = SalesDay.objects.visible_to(user, subject="sales").filter(
        facility=facility, day=facility.local_day(at) - timedelta(days=1)
    )
    sums = rows.order_by().values("channel").annotate(
        net=Sum(F("revenue") - F("refunds")), count=Sum("orders")
    )  # fmt: skip
    names = dict(Channel.choices)
    days = [ChannelDay(names[row["channel"]], row["net"], row["count"]) for row in sums]
    return sorted(days, key=lambda day: -day.revenue)
