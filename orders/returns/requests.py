"""What every act on a request shares: its locks, its move from state to state, its note."""

from collections.abc import Mapping
from datetime import datetime

from facilities.access import may

from ..models import Order, OrderEvent, ReturnLine, ReturnRequest
from ..states import locked, note
from .claims import let_go
from .errors import ReturnNotAllowed

Actor = OrderEvent.Actor
MOVED_ON = "Permintaan ini sudah berubah. Muat ulang halaman."
NOT_YOURS = "Jabatan Anda tidak boleh melakukan langkah ini."


def locked_request(request: ReturnRequest) -> tuple[Order, ReturnRequest]:
    """Lock the order (and payment), then its request, and return both as they are now."""
    order = locked(request.order_id)
    rows = ReturnRequest.objects.select_for_update(of=("self",)).select_related("refund")
    row = rows.get(pk=request.pk)
    row.order = order
    return order, row


def check_role(order: Order, by, right: str) -> None:
    """Raise ReturnNotAllowed unless the officer holds this right on returns of the facility."""
    if not may(by, right, "returned", order.facility):
        raise ReturnNotAllowed(NOT_YOURS)


def move(request: ReturnRequest, to_state: str, **changes) -> None:
    """Move the request on, if it is still where it was read."""
    changes["state"] = to_state
    expected = ReturnRequest.objects.filter(pk=request.pk, state=request.state)
    if not expected.update(**changes):
        raise ReturnNotAllowed(MOVED_ON)
    for name, value in changes.items():
        setattr(request, name, value)


def lines_of(request: ReturnRequest) -> list[ReturnLine]:
    """The request's lines with what they are about."""
    return list(
        request.lines.select_related("line__variant__product__facility").order_by("line__position")
    )


def held_by(request: ReturnRequest, lines: list[ReturnLine]) -> dict[ReturnLine, int]:
    """Pieces of each line that the request still keeps from other returns.

    All it asked for while it is open; once settled (and its refund refused) those settled.
    """
    return {line: line.quantity if request.is_open else line.settled for line in lines}


def free(held: Mapping[ReturnLine, int], *, but: Mapping[ReturnLine, int] | None = None) -> None:
    """Let go of the pieces held, except so many of a line."""
    but = but or {}
    let_go({row.line: pieces - but.get(row, 0) for row, pieces in held.items()})


def write_down(order: Order, text: str, *, actor: str, at: datetime, by=None) -> None:
    """A line of the order's history. text: words of ours, nothing a person typed."""
    note(order=order, reason=text, actor=actor, by=by, at=at)
