"""What is still open about a shopper's orders, so that the contact is needed."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from ..models import Checkout, GatewayAttempt, Order, Payment, Refund, ReturnRequest

MONEY_IS_OPEN = (
    Payment.State.AWAITING, Payment.State.REVIEW, Payment.State.PARTLY_PAID,
    Payment.State.REFUND_PENDING,
)  # fmt: skip
IS_CLOSED = Q(state__in=Order.CLOSED_STATES)
# Which orders are not over, and what the shopper reads about them.
MATTERS = (
    (~IS_CLOSED, "Pesanan {number} masih berjalan ({status})."),
    (
        IS_CLOSED & Q(payment__state__in=MONEY_IS_OPEN),
        "Uang pesanan {number} belum selesai ({status}).",
    ),
    (
        Q(Exists(GatewayAttempt.objects.to_decide().filter(payment__order=OuterRef("pk")))),
        "Uang pesanan {number} masih diperiksa petugas.",
    ),
    (
        Q(Exists(Refund.objects.filter(order=OuterRef("pk"), state=Refund.State.REQUESTED))),
        "Pengembalian dana pesanan {number} belum dibayar.",
    ),
    (
        Q(Exists(ReturnRequest.objects.open().filter(order=OuterRef("pk")))),
        "Pengembalian barang pesanan {number} masih diproses.",
    ),
)
# An order of which any of them is true.
IS_OPEN = reduce(or_, (condition for condition, _ in MATTERS))


def open_matters(checkout: Checkout) -> list[str]:
    """What has to end first, in Indonesian, for the shopper; nothing when the data may go now."""
    flags = {f"matter_{number}": condition for number, (condition, _) in enumerate(MATTERS)}
    orders = Order.objects.filter(checkout=checkout).select_related("payment").annotate(**flags)
    return [
        words.format(number=order.number, status=order.status_label)
        for order in orders.order_by("pk")
        for flag, (_, words) in zip(flags, MATTERS, strict=True)
        if getattr(order, flag)
    ]
