"""Orders that papers are issued for."""

from django.db import transaction
from django.utils import timezone

from facilities.models import Facility
from orders.models import Order, Payment, Receipt
from orders.receipts import book
from orders.states import locked, take_step
from tests.builders import make_contact, make_membership, make_order

OFFICE = make_contact(
    buyer_kind="instansi", office_name="Dinas Contoh", street="Jalan Contoh 1",
    village="Batu Meja", district="Sirimau", postal_code="97128",
)  # fmt: skip


def office_order(**fields) -> Order:
    """An order of an office, fetched and paid by transfer unless said otherwise."""
    return make_order(**{"contact": OFFICE} | fields)


def money_for(order: Order, amount: int, *, at=None) -> Receipt:
    """Money that came in for the order, as the books know it."""
    with transaction.atomic():
        order = locked(order.pk)
        at = at or timezone.now()
        return book(payment=order.payment, amount=amount, source="officer", at=at)


def officer_of(facility: Facility, role: str = "facility_manager"):
    return make_membership(facility=facility, role=role).user


def completed(order: Order, *, at=None) -> Order:
    """The order, paid and handed over."""
    by, at = officer_of(order.facility), at or timezone.now()
    for step in ("confirm_payment", "ready", "hand_over"):
        order = take_step(order=order, step=step, actor="officer", by=by, reason="Cocok", at=at)
    return order


def as_state(order: Order, *, state: str = "", payment: str = "", method: str = "") -> Order:
    """The order in a state that takes many steps to reach."""
    if state:
        Order.objects.filter(pk=order.pk).update(state=state)
    changes = {"state": payment} if payment else {}
    changes |= {"method": method} if method else {}
    if payment == Payment.State.PAID:
        changes["paid_at"] = timezone.now()
    if changes:
        Payment.objects.filter(order=order).update(**changes)
    return Order.objects.select_related("facility", "payment", "shipment", "checkout").get(
        pk=order.pk
    )
