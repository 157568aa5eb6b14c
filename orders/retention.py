"""What is forgotten about shoppers, and when. Source: docs/rules/privacy.md."""

from datetime import datetime, timedelta

from django.core.files.storage import storages
from django.db.models import Exists, OuterRef, Q, QuerySet

from . import documents
from .models import Checkout, Order, Payment, PaymentProof, Refund, StatementLine

CONTACT_MONTHS = 24
UNFINISHED_PAYMENTS = (
    Payment.State.AWAITING, Payment.State.REVIEW, Payment.State.PARTLY_PAID,
    Payment.State.REFUND_PENDING,
)  # fmt: skip
PROOFS_KEPT = timedelta(days=90)
# Stands where the name was, so that a list says why nobody is named.
MASKED_NAME = "(disamarkan)"
# Of the address the province and the regency stay: they name a place, not a person.
EMPTIED = (
    "phone", "email", "district", "village", "street", "landmark", "postal_code",
    "office_name", "note",
    # A hash over name and address could be found again by trying.
    "content_hash",
)  # fmt: skip

# An office may owe money for goods it has; money may have to go back.
MONEY_IS_OPEN = (
    Payment.State.AWAITING, Payment.State.REVIEW, Payment.State.PARTLY_PAID,
    Payment.State.REFUND_PENDING,
)  # fmt: skip


def mask_contacts(*, at: datetime, limit: int = 1000) -> int:
    """Mask name and contact of checkouts finished 24 months ago, at most `limit`; returns how many.

    A checkout is finished when each of its orders is closed and no money is due. Lines, prices,
    states and seals stay as they are.
    """
    unfinished = _unfinished(_months_before(at, CONTACT_MONTHS)).filter(checkout=OuterRef("pk"))
    due = Checkout.objects.filter(~Exists(unfinished)).exclude(recipient=MASKED_NAME)
    keys = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
    # The papers first: a checkout that is still named is found again.
    documents.forget_buyers(checkouts=keys, name=MASKED_NAME)
    # Bank and account the money went back to.
    Refund.objects.filter(order__checkout__in=keys).exclude(how="").update(how=MASKED_NAME)
    rows = Checkout.objects.filter(pk__in=keys)
    return rows.update(recipient=MASKED_NAME, **dict.fromkeys(EMPTIED, ""))


def mask_statements(*, at: datetime) -> int:
    """Forget what the bank wrote (senders' names) about rows of 24 months ago; returns how many.

    Day, amount, what was decided and for which order stay.
    """
    decided = StatementLine.objects.exclude(state=StatementLine.State.OPEN).exclude(text="")
    return decided.filter(decided_at__lt=_months_before(at, CONTACT_MONTHS)).update(text="")


def remove_proofs(*, at: datetime, limit: int = 1000) -> int:
    """Remove picture and sender of proofs whose order was finished 90 days ago; returns how many.

    What was decided about them, by whom and why, stays.
    """
    unfinished = _unfinished(at - PROOFS_KEPT).filter(pk=OuterRef("payment__order"))
    due = PaymentProof.objects.filter(~Exists(unfinished)).exclude(file_name="", sender_name="")
    proofs = list(due.order_by("pk").values_list("pk", "file_name")[:limit])
    for pk, path in proofs:
        # The file first: a row that still names it is found again, a lost file is not.
        if path:
            storages["private"].delete(path)
        PaymentProof.objects.filter(pk=pk).update(file_name="", sender_name="", paid_on=None)
    return len(proofs)


def _unfinished(before: datetime) -> QuerySet[Order]:
    """Orders with something left to do, or moved since `before`."""
    return Order.objects.filter(
        ~Q(state__in=Order.CLOSED_STATES)
        | Q(payment__state__in=UNFINISHED_PAYMENTS)
        | Q(updated_at__gte=before)
    )


def _months_before(at: datetime, months: int) -> datetime:
    """The same day so many months ago, the 28th at the latest."""
    years, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=years, month=month + 1, day=min(at.day, 28))
