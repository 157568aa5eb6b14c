"""What time does to enquiries: reminders before the day, days that pass without an answer.

The worker calls both; repeating them does nothing.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from facilities.models.places import Zone

from ..models import Booking, Enquiry
from ..retrying import retried
from . import letters
from .requests import Actor, State, free_place, locked_enquiry, move, write_down

logger = logging.getLogger(__name__)
# Goods that are done wait this long before their owner is reminded, once.
UNCOLLECTED = timedelta(days=3)
UNCOLLECTED_TEXT = "Pengingat lewat surel: barang menunggu diambil."
# Somewhere it is still, or already, this many hours apart from UTC's day.
NEAR_DAY = timedelta(days=2)


def remind_due(*, at: datetime, limit: int = 500) -> int:
    """Enqueue reminders: the day before a confirmed booking, and goods nobody fetched.

    Days are the facility's. Each at most once; returns how many.
    """
    # Only what is due: days that were never reminded of would fill the list before it.
    tomorrow = Q()
    for name in Zone.values:
        day = timezone.localdate(at, ZoneInfo(name)) + timedelta(days=1)
        tomorrow |= Q(enquiry__facility__timezone=name, day__day=day)
    soon = Booking.objects.held().filter(tomorrow, reminded_at=None, enquiry__state=State.CONFIRMED)
    soon = soon.exclude(enquiry__email="").order_by("day__day", "pk")
    keys = soon.values_list("enquiry_id", flat=True)[:limit]
    ready = Enquiry.objects.filter(state=State.READY, moved_at__lte=at - UNCOLLECTED)
    ready = ready.exclude(email="").exclude(events__text=UNCOLLECTED_TEXT)
    waiting = ready.order_by("moved_at", "pk").values_list("pk", flat=True)[:limit]
    count = sum(_or_log(_remind, pk, at) for pk in list(keys))
    return count + sum(_or_log(_remind_goods, pk, at) for pk in list(waiting))


def close_lapsed(*, at: datetime, limit: int = 500) -> int:
    """Close bookings nobody answered before their day was over; returns how many."""
    unanswered = Enquiry.objects.filter(
        Q(booking__ended_at=None, booking__day__day__lt=(at + NEAR_DAY).date()), state=State.ASKED
    )
    keys = unanswered.order_by("booking__day__day", "pk").values_list("pk", flat=True)[:limit]
    return sum(_or_log(_lapse, pk, at) for pk in list(keys))


@retried
def _remind(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        enquiry = locked_enquiry(pk)
        booking = enquiry.place
        tomorrow = enquiry.facility.local_day(at) + timedelta(days=1)
        if enquiry.state != State.CONFIRMED or booking.reminded_at or booking.day.day != tomorrow:
            return False
        booking.reminded_at = at
        booking.save(update_fields=["reminded_at"])
        write_down(enquiry, "Pengingat lewat surel: besok.", actor=Actor.SYSTEM, at=at)
        letters.tell(enquiry, "service_reminder")
        return True


@retried
def _remind_goods(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        enquiry = locked_enquiry(pk)
        if enquiry.state != State.READY or enquiry.events.filter(text=UNCOLLECTED_TEXT).exists():
            return False
        write_down(enquiry, UNCOLLECTED_TEXT, actor=Actor.SYSTEM, at=at)
        letters.tell(enquiry, "service_uncollected")
        return True


@retried
def _lapse(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        enquiry = locked_enquiry(pk)
        booking = enquiry.place
        is_past = booking is not None and booking.day.day < enquiry.facility.local_day(at)
        if enquiry.state != State.ASKED or not is_past:
            return False
        move(enquiry, State.LAPSED, at=at)
        free_place(enquiry, at=at)
        write_down(enquiry, "Harinya lewat tanpa jawaban.", actor=Actor.SYSTEM, at=at)
        return True


def _or_log(act: Callable[[int, datetime], bool], pk: int, at: datetime) -> bool:
    try:
        return act(pk, at)
    except Exception:
        if transaction.get_connection().in_atomic_block:
            raise
        logger.exception("enquiry could not be moved on", extra={"enquiry": pk})
        return False
