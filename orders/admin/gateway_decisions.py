"""The part of an order's page that is about money at a gateway."""

from django import forms
from django.contrib import admin

from facilities.whole_numbers import WholeNumberField
from orders.gateways.decisions import may_decide, waiting_of
from orders.models import GatewayAttempt, Order, Payment

Attention = GatewayAttempt.Attention
ADVICE = {
    Attention.DOUBLE: "Kembalikan uang ini kepada pembeli, lalu tulis caranya.",
    Attention.BACK: "Uang ini tidak ada lagi di penyedia. Pastikan di dasbornya, catat "
    "pengembalian dananya, lalu tulis yang Anda lakukan.",
    Attention.UNSURE: "Buka dasbor penyedia, lihat apakah uangnya masuk, lalu tulis jumlahnya.",
}


class CloseForm(forms.Form):
    """What the officer did about it."""

    reason = forms.CharField(
        label="Yang dilakukan", max_length=300, help_text="Tanggal, cara, dan jumlahnya."
    )


class ClearUpForm(CloseForm):
    """What the gateway's own pages show."""

    amount = WholeNumberField(
        label="Uang yang masuk (Rp)", min_value=0, max_value=10**12,
        help_text="Tulis 0 bila tidak ada uang yang masuk.",
    )  # fmt: skip
    field_order = ("amount", "reason")


def name_of(attempt: GatewayAttempt) -> str:
    return f"penyedia-{attempt.pk}"


def form_for(attempt: GatewayAttempt, data=None) -> forms.Form:
    """The form this attempt wants."""
    is_unclear = attempt.attention == Attention.UNSURE and attempt.paid_at is None
    return (ClearUpForm if is_unclear else CloseForm)(data, prefix=name_of(attempt))


def gateway_context(order: Order, user, refused: dict) -> dict:
    """What templates/admin/orders/_gateway.html shows; nothing for an order no gateway knows.

    Money may come from a gateway that was left for another way to pay: its attempts stay.

    refused: forms that came back, by name_of.
    """
    payment = order.payment
    attempts = list(payment.attempts.select_related("account", "decided_by").order_by("-number"))
    if not attempts:
        return {}
    may = may_decide(user, order)
    waiting = [
        {
            "attempt": attempt,
            "advice": ADVICE[attempt.attention],
            "form": (refused.get(name_of(attempt)) or form_for(attempt)) if may else None,
        }
        for attempt in waiting_of(payment)
    ]
    is_review = payment.state == Payment.State.REVIEW
    with_order = [a for a in attempts if a.attention in GatewayAttempt.DECIDED_WITH_ORDER]
    return {
        "gateway_attempts": attempts,
        "gateway_waiting": waiting,
        "gateway_review": with_order[0] if is_review and with_order else None,
        "gateway_surplus": max(0, payment.received_amount - payment.refunded_amount - order.total)
        if payment.state == Payment.State.PAID
        else 0,
        "gateway_is_checking": any(a.state == GatewayAttempt.State.CHECKING for a in attempts),
    }


def show_refused(request, attempt: GatewayAttempt, form, *, refusal: str = ""):
    """The order's page again, with the form as it was typed."""
    from .order_page import show_order

    page = admin.site._registry[Order]
    order = page.get_object(request, str(attempt.payment.order_id))
    return show_order(page, request, order, forms={name_of(attempt): form}, refusal=refusal)
