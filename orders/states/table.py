"""The graph of an order as data: every move that exists, on both axes. docs/rules/states.md."""

from collections.abc import Callable
from dataclasses import dataclass

from facilities.models import Membership

from ..models import Order, Payment

O = Order.State  # noqa: E741
P = Payment.State
Role = Membership.Role

SHOPPER, SYSTEM = "shopper", "system"
DESK = frozenset({Role.FACILITY_STAFF, Role.FACILITY_MANAGER, Role.FACILITY_HEAD})
MONEY = frozenset({Role.TREASURER, Role.FACILITY_MANAGER, Role.FACILITY_HEAD})
LEADERS = frozenset({Role.FACILITY_MANAGER, Role.FACILITY_HEAD})

Guard = Callable[[Order], str]


def _is_delivered(order):
    if order.delivery is None:
        return "Barangnya sudah diserahkan saat dijual."
    return "Pesanan ini diambil di galeri." if order.delivery.is_pickup else ""


def _is_fetched(order):
    if order.delivery is None:
        return "Barangnya sudah diserahkan saat dijual."
    return "" if order.delivery.is_pickup else "Pesanan ini dikirim, bukan diambil."


def _pays_in_gallery(order):
    is_later = order.payment.is_at_pickup
    return "" if is_later else "Pesanan ini belum dibayar."


def _pays_later(order):
    return "" if order.payment.is_later else "Pesanan ini belum dibayar."


def _pays_courier(order):
    is_cod = order.payment.method == Payment.Method.COD
    return "" if is_cod else "Pesanan ini tidak dibayar kepada pengantar."


def _pays_by_invoice(order):
    is_invoiced = order.payment.method == Payment.Method.AFTER_HANDOVER
    return "" if is_invoiced else "Pesanan ini belum dibayar."


def _transfers_now(order):
    payment = order.payment
    if not payment.is_by_transfer:
        return "Pesanan ini tidak dibayar lewat transfer."
    if order.state != O.RECEIVED and _pays_by_invoice(order):
        return "Pesanan ini tidak lagi menunggu pembayaran."
    return ""


def _transfers_all(order):
    return _transfers_now(order) or _is_not_down_payment(order)


def _transfers_down_payment(order):
    return _transfers_now(order) or _is_down_payment(order)


def _is_down_payment(order):
    payment = order.payment
    is_first = payment.received_amount < payment.down_payment
    if payment.down_payment and payment.is_awaited:
        # More than the down payment came and less than all: it is the down payment all the same.
        is_first = payment.outstanding > 0
    return "" if is_first else "Uang muka pesanan ini sudah masuk."


def _is_not_down_payment(order):
    return "" if _is_down_payment(order) else "Yang ditunggu baru uang mukanya."


def _nothing_received(order):
    return "Sebagian uang sudah masuk." if order.payment.received_amount else ""


def _is_partly_received(order):
    return "" if order.payment.received_amount else "Belum ada uang yang masuk."


def _rest_is_checked(order):
    return _is_not_down_payment(order) if order.payment.down_payment else "Tanpa uang muka."


def _rest_is_not_checked(order):
    return "" if _rest_is_checked(order) else "Yang diperiksa pelunasannya."


def _first_part_received(order):
    payment = order.payment
    # Its deadline ends with the down payment: a running one says that it was still awaited.
    is_first = payment.pay_before and 0 < payment.down_payment <= payment.received_amount
    return "" if is_first and payment.outstanding else "Uang mukanya belum masuk semua."


def _comes_back_empty(order):
    return _is_delivered(order) or _nothing_received(order)


def _comes_back_with_money(order):
    return _is_delivered(order) or _is_partly_received(order)


def _kept_and_all_received(order):
    if order.delivery and order.delivery.shipped_at:
        return "Barangnya sudah dikirim dan kembali: kembalikan uangnya kepada pembeli."
    return _all_received(order)


def _all_received(order):
    is_short = order.payment.outstanding > 0
    return "Uang yang masuk kurang dari total pesanan." if is_short else ""


def _fetched_and_paid_there(order):
    return _is_fetched(order) or _pays_in_gallery(order)


def _fetched_and_paid_later(order):
    return _is_fetched(order) or _pays_later(order)


def _fetched_and_invoiced(order):
    return _is_fetched(order) or _pays_by_invoice(order)


