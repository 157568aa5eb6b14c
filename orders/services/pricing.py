"""A job that has a price becomes an order: paid, made, fetched and booked like any other.

The lines are work: they hold no stock. Source: docs/decisions/0100-services-become-orders.md.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog.billing import billed_variant
from catalog.models import Variant
from catalog.stock import Item

from .. import mail, numbers, payments
from ..checkout.writing import line_of
from ..models import Checkout, Enquiry, Order, OrderEvent, OrderLine, Payment, Shipment
from ..models.orders import BuyerKind
from ..retrying import retried
from .errors import EnquiryRefused
from .requests import Actor, State, check_role, check_state, locked_enquiry, move, write_down

MOST_JOBS = 4
LARGEST_PRICE = 100_000_000
PRICED_FROM = (State.ASKED, State.ANSWERED, State.CONFIRMED, State.LEFT)


@dataclass(frozen=True)
class Job:
    """One line of work: what is done, how often, rupiah each."""

    work: str
    quantity: int
    price: int

    @property
    def total(self) -> int:
        return self.price * self.quantity


def purchase_of(enquiry: Enquiry, *, total: int, office_name: str = "") -> payments.Purchase:
    """What is paid for, as the ways to pay look at it: fetched at the facility."""
    return payments.Purchase(
        facility=enquiry.facility, delivery_method=Shipment.Method.PICKUP, goods_total=total,
        delivery_cost=0, is_office=bool(office_name),
    )  # fmt: skip


@retried
def price(
    *, enquiry: Enquiry, jobs: Sequence[Job], method: str, office_name: str = "", by, at: datetime
) -> Order:
    """Make the order of an enquiry, at the price that was agreed on; who asked pays it there.

    jobs: one to four lines of work. method: a Payment.Method that fits (payments.methods_for).
    office_name: where an office pays. by: needs enquiry/price at the facility. Pressing twice
    returns the order that is there. Raises EnquiryRefused.
    """
    _check_jobs(jobs)
    with transaction.atomic():
        enquiry = locked_enquiry(enquiry.pk)
        check_role(enquiry, by, "price")
        if enquiry.order_id:
            return enquiry.order
        check_state(enquiry, *PRICED_FROM)
        if enquiry.phone == "":
            raise EnquiryRefused("Data pemesan sudah dihapus; pesanan tidak dapat dibuat.")
        order = _write_order(enquiry, jobs, method, office_name.strip()[:100], by, at)
        move(enquiry, State.ORDERED, at=at, order=order)
        text = f"Harga ditetapkan, menjadi pesanan {order.number}."
        write_down(enquiry, text, actor=Actor.OFFICER, by=by, at=at)
        mail.tell_placed(checkout=order.checkout)
        return order


def _check_jobs(jobs: Sequence[Job]) -> None:
    if not 1 <= len(jobs) <= MOST_JOBS:
        raise EnquiryRefused("Isi paling sedikit satu pekerjaan dengan harganya.")
    for job in jobs:
        if not job.work.strip() or job.quantity < 1 or not 1 <= job.price <= LARGEST_PRICE:
            raise EnquiryRefused("Isi pekerjaan, jumlah, dan harga satuannya.")


def _write_order(enquiry, jobs, method, office_name, by, at) -> Order:
    purchase = purchase_of(enquiry, total=sum(job.total for job in jobs), office_name=office_name)
    if method not in payments.methods_for(purchase):
        raise EnquiryRefused("Cara bayar ini tidak tersedia untuk jumlah itu.", "method")
    kind = BuyerKind.OFFICE if office_name else BuyerKind.PERSON
    checkout = Checkout.objects.create(
        # Of the enquiry's whole key: a second order for it cannot exist, nobody guesses it.
        form_key=_form_key(enquiry), content_hash=enquiry.content_hash,
        number=numbers.new_number(numbers.CHECKOUT, is_taken=_checkout_exists),
        recipient=enquiry.name, phone=enquiry.phone, email=enquiry.email, buyer_kind=kind,
        office_name=office_name, placed_at=at,
    )  # fmt: skip
    variant = billed_variant(enquiry.service)
    order = Order(
        number=numbers.new_number(numbers.ORDER, is_taken=_order_exists), checkout=checkout,
        facility=enquiry.facility, buyer_kind=kind, goods_total=purchase.goods_total,
        shipping_cost=0, placed_at=at,
    )  # fmt: skip
    lines = [_line(job, variant, position) for position, job in enumerate(jobs, start=1)]
    # waits: paid when it is fetched, so the time to pay runs from when it is done.
    payment = payments.start(
        order=order, lines=lines, method=method, purchase=purchase, fresh=False, waits=True, at=at
    )
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    gallery = enquiry.facility.galleries.filter(is_public=True).first()
    Shipment.objects.create(order=order, method=Shipment.Method.PICKUP, gallery=gallery)
    _write_events(order, payment, enquiry, by, at)
    return order


def _form_key(enquiry: Enquiry) -> str:
    return hashlib.sha256(f"jasa-{enquiry.key}".encode()).hexdigest()[:43]


def _line(job: Job, variant: Variant, position: int) -> OrderLine:
    line = line_of(Item(variant, job.quantity, str(position)), ready_on=None)
    line.variant_name, line.unit_price = job.work.strip()[:60], job.price
    return line


def _write_events(order: Order, payment: Payment, enquiry: Enquiry, by, at: datetime) -> None:
    Axis = OrderEvent.Axis
    rows = [(Axis.ORDER, order.state, ""), (Axis.PAYMENT, payment.state, "")]
    rows.append((Axis.NOTE, "note", f"Dari permintaan jasa {enquiry.number}."))
    OrderEvent.objects.bulk_create(
        OrderEvent(
            order=order, axis=axis, to_state=state, reason=reason, by=by, at=at,
            actor=OrderEvent.Actor.OFFICER,
        )
        for axis, state, reason in rows
    )  # fmt: skip


def _checkout_exists(number: str) -> bool:
    return Checkout.objects.filter(number=number).exists()


def _order_exists(number: str) -> bool:
    return Order.objects.filter(number=number).exists()
