"""What the facility's officer answers, within 3 × 24 hours."""

from datetime import datetime

from django.db import transaction

from facilities.access import may

from .. import mail
from ..models import PrivacyRequest
from ..retrying import retried
from .asking import apply
from .correcting import correctable
from .errors import PrivacyNotAllowed
from .requests import MOVED_ON, Actor, locked_request, move, write_down

State, Kind = PrivacyRequest.State, PrivacyRequest.Kind


@retried
def correct(*, request: PrivacyRequest, by, at: datetime) -> PrivacyRequest:
    """The officer has made sure who asks: the corrected contact counts from now.

    Raises PrivacyNotAllowed for the role, when it is decided, or when goods left meanwhile.
    """
    with transaction.atomic():
        request = _to_decide(request, by)
        _check(request.kind == Kind.CORRECTION and request.is_asked)
        if not set(request.wanted) <= set(correctable(request.checkout).fields):
            raise PrivacyNotAllowed(
                "Barang sudah berangkat: alamatnya tidak dapat diubah. Tolak dengan alasan itu."
            )
        apply(request, actor=Actor.OFFICER, by=by, at=at)
        return request


@retried
def accept_erasure(*, request: PrivacyRequest, by, at: datetime) -> PrivacyRequest:
    """Yes: the data goes as soon as nothing is open any more and the shopper was told.

    by: None when nobody answered in time. Raises PrivacyNotAllowed as correct.
    """
    with transaction.atomic():
        request = _to_decide(request, by) if by is not None else locked_request(request)
        _check(request.is_erasure and request.is_asked)
        move(request, State.ACCEPTED, decided_by=by, decided_at=at)
        actor = Actor.OFFICER if by is not None else Actor.SYSTEM
        text = "Penghapusan data disetujui."
        write_down(request.checkout, text, actor=actor, by=by, at=at)
        mail.tell_about_data(request=request, kind="data_erasing")
        return request


@retried
def refuse(*, request: PrivacyRequest, answer: str, by, at: datetime) -> PrivacyRequest:
    """No, with the reason the shopper reads. Raises PrivacyNotAllowed as correct."""
    answer = answer.strip()
    if not answer:
        raise PrivacyNotAllowed("Tulis alasannya; pembeli membacanya.")
    with transaction.atomic():
        request = _to_decide(request, by)
        _check(request.is_asked)
        move(request, State.REFUSED, answer=answer[:300], wanted={}, decided_by=by, decided_at=at)
        text = f"{request.get_kind_display()}: permintaan ditolak."
        write_down(request.checkout, text, actor=Actor.OFFICER, by=by, at=at)
        mail.tell_about_data(request=request, kind="data_refused")
        return request


def _to_decide(request: PrivacyRequest, by) -> PrivacyRequest:
    request = locked_request(request)
    if not may(by, "decide", "privacy", request.order.facility):
        raise PrivacyNotAllowed("Jabatan Anda tidak boleh melakukan langkah ini.")
    return request


def _check(fits: bool) -> None:
    if not fits:
        raise PrivacyNotAllowed(MOVED_ON)