def _delivered_and_paid_later(order):
    return _is_delivered(order) or _pays_later(order)


def _delivered_and_invoiced(order):
    return _is_delivered(order) or _pays_by_invoice(order)


def _delivered_and_paid_there(order):
    return _is_delivered(order) or _pays_courier(order)


def _is_sold_on_the_spot(order):
    return "" if order.direct_sale_id else "Pesanan ini tidak dijual langsung."


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
    Indonesian why not, "" when allowed; of rows with the same name the first one without an
    objection counts. stock: "release", "ship", "take_back" or "reserve_again". books: "sale".
    source: where the money of a step that takes some was seen (a Receipt.Source). A step to
    REFUND_PENDING asks for a refund of everything received (orders/refundable.py).
    asks: extra fields take_step wants. by_hand: False for moves that other functions make
    (proofs, expiry), which are never a button. is_news: it notes what happened elsewhere and waits
    for word of it, so its button never leads.
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
    source: str = ""
    mail: str = ""
    needs_reason: bool = False
    asks: tuple[str, ...] = ()
    by_hand: bool = True
    is_news: bool = False

    @property
    def axis(self) -> str:
        """`order`, `payment`, `both`, or `note` when neither moves."""
        if self.to_order and self.to_payment:
            return "both"
        return "order" if self.to_order else "payment" if self.to_payment else "note"


UNPAID, PARTLY, PAID, REVIEW = (P.AWAITING,), (P.PARTLY_PAID,), (P.PAID,), (P.REVIEW,)
TO_PACK = (O.RECEIVED, O.IN_PRODUCTION)
BEFORE_LEAVING = (O.RECEIVED, O.IN_PRODUCTION, O.READY_FOR_PICKUP)
RUNNING = (*BEFORE_LEAVING, O.SHIPPED, O.COMPLETED)
ENDED = (O.CANCELLED, O.EXPIRED)
BY_SHOPPER, BY_SYSTEM = frozenset({SHOPPER}), frozenset({SYSTEM})

