"""Orders that were paid and refunded, on days of last autumn."""

from datetime import UTC, datetime

from django.db import transaction

from facilities.models import Membership
from orders import settlement
from orders.models import Payment, Refund, RefundLine
from orders.states import take_step
from tests.builders import make_membership

# 14 October 2026 noon in Jakarta.
NOON = datetime(2026, 10, 14, 5, 0, tzinfo=UTC)


def pay(order, at=NOON):
    """The order with its money on the statement."""
    treasurer = make_membership(facility=order.facility, role=Membership.Role.TREASURER)
    return take_step(
        order=order, step="confirm_payment", actor="officer", by=treasurer.user, reason="Mutasi",
        at=at,
    )  # fmt: skip


@transaction.atomic
def refund(order, pieces, *, other_amount=0, surplus=0, at=NOON):
    """A refund as it stands once paid, with the splits following it. pieces: by line;
    surplus: rupiah too many for each line.
    """
    amounts = {line: line.unit_price * quantity + surplus for line, quantity in pieces.items()}
    goods = sum(amounts.values())
    row = Refund.objects.create(
        order=order, goods_amount=goods, other_amount=other_amount, amount=goods + other_amount,
        state=Refund.State.PAID, reason="Retur", requested_at=at, decided_at=at,
        paid_on=order.facility.local_day(at), how="Transfer",
    )  # fmt: skip
    RefundLine.objects.bulk_create(
        RefundLine(refund=row, line=line, quantity=pieces[line], amount=amount)
        for line, amount in amounts.items()
    )
    payment = Payment.objects.get(order=order)
    payment.refunded_amount += row.amount
    payment.save()
    settlement.reverse_for_refund(refund=row, at=at)
    return row
