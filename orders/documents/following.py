"""Papers that nobody asks for: a kuitansi when money comes, a nota when the goods are handed over.

They are issued right after the act is stored, in a transaction of their own: no payment fails or
waits because of a paper. What is missed then, the worker makes up for.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from orders.models import DirectSale, Document, Order, Receipt

from .issuing import DocumentNotAllowed, issue

logger = logging.getLogger(__name__)
# Older than this a paper is issued by an officer, or not at all.
MADE_UP_FOR = timedelta(days=7)
Kind = Document.Kind
TAKEN_BACK = DirectSale.objects.filter(voided_at__isnull=False)


def follow_receipt(receipt: Receipt) -> None:
    """Issue the kuitansi of this money once it is stored."""
    order = receipt.payment.order
    transaction.on_commit(
        lambda: _issue(order, Kind.KUITANSI, timezone.now(), receipt=receipt), robust=True
    )


def follow_completion(order: Order) -> None:
    """Issue the nota of an order that is done, once that is stored."""
    transaction.on_commit(lambda: _issue(order, Kind.NOTA, timezone.now()), robust=True)


def issue_missing(*, at: datetime, limit: int = 200) -> int:
    """Issue the papers of the last seven days that a stopped process left out; returns how many.

    One that was voided is not issued again: whoever voided it decides.
    """
    since = at - MADE_UP_FOR
    receipts = Receipt.objects.filter(received_at__gt=since, received_at__lte=at, documents=None)
    receipts = receipts.select_related("payment__order").order_by("received_at", "pk")
    done = Order.objects.filter(
        state=Order.State.COMPLETED, updated_at__gt=since, updated_at__lte=at
    ).exclude(documents__kind=Kind.NOTA)
    work = [(r.payment.order, Kind.KUITANSI, r) for r in receipts[:limit]]
    work += [(order, Kind.NOTA, None) for order in done.order_by("updated_at", "pk")[:limit]]
    return sum(_make_up(order, kind, at, receipt) for order, kind, receipt in work)


def _issue(order: Order, kind: str, at: datetime, *, receipt: Receipt | None = None) -> bool:
    if order.direct_sale_id and TAKEN_BACK.filter(orders=order).exists():
        return False  # a sale typed by mistake needs no paper any more
    try:
        issue(order=order, kind=kind, by=None, at=at, receipt=receipt)
    except DocumentNotAllowed as error:
        logger.warning("paper not issued: %s", error, extra={"order": order.number, "kind": kind})
        return False
    return True


def _make_up(order: Order, kind: str, at: datetime, receipt: Receipt | None) -> bool:
    """One that fails is logged and keeps no other one waiting."""
    try:
        return _issue(order, kind, at, receipt=receipt)
    except Exception:
        logger.exception("paper failed", extra={"order": order.number, "kind": kind})
        return False
