"""The facility's side: yes or no, and counting what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog import stock

from .. import mail
from ..models import Order, ReturnLine, ReturnRequest
from ..retrying import retried
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

State = ReturnRequest.State
WRITTEN_OFF = "Kembali dari pembeli, tidak layak jual."


@dataclass(frozen=True)
class Back:
    """Pieces of one line that came back: good again for the shelf, and not."""

    shelved: int = 0
    written_off: int = 0


@retried
def accept(
    *, request: ReturnRequest, answer: str = "", sends_back: bool, by, at: datetime
) -> ReturnRequest:
    """Yes. sends_back: whether the goods are to be brought or sent to the facility first.

    answer: what the shopper reads besides (where to, who pays the parcel). Raises
    ReturnNotAllowed when somebody else decided first or the role may not.
    """
    with transaction.atomic():
        order, request = locked_request(request)
        check_role(order, by, "answer")
        _check(request.state == State.ASKED)
        move(
            request, State.ACCEPTED, answer=answer.strip()[:300], sends_back=sends_back,
            decided_by=by, decided_at=at,
        )  # fmt: skip
        write_down(order, "Pengembalian disetujui.", actor=Actor.OFFICER, by=by, at=at)
        mail.tell_about_return(request=request, order=order, kind="return_accepted")
        return request


@retried
def refuse(*, request: ReturnRequest, answer: str, by, at: datetime) -> ReturnRequest:
    """No, with the reason the shopper reads; also when agreed goods never came.

    Raises ReturnNotAllowed without a reason, after the goods are back, or for the role.
    """
    answer = answer.strip()
    if not answer:
        raise ReturnNotAllowed("Tulis alasannya; pembeli membacanya.")
    with transaction.atomic():
        order, request = locked_request(request)
        check_role(order, by, "answer")
        _check(request.state in (State.ASKED, State.ACCEPTED))
        held = held_by(request, lines_of(request))
        move(
            request, State.REFUSED, answer=answer[:300], decided_by=by, decided_at=at,
            closed_at=at,
        )  # fmt: skip
        free(held)
        write_down(order, "Pengembalian ditolak.", actor=Actor.OFFICER, by=by, at=at)
        mail.tell_about_return(request=request, order=order, kind="return_refused")
        return request


@retried
def receive(
    *, request: ReturnRequest, back: Mapping[ReturnLine, Back], by, at: datetime
) -> ReturnRequest:
    """The goods are here and counted: each piece back on the shelf, or written off.

    back: by the request's lines; less than was asked for is allowed, nothing at all is not (then
    refuse). Food never goes back on the shelf. Stock and state move together.
    Raises ReturnNotAllowed.
    """
    with transaction.atomic():
        order, request = locked_request(request)
        check_role(order, by, "receive")
        _check(request.waits_for_goods)
        counted = {row.pk: entry for row, entry in back.items()}
        lines = [(row, counted.get(row.pk, Back())) for row in lines_of(request)]
        _check_counts(lines)
        for row, entry in lines:
            row.shelved, row.written_off = entry.shelved, entry.written_off
            row.save(update_fields=["shelved", "written_off"])
        _bring_back(order, request, lines, by=by, at=at)
        move(request, State.RECEIVED, received_by=by, received_at=at)
        shelved = sum(entry.shelved for _, entry in lines)
        gone = sum(entry.written_off for _, entry in lines)
        text = f"Barang kembali: {shelved} ke rak, {gone} dihapus dari stok."
        write_down(order, text, actor=Actor.OFFICER, by=by, at=at)
        return request


def _check_counts(lines: list[tuple[ReturnLine, Back]]) -> None:
    for row, entry in lines:
        name = row.line.name
        if min(entry.shelved, entry.written_off) < 0:
            raise ReturnNotAllowed(f"{name}: jumlah tidak boleh kurang dari nol.")
        if entry.shelved + entry.written_off > row.quantity:
            raise ReturnNotAllowed(f"{name}: hanya {row.quantity} yang dikembalikan.")
        if row.is_food and entry.shelved:
            raise ReturnNotAllowed(f"{name}: pangan tidak boleh kembali ke rak.")
    if not any(entry.shelved or entry.written_off for _, entry in lines):
        raise ReturnNotAllowed("Isi jumlah barang yang kembali.")


def _bring_back(order: Order, request: ReturnRequest, lines, *, by, at: datetime) -> None:
    # The ledger names return and line: `2r17` on the shelf, `2w17` written off.
    good = [
        stock.Item(row.line.variant, entry.shelved, f"{row.line.position}r{request.pk}")
        for row, entry in lines
        if entry.shelved
    ]
    gone = [
        stock.Item(row.line.variant, entry.written_off, f"{row.line.position}w{request.pk}")
        for row, entry in lines
        if entry.written_off
    ]
    source = {"source_id": order.number, "at": at, "by": by}
    try:
        if good:
            stock.take_back(items=good, **source)
        if gone:
            stock.write_off_returned(items=gone, reason=WRITTEN_OFF, **source)
    except stock.StockError as error:
        raise ReturnNotAllowed(str(error)) from error


def _check(fits: bool) -> None:
    if not fits:
        raise ReturnNotAllowed(MOVED_ON)
