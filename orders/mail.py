"""One e-mail per state, sent from the database queue: no order ever waits for mail.

Enqueued inside the order's own transaction, so it exists exactly when the order does. A letter
carries numbers and the link, never an address. Texts: templates/email/.
"""

import re

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from .links import checkout_token, order_token
from .models import (
    CONTACT_LABELS,
    Checkout,
    Enquiry,
    Order,
    OrderEvent,
    Payment,
    PrivacyRequest,
    Refund,
    ReturnRequest,
)
from .pickup_codes import pickup_code
from .shipping import tracking_address


def tell_placed(*, checkout: Checkout) -> None:
    """Enqueue the letter about a new checkout; without an e-mail address nothing is sent."""
    if checkout.email:
        send_placed.enqueue(checkout.pk)


def tell(*, order: Order, kind: str) -> None:
    """Enqueue the letter templates/email/<kind>.txt about one order."""
    if order.checkout_id and order.checkout.email:
        send_about_order.enqueue(order.pk, kind)


def tell_refunded(*, refund: Refund, order: Order) -> None:
    """Enqueue the letter that money has gone back, with the amount of this very refund."""
    if order.checkout_id and order.checkout.email:
        send_about_refund.enqueue(refund.pk)


def tell_about_return(*, request: ReturnRequest, order: Order, kind: str) -> None:
    """Enqueue the letter templates/email/<kind>.txt about this very return."""
    if order.checkout_id and order.checkout.email:
        send_about_return.enqueue(request.pk, kind)


def tell_about_data(*, request: PrivacyRequest, kind: str) -> None:
    """Enqueue the letter templates/email/<kind>.txt about a request for the own data."""
    if request.checkout.email or request.wanted.get("email"):
        send_about_data.enqueue(request.pk, kind)


@task()
def send_placed(checkout_pk: int) -> None:
    """The letter with all orders of one checkout and what to do next."""
    checkout = Checkout.objects.get(pk=checkout_pk)
    orders = checkout.orders.select_related("facility", "payment", "shipment").order_by("pk")
    orders = orders.prefetch_related("lines")
    link = link_to("orders:checkout_done", checkout_token(checkout))
    context = {"checkout": checkout, "orders": orders, "link": link}
    send_letter(checkout, "placed", context)


@task()
def send_about_order(order_pk: int, kind: str) -> None:
    """The letter about one order that has moved on."""
    rows = Order.objects.select_related("facility", "payment", "shipment", "checkout")
    order = rows.get(pk=order_pk)
    context = {
        "order": order,
        "reason": _reason(order, kind),
        "ready_on": order.lines.aggregate(last=Max("ready_on"))["last"],
        "link": link_to("orders:order_detail", order_token(order)),
        "pickup_code": pickup_code(order) if kind == "ready_for_pickup" else "",
        "tracking": tracking_address(order.delivery) if kind == "shipped" else "",
    }
    send_letter(order.checkout, kind, context)


@task()
def send_about_refund(refund_pk: int) -> None:
    """The letter about money that has gone back: how much, for what, when."""
    refund = Refund.objects.select_related("order__facility", "order__checkout").get(pk=refund_pk)
    context = {
        "refund": refund,
        "order": refund.order,
        "lines": refund.lines.select_related("line"),
        "link": link_to("orders:order_detail", order_token(refund.order)),
    }
    send_letter(refund.order.checkout, "refunded", context)


@task()
def send_about_return(request_pk: int, kind: str) -> None:
    """The letter about goods given back: what was answered, what comes next."""
    rows = ReturnRequest.objects.select_related("order__facility", "order__checkout", "refund")
    returned = rows.get(pk=request_pk)
    context = {
        "returned": returned,
        "order": returned.order,
        "link": link_to("orders:order_detail", order_token(returned.order)),
    }
    send_letter(returned.order.checkout, kind, context)


@task()
def send_about_data(request_pk: int, kind: str) -> None:
    """The letter about a correction or an erasure; of a replaced address, to the old one too."""
    rows = PrivacyRequest.objects.select_related("order__facility", "checkout")
    request = rows.get(pk=request_pk)
    former = request.wanted.get("email", "") if kind == "data_corrected" else ""
    context = {
        "asked": request,
        "words": ", ".join(CONTACT_LABELS[name] for name in request.fields),
        "order": request.order,
        "link": link_to("orders:own_data", order_token(request.order)),
    }
    send_letter(request.checkout, kind, context, also=former)
    if former:
        PrivacyRequest.objects.filter(pk=request_pk).update(wanted={})


def _reason(order: Order, kind: str) -> str:
    """What the officer wrote when refusing a proof or cancelling; nobody else's words."""
    said = order.events.filter(actor=OrderEvent.Actor.OFFICER).exclude(reason="")
    if kind == "proof_rejected":
        said = said.filter(from_state=Payment.State.REVIEW)
    elif kind in ("cancelled", "refund_pending"):
        said = said.filter(to_state=Order.State.CANCELLED)
    else:
        return ""
    return said.values_list("reason", flat=True).last() or ""


def link_to(name: str, token: str) -> str:
    """The full address of a page of the shopper."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[token])


def send_letter(checkout: Checkout | Enquiry, kind: str, context: dict, *, also: str = "") -> None:
    """Send templates/email/<kind>.txt now. A mail server that is away raises: the queue comes
    again later (orders/queue.py).

    also: a further address, which the first one is not shown.
    """
    to = [address for address in (checkout.email, also) if address]
    if not to:  # masked since it was enqueued
        return
    subject, _, body = render_to_string(f"email/{kind}.txt", context).partition("\n")
    # Parts that do not apply leave empty lines behind.
    body = re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"
    EmailMessage(subject.strip(), body, to=to[:1], bcc=to[1:]).send()
