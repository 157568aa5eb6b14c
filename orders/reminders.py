"""Reminders to shoppers: the time to pay runs out, goods wait, an office's invoice is due.

Each at most once per order, by e-mail, and only while it is still true when the letter goes out.
Source: docs/rules/reminders.md.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from . import mail
from .links import order_token
from .models import Order, OrderEvent, Payment, Reminder
from .retrying import retried
from .states import locked, note

logger = logging.getLogger(__name__)
Kind = Reminder.Kind
DAY = timedelta(days=1)
# Goods that are paid for wait this long before the shopper is reminded.
WAITED = 2 * DAY
# An office hears of its invoice this long before it is due, and not after it is long overdue.
INVOICE_NOTICE, INVOICE_GIVEN_UP = 3 * DAY, 30 * DAY
AWAITING = Q(payment__state=Payment.State.AWAITING)


@dataclass(frozen=True)
class Rule:
    """could: orders that may need this reminder (an index narrows them down). is_due: whether
    one of them does now; it is asked again under the lock and before the letter goes out."""

    could: Callable[[datetime], Q]
    is_due: Callable[[Order, datetime], bool]


def _pays_soon(at: datetime) -> Q:
    running = Q(payment__pay_before__gt=at, payment__pay_before__lte=at + DAY)
    return running & AWAITING & Q(state=Order.State.RECEIVED)


def _is_paid_soon(order: Order, at: datetime) -> bool:
    """The last quarter of the time to pay, a day at most: 6 hours of 24, half an hour of two."""
    payment = order.payment
    is_open = order.state == Order.State.RECEIVED and payment.is_awaited and payment.pay_before
    if not is_open or payment.is_later:
        return False
    notice = min(DAY, (payment.pay_before - order.placed_at) / 4)
    return timedelta() < payment.pay_before - at <= notice


def _waits(at: datetime) -> Q:
    return Q(state=Order.State.READY_FOR_PICKUP)


def _has_waited(order: Order, at: datetime) -> bool:
    """Two days after it was ready; when it is paid there, the last half of the hold, a day at most."""
    if order.state != Order.State.READY_FOR_PICKUP:
        return False
    ready = order.events.filter(to_state=Order.State.READY_FOR_PICKUP).last()
    if ready is None:
        return False
    until = order.payment.pay_before
    if order.payment.is_at_pickup and order.payment.is_awaited and until:
        return timedelta() < until - at <= min(DAY, (until - ready.at) / 2)
    return at - ready.at >= WAITED


def _is_invoiced(at: datetime) -> Q:
    due = Q(
        payment__pay_before__gt=at - INVOICE_GIVEN_UP,
        payment__pay_before__lte=at + INVOICE_NOTICE,
    )
    owing = Q(payment__state__in=[Payment.State.AWAITING, Payment.State.PARTLY_PAID])
    return due & owing & Q(state=Order.State.COMPLETED)


def _is_owed(order: Order, at: datetime) -> bool:
    """Three days before the invoice is due; an invoice that is overdue already still counts."""
    payment = order.payment
    is_open = order.state == Order.State.COMPLETED and payment.is_office_way
    if not is_open or not payment.pay_before or payment.state == Payment.State.REVIEW:
        return False
    left = payment.pay_before - at
    return payment.amount_due > 0 and -INVOICE_GIVEN_UP < left <= INVOICE_NOTICE


RULES = {
    Kind.PAYMENT: Rule(_pays_soon, _is_paid_soon),
    Kind.PICKUP: Rule(_waits, _has_waited),
    Kind.INVOICE: Rule(_is_invoiced, _is_owed),
}


def send_due(*, at: datetime, limit: int = 500) -> int:
    """Enqueue the reminders that are due, at most `limit` of each kind, and say how many.

    One transaction per order. One that cannot be written is logged and does not hold up others.
    """
    count = 0
    for kind, rule in RULES.items():
        due = (order.pk for order in list(_candidates(kind, at)) if rule.is_due(order, at))
        count += sum(_remind_or_log(pk, kind, at) for pk in islice(due, limit))
    return count


def _candidates(kind: str, at: datetime) -> QuerySet[Order]:
    """Orders this reminder may be due for, with an address to send it to, not reminded yet."""
    reminded = Reminder.objects.filter(order=OuterRef("pk"), kind=kind)
    orders = Order.objects.filter(RULES[kind].could(at), ~Exists(reminded))
    orders = orders.exclude(checkout=None).exclude(checkout__email="")
    return orders.select_related("payment").order_by("payment__pay_before", "pk")


def _remind_or_log(order_pk: int, kind: str, at: datetime) -> bool:
    try:
        return _remind(order_pk, kind, at)
    except Exception:
        if transaction.get_connection().in_atomic_block:
            raise
        logger.exception("shopper could not be reminded", extra={"order": order_pk})
        return False


@retried
def _remind(order_pk: int, kind: str, at: datetime) -> bool:
    with transaction.atomic():
        order = locked(order_pk)
        if not RULES[kind].is_due(order, at):
            return False
        reminder, is_new = Reminder.objects.get_or_create(
            order=order, kind=kind, defaults={"at": at}
        )
        if is_new:
            text = f"Pengingat lewat surel: {reminder.get_kind_display().lower()}."
            note(order=order, reason=text, actor=OrderEvent.Actor.SYSTEM, at=at)
            send_reminder.enqueue(reminder.pk)
        return is_new


@task()
def send_reminder(reminder_pk: int) -> None:
    """The letter, unless the order has moved on since it was enqueued."""
    rows = Reminder.objects.select_related(
        "order__facility", "order__payment", "order__shipment__gallery", "order__checkout"
    )
    reminder = rows.get(pk=reminder_pk)
    order = reminder.order
    if not RULES[reminder.kind].is_due(order, timezone.now()):
        return
    until = order.payment.pay_before
    context = {
        "order": order,
        "is_overdue": until is not None and until < timezone.now(),
        "link": mail.link_to("orders:order_detail", order_token(order)),
    }
    mail.send_letter(order.checkout, f"reminder_{reminder.kind}", context)
