"""The order's way as the shopper reads it: what is done, what is now, what comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.dates import tanggal

from .models import Order, OrderEvent, OrderLine, Payment, Shipment

State = Order.State
ENDINGS = {
    State.CANCELLED: "Pesanan dibatalkan",
    State.EXPIRED: "Kedaluwarsa, pesanan batal sendiri",
}


@dataclass(frozen=True)
class Mark:
    """One stitch. at: when it happened, None if not yet; place: `done`, `now` or empty."""

    label: str
    at: datetime | None
    note: str = ""
    place: str = ""


def marks_of(
    order: Order, *, events: Sequence[OrderEvent], lines: Sequence[OrderLine]
) -> list[Mark]:
    """The order's way from placing to handing over; a closed order ends where it stopped.

    order: with payment and shipment; events: in the order of time.
    """
    reached = {(event.axis, event.to_state): event for event in events}
    planned = [Mark("Pesanan diterima", order.placed_at), *_ahead(order, reached, lines)]
    happened = [Mark(m.label, m.at, m.note, "done") for m in planned if m.at]
    if order.state in ENDINGS:
        end = reached.get((OrderEvent.Axis.ORDER, order.state))
        refund = _refund(order)
        happened.append(
            Mark(
                ENDINGS[order.state],
                end.at if end else None,
                _why(end),
                "done" if refund else "now",
            )
        )
        return happened + refund
    waiting = [m for m in planned if not m.at]
    if waiting:
        first = waiting[0]
        waiting[0] = Mark(first.label, None, first.note, "now")
    return happened + waiting


def _ahead(order: Order, reached, lines: Sequence[OrderLine]) -> list[Mark]:
    axis = OrderEvent.Axis
    payment = order.payment
    if order.delivery is None:
        return [
            _payment(order),
            Mark("Barang diserahkan", _at(reached.get((axis.ORDER, State.COMPLETED)))),
        ]
    marks = []
    if (axis.ORDER, State.AWAITING_QUOTE) in reached:
        marks.append(
            Mark("Ongkos kirim dipastikan", _at(reached.get((axis.ORDER, State.RECEIVED))))
        )
    if payment.down_payment:
        part = reached.get((axis.PAYMENT, Payment.State.PARTLY_PAID))
        marks.append(Mark("Uang muka", _at(part) or payment.paid_at))
    elif not payment.is_later:
        marks.append(_payment(order))
    making = reached.get((axis.ORDER, State.IN_PRODUCTION))
    made = [line for line in lines if line.made_to_order]
    left = _at(
        reached.get((axis.ORDER, State.READY_FOR_PICKUP))
        or reached.get((axis.ORDER, State.SHIPPED))
    )
    if making or made:
        ready_on = max((line.ready_on for line in made if line.ready_on), default=None)
        note = f"Siap sekitar {tanggal(ready_on)}." if ready_on else ""
        # Making is over when the goods are ready or on their way.
        marks.append(Mark("Dikerjakan", left, note))
    if order.delivery.is_pickup:
        marks.append(Mark("Siap diambil", left))
    else:
        marks.append(Mark("Dikirim", left, _parcel(order.shipment)))
    marks.append(Mark(_end(order), _at(reached.get((axis.ORDER, State.COMPLETED)))))
    if payment.is_office_way:
        marks.append(_payment(order))
    return marks


def _end(order: Order) -> str:
    payment = order.payment
    if payment.is_office_way:
        return "Barang diserahterimakan"
    if payment.is_at_door:
        return "Diterima dan dibayar"
    if order.shipment.is_pickup:
        return "Dibayar dan diambil" if payment.is_at_pickup else "Diambil"
    return "Selesai"


def _payment(order: Order) -> Mark:
    payment = order.payment
    if payment.paid_at:
        return Mark("Pembayaran lunas", payment.paid_at)
    if payment.state == Payment.State.REVIEW and payment.is_by_gateway:
        return Mark("Pembayaran diperiksa", None)
    if payment.state == Payment.State.REVIEW:
        return Mark("Bukti pembayaran diperiksa petugas", None)
    return Mark("Pelunasan" if payment.down_payment else "Pembayaran", None)


def _refund(order: Order) -> list[Mark]:
    payment = order.payment
    if payment.state == Payment.State.REFUND_PENDING:
        return [Mark("Dana dikembalikan", None, "Petugas sedang menyiapkannya.", "now")]
    if payment.state == Payment.State.REFUNDED:
        return [Mark("Dana dikembalikan", payment.refunded_at, place="done")]
    return []


def _parcel(shipment: Shipment) -> str:
    parts = [shipment.courier, shipment.tracking_number and f"resi {shipment.tracking_number}"]
    return ", ".join(part for part in parts if part)


def _at(event: OrderEvent | None) -> datetime | None:
    return event.at if event else None


def _why(event: OrderEvent | None) -> str:
    return event.reason if event else ""
