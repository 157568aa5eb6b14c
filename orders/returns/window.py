"""Until when goods may be given back, and how many of them still can be."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from catalog.billing import is_service_line

from ..models import Order, OrderEvent, OrderLine, Payment, ReturnRequest
from ..privacy.copies import MASKED_NAME

WINDOW = timedelta(days=7)
# A replacement still has to travel: nobody notes its arrival.
AFTER_REPLACEMENT = timedelta(days=14)
HANDED_OUT = (Order.State.SHIPPED, Order.State.COMPLETED)
GIVEN_BACK = (Payment.State.VOID, Payment.State.REFUND_PENDING, Payment.State.REFUNDED)

NOT_YET = "Barang belum dikirim atau diambil. Untuk mengubah pesanan, hubungi petugas UPT."
ONE_OPEN = "Permintaan pengembalian Anda untuk pesanan ini masih diproses."
TOO_LATE = "Masa tujuh hari untuk mengembalikan barang sudah lewat. Hubungi petugas UPT."
ALL_BACK = "Semua barang pesanan ini sudah dikembalikan."
FORGOTTEN = "Data Anda sudah dihapus, jadi pengembalian tidak dapat lagi diajukan di sini."
WORK_DONE = (
    "Jasa tidak dapat dikembalikan. Bila hasilnya belum baik, hubungi petugas UPT untuk perbaikan."
)
MONEY_BACK = "Uang pesanan ini sudah atau sedang dikembalikan."


def deadline_of(
    order: Order, *, events: Iterable[OrderEvent], returns: Iterable[ReturnRequest]
) -> datetime | None:
    """The moment until which the shopper may ask; None while the goods are still on their way.

    events, returns: all of the order's, already read.
    """
    done = [
        event.at
        for event in events
        if event.axis == OrderEvent.Axis.ORDER and event.to_state == Order.State.COMPLETED
    ]
    if not done:
        return None
    ends = [done[-1] + WINDOW]
    ends += [
        request.closed_at + AFTER_REPLACEMENT
        for request in returns
        if request.outcome == ReturnRequest.Wish.REPLACEMENT
    ]
    return max(ends)


def refusal_of(
    order: Order,
    *,
    events: Iterable[OrderEvent],
    returns: Iterable[ReturnRequest],
    lines: Iterable[OrderLine],
    at: datetime,
) -> str:
    """Why this order's goods cannot be given back now, in Indonesian; "" when they can.

    order: with payment; events, returns, lines: all of the order's, already read.
    """
    returns = list(returns)
    if order.checkout and order.checkout.recipient == MASKED_NAME:
        return FORGOTTEN
    if order.payment.state in GIVEN_BACK:
        return MONEY_BACK
    if order.state not in HANDED_OUT:
        return NOT_YET
    if any(request.is_open for request in returns):
        return ONE_OPEN
    until = deadline_of(order, events=events, returns=returns)
    if until is not None and at > until:
        return TOO_LATE
    lines = list(lines)
    if any(returnable(line) for line in lines):
        return ""
    return WORK_DONE if any(is_service_line(line) for line in lines) else ALL_BACK


def returnable(line: OrderLine) -> int:
    """Pieces of the line that are in no return yet."""
    # Work cannot be sent back; what is wrong with it is talked about with the facility.
    return 0 if is_service_line(line) else line.quantity - line.returned_quantity
