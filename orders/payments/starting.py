"""What a placed order has to pay, and until when."""

from collections.abc import Sequence
from datetime import datetime

from ..deadlines import pay_before
from ..models import Order, OrderLine, Payment
from ..unique_codes import set_amount
from . import (
    after_handover,
    bank_transfer,
    cod,
    down_payment,
    midtrans,
    pay_at_pickup,
    qris,
    xendit,
)
from .purchases import Purchase

# A new way to pay: one file beside this one with the same three functions (is_offered, explain,
# fields_of, each given a Purchase), and a line here. The order is the one shoppers see.
WAYS = {
    Payment.Method.BANK_TRANSFER: bank_transfer,
    Payment.Method.QRIS: qris,
    Payment.Method.MIDTRANS: midtrans,
    Payment.Method.XENDIT: xendit,
    Payment.Method.PAY_AT_PICKUP: pay_at_pickup,
    Payment.Method.COD: cod,
    Payment.Method.AFTER_HANDOVER: after_handover,
    Payment.Method.DOWN_PAYMENT: down_payment,
}


def methods_for(purchase: Purchase) -> list[Payment.Method]:
    """The ways to pay that fit this purchase."""
    return [method for method, way in WAYS.items() if way.is_offered(purchase)]


def start(
    *,
    order: Order,
    lines: Sequence[OrderLine],
    method: str,
    purchase: Purchase,
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
        **WAYS[Payment.Method(method)].fields_of(purchase),
    )
    is_due = order.shipping_cost is not None
    if is_due and not (waits and method == Payment.Method.PAY_AT_PICKUP):
        payment.pay_before = pay_before(method=method, facility=order.facility, fresh=fresh, at=at)
    set_amount(order=order, payment=payment, lines=lines, with_code=is_due, at=at)
    return payment
