"""Orders that were not paid in time: they end and give their goods back."""

import logging
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from .deadlines import QUOTE_LIMIT, UNSENT_LIMITS, UNTOUCHED_LIMIT
from .models import Order, OrderEvent, OrderLine, Payment
from .retrying import retried
from .states import apply_step, locked

logger = logging.getLogger(__name__)
REASON = "Tidak dibayar sampai batas waktu."
NO_QUOTE = "UPT tidak memastikan ongkos kirim dalam tujuh hari."
NOT_SENT = "UPT tidak mengirim pesanan dalam batas waktunya."
NOT_MADE = "UPT tidak mengerjakan pesanan dalam enam puluh hari."


def expire_due(*, at: datetime, limit: int = 100) -> int:
    """Expire up to `limit` orders whose time has run out, and say how many.

    One transaction per order, so a stop in the middle leaves whole orders only. Orders whose
    proof is being checked are not due; a payment that arrives first wins. An order that cannot
    be expired is logged and does not hold up the others.
    """
    due = _due(at).order_by("payment__pay_before", "pk").values_list("pk", flat=True)[:limit]
    return sum(_expire_or_log(pk, at) for pk in list(due))


def _expire_or_log(order_pk: int, at: datetime) -> bool:
    try:
        return _expire_one(order_pk, at)
    except Exception:
        if transaction.get_connection().in_atomic_block:
            raise
        logger.exception("order could not be expired", extra={"order": order_pk})
        return False


@retried
def _expire_one(order_pk: int, at: datetime) -> bool:
    with transaction.atomic():
        # Ask again under the lock: the deadline may have been extended a moment ago. PostgreSQL
        # leaves a row somebody works on for the next round instead of waiting.
        free = _due(at).select_for_update(
            of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
        )
        if free.filter(pk=order_pk).first() is None:
            return False
        order = locked(order_pk)
        if order.payment.state != Payment.State.AWAITING or order.payment.received_amount:
            return False
        system = OrderEvent.Actor.SYSTEM
        apply_step(order=order, step="expire", actor=system, reason=_reason(order), at=at)
        return True


def _reason(order: Order) -> str:
    if order.state == Order.State.AWAITING_QUOTE:
        return NO_QUOTE
    if order.payment.pay_before:
        return REASON
    return NOT_SENT if order.payment.method in UNSENT_LIMITS else NOT_MADE


def _due(at: datetime):
    # An order with some money in it waits for an officer.
    unpaid = Order.objects.filter(payment__state=Payment.State.AWAITING, payment__received_amount=0)
    return unpaid.filter(
        Q(
            state__in=[Order.State.RECEIVED, Order.State.READY_FOR_PICKUP],
            payment__pay_before__lt=at,
        )
        | Q(state=Order.State.AWAITING_QUOTE, placed_at__lt=at - QUOTE_LIMIT)
        | Q(
            state=Order.State.RECEIVED,
            payment__pay_before=None,
            placed_at__lt=at - UNTOUCHED_LIMIT,
        )
        | _unsent(at)
    )


def _unsent(at: datetime) -> Q:
    """Orders to be paid on or after arrival whose goods lie ready and were never sent off."""
    to_make = OrderLine.objects.filter(order=OuterRef("pk"), made_to_order=True)
    too_old = Q(pk__in=[])
    for method, limit in UNSENT_LIMITS.items():
        too_old |= Q(payment__method=method, placed_at__lt=at - limit)
    return Q(too_old, ~Exists(to_make), state=Order.State.RECEIVED, payment__pay_before=None)
