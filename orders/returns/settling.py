"""The end of a return: other pieces go out, or the money goes back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from catalog import stock
from catalog.locks import lock_levels

from .. import mail, refunds
from ..models import Order, ReturnLine, ReturnRequest, Shipment
from ..retrying import retried
from ..states import apply_step, objection_to
from .errors import ReturnNotAllowed
from .requests import (
    MOVED_ON,
    Actor,
    check_role,
    free,
    held_by,
    lines_of,
    locked_request,
    move,
    write_down,
)

State, Wish = ReturnRequest.State, ReturnRequest.Wish
# Handed over by the facility itself: nobody else carries it.
WITHOUT_COURIER = (Shipment.Method.PICKUP, Shipment.Method.LOCAL)


@retried
def replace(
    *,
    request: ReturnRequest,
    pieces: Mapping[ReturnLine, int],
    courier: str = "",
    tracking_number: str = "",
    by,
    at: datetime,
) -> ReturnRequest:
    """Send other pieces out of stock in place of the returned ones: a movement, no new sale.

    pieces: by the request's lines. Made-to-order lines are made again and leave in one go. The
    shopper then holds these pieces, so they may come back once more.
    Raises ReturnNotAllowed when too few are on the shelf, courier or number are missing, or it is
    not the request's turn.
    """
    courier, tracking_number = courier.strip()[:40], tracking_number.strip()[:40]
    with transaction.atomic():
        order, request = locked_request(request)
        held, settled = _settled(order, request, pieces, by, at)
        _check_parcel(order.delivery, courier, tracking_number)
        _send(order, request, settled, by=by, at=at)
        free(held)
        _close(
            request, Wish.REPLACEMENT, by=by, at=at, courier=courier,
            tracking_number=tracking_number,
        )  # fmt: skip
        text = f"Pengganti dikirim: {_in_words(settled)}"[:300]
        write_down(order, text, actor=Actor.OFFICER, by=by, at=at)
        mail.tell_about_return(request=request, order=order, kind="return_replaced")
        return request


@retried
def pay_back(
    *,
    request: ReturnRequest,
    pieces: Mapping[ReturnLine, int],
    other_amount: int = 0,
    by,
    at: datetime,
) -> ReturnRequest:
    """Ask for a refund of these pieces; a second officer pays it (orders/refunds).

    other_amount: rupiah besides the goods, such as the shipping cost. Pieces left out are free to
    be given back another time. Raises ReturnNotAllowed, also with what the refund objects to.
    """
    with transaction.atomic():
        order, request = locked_request(request)
        held, settled = _settled(order, request, pieces, by, at)
        try:
            refund = refunds.request(
                order=order,
                lines={row.line: n for row, n in settled.items()},
                other_amount=other_amount,
                reason=f"Pengembalian barang: {request.get_cause_display().lower()}.",
                by=by,
                at=at,
                is_return=True,
            )
        except refunds.RefundNotAllowed as error:
            raise ReturnNotAllowed(str(error)) from error
        free(held, but=settled)
        _close(request, Wish.REFUND, by=by, at=at, refund=refund)
        mail.tell_about_return(request=request, order=order, kind="return_refund")
        return request


def _settled(order: Order, request: ReturnRequest, pieces, by, at: datetime):
    """Pieces the request holds by line, and those of them settled now, noted on the lines."""
    check_role(order, by, "settle")
    if not request.is_to_settle:
        raise ReturnNotAllowed(MOVED_ON)
    asked = {row.pk: n for row, n in pieces.items()}
    lines = lines_of(request)
    held = held_by(request, lines)
    settled = {row: asked.get(row.pk, 0) for row in lines}
    for row, n in settled.items():
        if not 0 <= n <= held[row]:
            raise ReturnNotAllowed(f"{row.line.name}: paling banyak {held[row]}.")
    settled = {row: n for row, n in settled.items() if n}
    if not settled:
        raise ReturnNotAllowed("Isi jumlah barang.")
    for row in lines:
        row.settled = settled.get(row, 0)
        row.save(update_fields=["settled"])
    if order.state == Order.State.SHIPPED and objection_to("complete", order) is None:
        # Whoever gives goods back has had them.
        apply_step(order=order, step="complete", actor=Actor.OFFICER, by=by, at=at)
    return held, settled


def _check_parcel(shipment: Shipment | None, courier: str, tracking_number: str) -> None:
    if shipment is None or shipment.method in WITHOUT_COURIER:
        return
    if not courier:
        raise ReturnNotAllowed("Tulis nama kurir atau perusahaan kargo.")
    if shipment.method == Shipment.Method.COURIER and not tracking_number:
        raise ReturnNotAllowed("Tulis nomor resi.")


def _send(order: Order, request: ReturnRequest, settled, *, by, at: datetime) -> None:
    made, ready = [], []
    for row, n in settled.items():
        item = stock.Item(row.line.variant, n, f"{row.line.position}g{request.pk}")
        (made if row.line.made_to_order else ready).append(item)
    if order.direct_sale_id:
        _hand_over(order, ready, by=by, at=at)
        return
    place = stock.online_location(order.facility)
    # Both acts below lock levels: lock all of them in key order first.
    lock_levels([(item.variant.pk, place.pk) for item in [*made, *ready]], create=bool(made))
    try:
        if ready:
            stock.send_again(items=ready, source_id=order.number, at=at, by=by)
        if made:
            stock.make_and_ship(items=made, source_id=order.number, at=at, by=by)
    except stock.StockError as error:
        raise ReturnNotAllowed(str(error)) from error


def _hand_over(order: Order, items: list[stock.Item], *, by, at: datetime) -> None:
    """What was sold on the spot is replaced from the same place."""
    place = order.direct_sale.location
    try:
        stock.sell(items=items, location=place, source_id=order.number, at=at, by=by)
    except stock.StockError as error:
        raise ReturnNotAllowed(str(error)) from error


def _close(request: ReturnRequest, outcome: str, *, by, at: datetime, **changes) -> None:
    move(request, State.DONE, outcome=outcome, settled_by=by, closed_at=at, **changes)


def _in_words(settled: Mapping[ReturnLine, int]) -> str:
    return ", ".join(f"{n} {row.line.unit} {row.line.name}" for row, n in settled.items())
