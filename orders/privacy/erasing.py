"""Forgetting a shopper: when the time has come, and again after a copy was restored."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ..models import Checkout, Enquiry, Order, PrivacyRequest
from ..retrying import retried
from . import erasure_list
from .copies import MASKED_NAME, forget, forget_enquiries
from .deciding import accept_erasure
from .errors import PrivacyNotAllowed
from .requests import Actor, locked_checkout, locked_request, write_down
from .waiting import IS_OPEN, open_matters

logger = logging.getLogger(__name__)
State, Kind = PrivacyRequest.State, PrivacyRequest.Kind
# The last letter says what happens; it has to leave before its address does.
LETTER_LEAVES = timedelta(hours=1)
# Left of the three days when nobody has answered: then the answer is yes.
UNANSWERED = timedelta(hours=2)


def carry_out(*, at: datetime, limit: int = 100) -> int:
    """Answer what nobody answered, erase what was agreed on; returns how many moved on.

    A request nobody answered counts as agreed two hours before its three days end. One that
    fails is logged and does not hold up the others; running it twice does nothing.
    """
    erasures = PrivacyRequest.objects.filter(kind=Kind.ERASURE).order_by("asked_at", "pk")
    unanswered = erasures.filter(state=State.ASKED, due_at__lte=at + UNANSWERED)
    answered = sum(
        _or_log(request, lambda request: accept_erasure(request=request, by=None, at=at))
        for request in list(unanswered[:limit])
    )
    told = Q(decided_at__lte=at - LETTER_LEAVES) | Q(checkout__email="")
    waiting = Order.objects.filter(IS_OPEN, checkout=OuterRef("checkout"))
    due = erasures.filter(told, ~Exists(waiting), state=State.ACCEPTED)
    return answered + sum(
        _or_log(request, lambda request: _erase_due(request, at)) for request in due[:limit]
    )


@retried
def erase(*, checkout: Checkout, at: datetime) -> None:
    """Forget who bought, now, and write it on the list. Sums and order facts stay as they are."""
    with transaction.atomic():
        checkout = locked_checkout(checkout.pk)
        # On the list first: what was agreed on is erased again rather than forgotten.
        erasure_list.add(checkout.number, at=at)
        _forget(checkout, at)


def reapply(numbers: Iterable[str], *, at: datetime) -> int:
    """Erase the checkouts and enquiries with these numbers again, as after a restore; returns how many.

    Whatever the restored copy takes to be open: it is older than the erasure.
    """
    numbers = list(numbers)
    named = Checkout.objects.exclude(recipient=MASKED_NAME)
    count = 0
    for start in range(0, len(numbers), 500):
        for checkout in named.filter(number__in=numbers[start : start + 500]).order_by("pk"):
            _erase_again(checkout, at)
            count += 1
    return count + _forget_asked(numbers)


def _forget_asked(numbers: list[str]) -> int:
    """Enquiries that became no order stand on the list under their own number."""
    count = 0
    for start in range(0, len(numbers), 500):
        rows = Enquiry.objects.exclude(name=MASKED_NAME)
        rows = rows.filter(number__in=numbers[start : start + 500])
        count += forget_enquiries(rows.values_list("pk", flat=True))
    return count


@retried
def _erase_again(checkout: Checkout, at: datetime) -> None:
    with transaction.atomic():
        _forget(locked_checkout(checkout.pk), at)


@retried
def _erase_due(request: PrivacyRequest, at: datetime) -> bool:
    with transaction.atomic():
        request = locked_request(request)
        # Withdrawn, or something opened, since it was found.
        if request.state != State.ACCEPTED or open_matters(request.checkout):
            return False
        erase(checkout=request.checkout, at=at)
        return True


def _forget(checkout: Checkout, at: datetime) -> None:
    write_down(checkout, "Data pribadi pembeli dihapus.", actor=Actor.SYSTEM, at=at)
    forget([checkout.pk])
    requests = checkout.privacy_requests.filter(state__in=PrivacyRequest.OPEN_STATES)
    requests.filter(kind=Kind.ERASURE).update(state=State.DONE, done_at=at)
    requests.filter(kind=Kind.CORRECTION).update(state=State.WITHDRAWN)


def _or_log(request: PrivacyRequest, act) -> bool:
    try:
        return bool(act(request))
    except PrivacyNotAllowed:  # somebody decided a moment ago
        return False
    except Exception:
        if transaction.get_connection().in_atomic_block:
            raise
        logger.exception("request about data failed", extra={"privacy_request": request.pk})
        return False
