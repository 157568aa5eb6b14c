"""Turning rows of a statement into money of orders: the certain ones at once, the rest by hand."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog.dates import tanggal
from catalog.money import rupiah
from facilities.access import may

from .. import receipts
from ..models import BankStatement, Order, OrderEvent, Payment, PaymentProof, Receipt, StatementLine
from ..payments import accept_proof
from ..retrying import retried
from ..states import StepNotAllowed, apply_step, locked, note, objection_to
from .errors import StatementRefused
from .matching import Kind, Match, matches

Actor = OrderEvent.Actor
State = StatementLine.State
P = Payment.State
NO_RIGHT = "Jabatan Anda tidak boleh membukukan mutasi rekening UPT ini."
DECIDED = "Baris ini sudah diputuskan."


@dataclass(frozen=True)
class Booked:
    """count, amount: rows that became money of orders, in rupiah. linked: rows an officer had
    booked by hand before. refused: (row, why) for those whose order had moved on meanwhile."""

    count: int
    amount: int
    linked: int
    refused: tuple[tuple[StatementLine, str], ...]


@retried
def book_certain(*, statement: BankStatement, by, at: datetime) -> Booked:
    """Book every certain row of a statement in one transaction, each order by its own step.

    Rows are locked, then their orders by key; what is certain is asked again under the locks. A
    step that is refused leaves its row open; anything else that goes wrong undoes everything.
    Raises StatementRefused without the right.
    """
    _check_right(statement, by)
    with transaction.atomic():
        rows = list(_locked_rows(statement.lines.filter(state=State.OPEN)))
        clear = (Kind.CERTAIN, Kind.KNOWN)
        wanted = {m.payment.order_id for m in matches(statement, rows) if m.kind in clear}
        orders = {pk: locked(pk) for pk in sorted(wanted)}
        count = amount = linked = 0
        refused = []
        for match in matches(statement, rows):
            if match.kind not in clear or match.payment.order_id not in orders:
                continue
            order = orders[match.payment.order_id]
            if match.kind == Kind.KNOWN:
                _close(match.line, order.payment, match.receipt, by, at)
                linked += 1
                continue
            try:
                with transaction.atomic():
                    _settle(match.line, order, by, at)
            except StepNotAllowed as error:
                refused.append((match.line, str(error)))
            else:
                count, amount = count + 1, amount + match.line.amount
        return Booked(count, amount, linked, tuple(refused))


@retried
def assign(*, line: StatementLine, payment: Payment, by, at: datetime) -> StatementLine:
    """An officer says whose money a row is: it is booked for that payment as it came.

    Money that fits makes the payment paid. Too little waits for the rest in *Menunggu
    Verifikasi*, or where the order is paid later until then; too much is paid and the rest waits to be given back; money for an order that has
    ended waits for an officer's choice. A row that an officer had booked by hand is only linked.
    Raises StatementRefused, or StepNotAllowed from the order's step.
    """
    _check_right(line.statement, by)
    with transaction.atomic():
        line = _locked_row(line)
        if payment.facility_id != line.statement.facility_id:
            raise StatementRefused("Pesanan itu milik UPT lain.")
        if line.sen:
            raise StatementRefused("Jumlahnya memuat sen: bukukan di halaman pesanan.")
        order = locked(payment.order_id)
        known = next(
            (m.receipt for m in _matches_of(line) if m.receipt and m.payment == order.payment), None
        )
        if known is not None:
            return _close(line, order.payment, known, by, at)
        return _settle(line, order, by, at)


@retried
def dismiss(*, line: StatementLine, reason: str, by, at: datetime) -> StatementLine:
    """The row is no order's money (interest, rent, a transfer of the facility itself).

    Raises StatementRefused: no right, no reason, decided already.
    """
    _check_right(line.statement, by)
    if not reason.strip():
        raise StatementRefused("Tulis alasannya.")
    with transaction.atomic():
        line = _locked_row(line)
        return _decide(line, State.DISMISSED, by=by, at=at, reason=reason.strip()[:200])


def _settle(line: StatementLine, order: Order, by, at: datetime) -> StatementLine:
    """Book the row for this locked order, and move it on as far as the money carries."""
    payment = order.payment
    is_exact = payment.is_by_transfer and payment.amount_due == line.amount
    if is_exact and _pay_exactly(line, order, by, at):
        receipt = payment.receipts.get(reference=line.fingerprint)
        return _close(line, payment, receipt, by, at)
    receipt = receipts.book(
        payment=payment, amount=line.amount, source=Receipt.Source.STATEMENT, at=at, by=by,
        note=_words(line), reference=line.fingerprint,
    )  # fmt: skip
    if receipt is None:
        raise StatementRefused(DECIDED)
    _move_on(line, order, by, at)
    return _close(line, payment, receipt, by, at)


def _pay_exactly(line: StatementLine, order: Order, by, at: datetime) -> bool:
    """What is due has come: the usual step books it. False where the order waits for a choice."""
    seen = {"source": Receipt.Source.STATEMENT, "reference": line.fingerprint, "by": by, "at": at}
    payment = order.payment
    if payment.state in (P.AWAITING, P.PARTLY_PAID):
        apply_step(
            order=order, step="confirm_payment", actor=Actor.OFFICER, reason=_words(line), **seen
        )
        return True
    proof = payment.proofs.filter(state=PaymentProof.State.CHECKING).first()
    if payment.state == P.REVIEW and proof is not None:
        accept_proof(proof=proof, **seen)
        return True
    return False


def _move_on(line: StatementLine, order: Order, by, at: datetime) -> None:
    """Money that does not fit, or comes late, is booked: now say what it means for the order."""
    payment = order.payment
    step = {"order": order, "by": by, "reason": _words(line), "at": at}
    if payment.state == P.VOID:
        apply_step(step="late_money", actor=Actor.SYSTEM, **step)
    elif payment.is_by_transfer and _is_due_part_in(payment):
        apply_step(step="confirm_payment", actor=Actor.OFFICER, **step)
    elif payment.is_awaited and order.state == Order.State.RECEIVED and not payment.is_later:
        # Short, or not the way that was chosen: nothing is packed before it is all there.
        apply_step(step="gateway_review", actor=Actor.SYSTEM, **step)
        _take_if_complete(order, step)
    elif payment.state == P.REVIEW and order.state == Order.State.RECEIVED:
        _take_if_complete(order, step)
    else:
        note(order=order, actor=Actor.OFFICER, by=by, at=at, reason=_words(line))


def _is_due_part_in(payment: Payment) -> bool:
    """Whether all, or the whole down payment, of a payment that is awaited has come."""
    if payment.state not in (P.AWAITING, P.PARTLY_PAID):
        return False
    is_first = payment.is_awaited and 0 < payment.down_payment <= payment.received_amount
    return is_first or payment.outstanding == 0


def _take_if_complete(order: Order, step: dict) -> None:
    """The last part of money in review has come; before that the row is only written down."""
    if objection_to("take_money", order) is None:
        apply_step(step="take_money", actor=Actor.OFFICER, **step)
    elif order.payment.receipts.count() > 1:
        note(actor=Actor.OFFICER, **step)


def _words(line: StatementLine) -> str:
    return f"Mutasi {tanggal(line.day)}: {rupiah(line.amount)} masuk."


def _matches_of(line: StatementLine) -> list[Match]:
    return matches(line.statement, [line])


def _close(line, payment: Payment, receipt: Receipt, by, at: datetime) -> StatementLine:
    return _decide(line, State.BOOKED, by=by, at=at, payment=payment, receipt=receipt)


def _decide(line: StatementLine, state: str, *, by, at: datetime, **changes) -> StatementLine:
    changes |= {"state": state, "decided_by": by, "decided_at": at}
    open_row = StatementLine.objects.filter(pk=line.pk, state=State.OPEN)
    if not open_row.update(**changes):
        raise StatementRefused(DECIDED)
    for name, value in changes.items():
        setattr(line, name, value)
    return line


def _check_right(statement: BankStatement, by) -> None:
    if not may(by, "change", "statement", statement.facility):
        raise StatementRefused(NO_RIGHT)


def _locked_rows(rows):
    return rows.select_for_update(of=("self",)).select_related("statement").order_by("pk")


def _locked_row(line: StatementLine) -> StatementLine:
    found = _locked_rows(StatementLine.objects.filter(pk=line.pk)).get()
    found.statement = line.statement
    if not found.is_open:
        raise StatementRefused(DECIDED)
    return found
