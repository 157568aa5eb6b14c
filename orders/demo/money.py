"""Money of the demo's orders as rows: what came in, what went back."""

from collections.abc import Iterable, Iterator

from orders.models import Payment, Receipt, Refund, RefundLine

from .rows import Written

Source = Receipt.Source
SOURCES = {
    "accept_proof": Source.PROOF, "sell": Source.COUNTER, "hand_over": Source.COUNTER,
    "collect": Source.COUNTER,
}  # fmt: skip
TRANSFERRED = "Ditransfer ke rekening pembeli."


def receipts_of(written: Iterable[Written]) -> list[Receipt]:
    """Each arrival of money, the part first where one was asked for; sets the payment's sum."""
    return [receipt for one in written for receipt in _receipts_of(one)]


def _receipts_of(one: Written) -> Iterator[Receipt]:
    payment = one.payment
    for step in one.story.steps:
        if step.payment not in (Payment.State.PARTLY_PAID, Payment.State.PAID):
            continue
        is_part = step.payment == Payment.State.PARTLY_PAID
        amount = payment.down_payment if is_part else payment.amount - payment.received_amount
        payment.received_amount += amount
        yield Receipt(
            payment=payment, amount=amount, by_id=one.money_by_id,
            source=SOURCES.get(step.name, Source.OFFICER), received_at=step.at,
        )  # fmt: skip


def refunds_of(written: Iterable[Written]) -> list[tuple[Refund, list[RefundLine]]]:
    """The refund of each order that was cancelled after it was paid; sets the payment's sum."""
    found = []
    for one in written:
        asked = next((e for e in one.events if e.to_state == Payment.State.REFUND_PENDING), None)
        if asked is None:
            continue
        payment, goods = one.payment, one.order.goods_total
        refund = Refund(
            order=one.order, goods_amount=goods, other_amount=payment.amount - goods,
            amount=payment.amount, reason=asked.reason, requested_by_id=asked.by_id,
            requested_at=asked.at,
        )  # fmt: skip
        done = next((e for e in one.events if e.to_state == Payment.State.REFUNDED), None)
        if done is not None:
            refund.state, refund.decided_at, refund.decided_by_id = "paid", done.at, done.by_id
            refund.paid_on = one.plan.facility.local_day(done.at)
            refund.how = TRANSFERRED
            payment.refunded_amount = refund.amount
        lines = [
            RefundLine(refund=refund, line=line, quantity=line.quantity, amount=line.total)
            for line in one.lines
        ]
        found.append((refund, lines))
    return found
