"""What can be given back of an order, and the row that asks for it. docs/rules/refunds.md.

Beside orders/receipts.py: rows and sums only. Who may ask and decide stands in orders/refunds.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from .models import Order, OrderLine, Refund, RefundLine

State = Refund.State
REPLACED = "Diganti: pesanan berakhir dan seluruh uangnya dikembalikan."


@dataclass(frozen=True)
class Left:
    """What may still be given back. amount: rupiah; pieces: by the key of the line.

    Pieces are goods whose sale was booked; of money that never became a sale there are none.
    """

    amount: int
    pieces: dict[int, int]


def left_of(order: Order, *, lines: list[OrderLine] | None = None) -> Left:
    """What is left after every refund that is paid or waits. order: with its payment.

    lines: the order's, if they are read already. Ask under the order's lock before writing.
    """
    payment = order.payment
    alive = order.refunds.exclude(state=State.REFUSED)
    waiting = alive.filter(state=State.REQUESTED).aggregate(sum=Sum("amount"))["sum"] or 0
    amount = payment.received_amount - payment.refunded_amount - waiting
    if payment.paid_at is None:
        return Left(amount, {})
    gone = RefundLine.objects.filter(refund__in=alive).values_list("line").annotate(Sum("quantity"))
    back = dict(gone)
    lines = list(order.lines.all()) if lines is None else lines
    return Left(amount, {line.pk: line.quantity - back.get(line.pk, 0) for line in lines})


def ask_for_all(*, order: Order, reason: str, by, at: datetime) -> Refund | None:
    """Ask that everything received goes back, in place of a smaller wish that still waits.

    The caller holds the order's lock and has said that the order is over. None when no money is
    there (an order whose receipts were given back already).
    """
    order.refunds.filter(state=State.REQUESTED).update(
        state=State.REFUSED, decided_at=at, decision_reason=REPLACED
    )
    left = left_of(order)
    if left.amount <= 0:
        return None
    lines, other = all_of(order, left)
    return write(order=order, lines=lines, other_amount=other, reason=reason, by=by, at=at)


def all_of(order: Order, left: Left) -> tuple[dict[OrderLine, int], int]:
    """Everything that is left, as pieces by line and the other money in rupiah.

    Money for goods may have gone back without pieces (a lower price for a scratch): then there are
    only as many pieces as what is left pays for.
    """
    lines, rest = {}, max(left.amount, 0)
    for line in order.lines.all():
        pieces = min(left.pieces.get(line.pk, 0), rest // line.unit_price)
        if pieces:
            lines[line] = pieces
            rest -= line.unit_price * pieces
    return lines, rest


def price_of(lines: Mapping[OrderLine, int]) -> int:
    """Rupiah of these pieces, at the price of the order."""
    return sum(line.unit_price * pieces for line, pieces in lines.items())


def write(
    *,
    order: Order,
    lines: Mapping[OrderLine, int],
    other_amount: int,
    reason: str,
    by,
    at: datetime,
) -> Refund:
    """Save the wish with its lines; the caller has checked both under the order's lock."""
    goods = price_of(lines)
    refund = Refund.objects.create(
        order=order, goods_amount=goods, other_amount=other_amount, amount=goods + other_amount,
        reason=reason[:300], requested_by=by, requested_at=at,
    )  # fmt: skip
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line=line, quantity=pieces, amount=line.unit_price * pieces)
        for line, pieces in sorted(lines.items(), key=lambda item: item[0].position)
    )
    return refund
