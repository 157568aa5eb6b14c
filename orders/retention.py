"""What is forgotten about shoppers, and when. Source: docs/rules/privacy.md."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from . import private_pictures
from .models import Checkout, Order, PaymentProof, ReturnPhoto, StatementLine
from .privacy.copies import MARK, MASKED_NAME, forget
from .privacy.waiting import IS_OPEN
from .services import forgetting

CONTACT_MONTHS = 24
PROOFS_KEPT = timedelta(days=90)


def mask_contacts(*, at: datetime, limit: int = 1000) -> int:
    """Mask name and contact of checkouts finished 24 months ago, at most `limit`; returns how many.

    A checkout is finished when each of its orders is closed, no money is due and nothing is being
    given back. Lines, prices, states and seals stay as they are.
    """
    unfinished = _unfinished(_months_before(at, CONTACT_MONTHS)).filter(checkout=OuterRef("pk"))
    due = Checkout.objects.filter(~Exists(unfinished)).exclude(recipient=MASKED_NAME)
    return forget(due.order_by("pk").values_list("pk", flat=True)[:limit])


def mask_enquiries(*, at: datetime) -> int:
    """Mask who asked for services that were closed 24 months ago; returns how many."""
    return forgetting.mask_old(before=_months_before(at, CONTACT_MONTHS))


def mask_statements(*, at: datetime) -> int:
    """Forget what the bank and officers wrote about rows of 24 months ago; returns how many.

    Counted from the decision, or from the row's day where nobody decided: senders' names do not
    wait for somebody to look. Day, amount, what was decided and for which order stay.
    """
    before = _months_before(at, CONTACT_MONTHS)
    is_old = Q(decided_at__lt=before) | Q(decided_at=None, day__lt=before.date())
    old = StatementLine.objects.filter(is_old)
    # A dismissed row has to keep some reason.
    old.exclude(reason__in=["", MARK]).update(reason=MARK)
    return old.exclude(text="").update(text="")


def remove_proofs(*, at: datetime, limit: int = 1000) -> int:
    """Remove picture and sender of proofs whose order was finished 90 days ago; returns how many.

    What was decided about them, by whom and why, stays.
    """
    unfinished = _unfinished(at - PROOFS_KEPT).filter(pk=OuterRef("payment__order"))
    due = PaymentProof.objects.filter(~Exists(unfinished)).exclude(file_name="", sender_name="")
    proofs = list(due.order_by("pk").values_list("pk", "file_name")[:limit])
    for pk, path in proofs:
        # The file first: a row that still names it is found again, a lost file is not.
        private_pictures.discard(path)
        PaymentProof.objects.filter(pk=pk).update(file_name="", sender_name="", paid_on=None)
    return len(proofs)


def remove_return_photos(*, at: datetime, limit: int = 1000) -> int:
    """Remove pictures of goods given back 90 days after the order was finished; returns how many.

    What was given back, why and what was answered stays.
    """
    unfinished = _unfinished(at - PROOFS_KEPT).filter(pk=OuterRef("request__order"))
    due = ReturnPhoto.objects.filter(~Exists(unfinished)).exclude(file_name="")
    photos = list(due.order_by("pk").values_list("pk", "file_name")[:limit])
    for pk, path in photos:
        private_pictures.discard(path)
        ReturnPhoto.objects.filter(pk=pk).update(file_name="")
    return len(photos)


def _unfinished(before: datetime) -> QuerySet[Order]:
    """Orders with something left to do, or moved since `before`."""
    return Order.objects.filter(IS_OPEN | Q(updated_at__gte=before))


def _months_before(at: datetime, months: int) -> datetime:
    """The same day so many months ago, the 28th at the latest."""
    years, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=years, month=month + 1, day=min(at.day, 28))
