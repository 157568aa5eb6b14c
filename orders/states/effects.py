"""What a step writes besides the two states: cost, parcel, deadline, stock."""

from datetime import datetime

from catalog import capacity, stock
from catalog.locks import lock_levels

from .. import pickup_codes
from ..deadlines import has_fresh_goods, invoice_before, pay_before
from ..models import Order, OrderLine, Payment, PaymentProof, Shipment
from ..unique_codes import set_amount
from .errors import StepNotAllowed

PAYS_LATER = Payment.Method.PAY_AT_PICKUP
FOOD_CAME_BACK = "Pangan kembali dari perjalanan, tidak layak jual."
LARGEST_COST = 100_000_000  # rupiah: a longer figure is a slip of the finger


def name_cost(order: Order, *, cost: int, eta: str = "", at: datetime) -> None:
    """Set the quoted shipping cost once; total, kode unik, seal and deadline follow.

    cost: whole rupiah; eta: e.g. `9 sampai 14 hari`.
    """
    if isinstance(cost, bool) or not isinstance(cost, int) or not 0 <= cost <= LARGEST_COST:
        raise StepNotAllowed(
            "Tulis ongkos kirim dalam rupiah, tanpa titik, paling besar Rp100.000.000.", "cost"
        )
    order.shipping_cost = cost
    lines = list(order.lines.all())
    set_amount(order=order, payment=order.payment, lines=lines, with_code=True, at=at)
    Shipment.objects.filter(order=order).update(eta=eta.strip()[:40])
    restart_deadline(order, at)


def note_parcel(order: Order, *, courier: str = "", tracking_number: str = "", at: datetime):
    """Who carries the goods away. Only deliveries by the facility itself go without a number."""
    courier, tracking_number = courier.strip(), tracking_number.strip()
    method = order.shipment.method
    if method != Shipment.Method.LOCAL and not courier:
        raise StepNotAllowed("Tulis nama kurir atau perusahaan kargo.", "courier")
    if method == Shipment.Method.COURIER and not tracking_number:
        raise StepNotAllowed("Tulis nomor resi.", "tracking_number")
    # The service the shopper chose stays only while its own courier carries it.
    service = order.shipment.service if courier == order.shipment.courier else ""
    Shipment.objects.filter(order=order).update(
        courier=courier[:40], service=service, tracking_number=tracking_number[:40], shipped_at=at
    )


def check_pickup_code(order: Order, *, code: str, reason: str) -> str:
    """Who takes the goods shows the order's code; without one an officer answers for it in writing.

    reason: the officer's, may be empty. Returns what the history says. Raises StepNotAllowed.
    """
    if code.strip():
        if not pickup_codes.matches(order, code):
            raise StepNotAllowed(
                "Kode ambil tidak cocok dengan pesanan ini. Periksa di layar pembeli.",
                "pickup_code",
            )
        return " ".join(part for part in ("Kode ambil cocok.", reason) if part)
    if not reason:
        raise StepNotAllowed("Tulis kode ambil, atau alasan menyerahkan tanpa kode.", "pickup_code")
    return f"Tanpa kode ambil: {reason}"


def close_proofs(order: Order, *, is_taken: bool, reason: str, by, at: datetime) -> None:
    """The money was decided about: a proof that waited for it has nothing to wait for."""
    state = PaymentProof.State.ACCEPTED if is_taken else PaymentProof.State.REJECTED
    waiting = order.payment.proofs.filter(state=PaymentProof.State.CHECKING)
    waiting.update(
        state=state, reviewed_by=by, reviewed_at=at, reason="" if is_taken else reason[:200]
    )


def start_pickup_hold(order: Order, *, at: datetime) -> None:
    """Goods to be paid in the gallery wait from the moment they are ready."""
    if order.payment.method == PAYS_LATER and order.payment.state == Payment.State.AWAITING:
        restart_deadline(order, at)


def start_invoice(order: Order, *, at: datetime) -> None:
    """What an office still owes is due some days after it has the goods."""
    payment = order.payment
    if payment.is_office_way and payment.state != Payment.State.PAID:
        payment.pay_before = invoice_before(payment=payment, at=at)
        payment.save(update_fields=["pay_before"])


def extend(order: Order, *, at: datetime) -> None:
    """A whole new period from now; never shorter than what was promised."""
    restart_deadline(order, at)


def restart_deadline(order: Order, at: datetime) -> None:
    """Let the time to pay run again from now, without shortening it."""
    payment = order.payment
    if order.state == Order.State.COMPLETED:
        new = invoice_before(payment=payment, at=at)
    else:
        new = _first_deadline(order, at)
    if new is None:
        return
    payment.pay_before = max(payment.pay_before or new, new)
    payment.save(update_fields=["pay_before"])


def _first_deadline(order: Order, at: datetime) -> datetime | None:
    payment = order.payment
    return pay_before(
        method=payment.method, facility=order.facility, fresh=has_fresh_goods(order), at=at
    )


def ship_stock(order: Order, *, by, at: datetime) -> None:
    """Take the reserved pieces off the shelf; made-to-order lines come in and leave at once."""
    made = order.lines.filter(made_to_order=True).select_related("variant__product__facility")
    items = [stock.Item(line.variant, line.quantity, str(line.position)) for line in made]
    place = stock.online_location(order.facility)
    # Both acts below lock levels: lock all of them in key order first.
    variants = order.lines.values_list("variant_id", flat=True)
    lock_levels([(variant_id, place.pk) for variant_id in variants], create=bool(items))
    try:
        stock.ship(source_id=order.number, at=at, by=by)
        if items:
            stock.make_and_ship(items=items, source_id=order.number, at=at, by=by)
    except stock.StockError as error:
        raise StepNotAllowed(str(error)) from error


def take_back_stock(order: Order, *, by, at: datetime) -> None:
    """A parcel nobody took came back unopened: its goods are on the shelf again, food never is."""
    if order.returns.open().exists():
        raise StepNotAllowed("Selesaikan dahulu permintaan pengembalian pesanan ini.")
    lines = order.lines.select_related("variant__product__facility")
    shelf, food = [], []
    for line in lines:
        item = stock.Item(line.variant, line.quantity, str(line.position))
        (food if line.variant.product.is_food else shelf).append(item)
    source = {"source_id": order.number, "at": at, "by": by}
    try:
        if shelf:
            stock.take_back(items=shelf, **source)
        if food:
            stock.write_off_returned(items=food, reason=FOOD_CAME_BACK, **source)
    except stock.StockError as error:
        raise StepNotAllowed(str(error)) from error


def reserve_again(order: Order, *, at: datetime) -> None:
    """Hold the goods and the work of an order that had ended, if they are still there.

    Work that has to wait for a later month moves the day by which the goods are ready.
    """
    made = order.lines.filter(made_to_order=True).select_related("variant__product__facility")
    items = {line: stock.Item(line.variant, line.quantity, str(line.position)) for line in made}
    try:
        ready = capacity.book_again(items=[*items.values()], source_id=order.number, at=at)
        stock.reserve_again(source_id=order.number, at=at)
    except stock.StockError as error:
        raise StepNotAllowed(f"{error} Kembalikan uangnya kepada pembeli.") from error
    for line, item in items.items():
        line.ready_on = ready[item.line]
    OrderLine.objects.bulk_update(items, ["ready_on"])


BEFORE = {
    "quote_shipping": name_cost,
    "ship": note_parcel,
    "ready": start_pickup_hold,
    "extend_deadline": extend,
    "hand_over": start_invoice,
    "complete": start_invoice,
}
