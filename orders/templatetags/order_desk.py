"""What the desk of an officer shows: amounts with their code, history, waiting work."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from catalog.money import rupiah
from facilities.access import may
from orders.models import Order, OrderEvent, Payment
from orders.proof_files import name_of
from orders.work_list import sections_for

register = template.Library()

STATES = {
    OrderEvent.Axis.ORDER: dict(Order.State.choices),
    OrderEvent.Axis.PAYMENT: dict(Payment.State.choices),
}


@register.filter
def amount_with_code(payment):
    """What is due, `Rp498.<b>212</b>`: the three digits that name the order stand out."""
    due = payment.amount_due or payment.amount
    text = rupiah(due)
    if not payment.unique_code or due != payment.amount:
        return text
    return format_html("{}<b>{}</b>", text[:-3], text[-3:])


@register.filter
def picture_of(proof):
    """Address of the proof's picture for staff; "" once it was removed."""
    if not proof.file_name:
        return ""
    return reverse("orders:proof_image", args=[name_of(proof.file_name)])


@register.filter
def sentence(text):
    """What an officer wrote, with the full stop it needs before the next sentence."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


@register.filter
def event_text(event):
    """What a line of the history says."""
    return STATES.get(event.axis, {}).get(event.to_state, "Catatan")


@register.inclusion_tag("admin/_work_list.html", takes_context=True)
def work_list(context):
    """What waits for this officer, each with the way to the filtered list."""
    user = context["request"].user
    return {
        "sections": sections_for(user, at=timezone.now()),
        "sees_sales": may(user, "view", "sales"),
        "hands_over": may(user, "view", "order"),
    }
