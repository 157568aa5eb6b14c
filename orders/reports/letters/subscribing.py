"""Who wants summaries: each person switches the own ones, and one link in the letter ends them."""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction

from facilities.access import may
from facilities.models import User
from orders.models import ReportSubscription
from orders.retrying import retried

_signer = Signer(salt="report-letters")


class MayNotRead(PermissionError):
    """The person has no role that reads sales."""


def rhythm_of(user: User) -> str:
    """What the person gets, "" for nothing."""
    found = ReportSubscription.objects.filter(user=user).values_list("rhythm", flat=True)
    return found.first() or ""


@retried
@transaction.atomic
def subscribe(*, user: User, rhythm: str, at: datetime) -> None:
    """Switch to this rhythm, "" to nothing. Pressed twice it stays as it is.

    rhythm: of ReportSubscription.Rhythm. Raises MayNotRead.
    """
    if not rhythm:
        unsubscribe(user=user)
        return
    if not may(user, "view", "sales"):
        raise MayNotRead
    same = ReportSubscription.objects.filter(user=user, rhythm=rhythm)
    if not same.exists():
        ReportSubscription.objects.update_or_create(
            user=user, defaults={"rhythm": rhythm, "since": at}
        )


def unsubscribe(*, user: User) -> None:
    """Nothing more is sent, not even what waits in the queue."""
    ReportSubscription.objects.filter(user=user).delete()


def token_of(user: User) -> str:
    """The last part of the address that ends the letters; opens nothing else, works for ever."""
    return _signer.sign(str(user.pk))


def reader_from_token(token: str) -> User | None:
    """Whose letters a link ends; None for anything altered or unknown."""
    try:
        return User.objects.filter(pk=int(_signer.unsign(token))).first()
    except (BadSignature, ValueError):
        return None
