"""What the shopper asks through the link of an order."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from .. import mail
from ..models import Order, PrivacyRequest
from ..retrying import retried
from .copies import MASKED_NAME
from .correcting import changes_of, correctable, in_words
from .errors import PrivacyNotAllowed
from .requests import MOVED_ON, Actor, locked_checkout, locked_request, move, write_down

State, Kind = PrivacyRequest.State, PrivacyRequest.Kind
# UU 27/2022. Source: docs/rules/privacy.md.
ANSWERED_WITHIN = timedelta(hours=3 * 24)
ONE_OPEN = "Permintaan seperti ini sudah ada dan masih diproses."
NOTHING_KEPT = "Data pribadi pesanan ini sudah tidak kami simpan."


@retried
def ask_correction(*, order: Order, typed: Mapping[str, str], at: datetime) -> PrivacyRequest:
    """Correct the contact: at once while nobody packs, else when an officer has looked.

    order: whose link it came by. typed: fields of Checkout; unchanged ones are left out.
    Raises PrivacyNotAllowed when nothing differs, a field may not change any more, or one waits.
    """
    with transaction.atomic():
        checkout = _kept(order)
        allowed = correctable(checkout)
        wanted = changes_of(checkout, typed)
        if not wanted:
            raise PrivacyNotAllowed("Belum ada yang diubah.")
        if not wanted.keys() <= set(allowed.fields):
            raise PrivacyNotAllowed("Barang sudah berangkat: alamatnya tidak dapat diubah lagi.")
        request = _create(order, Kind.CORRECTION, at, wanted=wanted, fields=sorted(wanted))
        request.checkout = checkout
        if allowed.at_once:
            apply(request, actor=Actor.SHOPPER, at=at)
        else:
            text = f"Perbaikan data diminta: {in_words(wanted)}."
            write_down(checkout, text, actor=Actor.SHOPPER, at=at)
            mail.tell_about_data(request=request, kind="data_asked")
        return request


@retried
def ask_erasure(*, order: Order, at: datetime) -> PrivacyRequest:
    """Ask that everything personal about this purchase is forgotten.

    Raises PrivacyNotAllowed when it is forgotten already or the request is there.
    """
    with transaction.atomic():
        checkout = _kept(order)
        request = _create(order, Kind.ERASURE, at)
        write_down(checkout, "Penghapusan data diminta.", actor=Actor.SHOPPER, at=at)
        mail.tell_about_data(request=request, kind="data_asked")
        return request


@retried
def withdraw(*, request: PrivacyRequest, at: datetime) -> PrivacyRequest:
    """The shopper thinks better of it. Raises PrivacyNotAllowed once it is carried out."""
    with transaction.atomic():
        request = locked_request(request)
        if not request.is_open:
            raise PrivacyNotAllowed(MOVED_ON)
        move(request, State.WITHDRAWN, wanted={})
        text = f"{request.get_kind_display()}: permintaan ditarik."
        write_down(request.checkout, text, actor=Actor.SHOPPER, at=at)
        return request


def apply(request: PrivacyRequest, *, actor: str, at: datetime, by=None) -> None:
    """Write the corrected fields; the letter also goes to an e-mail address that was replaced.

    The caller holds the locks. The seal covers goods and money only, so it stays whole.
    """
    checkout, wanted = request.checkout, request.wanted
    former = {"email": checkout.email} if checkout.email and "email" in wanted else {}
    for name, value in wanted.items():
        setattr(checkout, name, value)
    checkout.save(update_fields=list(wanted))
    move(request, State.DONE, wanted=former, decided_by=by, decided_at=at, done_at=at)
    text = f"Data pembeli diperbaiki: {in_words(request.fields)}."
    write_down(checkout, text, actor=actor, by=by, at=at)
    mail.tell_about_data(request=request, kind="data_corrected")


def _kept(order: Order):
    """The checkout, locked, if it still says who bought."""
    if order.checkout_id is None:
        raise PrivacyNotAllowed(NOTHING_KEPT)
    checkout = locked_checkout(order.checkout_id)
    if checkout.recipient == MASKED_NAME:
        raise PrivacyNotAllowed(NOTHING_KEPT)
    return checkout


def _create(order: Order, kind: str, at: datetime, **fields) -> PrivacyRequest:
    try:
        with transaction.atomic():
            return PrivacyRequest.objects.create(
                checkout_id=order.checkout_id, order=order, kind=kind, asked_at=at,
                due_at=at + ANSWERED_WITHIN, **fields,
            )  # fmt: skip
    except IntegrityError:
        raise PrivacyNotAllowed(ONE_OPEN) from None
