"""Proofs of transfer: those of the past are decided, those that wait have a picture."""

from collections.abc import Iterable, Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.crypto import get_random_string

from orders.models import PaymentProof

from .receipt import receipt_jpeg
from .rows import Written

State = PaymentProof.State


def proofs_of(written: Iterable[Written]) -> Iterator[PaymentProof]:
    """The proof of every order that was sent one, with its payment already saved."""
    for one in written:
        sent_at = one.story.at_of("submit_proof")
        if sent_at is None:
            continue
        decided_at = one.story.at_of("accept_proof")
        yield PaymentProof(
            payment=one.payment,
            # The pictures of old proofs are gone, as after the retention period.
            file_name="" if decided_at else _kept_picture(one, sent_at),
            sender_name="Pembeli Contoh",
            paid_on=one.plan.facility.local_day(sent_at),
            state=State.ACCEPTED if decided_at else State.CHECKING,
            uploaded_at=sent_at,
            reviewed_by_id=one.payment.confirmed_by_id if decided_at else None,
            reviewed_at=decided_at,
        )


def _kept_picture(one: Written, sent_at) -> str:
    payment = one.payment
    jpeg = receipt_jpeg(
        amount=payment.amount,
        bank=payment.bank_name,
        account=payment.account_number,
        at=sent_at.astimezone(one.plan.facility.zone),
    )
    return storages["private"].save(f"bukti/{get_random_string(32)}.jpg", ContentFile(jpeg))
