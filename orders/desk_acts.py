"""What an officer presses on the page of an order, at the desk and on a phone alike.

Each act reads its form, calls the one function that does it, and says how it went. The caller has
looked whether the person may see the order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from catalog.money import rupiah

from . import refunds
from .forms.order_steps import AcceptForm, RejectForm, StepForm
from .forms.refunds import PayForm, RefuseForm
from .models import Order, OrderEvent, PaymentProof, Refund
from .payments import accept_proof, reject_proof
from .refund_panel import ask_form
from .refunds import RefundNotAllowed
from .states import StepNotAllowed, steps_for, take_step

GONE = "Langkah ini tidak tersedia lagi untuk pesanan ini."
NO_REFUND = "Dana pesanan ini tidak dapat dikembalikan sekarang."


@dataclass
class Outcome:
    """How an act went. text: what was done, "" when it was not.

    forms: the refused form by its name, as orders.desk_pages takes it; refusal: why not.
    """

    text: str = ""
    forms: dict = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_done(self) -> bool:
        return bool(self.text)


def press_step(*, order: Order, step: str, data, by, at: datetime) -> Outcome:
    """Take one step of the order's table. data: what was sent, with the step's name as prefix."""
    row = next((row for row in steps_for(order, by) if row.name == step), None)
    if row is None:
        return Outcome(refusal=GONE)
    form = StepForm(data, step=row, order=order)

    def act() -> str:
        take_step(
            order=order, step=step, actor=OrderEvent.Actor.OFFICER, by=by,
            reason=form.cleaned_data.get("reason", ""), at=at, **form.extra,
        )  # fmt: skip
        return f"{row.label} tercatat."

    return _done(form, step, act)


def press_accept(*, order: Order, proof: PaymentProof, data, by, at: datetime) -> Outcome:
    """The money is there: accept the proof."""
    due = order.payment.amount_due
    form = AcceptForm(data, amount=due)

    def act() -> str:
        accept_proof(proof=proof, by=by, at=at)
        return f"Pembayaran {rupiah(due)} diterima."

    return _done(form, "terima", act)


def press_reject(*, proof: PaymentProof, data, by, at: datetime) -> Outcome:
    """The proof does not fit: ask for another one, with the reason."""
    form = RejectForm(data)

    def act() -> str:
        reason = form.cleaned_data["text"]
        reject_proof(proof=proof, reason=reason, by=by, at=at)
        return f"Bukti ditolak: {reason}. Pembeli diminta mengirim bukti baru."

    return _done(form, "tolak", act)


def press_ask_refund(*, order: Order, data, by, at: datetime) -> Outcome:
    """Ask that money goes back; a second officer decides."""
    form = ask_form(order, by, data)
    if form is None:
        return Outcome(refusal=NO_REFUND)

    def act() -> str:
        refund = refunds.request(
            order=order, lines=form.pieces, other_amount=form.cleaned_data["other_amount"],
            reason=form.cleaned_data["reason"], by=by, at=at,
        )  # fmt: skip
        return f"Pengembalian dana {rupiah(refund.amount)} diajukan; petugas lain memutus."

    return _done(form, "dana", act)


def press_pay_refund(*, refund: Refund, data, by, at: datetime) -> Outcome:
    """The second officer has sent the money."""
    form = PayForm(data, today=refund.order.facility.local_day(at))

    def act() -> str:
        refunds.pay(refund=refund, by=by, at=at, **form.cleaned_data)
        return f"Dana {rupiah(refund.amount)} tercatat sudah dikembalikan."

    return _done(form, "bayar", act)


def press_refuse_refund(*, refund: Refund, data, by, at: datetime) -> Outcome:
    """The second officer says no."""
    form = RefuseForm(data)

    def act() -> str:
        refunds.refuse(refund=refund, by=by, reason=form.cleaned_data["reason"], at=at)
        return f"Pengembalian dana {rupiah(refund.amount)} tidak disetujui."

    return _done(form, "tidak", act)


def _done(form, name: str, act: Callable[[], str]) -> Outcome:
    if not form.is_valid():
        return Outcome(forms={name: form})
    try:
        return Outcome(text=act())
    except RefundNotAllowed as error:
        return Outcome(forms={name: form}, refusal=str(error))
    except StepNotAllowed as error:
        if error.field in form.fields:
            form.add_error(error.field, str(error))
            return Outcome(forms={name: form})
        return Outcome(forms={name: form}, refusal=str(error))
