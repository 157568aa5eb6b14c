"""What is still open about a shopper's orders, so that the contact is needed."""

from ..models import Checkout, Order, Payment, Refund

MONEY_IS_OPEN = (
    Payment.State.AWAITING, Payment.State.REVIEW, Payment.State.PARTLY_PAID,
    Payment.State.REFUND_PENDING,
)  # fmt: skip


def open_matters(checkout: Checkout) -> list[str]:
    """What has to end first, in Indonesian, for the shopper; nothing when the data may go now."""
    orders = Order.objects.filter(checkout=checkout).select_related("payment").order_by("pk")
    found = []
    for order in orders:
        if order.state not in Order.CLOSED_STATES:
            found.append(f"Pesanan {order.number} masih berjalan ({order.status_label}).")
        elif order.payment.state in MONEY_IS_OPEN:
            found.append(f"Uang pesanan {order.number} belum selesai ({order.status_label}).")
        if order.payment.attempts.to_decide().exists():
            found.append(f"Uang pesanan {order.number} masih diperiksa petugas.")
        if order.refunds.filter(state=Refund.State.REQUESTED).exists():
            found.append(f"Pengembalian dana pesanan {order.number} belum dibayar.")
        if order.returns.open().exists():
            found.append(f"Pengembalian barang pesanan {order.number} masih diproses.")
    return found
