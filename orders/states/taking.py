"""Taking one step: both axes, stock, books, history and mail, in one transaction."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from catalog import capacity, stock
from facilities.access import scope_of
from facilities.models import Membership

from .. import documents, limits, mail, receipts, refundable, sales, settlement
from ..models import Order, OrderEvent, Payment
from ..retrying import retried
from .effects import (
    BEFORE,
    check_pickup_code,
    close_proofs,
    reserve_again,
    ship_stock,
    take_back_stock,
)
from .errors import StepNotAllowed
from .table import SHOPPER, STEPS, SYSTEM, Step

Actor = OrderEvent.Actor
MOVED_ON = "Pesanan ini sudah berubah. Muat ulang halaman lalu lihat langkah yang tersedia."
SAME_PERSON = "Petugas yang menerima pembayaran juga yang mengemas barang."
GONE_BACK = "Seluruh uangnya sudah dikembalikan sebelumnya."
PAYMENT_CLOSED = (Payment.State.PAID, Payment.State.VOID)
TAKEN = (Payment.State.PAID, Payment.State.PARTLY_PAID)
# They end a review without a look at the proof that may lie there.
CLOSES_PROOFS = ("take_money", "give_back_money")


def steps_for(order: Order, user=None) -> list[Step]:
    """The steps this officer may take now, as buttons; without a user those of the shopper.

    order: with payment and shipment selected.
    """
    actor = Actor.OFFICER if user is not None else Actor.SHOPPER
    return [
        step
        for step in STEPS
        if step.by_hand and _fits(step, order) and _may(step, order, actor, user)
        and not step.guard(order)
    ]  # fmt: skip


def roles_for(order: Order) -> list[str]:
    """Names of the roles that may move this order on now, so that others know whom to ask.

    order: with payment and shipment selected. Cancelling is no way on and does not count.
    """
    roles = set()
    for step in STEPS:
        if step.by_hand and step.name != "cancel" and _fits(step, order) and not step.guard(order):
            roles |= step.who - {SHOPPER, SYSTEM}
    return [label for value, label in Membership.Role.choices if value in roles]


@retried
def take_step(
    *, order: Order, step: str, actor: str, by=None, reason: str = "", at: datetime, **extra
) -> Order:
    """Take one step of the graph, all of it or nothing, and return the order as it is now.

    step: its name in STEPS. actor: an OrderEvent.Actor; by: the officer. extra: what the step
    asks for (cost in rupiah and eta; courier and tracking_number; pickup_code, without which
    handing over needs a reason).
    Raises StepNotAllowed when the states, the role or a guard forbid it, or something is missing.
    """
    if extra.get("pickup_code"):
        _count_code(order, at)
    with transaction.atomic():
        return apply_step(
            order=locked(order.pk), step=step, actor=actor, by=by, reason=reason, at=at, **extra
        )


def _count_code(order: Order, at: datetime) -> None:
    # Before the transaction: a refusal takes its own rows back, this count must stay.
    try:
        limits.count(limits.PICKUP_CODE, who=order.number, at=at)
    except limits.TooMany as error:
        raise StepNotAllowed(str(error), "pickup_code") from error


def locked(order_pk: int) -> Order:
    """Lock an order, then its payment (catalog/locks.py), and return them as they are now."""
    rows = Order.objects.select_for_update(of=("self",))
    order = rows.select_related("facility", "shipment", "checkout", "direct_sale__location").get(
        pk=order_pk
    )
    payment = Payment.objects.select_for_update(of=("self",)).get(order=order)
    order.payment, payment.order = payment, order
    return order


def apply_step(
    *,
    order: Order,
    step: str,
    actor: str,
    by=None,
    reason: str = "",
    at: datetime,
    source: str = "",
    reference: str = "",
    **extra,
) -> Order:
    """take_step for a caller that holds the locks already (`locked`) in its transaction.

    source, reference: where money taken by this step was seen, where the step's own row of the
    table does not say it (a Receipt.Source, and what the source calls this arrival).
    """
    row = _find(order, step, actor, by)
    reason = reason.strip()
    if row.needs_reason and not reason:
        raise StepNotAllowed("Tulis alasannya.", "reason")
    said = reason
    if "pickup_code" in row.asks:
        said = check_pickup_code(order, code=extra.pop("pickup_code", ""), reason=reason)
    if step in BEFORE:
        wanted = {name: extra[name] for name in row.asks if name in extra}
        if "cost" in row.asks and "cost" not in extra:
            raise StepNotAllowed("Tulis ongkos kirim.", "cost")
        BEFORE[step](order, at=at, **wanted)
    before = order.state, order.payment.state
    if step in CLOSES_PROOFS:
        close_proofs(order, is_taken=row.to_payment in TAKEN, reason=row.label, by=by, at=at)
    _take_money(order, row, source=source, reference=reference, note=reason, by=by, at=at)
    _move_order(order, row, at)
    _move_payment(order, row, by, at)
    _move_stock(order, row, by, at)
    _write_history(order, row, before, actor=actor, by=by, reason=said, at=at)
    if row.books == "sale":
        sales.book_sale(order=order, at=at)
        _share_out(order, at)
    kind = row.mail
    if row.to_payment == Payment.State.REFUND_PENDING:
        wish = refundable.ask_for_all(
            order=order, reason=reason or _asked_by(actor, row), by=by, at=at
        )
        kind = kind if wish else "cancelled"
    if kind:
        mail.tell(order=order, kind=kind)
    if row.to_order == Order.State.COMPLETED:
        documents.follow_completion(order)
    if _is_given_back(order):
        apply_step(order=order, step="refund_done", actor=Actor.SYSTEM, reason=GONE_BACK, at=at)
    return order


def _asked_by(actor: str, row: Step) -> str:
    return "Pembeli membatalkan pesanan." if actor == Actor.SHOPPER else row.label


def _is_given_back(order: Order) -> bool:
    """Whether an order that is over now had all its money given back before."""
    payment = order.payment
    is_over = payment.state == Payment.State.REFUND_PENDING or (
        payment.state == Payment.State.PAID and order.state == Order.State.COMPLETED
    )
    return is_over and 0 < payment.received_amount == payment.refunded_amount


def _share_out(order: Order, at: datetime) -> None:
    try:
        settlement.split_order(order=order, at=at)
    except settlement.MonthClosed as error:
        raise StepNotAllowed(str(error)) from error


def note(*, order: Order, reason: str, actor: str, by=None, at: datetime) -> OrderEvent:
    """Write something about the order into its history that moves nothing."""
    return OrderEvent.objects.create(
        order=order, axis=OrderEvent.Axis.NOTE, to_state="note", actor=actor, by=by,
        reason=reason[:300], at=at,
    )  # fmt: skip


def objection_to(name: str, order: Order) -> str | None:
    """Why nobody may take this step of the order now, in Indonesian; None when somebody may."""
    fitting = [step for step in STEPS if step.name == name and _fits(step, order)]
    if not fitting:
        return MOVED_ON
    objections = [step.guard(order) for step in fitting]
    return None if "" in objections else objections[0]


def _fits(step: Step, order: Order) -> bool:
    return order.state in step.from_orders and order.payment.state in step.from_payments


def _may(step: Step, order: Order, actor: str, by) -> bool:
    if actor == Actor.OFFICER:
        return scope_of(by).has_role(order.facility_id, *(step.who - {SHOPPER, SYSTEM})) and (
            not step.who & {SHOPPER, SYSTEM}
        )
    return actor in step.who


def _find(order: Order, name: str, actor: str, by) -> Step:
    rows = [step for step in STEPS if step.name == name]
    mine = [step for step in rows if _may(step, order, actor, by)]
    if not mine:
        raise StepNotAllowed("Jabatan Anda tidak boleh melakukan langkah ini.")
    fitting = [step for step in mine if _fits(step, order)]
    if not fitting:
        raise StepNotAllowed(MOVED_ON)
    objections = [step.guard(order) for step in fitting]
    for step, objection in zip(fitting, objections, strict=True):
        if not objection:
            return step
    raise StepNotAllowed(objections[0])


def _take_money(order, row, *, source, reference, note, by, at) -> None:
    """Book what this step says has come in, unless it was booked when it arrived."""
    payment = order.payment
    if row.to_payment == Payment.State.PAID:
        amount = payment.outstanding
    elif row.to_payment == Payment.State.PARTLY_PAID and row.source:
        amount = max(0, payment.down_payment - payment.received_amount)
    else:
        return
    if amount:
        receipts.book(
            payment=payment, amount=amount, source=source or row.source, reference=reference,
            note=note, by=by, at=at,
        )  # fmt: skip


def _move_order(order: Order, row: Step, at: datetime) -> None:
    # Also when only the payment moves: updated_at is when anything of the order last changed.
    state = row.to_order or order.state
    expected = Order.objects.filter(pk=order.pk, state=order.state)
    if not expected.update(state=state, updated_at=at):
        raise StepNotAllowed(MOVED_ON)
    order.state, order.updated_at = state, at


def _move_payment(order: Order, row: Step, by, at: datetime) -> None:
    if row.to_payment is None:
        return
    payment = order.payment
    changes = {"state": row.to_payment}
    if row.to_payment in PAYMENT_CLOSED:
        changes["closed_at"] = at
    if row.to_payment == Payment.State.PAID:
        changes |= {"paid_at": at, "confirmed_by": by}
    if row.to_payment == Payment.State.REFUNDED:
        changes["refunded_at"] = at
    if row.to_payment == Payment.State.PARTLY_PAID and row.source:
        # The part has come in; the rest is due after the hand-over. A refused proof of the rest
        # leaves its deadline as it is.
        changes["pay_before"] = None
    expected = Payment.objects.filter(pk=payment.pk, state=payment.state)
    if not expected.update(**changes):
        raise StepNotAllowed(MOVED_ON)
    for name, value in changes.items():
        setattr(payment, name, value)


def _move_stock(order: Order, row: Step, by, at: datetime) -> None:
    if row.stock == "release":
        capacity.release(source_id=order.number, at=at)
        stock.release(source_id=order.number, at=at)
    elif row.stock == "ship":
        ship_stock(order, by=by, at=at)
    elif row.stock == "take_back":
        # The pieces lie in stock now: nothing is left to be made for this order.
        capacity.release(source_id=order.number, at=at)
        take_back_stock(order, by=by, at=at)
    elif row.stock == "reserve_again":
        reserve_again(order, at=at)


def _write_history(order, row, before, *, actor, by, reason, at) -> None:
    common = {"order": order, "actor": actor, "by": by, "reason": reason[:300], "at": at}
    OrderEvent.objects.bulk_create(
        OrderEvent(axis=axis, from_state=old, to_state=new, **common)
        for axis, old, new in _moves(row, before)
    )
    if by is not None and _is_alone(order, row, by):
        note(order=order, reason=SAME_PERSON, actor=actor, by=by, at=at)


def _is_alone(order: Order, row: Step, by) -> bool:
    """Whether one person both took the money and packed. Allowed, but written down."""
    if row.name in ("ready", "ship"):
        return order.payment.confirmed_by_id == by.pk
    if row.name == "hand_over" and row.to_payment:
        return order.events.filter(to_state=Order.State.READY_FOR_PICKUP, by=by).exists()
    return False


def _moves(row: Step, before: tuple[str, str]) -> Iterator[tuple[str, str, str]]:
    if row.to_order:
        yield OrderEvent.Axis.ORDER, before[0], row.to_order
    if row.to_payment:
        yield OrderEvent.Axis.PAYMENT, before[1], row.to_payment
    if row.axis == "note":
        yield OrderEvent.Axis.NOTE, "", row.name
