"""Money that goes back: asked for by one officer, paid or refused by a second one.

Rows and sums stand in orders/refundable.py. Source: docs/rules/refunds.md.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from catalog.money import rupiah
from facilities.access import may

from . import mail, sales, settlement
from .models import Order, OrderEvent, OrderLine, Payment, Refund
from .refundable import Left, all_of, left_of, price_of, write
from .retrying import retried
from .states import apply_step, locked, note

State = Refund.State
# Money is there and nothing else is being decided about it.
REFUNDABLE = (Payment.State.PAID, Payment.State.REFUND_PENDING, Payment.State.REFUNDED)
DECIDED = "Pengembalian dana ini sudah diputus."
TAKER = "Petugas yang menerima pembayaran ini tidak memutus pengembaliannya sendiri."
SAME_OFFICER = "Anda yang memintanya: petugas lain yang harus memutus."
NO_RIGHT = "Jabatan Anda tidak boleh melakukan langkah ini."
IN_RETURN = "Barangnya sedang dikembalikan pembeli: selesaikan dahulu di Pengembalian barang."
STILL_WAITS = "Masih ada pengembalian dana yang menunggu untuk pesanan ini."


class RefundNotAllowed(Exception):
    """The money cannot go back like this; str() says why, in Indonesian."""


@retried
def request(
    *,
    order: Order,
    lines: Mapping[OrderLine, int] | None,
    other_amount: int = 0,
    reason: str,
    by,
    at: datetime,
    is_return: bool = False,
) -> Refund:
    """Ask that money of a paid order goes back; a second officer pays or refuses.

    lines: pieces by line, at the price of the order; None for everything that is left, goods and
    other money alike. other_amount: rupiah of shipping, kode unik or money that was too much.
    by: the officer who asks; None when the system asks, then any one officer may pay.
    is_return: asked by orders/returns for the goods of its own request.
    Raises RefundNotAllowed: more than is left, nothing at all, no reason, no right, one waits.
    """
    with transaction.atomic():
        now = locked(order.pk)
        if by is not None and not may(by, "ask", "refund", now.facility):
            raise RefundNotAllowed(NO_RIGHT)
        if now.payment.state not in REFUNDABLE:
            raise RefundNotAllowed("Pesanan ini belum lunas, jadi tidak ada dana yang kembali.")
        if not reason.strip():
            raise RefundNotAllowed("Tulis alasannya.")
        if now.refunds.filter(state=State.REQUESTED).exists():
            raise RefundNotAllowed(STILL_WAITS)
        if not is_return and lines != {} and now.returns.open().exists():
            raise RefundNotAllowed(IN_RETURN)
        left = left_of(now)
        if lines is None:
            lines, other_amount = all_of(now, left)
        lines = {line: pieces for line, pieces in lines.items() if pieces}
        _check(now, lines, other_amount, left)
        try:
            with transaction.atomic():
                refund = write(
                    order=now, lines=lines, other_amount=other_amount, reason=reason.strip(),
                    by=by, at=at,
                )  # fmt: skip
        except IntegrityError as error:  # the wall behind the lock
            raise RefundNotAllowed(STILL_WAITS) from error
        text = f"Pengembalian dana {rupiah(refund.amount)} diminta: {reason.strip()}"
        note(order=now, reason=text, actor=_actor(by), by=by, at=at)
        return refund


@retried
def pay(*, refund: Refund, by, paid_on: date, how: str, at: datetime) -> Refund:
    """The money has gone back: payment, sales and their split follow, the shopper is told.

    paid_on: the facility's day on which it went; how: bank and account, or cash against a receipt.
    Sales and split count it on the local day of `at`, so no month changes that is over. Raises
    RefundNotAllowed: decided already, asked by the same officer, no right, more than came.
    """
    with transaction.atomic():
        order, refund = _for_decision(refund, by)
        _check_payment(order, paid_on, how, at)
        payment = order.payment
        if refund.amount > payment.received_amount - payment.refunded_amount:
            raise RefundNotAllowed("Dana yang masuk tidak cukup untuk dikembalikan.")
        _decide(refund, State.PAID, by=by, at=at, paid_on=paid_on, how=how.strip()[:200])
        Payment.objects.filter(pk=payment.pk).update(
            refunded_amount=F("refunded_amount") + refund.amount
        )
        payment.refunded_amount += refund.amount
        _book(refund, at)
        _tell_history(order, refund, by, at)
        mail.tell_refunded(refund=refund, order=order)
        return refund


@retried
def refuse(*, refund: Refund, by, reason: str, at: datetime) -> Refund:
    """The second officer says no. Money of an order that was cancelled still has to go back.

    Raises RefundNotAllowed as pay, and without a reason.
    """
    with transaction.atomic():
        order, refund = _for_decision(refund, by)
        if not reason.strip():
            raise RefundNotAllowed("Tulis alasannya.")
        _decide(refund, State.REFUSED, by=by, at=at, decision_reason=reason.strip()[:300])
        text = f"Pengembalian dana {rupiah(refund.amount)} tidak disetujui: {reason.strip()}"
        note(order=order, reason=text, actor=OrderEvent.Actor.OFFICER, by=by, at=at)
        return refund


def may_decide(refund: Refund, user) -> bool:
    """Whether this officer may pay or refuse it: the right, and not the one who asked."""
    is_second = user.pk not in (refund.requested_by_id, _taker_of(refund))
    return is_second and may(user, "pay", "refund", refund.order.facility)


def _taker_of(refund: Refund) -> int | None:
    """Who may not decide alone where no officer asked: the one who had taken the money.

    A link of the shopper can be opened by whoever sent it, an officer too.
    """
    return None if refund.requested_by_id else refund.order.payment.confirmed_by_id


def _check(order: Order, lines: Mapping[OrderLine, int], other_amount: int, left: Left) -> None:
    for line, pieces in lines.items():
        if line.order_id != order.pk or pieces < 0 or pieces > left.pieces.get(line.pk, 0):
            rest = left.pieces.get(line.pk, 0) if line.order_id == order.pk else 0
            raise RefundNotAllowed(f"{line.name}: paling banyak {rest} {line.unit}.")
    amount = price_of(lines) + other_amount
    if other_amount < 0 or amount <= 0:
        raise RefundNotAllowed("Pilih barang atau tulis jumlah yang dikembalikan.")
    if amount > left.amount:
        raise RefundNotAllowed(
            f"Paling banyak {rupiah(max(left.amount, 0))}: sebanyak uang yang masuk dan belum "
            "dikembalikan."
        )


def _check_payment(order: Order, paid_on: date, how: str, at: datetime) -> None:
    if not how.strip():
        raise RefundNotAllowed("Tulis cara pengembaliannya.")
    zone_day = order.facility.local_day
    if not zone_day(order.placed_at) <= paid_on <= zone_day(at):
        raise RefundNotAllowed("Tanggal pengembalian harus antara tanggal pesanan dan hari ini.")


def _book(refund: Refund, at: datetime) -> None:
    sales.book_refund(refund=refund, at=at)
    try:
        settlement.reverse_for_refund(refund=refund, at=at)
    except settlement.SettlementError as error:
        raise RefundNotAllowed(str(error)) from error


def _for_decision(refund: Refund, by) -> tuple[Order, Refund]:
    """Lock order, payment and refund (catalog/locks.py); only a second officer comes through."""
    order = locked(refund.order_id)
    rows = Refund.objects.select_for_update(of=("self",))
    refund = rows.get(pk=refund.pk)
    refund.order = order
    if refund.state != State.REQUESTED:
        raise RefundNotAllowed(DECIDED)
    if not may(by, "pay", "refund", order.facility):
        raise RefundNotAllowed(NO_RIGHT)
    if refund.requested_by_id == by.pk:
        raise RefundNotAllowed(SAME_OFFICER)
    if _taker_of(refund) == by.pk:
        raise RefundNotAllowed(TAKER)
    return order, refund


def _decide(refund: Refund, state: str, *, by, at: datetime, **changes) -> None:
    changes |= {"state": state, "decided_by": by, "decided_at": at}
    expected = Refund.objects.filter(pk=refund.pk, state=State.REQUESTED)
    if not expected.update(**changes):
        raise RefundNotAllowed(DECIDED)
    for name, value in changes.items():
        setattr(refund, name, value)


def _tell_history(order: Order, refund: Refund, by, at: datetime) -> None:
    """The payment moves when the order is over and its money has gone back; else a note says it."""
    payment = order.payment
    is_over = payment.state == Payment.State.REFUND_PENDING or (
        payment.state == Payment.State.PAID
        and order.state == Order.State.COMPLETED
        and payment.refunded_amount == payment.received_amount
    )
    text = f"{rupiah(refund.amount)} dikembalikan: {refund.reason}"
    if is_over:
        system = OrderEvent.Actor.SYSTEM
        apply_step(order=order, step="refund_done", actor=system, by=by, reason=text, at=at)
    else:
        note(order=order, reason=text, actor=OrderEvent.Actor.OFFICER, by=by, at=at)


def _actor(by) -> str:
    return OrderEvent.Actor.SYSTEM if by is None else OrderEvent.Actor.OFFICER
