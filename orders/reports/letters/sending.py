"""Sending the summaries: Monday and the first of the month at seven, by each reader's clock."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_tasks import task

from facilities.access import may
from facilities.models import Membership, User
from facilities.models.places import Zone
from orders import sales
from orders.models import ReportLetter, ReportSubscription
from orders.retrying import retried

from ..readers import zone_of
from .writing import write

logger = logging.getLogger(__name__)
HOUR = time(7)
# A worker that was away catches up this long; later the figures are old news.
CATCH_UP = timedelta(days=3)
Kind, Rhythm = ReportLetter.Kind, ReportSubscription.Rhythm


def send_due(*, at: datetime, limit: int = 500) -> int:
    """End what has lost its ground, then enqueue the letters that are due. Says how many of both.

    One transaction per letter. One that cannot be written is logged and does not hold up others.
    """
    count = _end_closed()
    for kind, start, due_at, zone in due_periods(at):
        # All are looked at: readers of a later zone would stand before those whose turn it is.
        for user in list(_waiting(kind, start, due_at)):
            count += _send_or_log(user, kind, start, zone, at)
            if count >= limit:
                return count
    return count


def due_periods(at: datetime) -> Iterator[tuple[str, date, datetime, ZoneInfo]]:
    """(kind, first day, when it fell due, zone) of what readers of each zone should have by now."""
    for name in Zone.values:
        zone = ZoneInfo(name)
        today = timezone.localdate(at, zone)
        monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
        for kind, day, start in (
            (Kind.WEEKLY, monday, monday - timedelta(days=7)),
            (Kind.MONTHLY, first, (first - timedelta(days=1)).replace(day=1)),
        ):
            due_at = datetime.combine(day, HOUR, zone)
            if due_at <= at < due_at + CATCH_UP:
                yield kind, start, due_at, zone


def _waiting(kind: str, start: date, due_at: datetime) -> QuerySet[User]:
    """Readers who want this letter and have not got it."""
    sent = ReportLetter.objects.filter(user=OuterRef("pk"), kind=kind, start=start)
    users = User.objects.filter(
        ~Exists(sent),
        report_subscription__rhythm__in=(kind, Rhythm.BOTH),
        report_subscription__since__lte=due_at,
    )
    return users.exclude(email="").order_by("pk")


def _end_closed() -> int:
    """Subscriptions of closed accounts, and of accounts without any role left."""
    roles = Membership.objects.filter(user=OuterRef("user"), is_active=True)
    rows = ReportSubscription.objects.order_by()
    closed = rows.filter(user__is_active=False)
    roleless = rows.filter(~Exists(roles), user__is_superuser=False)
    return (closed | roleless).delete()[0]


def _send_or_log(user: User, kind: str, start: date, zone: ZoneInfo, at: datetime) -> int:
    try:
        if not may(user, "view", "sales"):
            return ReportSubscription.objects.filter(user=user).delete()[0]
        # Another zone's seven o'clock: the reader's own turn comes.
        return int(zone_of(user) == zone and _enqueue(user, kind, start, at))
    except Exception:
        if transaction.get_connection().in_atomic_block:
            raise
        logger.exception("summary could not be sent", extra={"user": user.pk})
        return 0


@retried
@transaction.atomic
def _enqueue(user: User, kind: str, start: date, at: datetime) -> bool:
    letter, is_new = ReportLetter.objects.get_or_create(
        user=user, kind=kind, start=start, defaults={"at": at}
    )
    if is_new:
        send_summary.enqueue(letter.pk)
    return is_new


@task()
def send_summary(letter_pk: int) -> None:
    """The letter, unless it is out already or the reader has switched it off or lost the right."""
    letter = ReportLetter.objects.select_related("user").get(pk=letter_pk)
    user = letter.user
    is_wanted = ReportSubscription.objects.filter(
        user=user, rhythm__in=(letter.kind, Rhythm.BOTH)
    ).exists()
    if letter.sent_at or not (is_wanted and user.email and may(user, "view", "sales")):
        return
    sales.fold()  # what was sold in the last minute belongs to it
    text = write(user=user, kind=letter.kind, start=letter.start, at=timezone.now())
    headers = {
        # One press in the mail program ends them (RFC 8058).
        "List-Unsubscribe": f"<{text.off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    EmailMessage(text.subject, text.body, to=[user.email], headers=headers).send()
    ReportLetter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
