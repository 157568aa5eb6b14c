"""Booking money that came in: one row per arrival, and the payment's sum with it."""

from datetime import datetime

from django.db.models import F

from . import documents
from .models import Payment, Receipt

Source = Receipt.Source


def book(
    *,
    payment: Payment,
    amount: int,
    source: str,
    at: datetime,
    by=None,
    note: str = "",
    reference: str = "",
) -> Receipt | None:
    """Write down money that arrived for a payment and add it to what it has received.

    amount: rupiah, more than 0. source: a Receipt.Source. reference: what the source calls this
    arrival; one that is there already is not counted again and gives None. The caller holds the
    order's and the payment's lock (states.locked), so two arrivals cannot miss each other.
    """
    if reference and payment.receipts.filter(reference=reference).exists():
        return None
    receipt = Receipt.objects.create(
        payment=payment, amount=amount, source=source, received_at=at, by=by,
        note=note[:300], reference=reference,
    )  # fmt: skip
    Payment.objects.filter(pk=payment.pk).update(received_amount=F("received_amount") + amount)
    payment.received_amount += amount
    documents.follow_receipt(receipt)
    return receipt
