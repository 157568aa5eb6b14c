"""Money of the demo's orders as rows: what came in, what went back."""

from collections.abc import Iterable

from orders.models import Payment, Receipt, Refund, RefundLine

from .rows import Written

Source = Receipt.Source
SOURCES = {"accept_proof": Source.PROOF, "sell": Source.COUNTER, "hand_over": Source.COUNTER}
TRANSFERRED = "Ditransfer ke rekening pembeli."


def receipts_of(written: Iterable[Written]) -> list[Receipt]:
    """One arrival of the whole amount for each order that was paid; sets the payment's sum."""
    found = []
    for one in written:
        payment = one.payment
        if payment.paid_at is None:
            continue
        payment.received_amount = payment.amount
        names = [step.name for step in one.story.steps if step.payment == Payment.State.PAID]
        found.append(
            Receipt(
                payment=payment, amount=payment.amount, by_id=payment.confirmed_by_id,
                source=SOURCES.get(names[0], Source.OFFICER), received_at=payment.paid_at,
            )
        )  # fmt: skip
    return found


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
