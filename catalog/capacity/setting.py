"""How much a group takes on each month: typed by an officer, followed by the months."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from catalog import locks
from catalog.dates import bulan
from catalog.models import CapacityMonth
from catalog.money import ribuan
from facilities.models import ProducerGroup

from .rooms import first_day


class CapacityTooLow(Exception):
    """Less than is booked already. str() is Indonesian for the officer."""

    def __init__(self, month: CapacityMonth):
        self.month = month
        super().__init__(
            f"{bulan(month.month)} sudah terisi {ribuan(month.taken)} satuan kerja. "
            f"Isi paling sedikit {ribuan(month.taken)}, atau 0 agar tidak menerima pekerjaan baru."
        )


def check_monthly(*, group: ProducerGroup, capacity: int | None, at: datetime) -> None:
    """Raise CapacityTooLow when this or a later month has more booked than `capacity`.

    Locks the group, so inside a transaction the answer holds until it ends. None (no limit) and
    0 (no new work) are always possible.
    """
    locks.lock_groups([group.pk])
    if capacity and (fuller := _months(group, at).filter(taken__gt=capacity).first()):
        raise CapacityTooLow(fuller)


@transaction.atomic
def set_monthly(*, group: ProducerGroup, capacity: int | None, at: datetime) -> None:
    """Save the group with this capacity; months from the present one on follow.

    capacity: work units per month, None for no limit, 0 for no new work: what is booked stays.
    Raises CapacityTooLow.
    """
    check_monthly(group=group, capacity=capacity, at=at)
    group.monthly_capacity = capacity
    group.save()
    if capacity is not None:
        _months(group, at).update(capacity=capacity or F("taken"))


def _months(group: ProducerGroup, at: datetime):
    this_month = first_day(group.facility.local_day(at))
    return CapacityMonth.objects.filter(group=group, month__gte=this_month).order_by("-taken")
