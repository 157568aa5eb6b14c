"""When a courier service is left alone: the circuit breaker, kept in the database.

Source: docs/rules/shipping.md, courier services. Every process sees the same state; each change is
one conditional statement.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from ..models import CourierAccount, CourierHealth
from ..retrying import retried

FAILURES = 3  # one after the other, then the service is left alone
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)
WRONG_KEY_PAUSE = timedelta(hours=1)
QUOTA_PAUSE = timedelta(hours=1)
# While one process tries whether the service is back, the others do not.
TRY_TIME = timedelta(seconds=15)


@retried
def may_ask(account: CourierAccount, *, at: datetime) -> bool:
    """Whether the service may be asked now. After a pause exactly one caller hears yes.

    A durable transaction of its own: asking inside an order's transaction is a mistake that fails
    here, before anything waits for the network.
    """
    with transaction.atomic(durable=True):
        health, _ = CourierHealth.objects.get_or_create(account=account)
        if health.paused_until is None:
            return True
        if health.paused_until > at:
            return False
        mine = _rows(account).filter(paused_until=health.paused_until)
        return bool(mine.update(paused_until=at + TRY_TIME))


@retried
def answered(account: CourierAccount, *, at: datetime) -> None:
    """The service works: the pause and the count of failures end."""
    _rows(account).update(failures=0, paused_until=None, problem="", answered_at=at)


@retried
def failed(account: CourierAccount, *, problem: str, at: datetime) -> None:
    """No answer once more; the third time, and each time after a pause, it is left alone."""
    with transaction.atomic(durable=True):
        rows = _rows(account)
        rows.update(failures=F("failures") + 1, problem=problem[:160], failed_at=at)
        failures = rows.values_list("failures", flat=True).get()
        if failures >= FAILURES:
            more = min(failures - FAILURES, 10)
            rows.update(paused_until=at + min(FIRST_PAUSE * 2**more, LONGEST_PAUSE))


@retried
def refused(account: CourierAccount, *, status: int, problem: str, at: datetime) -> None:
    """The service is there but says no. A wrong key or a used-up quota will not mend at once."""
    pauses = {401: WRONG_KEY_PAUSE, 403: WRONG_KEY_PAUSE, 402: QUOTA_PAUSE, 429: QUOTA_PAUSE}
    changes = {"problem": problem[:160], "failed_at": at, "paused_until": None, "failures": 0}
    if pause := pauses.get(status):
        changes["paused_until"] = at + pause
    _rows(account).update(**changes)


def forgive(account: CourierAccount) -> None:
    """Start anew, as after a change of the account by an officer."""
    _rows(account).update(failures=0, paused_until=None, problem="")


def is_paused(health: CourierHealth, *, at: datetime) -> bool:
    """Whether nobody is asked at this moment."""
    return health.paused_until is not None and health.paused_until > at


def _rows(account: CourierAccount):
    return CourierHealth.objects.filter(Q(account=account))
