"""Paying another way after all: a gateway that is away must not hold up an order."""

from datetime import datetime

from django.db import transaction

from ..deadlines import has_fresh_goods, pay_before
from ..models import Order, OrderEvent, Payment
from ..models.orders import BuyerKind
from ..payments import WAYS, Purchase, methods_for
from ..retrying import retried
from ..states import locked, note
from ..unique_codes import set_amount

AT_PICKUP = Payment.Method.PAY_AT_PICKUP


class CannotSwitch(Exception):
    """The order cannot be paid this way; str() says why, in Indonesian, for the shopper."""


def other_ways(order: Order) -> list[Payment.Method]:
    """The facility's ways for this order besides its own; none once money has come."""
    payment = order.payment
    is_open = order.state == Order.State.RECEIVED and payment.is_awaited
    if not is_open or not payment.is_by_gateway or payment.received_amount:
        return []
    return [method for method in methods_for(_purchase_of(order)) if method != payment.method]


@retried
def switch_way(*, order: Order, method: str, at: datetime) -> Order:
    """Let the shopper pay another way: total, kode unik, seal and deadline follow.

    Only away from a gateway, and only before any money has come. A page that stands open is
    closed by the worker; should it be paid all the same, the order goes back to it (news.py).
    Raises CannotSwitch.
    """
    with transaction.atomic():
        order = locked(order.pk)
        payment = order.payment
        if method not in other_ways(order):
            raise CannotSwitch("Cara bayar ini tidak tersedia lagi untuk pesanan ini.")
        old = payment.get_method_display()
        payment.method = Payment.Method(method)
        fields = WAYS[payment.method].fields_of(_purchase_of(order))
        for name, value in fields.items():
            setattr(payment, name, value)
        lines = list(order.lines.all())
        payment.pay_before = _deadline(order, lines, at)
        set_amount(order=order, payment=payment, lines=lines, with_code=True, at=at)
        payment.attempts.open().update(ask_at=at)
        text = f"Pembeli mengganti cara bayar: {old} menjadi {payment.get_method_display()}."
        note(order=order, reason=text, actor=OrderEvent.Actor.SHOPPER, at=at)
        return order


def switch_back(*, order: Order, provider: str, at: datetime) -> None:
    """The page was paid after the shopper had left it: the order is paid there, without a code.

    Inside the order's lock.
    """
    payment = order.payment
    payment.method, payment.down_payment = Payment.Method(provider), 0
    set_amount(order=order, payment=payment, lines=list(order.lines.all()), with_code=False, at=at)


def _deadline(order: Order, lines, at: datetime) -> datetime | None:
    method = order.payment.method
    if method == AT_PICKUP and any(line.made_to_order for line in lines):
        return None  # from the moment the goods are ready
    fresh = has_fresh_goods(order)
    return pay_before(method=method, facility=order.facility, fresh=fresh, at=at)


def _purchase_of(order: Order) -> Purchase:
    return Purchase(
        facility=order.facility,
        delivery_method=order.shipment.method,
        goods_total=order.goods_total,
        delivery_cost=order.shipping_cost,
        is_office=order.buyer_kind == BuyerKind.OFFICE,
    )
