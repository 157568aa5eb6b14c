"""What a placed order has to pay, and until when."""

from collections.abc import Sequence
from datetime import datetime

from ..deadlines import pay_before
from ..models import Order, OrderLine, Payment
from ..unique_codes import set_amount
from . import bank_transfer, pay_at_pickup

# A new way to pay: one file beside this one and a line here.
WAYS = {
    Payment.Method.BANK_TRANSFER: bank_transfer,
    Payment.Method.PAY_AT_PICKUP: pay_at_pickup,
}


def methods_for(facility, delivery_method: str) -> list[Payment.Method]:
    """The ways to pay this facility for goods that come by this Shipment.Method."""
    return [
        method
        for method, way in WAYS.items()
        if way.is_offered(facility=facility, delivery_method=delivery_method)
    ]


def start(
    *,
    order: Order,
    lines: Sequence[OrderLine],
    method: str,
    fresh: bool,
    waits: bool,
    at: datetime,
) -> Payment:
    """Save a new order together with its payment, kode unik, seal and deadline.

    order: unsaved, with goods_total and shipping_cost (None while awaiting a quote).
    lines: unsaved; the caller saves them after the order.
    waits: whether goods have to be made first; a pick-up is then due once they are ready.
    """
    payment = Payment(
        order=order,
        facility=order.facility,
        method=method,
        **WAYS[Payment.Method(method)].account_of(order.facility),
    )
    is_due = order.shipping_cost is not None
    if is_due and not (waits and method == Payment.Method.PAY_AT_PICKUP):
        payment.pay_before = pay_before(method=method, facility=order.facility, fresh=fresh, at=at)
    set_amount(order=order, payment=payment, lines=lines, with_code=is_due, at=at)
    return payment
