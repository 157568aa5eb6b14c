"""Orders that were not paid in time: they end and give their goods back."""

import logging
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from .deadlines import QUOTE_LIMIT
from .models import Order, OrderEvent, Payment
from .retrying import retried
from .states import StepNotAllowed, apply_step, locked

logger = logging.getLogger(__name__)
REASON = "Tidak dibayar sampai batas waktu."
NO_QUOTE = "UPT tidak memastikan ongkos kirim dalam tujuh hari."


def expire_due(*, at: datetime, limit: int = 100) -> int:
    """Expire up to `limit` orders whose time to pay has run out, and say how many.

    One transaction per order, so a stop in the middle leaves whole orders only. Orders whose
    proof is being checked are not due; a payment that arrives first wins.
    """
    due = _due(at).order_by("payment__pay_before", "pk").values_list("pk", flat=True)[:limit]
    return sum(_expire_one(pk, at) for pk in list(due))


@retried
def _expire_one(order_pk: int, at: datetime) -> bool:
    with transaction.atomic():
        # PostgreSQL: leave rows somebody works on for the next round instead of waiting.
        free = (
            _due(at)
            .filter(pk=order_pk)
            .select_for_update(
                of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
            )
        )
        if not free.exists():
            return False
        order = locked(order_pk)
        if not _is_due(order, at):
            return False
        reason = NO_QUOTE if order.state == Order.State.AWAITING_QUOTE else REASON
        try:
            apply_step(
                order=order, step="expire", actor=OrderEvent.Actor.SYSTEM, reason=reason, at=at
            )
        except StepNotAllowed:
            return False
        return True


def _due(at: datetime):
    unpaid = Order.objects.filter(payment__state=Payment.State.AWAITING)
    return unpaid.filter(
        Q(
            state__in=[Order.State.RECEIVED, Order.State.READY_FOR_PICKUP],
            payment__pay_before__lt=at,
        )
        | Q(state=Order.State.AWAITING_QUOTE, placed_at__lt=at - QUOTE_LIMIT)
    )


def _is_due(order: Order, at: datetime) -> bool:
    # Read again under the lock: the deadline may have been extended a moment ago.
    if order.payment.state != Payment.State.AWAITING:
        return False
    if order.state == Order.State.AWAITING_QUOTE:
        return order.placed_at < at - QUOTE_LIMIT
    return order.payment.pay_before is not None and order.payment.pay_before < at
