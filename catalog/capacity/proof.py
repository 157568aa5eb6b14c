"""The proof that the months add up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import CapacityMonth, CapacityUse

from .rooms import this_month


@dataclass(frozen=True)
class Difference:
    """One figure of a month that is not what it should be.

    figure: taken (not the sum of its open uses) or capacity (not the group's own).
    """

    figure: str
    group_id: int
    month: str
    recorded: int
    counted: int

    def __str__(self):
        return (
            f"kelompok kerja {self.group_id} bulan {self.month}: "
            f"{self.figure} {self.recorded}, dihitung {self.counted}"
        )


def differences(*, at: datetime | None = None) -> Iterator[Difference]:
    """Every month that is wrong. Two queries whatever the size; the database adds up."""
    used = (
        CapacityUse.objects.filter(month=OuterRef("pk"), released_at=None)
        .order_by()
        .values("month")
        .annotate(total=Sum("units"))
        .values("total")
    )
    months = CapacityMonth.objects.order_by("pk")
    wrong = months.annotate(counted=Coalesce(Subquery(used), 0)).exclude(taken=F("counted"))
    for row in wrong.values_list("group", "month", "taken", "counted"):
        yield _difference("taken", *row)
    # A group that takes no work keeps in each month what is booked there.
    other = months.filter(
        month__gte=this_month(at or timezone.now()), group__monthly_capacity__gt=0
    ).exclude(capacity=F("group__monthly_capacity"))
    for row in other.values_list("group", "month", "capacity", "group__monthly_capacity"):
        yield _difference("capacity", *row)


def _difference(figure, group_id, month, recorded, counted) -> Difference:
    return Difference(figure, group_id, f"{month:%Y-%m}", recorded, counted)
