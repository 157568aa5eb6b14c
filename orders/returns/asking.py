"""The shopper's side: asking to give goods back, and thinking better of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from .. import mail
from ..models import Order, OrderLine, ReturnLine, ReturnPhoto, ReturnRequest
from ..models.returns import MOST_PHOTOS
from ..refundable import left_of
from ..retrying import retried
from ..states import locked
from .claims import claim
from .errors import ReturnNotAllowed
from .requests import MOVED_ON, Actor, free, held_by, lines_of, locked_request, move, write_down
from .window import ONE_OPEN, refusal_of

State = ReturnRequest.State


@retried
def ask(
    *,
    order: Order,
    pieces: Mapping[OrderLine, int],
    cause: str,
    wish: str,
    note: str = "",
    photos: Sequence[str] = (),
    at: datetime,
) -> ReturnRequest:
    """Record what the shopper wants to give back; the pieces are taken for this request.

    pieces: how many of which line; cause, wish: of ReturnRequest; note: the shopper's words;
    photos: paths in the private storage of pictures already redrawn, three at most.
    Raises ReturnNotAllowed when it is too early or late, another request is open, or pieces are
    in a return already.
    """
    if not any(pieces.values()):
        raise ReturnNotAllowed("Pilih barang yang dikembalikan.")
    if len(photos) > MOST_PHOTOS:
        raise ReturnNotAllowed(f"Paling banyak {MOST_PHOTOS} foto.")
    with transaction.atomic():
        order = locked(order.pk)
        wanted = _wanted(order, pieces)
        if refusal := refusal_of(
            order,
            events=order.events.all(),
            returns=order.returns.all(),
            lines=order.lines.all(),
            at=at,
        ):
            raise ReturnNotAllowed(refusal)
        claim(wanted)
        _check_money(order, wanted)
        request = _write(order, wanted, photos, cause=cause, wish=wish, note=note[:500], at=at)
        text = ", ".join(f"{n} {line.unit} {line.name}" for line, n in wanted.items())
        write_down(order, f"Pengembalian diminta: {text}"[:300], actor=Actor.SHOPPER, at=at)
        mail.tell_about_return(request=request, order=order, kind="return_asked")
        return request


@retried
def withdraw(*, request: ReturnRequest, at: datetime) -> ReturnRequest:
    """The shopper keeps the goods after all, before they were counted.

    Raises ReturnNotAllowed when the request is over or the goods are back.
    """
    with transaction.atomic():
        order, request = locked_request(request)
        if not request.can_withdraw:
            raise ReturnNotAllowed(MOVED_ON)
        held = held_by(request, lines_of(request))
        move(request, State.WITHDRAWN, closed_at=at)
        free(held)
        write_down(order, "Permintaan pengembalian ditarik.", actor=Actor.SHOPPER, at=at)
        return request


def _wanted(order: Order, pieces: Mapping[OrderLine, int]) -> dict[OrderLine, int]:
    """The pieces by lines of this very order, in their order."""
    lines = {line.pk: line for line in order.lines.select_related("variant__product")}
    asked = {line.pk: n for line, n in pieces.items() if n}
    if any(n < 0 for n in asked.values()) or not asked.keys() <= lines.keys():
        raise ReturnNotAllowed("Pilih barang dari pesanan ini.")
    return {line: asked[pk] for pk, line in lines.items() if pk in asked}


def _check_money(order: Order, wanted: Mapping[OrderLine, int]) -> None:
    """Pieces whose money went back without a return are the shopper's to keep."""
    left = left_of(order).pieces  # none where nothing was paid yet
    for line, n in wanted.items():
        if n > left.get(line.pk, n):
            raise ReturnNotAllowed(f"{line.name}: uangnya sudah atau sedang dikembalikan.")


def _write(order, wanted, photos, **fields) -> ReturnRequest:
    at = fields.pop("at")
    try:
        with transaction.atomic():
            request = ReturnRequest.objects.create(order=order, asked_at=at, **fields)
    except IntegrityError:
        raise ReturnNotAllowed(ONE_OPEN) from None
    ReturnLine.objects.bulk_create(
        ReturnLine(request=request, line=line, quantity=n, is_food=line.variant.product.is_food)
        for line, n in wanted.items()
    )
    ReturnPhoto.objects.bulk_create(
        ReturnPhoto(request=request, position=position, file_name=path)
        for position, path in enumerate(photos, 1)
    )
    return request
