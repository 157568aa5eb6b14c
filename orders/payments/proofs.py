"""Proofs of transfer: a claim of the shopper, decided by an officer against the statement."""

from datetime import date, datetime

from django.db import transaction

from ..models import Order, OrderEvent, Payment, PaymentProof
from ..retrying import retried
from ..states import (
    StepNotAllowed,
    apply_step,
    locked,
    note,
    objection_to,
    restart_deadline,
)

Actor = OrderEvent.Actor
TOO_LATE = (
    "Pesanan ini sudah kedaluwarsa dan barangnya sudah dilepas, jadi bukti tidak dapat diterima. "
    "Bila Anda sudah mentransfer, hubungi petugas UPT agar uang Anda dikembalikan."
)
REFUSALS = {
    Payment.State.REVIEW: "Bukti Anda sebelumnya sedang diperiksa petugas.",
    Payment.State.PAID: "Pesanan ini sudah dibayar.",
}


class ProofRefused(Exception):
    """The proof cannot be taken; str() says why, in Indonesian, for the shopper."""


@retried
def submit_proof(
    *, payment: Payment, file_name: str, sender_name: str, paid_on: date | None, at: datetime
) -> PaymentProof:
    """Record the shopper's proof: the payment waits for an officer and cannot expire meanwhile.

    file_name: path in the private storage of the picture already decoded and re-encoded.
    Raises ProofRefused when the order has expired (money too late is never silently taken: the
    order keeps a note of the attempt), is already paid, or another proof is being checked.
    """
    with transaction.atomic():
        order = locked(payment.order_id)
        refusal = _refusal_of(order)
        if refusal is None:
            proof = PaymentProof.objects.create(
                payment=order.payment, file_name=file_name, sender_name=sender_name,
                paid_on=paid_on, uploaded_at=at,
            )  # fmt: skip
            apply_step(order=order, step="submit_proof", actor=Actor.SHOPPER, at=at)
            return proof
        if order.state == Order.State.EXPIRED:
            _note_late_proof(order, at)
    raise ProofRefused(refusal)


@retried
def accept_proof(
    *, proof: PaymentProof, by, at: datetime, source: str = "", reference: str = ""
) -> Order:
    """The money is on the statement: payment PAID, sale booked, shopper told.

    source, reference: where it was seen, if not by eye (a row of an imported statement). Raises StepNotAllowed when somebody else decided first or the role may not confirm payments.
    """
    with transaction.atomic():
        order = locked(proof.payment.order_id)
        apply_step(
            order=order, step="accept_proof", actor=Actor.OFFICER, by=by, at=at, source=source,
            reference=reference,
        )  # fmt: skip
        _decide(proof, PaymentProof.State.ACCEPTED, by=by, at=at)
        return order


@retried
def reject_proof(*, proof: PaymentProof, reason: str, by, at: datetime) -> Order:
    """The proof does not fit: back to awaiting payment, with time left to send another one.

    The deadline is never shortened; when less than a full one is left it starts again, because
    the shopper could not act while the proof was checked. Raises StepNotAllowed as accept_proof.
    """
    with transaction.atomic():
        order = locked(proof.payment.order_id)
        apply_step(
            order=order, step="reject_proof", actor=Actor.OFFICER, by=by, reason=reason, at=at
        )
        _decide(proof, PaymentProof.State.REJECTED, by=by, at=at, reason=reason.strip()[:200])
        if order.payment.pay_before:
            restart_deadline(order, at)
        return order


def _refusal_of(order: Order) -> str | None:
    if order.state == Order.State.EXPIRED:
        return TOO_LATE
    if not order.payment.is_by_transfer:
        return "Pesanan ini tidak dibayar lewat transfer, jadi tidak perlu bukti."
    if order.state == Order.State.AWAITING_QUOTE:
        return "Ongkos kirim belum dipastikan petugas, jadi jumlah yang dibayar belum ada."
    if order.payment.state in REFUSALS:
        return REFUSALS[order.payment.state]
    return objection_to("submit_proof", order)


def _note_late_proof(order: Order, at: datetime) -> None:
    text = "Pembeli mencoba mengirim bukti bayar setelah pesanan kedaluwarsa. Periksa mutasi."
    if not order.events.filter(axis=OrderEvent.Axis.NOTE, reason=text).exists():
        note(order=order, reason=text, actor=Actor.SHOPPER, at=at)


def _decide(proof: PaymentProof, state: str, *, by, at: datetime, reason: str = "") -> None:
    undecided = PaymentProof.objects.filter(pk=proof.pk, state=PaymentProof.State.CHECKING)
    if not undecided.update(state=state, reviewed_by=by, reviewed_at=at, reason=reason):
        raise StepNotAllowed("Bukti ini sudah diperiksa.")
    proof.refresh_from_db()
