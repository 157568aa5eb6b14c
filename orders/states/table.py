"""The graph of an order as data: every move that exists, on both axes. docs/rules/states.md."""

from collections.abc import Callable
from dataclasses import dataclass

from facilities.models import Membership

from ..models import Order, Payment, Shipment

O = Order.State  # noqa: E741
P = Payment.State
Role = Membership.Role

SHOPPER, SYSTEM = "shopper", "system"
DESK = frozenset({Role.FACILITY_STAFF, Role.FACILITY_MANAGER, Role.FACILITY_HEAD})
MONEY = frozenset({Role.TREASURER, Role.FACILITY_MANAGER, Role.FACILITY_HEAD})
LEADERS = frozenset({Role.FACILITY_MANAGER, Role.FACILITY_HEAD})

Guard = Callable[[Order], str]


def _is_delivered(order):
    is_pickup = order.shipment.method == Shipment.Method.PICKUP
    return "Pesanan ini diambil di galeri." if is_pickup else ""


def _is_fetched(order):
    is_pickup = order.shipment.method == Shipment.Method.PICKUP
    return "" if is_pickup else "Pesanan ini dikirim, bukan diambil."


def _pays_in_gallery(order):
    is_later = order.payment.is_at_pickup
    return "" if is_later else "Pesanan ini belum dibayar."


def _pays_by_transfer(order):
    is_transfer = order.payment.is_by_transfer
    return "" if is_transfer else "Pesanan ini dibayar saat diambil."


def _fetched_and_paid_there(order):
    return _is_fetched(order) or _pays_in_gallery(order)


def _has_deadline(order):
    return "" if order.payment.pay_before else "Pesanan ini belum punya batas waktu."


def always(order: Order) -> str:
    """The guard that never objects."""
    return ""


@dataclass(frozen=True)
class Step:
    """One row of the graph.

    who: roles at the order's facility, or "shopper", or "system". from_orders, from_payments:
    states it starts from; to_order, to_payment: None leaves that axis alone. guard: says in
    Indonesian why not, "" when allowed. stock: "release" or "ship". books: "sale" or "refund".
    asks: extra fields take_step wants. by_hand: False for moves that other functions make
    (proofs, expiry), which are never a button.
    """

    name: str
    label: str
    who: frozenset[str]
    from_orders: tuple[str, ...]
    from_payments: tuple[str, ...]
    to_order: str | None = None
    to_payment: str | None = None
    guard: Guard = always
    stock: str = ""
    books: str = ""
    mail: str = ""
    needs_reason: bool = False
    asks: tuple[str, ...] = ()
    by_hand: bool = True

    @property
    def axis(self) -> str:
        """`order`, `payment`, `both`, or `note` when neither moves."""
        if self.to_order and self.to_payment:
            return "both"
        return "order" if self.to_order else "payment" if self.to_payment else "note"


UNPAID = (P.AWAITING,)
PAID = (P.PAID,)
TO_PACK = (O.RECEIVED, O.IN_PRODUCTION)
BEFORE_LEAVING = (O.RECEIVED, O.IN_PRODUCTION, O.READY_FOR_PICKUP)

# fmt: off
STEPS = (
    Step("quote_shipping", "Pastikan Ongkos Kirim", DESK, (O.AWAITING_QUOTE,), UNPAID,
         to_order=O.RECEIVED, mail="quoted", asks=("cost", "eta")),
    Step("submit_proof", "Kirim Bukti", frozenset({SHOPPER}), (O.RECEIVED,), UNPAID,
         to_payment=P.REVIEW, guard=_pays_by_transfer, mail="payment_review", by_hand=False),
    Step("accept_proof", "Terima Pembayaran", MONEY, (O.RECEIVED,), (P.REVIEW,),
         to_payment=P.PAID, books="sale", mail="paid", by_hand=False),
    Step("reject_proof", "Tolak Bukti", MONEY, (O.RECEIVED,), (P.REVIEW,),
         to_payment=P.AWAITING, mail="proof_rejected", needs_reason=True, by_hand=False),
    Step("confirm_payment", "Uang Sudah Masuk", MONEY, (O.RECEIVED,), UNPAID,
         to_payment=P.PAID, guard=_pays_by_transfer, books="sale", mail="paid", needs_reason=True),
    Step("start_production", "Mulai Dikerjakan", DESK, (O.RECEIVED,), PAID,
         to_order=O.IN_PRODUCTION, mail="in_production"),
    Step("start_production", "Mulai Dikerjakan", DESK, (O.RECEIVED,), UNPAID,
         to_order=O.IN_PRODUCTION, guard=_pays_in_gallery, mail="in_production"),
    Step("ready", "Siap Diambil", DESK, TO_PACK, PAID,
         to_order=O.READY_FOR_PICKUP, guard=_is_fetched, mail="ready_for_pickup"),
    Step("ready", "Siap Diambil", DESK, TO_PACK, UNPAID,
         to_order=O.READY_FOR_PICKUP, guard=_fetched_and_paid_there, mail="ready_for_pickup"),
    Step("ship", "Kirim", DESK, TO_PACK, PAID, to_order=O.SHIPPED, guard=_is_delivered,
         stock="ship", mail="shipped", asks=("courier", "tracking_number")),
    Step("hand_over", "Serahkan Barang", DESK, (O.READY_FOR_PICKUP,), PAID,
         to_order=O.COMPLETED, guard=_is_fetched, stock="ship", mail="completed"),
    Step("hand_over", "Terima Uang dan Serahkan", MONEY, (O.READY_FOR_PICKUP,), UNPAID,
         to_order=O.COMPLETED, to_payment=P.PAID, guard=_fetched_and_paid_there, stock="ship",
         books="sale", mail="completed"),
    Step("complete", "Selesai", DESK, (O.SHIPPED,), PAID,
         to_order=O.COMPLETED, guard=_is_delivered, mail="completed"),
    Step("extend_deadline", "Perpanjang Batas Waktu", DESK, (O.RECEIVED, O.READY_FOR_PICKUP),
         UNPAID, guard=_has_deadline, needs_reason=True),
    Step("cancel", "Batalkan Pesanan", frozenset({SHOPPER}),
         (O.AWAITING_QUOTE, O.RECEIVED, O.READY_FOR_PICKUP), UNPAID,
         to_order=O.CANCELLED, to_payment=P.VOID, stock="release", mail="cancelled"),
    Step("cancel", "Batalkan Pesanan", DESK, (O.AWAITING_QUOTE, *BEFORE_LEAVING), UNPAID,
         to_order=O.CANCELLED, to_payment=P.VOID, stock="release", mail="cancelled",
         needs_reason=True),
    Step("cancel", "Batalkan dan Kembalikan Dana", LEADERS, BEFORE_LEAVING, PAID,
         to_order=O.CANCELLED, to_payment=P.REFUND_PENDING, stock="release",
         mail="refund_pending", needs_reason=True),
    Step("mark_refunded", "Dana Sudah Dikembalikan", MONEY, (O.CANCELLED,), (P.REFUND_PENDING,),
         to_payment=P.REFUNDED, books="refund", mail="refunded", needs_reason=True),
    Step("expire", "Kedaluwarsa", frozenset({SYSTEM}),
         (O.AWAITING_QUOTE, O.RECEIVED, O.READY_FOR_PICKUP), UNPAID,
         to_order=O.EXPIRED, to_payment=P.VOID, stock="release", mail="expired", by_hand=False),
)
# fmt: on
