"""What a gateway says is applied once, forward only, to the attempt, the payment and the order.

Four walls stand before a second settlement: the event's key, the locks, the state each update
names, and the receipt's reference. Source: docs/rules/gateways.md.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from catalog.money import rupiah

from .. import receipts
from ..models import GatewayAttempt, Order, OrderEvent, Payment, PaymentEvent, Receipt
from ..payments.provider import Kind, News
from ..retrying import retried
from ..states import apply_step, locked, note, restart_deadline
from .switching import switch_back

State, Attention = GatewayAttempt.State, GatewayAttempt.Attention
Outcome, Told = PaymentEvent.Outcome, PaymentEvent.Source
SYSTEM = OrderEvent.Actor.SYSTEM
ENDED_ORDERS = (Order.State.CANCELLED, Order.State.EXPIRED)
# From these states a kind of news still means something; elsewhere it is stale.
FROM = {
    Kind.PAID: (State.NEW, State.OPEN, State.CHECKING, State.ENDED),
    Kind.CHECKING: (State.NEW, State.OPEN),
    Kind.ENDED: (State.NEW, State.OPEN, State.CHECKING),
    Kind.MONEY_BACK: tuple(State),  # a part may go back more than once
}
REPEAT = "repeat"


@retried
def take_news(
    *,
    attempt: GatewayAttempt,
    news: News,
    told: str,
    at: datetime,
    notice: News | None = None,
    by=None,
) -> str:
    """Apply one piece of news, all of it or nothing.

    told: a PaymentEvent.Source. notice: what made us ask, when news is the answer; it is written
    down too, so that its repeats are known. by: the officer who typed the news, if one did.
    Returns a PaymentEvent.Outcome, or "repeat" when it is known already.
    """
    with transaction.atomic():
        if notice is not None and notice.key != news.key:
            _write(attempt, notice, Told.NOTICE, at, outcome=Outcome.STALE)
        event = _write(attempt, news, told, at)
        if event is None:
            return REPEAT
        order = locked(attempt.payment.order_id)
        row = _locked_attempt(attempt.pk)
        outcome = _apply(order, row, news, at, by)
        PaymentEvent.objects.filter(pk=event.pk).update(outcome=outcome)
        return outcome


def is_known(attempt: GatewayAttempt, news: News) -> bool:
    """Whether this news was applied already. Looks without a lock; the constraint judges."""
    return PaymentEvent.objects.filter(attempt=attempt, key=news.key).exists()


def contradicts(attempt: GatewayAttempt, news: News) -> bool:
    """Whether news is to be asked about before it is believed: it is not what we expect next."""
    if news.kind is Kind.PAID:
        return attempt.state == State.ENDED or news.amount != attempt.amount
    if news.kind is Kind.ENDED:
        return attempt.state in (State.PAID, State.CHECKING)
    return news.kind in (Kind.MONEY_BACK, Kind.UNKNOWN)


def _write(attempt, news: News, told: str, at: datetime, *, outcome: str = ""):
    """The row of this news, or None when there is one. Whoever comes second waits for the first."""
    try:
        with transaction.atomic():
            return PaymentEvent.objects.create(
                attempt=attempt, key=news.key[:200], kind=news.kind, status=news.status[:70],
                amount=news.amount, source=told, outcome=outcome, received_at=at,
            )  # fmt: skip
    except IntegrityError:
        return None


def _locked_attempt(pk: int) -> GatewayAttempt:
    rows = GatewayAttempt.objects.select_for_update(of=("self",)).select_related("account")
    return rows.get(pk=pk)


def _apply(order: Order, attempt: GatewayAttempt, news: News, at: datetime, by) -> str:
    kind = news.kind
    if kind is Kind.ENDED and attempt.state == State.PAID:
        kind = Kind.MONEY_BACK  # a capture taken back before it settled
    if kind is Kind.UNKNOWN or (kind is Kind.PAID and not news.amount):
        return _look_at(order, attempt, Attention.UNSURE, f"{news.status}: belum jelas.", at)
    if kind not in FROM or attempt.state not in FROM[kind]:
        return Outcome.STALE
    return ACTS[kind](order, attempt, news, at, by)


def _paid(order: Order, attempt: GatewayAttempt, news: News, at: datetime, by) -> str:
    if not _move(attempt, State.PAID, news, paid_at=at, ask_at=None, note=""):
        return Outcome.STALE
    receipt = receipts.book(
        payment=order.payment, amount=news.amount, source=Receipt.Source.GATEWAY, at=at, by=by,
        note=f"{attempt.account.get_provider_display()} {news.channel}".strip(),
        reference=attempt.reference,
    )  # fmt: skip
    if receipt is None:
        return Outcome.STALE
    attention, text = _credit(order, attempt, news.amount, at)
    return _look_at(order, attempt, attention, text, at) if attention else Outcome.TAKEN


def _credit(order: Order, attempt: GatewayAttempt, amount: int, at: datetime) -> tuple[str, str]:
    """Let money that is booked pay the order, if it fits; else say what is to be decided."""
    payment = order.payment
    is_awaited = payment.state in (Payment.State.AWAITING, Payment.State.REVIEW)
    came = f"{rupiah(amount)} lewat {attempt.account.get_provider_display()}"
    if order.state == Order.State.RECEIVED and is_awaited:
        if payment.is_awaited and payment.method != attempt.provider:
            switch_back(order=order, provider=attempt.provider, at=at)
        if payment.received_amount == payment.amount:
            apply_step(order=order, step="gateway_paid", actor=SYSTEM, at=at)
            return "", ""
        is_short = payment.received_amount < payment.amount
        attention = Attention.SHORT if is_short else Attention.LONG
        word = "Kurang" if is_short else "Lebih"
        text = f"{word} {rupiah(abs(payment.amount - payment.received_amount))}: {came}."
        if payment.state == Payment.State.AWAITING:
            apply_step(order=order, step="gateway_review", actor=SYSTEM, reason=text, at=at)
            text = ""
        return attention, text
    if order.state not in ENDED_ORDERS and payment.is_awaited:
        # The shopper chose to pay later, left the page open and paid there all the same.
        if payment.outstanding:
            rest = f"sisanya {rupiah(payment.outstanding)} ditagih saat barang diserahkan"
            note(order=order, reason=f"{came}; {rest}.", actor=SYSTEM, at=at)
        else:
            switch_back(order=order, provider=attempt.provider, at=at)
            apply_step(order=order, step="gateway_paid", actor=SYSTEM, at=at)
        return "", ""
    if order.state in ENDED_ORDERS and payment.state == Payment.State.VOID:
        text = f"Uang datang setelah pesanan berakhir: {came}."
        apply_step(order=order, step="late_money", actor=SYSTEM, reason=text, at=at)
        return Attention.LATE, ""
    return Attention.DOUBLE, f"Uang masuk lagi: {came}. Kembalikan kepada pembeli."


def _checking(order: Order, attempt: GatewayAttempt, news: News, at: datetime, by) -> str:
    if not _move(attempt, State.CHECKING, news):
        return Outcome.STALE
    if order.state == Order.State.RECEIVED and order.payment.is_awaited:
        text = f"{attempt.account.get_provider_display()} sedang memeriksa pembayaran ini."
        apply_step(order=order, step="gateway_review", actor=SYSTEM, reason=text, at=at)
    return Outcome.TAKEN


def _ended(order: Order, attempt: GatewayAttempt, news: News, at: datetime, by) -> str:
    was_checking = attempt.state == State.CHECKING
    if not _move(attempt, State.ENDED, news, note=_why(news), ask_at=None):
        return Outcome.STALE
    if was_checking:
        _wait_again(order, at)
    return Outcome.TAKEN


def _money_back(order: Order, attempt: GatewayAttempt, news: News, at: datetime, by) -> str:
    was_checking = attempt.state == State.CHECKING
    had_money = attempt.paid_at is not None
    if not _move(attempt, State.RETURNED, news, note=_why(news), ask_at=None):
        return Outcome.STALE
    if not had_money:  # it went back before we knew that it had come
        if was_checking:
            _wait_again(order, at)
        return Outcome.TAKEN
    text = f"Uang ditarik kembali di {attempt.account.get_provider_display()} ({news.status})."
    return _look_at(order, attempt, Attention.BACK, text, at)


ACTS = {
    Kind.PAID: _paid,
    Kind.CHECKING: _checking,
    Kind.ENDED: _ended,
    Kind.MONEY_BACK: _money_back,
}


def _wait_again(order: Order, at: datetime) -> None:
    """What was checked came to nothing: the shopper may pay anew, with time to do it."""
    payment = order.payment
    is_empty = payment.state == Payment.State.REVIEW and not payment.received_amount
    others = payment.attempts.filter(state=State.CHECKING)
    if order.state == Order.State.RECEIVED and is_empty and not others.exists():
        text = "Pembayaran tidak jadi di penyedia."
        apply_step(order=order, step="gateway_back", actor=SYSTEM, reason=text, at=at)
        restart_deadline(order, at)


def _look_at(order: Order, attempt: GatewayAttempt, attention: str, text: str, at: datetime) -> str:
    """Put the attempt into the queue of what an officer decides; text goes into the history."""
    GatewayAttempt.objects.filter(pk=attempt.pk).update(
        attention=attention, decision="", decided_by=None, decided_at=None
    )
    if text:
        note(order=order, reason=text, actor=SYSTEM, at=at)
    return Outcome.TO_REVIEW


def _move(attempt: GatewayAttempt, state: str, news: News, **changes) -> bool:
    """Whether the attempt was still where we read it, and now is there."""
    changes |= {"state": state, "channel": news.channel[:40] or attempt.channel}
    if news.provider_id:
        changes["provider_id"] = news.provider_id[:64]
    expected = GatewayAttempt.objects.filter(pk=attempt.pk, state=attempt.state)
    return bool(expected.update(**changes))


def _why(news: News) -> str:
    return f"Kata penyedia: {news.status}"[:120]