# fmt: off
STEPS = (
    Step("quote_shipping", "Pastikan Ongkos Kirim", DESK, (O.AWAITING_QUOTE,), UNPAID,
         to_order=O.RECEIVED, mail="quoted", asks=("cost", "eta")),

    # Money to an account, told by a proof or seen on the statement.
    Step("submit_proof", "Kirim Bukti", BY_SHOPPER, RUNNING, UNPAID,
         to_payment=P.REVIEW, guard=_transfers_now, mail="payment_review", by_hand=False),
    Step("submit_proof", "Kirim Bukti Pelunasan", BY_SHOPPER, RUNNING, PARTLY,
         to_payment=P.REVIEW, mail="payment_review", by_hand=False),
    Step("accept_proof", "Terima Pembayaran", MONEY, RUNNING, REVIEW,
         to_payment=P.PAID, guard=_is_not_down_payment, books="sale", source="proof", mail="paid",
         by_hand=False),
    Step("accept_proof", "Terima Uang Muka", MONEY, (O.RECEIVED,), REVIEW,
         to_payment=P.PARTLY_PAID, guard=_is_down_payment, source="proof", mail="partly_paid",
         by_hand=False),
    Step("reject_proof", "Tolak Bukti", MONEY, RUNNING, REVIEW, to_payment=P.AWAITING,
         guard=_rest_is_not_checked, mail="proof_rejected", needs_reason=True, by_hand=False),
    Step("reject_proof", "Tolak Bukti", MONEY, RUNNING, REVIEW, to_payment=P.PARTLY_PAID,
         guard=_rest_is_checked, mail="proof_rejected", needs_reason=True, by_hand=False),
    Step("confirm_payment", "Uang Sudah Masuk", MONEY, RUNNING, UNPAID, to_payment=P.PAID,
         guard=_transfers_all, books="sale", source="officer", mail="paid", needs_reason=True),
    Step("confirm_payment", "Uang Muka Sudah Masuk", MONEY, (O.RECEIVED,), UNPAID,
         to_payment=P.PARTLY_PAID, guard=_transfers_down_payment, source="officer", mail="partly_paid",
         needs_reason=True),
    Step("confirm_payment", "Pelunasan Sudah Masuk", MONEY, RUNNING, PARTLY, to_payment=P.PAID,
         books="sale", source="officer", mail="paid", needs_reason=True),

    # Money through a gateway, told by its notification.
    Step("gateway_paid", "Dibayar lewat penyedia", BY_SYSTEM, RUNNING, (P.AWAITING, P.REVIEW),
         to_payment=P.PAID, books="sale", source="gateway", mail="paid", by_hand=False),
    Step("gateway_review", "Perlu diperiksa", BY_SYSTEM, (O.RECEIVED,), UNPAID,
         to_payment=P.REVIEW, by_hand=False),
    Step("gateway_back", "Belum jadi dibayar", BY_SYSTEM, (O.RECEIVED,), REVIEW,
         to_payment=P.AWAITING, guard=_nothing_received, by_hand=False),
    Step("late_money", "Uang datang setelah pesanan berakhir", BY_SYSTEM, ENDED, (P.VOID,),
         to_payment=P.REVIEW, by_hand=False),
    Step("take_money", "Terima dan Lanjutkan Pesanan", MONEY, ENDED, REVIEW, to_order=O.RECEIVED,
         to_payment=P.PAID, guard=_kept_and_all_received, stock="reserve_again", books="sale",
         mail="paid", needs_reason=True),
    Step("take_money", "Terima Uang Ini", MONEY, (O.RECEIVED,), REVIEW, to_payment=P.PAID,
         guard=lambda order: _is_partly_received(order) or _all_received(order), books="sale",
         mail="paid", needs_reason=True),
    Step("take_money", "Terima Uang Muka Ini", MONEY, (O.RECEIVED,), REVIEW, to_payment=P.PARTLY_PAID,
         guard=_first_part_received, source="officer", mail="partly_paid", needs_reason=True),
    Step("give_back_money", "Batalkan dan Kembalikan Uang", MONEY, (O.RECEIVED, *ENDED), REVIEW,
         to_order=O.CANCELLED, to_payment=P.REFUND_PENDING, guard=_is_partly_received,
         stock="release", mail="refund_pending", needs_reason=True),

    # Goods: made, packed, handed over.
    Step("start_production", "Mulai Dikerjakan", DESK, (O.RECEIVED,), PAID + PARTLY,
         to_order=O.IN_PRODUCTION, mail="in_production"),
    Step("start_production", "Mulai Dikerjakan", DESK, (O.RECEIVED,), UNPAID,
         to_order=O.IN_PRODUCTION, guard=_pays_later, mail="in_production"),
    Step("ready", "Siap Diambil", DESK, TO_PACK, PAID + PARTLY,
         to_order=O.READY_FOR_PICKUP, guard=_is_fetched, mail="ready_for_pickup"),
    Step("ready", "Siap Diambil", DESK, TO_PACK, UNPAID,
         to_order=O.READY_FOR_PICKUP, guard=_fetched_and_paid_later, mail="ready_for_pickup"),
    Step("ship", "Kirim", DESK, TO_PACK, PAID + PARTLY, to_order=O.SHIPPED, guard=_is_delivered,
         stock="ship", mail="shipped", asks=("courier", "tracking_number")),
    Step("ship", "Kirim", DESK, TO_PACK, UNPAID, to_order=O.SHIPPED,
         guard=_delivered_and_paid_later, stock="ship", mail="shipped",
         asks=("courier", "tracking_number")),
    Step("hand_over", "Serahkan Barang", DESK, (O.READY_FOR_PICKUP,), PAID + PARTLY,
         to_order=O.COMPLETED, guard=_is_fetched, stock="ship", mail="completed",
         asks=("pickup_code",)),
    Step("hand_over", "Terima Uang dan Serahkan", MONEY, (O.READY_FOR_PICKUP,), UNPAID,
         to_order=O.COMPLETED, to_payment=P.PAID, guard=_fetched_and_paid_there, stock="ship",
         books="sale", source="counter", mail="completed", asks=("pickup_code",)),
    Step("hand_over", "Serahkan Barang", DESK, (O.READY_FOR_PICKUP,), UNPAID,
         to_order=O.COMPLETED, guard=_fetched_and_invoiced, stock="ship", mail="completed",
         asks=("pickup_code",)),
    Step("complete", "Sudah Diterima Pembeli", DESK, (O.SHIPPED,), PAID + PARTLY,
         to_order=O.COMPLETED, guard=_is_delivered, mail="completed", is_news=True),
    Step("complete", "Sudah Diterima Pembeli", DESK, (O.SHIPPED,), UNPAID,
         to_order=O.COMPLETED, guard=_delivered_and_invoiced, mail="completed", is_news=True),
    Step("collect", "Uang dari Pengantar Diterima", MONEY, (O.SHIPPED,), UNPAID,
         to_order=O.COMPLETED, to_payment=P.PAID, guard=_delivered_and_paid_there, books="sale",
         source="counter", mail="completed"),

    Step("extend_deadline", "Perpanjang Batas Waktu", DESK,
         (O.RECEIVED, O.READY_FOR_PICKUP, O.COMPLETED), UNPAID + PARTLY, guard=_has_deadline,
         needs_reason=True),

    # Ending without a sale.
    Step("cancel", "Batalkan Pesanan", BY_SHOPPER,
         (O.AWAITING_QUOTE, O.RECEIVED, O.READY_FOR_PICKUP), UNPAID,
         to_order=O.CANCELLED, to_payment=P.VOID, guard=_nothing_received, stock="release",
         mail="cancelled"),
    # Paid, but nobody has begun: the money goes back through the officers, never by the link.
    Step("cancel", "Batalkan Pesanan", BY_SHOPPER, (O.RECEIVED,), PAID + PARTLY,
         to_order=O.CANCELLED, to_payment=P.REFUND_PENDING, stock="release",
         mail="refund_pending"),
    Step("cancel", "Batalkan Pesanan", DESK, (O.AWAITING_QUOTE, *BEFORE_LEAVING), UNPAID,
         to_order=O.CANCELLED, to_payment=P.VOID, guard=_nothing_received, stock="release",
         mail="cancelled", needs_reason=True),
    # Money short of the total came in: it goes back like any other.
    Step("cancel", "Batalkan dan Kembalikan Dana", LEADERS, BEFORE_LEAVING, UNPAID,
         to_order=O.CANCELLED, to_payment=P.REFUND_PENDING, guard=_is_partly_received,
         stock="release", mail="refund_pending", needs_reason=True),
    Step("cancel", "Batalkan dan Kembalikan Dana", LEADERS, BEFORE_LEAVING, PAID + PARTLY,
         to_order=O.CANCELLED, to_payment=P.REFUND_PENDING, stock="release",
         mail="refund_pending", needs_reason=True),
    Step("undelivered", "Kiriman Kembali", DESK, (O.SHIPPED,), UNPAID, to_order=O.CANCELLED,
         to_payment=P.VOID, guard=_comes_back_empty, stock="take_back", mail="cancelled",
         needs_reason=True),
    Step("undelivered", "Kiriman Kembali", DESK, (O.SHIPPED,), UNPAID, to_order=O.CANCELLED,
         to_payment=P.REFUND_PENDING, guard=_comes_back_with_money, stock="take_back",
         mail="refund_pending", needs_reason=True),
    Step("undelivered", "Kiriman Kembali", DESK, (O.SHIPPED,), PAID + PARTLY,
         to_order=O.CANCELLED, to_payment=P.REFUND_PENDING, guard=_is_delivered,
         stock="take_back", mail="refund_pending", needs_reason=True),
    # Taken by orders/refunds when the second officer has paid; that also tells the shopper.
    Step("refund_done", "Dana dikembalikan", BY_SYSTEM, ENDED, (P.REFUND_PENDING,),
         to_payment=P.REFUNDED, by_hand=False),
    Step("refund_done", "Dana dikembalikan", BY_SYSTEM, (O.COMPLETED,), PAID,
         to_payment=P.REFUNDED, by_hand=False),
    # A sale at the till typed by mistake: orders/counter has given goods and money back.
    Step("void_sale", "Penjualan dibatalkan", BY_SYSTEM, (O.COMPLETED,), PAID,
         to_order=O.CANCELLED, to_payment=P.REFUNDED, guard=_is_sold_on_the_spot, by_hand=False),
    Step("expire", "Kedaluwarsa", BY_SYSTEM,
         (O.AWAITING_QUOTE, O.RECEIVED, O.READY_FOR_PICKUP), UNPAID,
         to_order=O.EXPIRED, to_payment=P.VOID, guard=_nothing_received, stock="release",
         mail="expired", by_hand=False),
)
# fmt: on
