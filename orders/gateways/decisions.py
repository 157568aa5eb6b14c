"""What an officer decides about news the rules cannot."""

from datetime import datetime

from django.db import transaction

from facilities.access import scope_of

from ..models import GatewayAttempt, Order, OrderEvent, Payment
from ..payments.provider import Kind, News
from ..retrying import retried
from ..states import StepNotAllowed, locked, note
from ..states.table import MONEY
from .news import REPEAT, Attention, Told, take_news


def may_decide(user, order: Order) -> bool:
    """Whether the person takes decisions about money at the order's facility."""
    return scope_of(user).has_role(order.facility_id, *MONEY)


def waiting_of(payment: Payment) -> list[GatewayAttempt]:
    """The attempts of a payment that wait for a decision of their own, oldest first.

    Late, short and long money is decided with the order (take_money, give_back_money).
    """
    rows = payment.attempts.to_decide().exclude(attention__in=GatewayAttempt.DECIDED_WITH_ORDER)
    return list(rows.select_related("account").order_by("pk"))


@retried
def close(*, attempt: GatewayAttempt, reason: str, by, at: datetime) -> None:
    """Write down what was done about money that came twice or was taken back.

    Raises StepNotAllowed when the role may not, or it is decided already, or nothing is said.
    """
    reason = _checked(attempt, reason, by)
    with transaction.atomic():
        order = locked(attempt.payment.order_id)
        _decide(attempt, reason, by, at)
        note(order=order, reason=reason, actor=OrderEvent.Actor.OFFICER, by=by, at=at)


def clear_up(*, attempt: GatewayAttempt, amount: int, reason: str, by, at: datetime) -> str:
    """Say what unclear news meant, after a look into the gateway's own pages.

    amount: rupiah that came, 0 for none. Money found so is booked like any other, once.
    Raises StepNotAllowed. Returns an Outcome.
    """
    reason = _checked(attempt, reason, by)
    news = News(
        reference=attempt.reference,
        provider_id=attempt.provider_id,
        kind=Kind.PAID if amount else Kind.ENDED,
        status="menurut petugas",
        key=f"petugas/{amount}",
        amount=amount or None,
    )
    with transaction.atomic():
        order = locked(attempt.payment.order_id)
        unclear = GatewayAttempt.objects.filter(attention=Attention.UNSURE, paid_at=None)
        if not unclear.filter(pk=attempt.pk).exists():
            raise StepNotAllowed("Kabar ini sudah jelas.")
        _decide(attempt, reason, by, at)
        note(order=order, reason=reason, actor=OrderEvent.Actor.OFFICER, by=by, at=at)
        outcome = take_news(attempt=attempt, news=news, told=Told.OFFICER, at=at, by=by)
        if outcome == REPEAT:
            raise StepNotAllowed("Keputusan ini sudah tercatat.")
        return outcome


def _checked(attempt: GatewayAttempt, reason: str, by) -> str:
    if not may_decide(by, attempt.payment.order):
        raise StepNotAllowed("Jabatan Anda tidak boleh melakukan langkah ini.")
    if not reason.strip():
        raise StepNotAllowed("Tulis apa yang Anda lakukan.")
    return reason.strip()[:300]


def _decide(attempt: GatewayAttempt, reason: str, by, at: datetime) -> None:
    undecided = GatewayAttempt.objects.to_decide().filter(pk=attempt.pk)
    if not undecided.update(decision=reason, decided_by=by, decided_at=at):
        raise StepNotAllowed("Ini sudah diputuskan.")
