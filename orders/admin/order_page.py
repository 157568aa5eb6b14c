"""The page of one order: what was bought, what is due, what happened, what may be done."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html

from catalog.models import ProductPhoto
from facilities.access import scope_of
from orders.desk import is_late
from orders.models import Order, PaymentProof
from orders.shipping import tracking_address
from orders.states import STEPS, roles_for, steps_for
from orders.whatsapp_texts import chat_address, news_address

from .document_forms import papers_context
from .gateway_decisions import gateway_context
from .order_forms import AcceptForm, RejectForm, StepForm
from .refund_panel import money_panel

TONES = {
    "payment_review": "warn",
    "awaiting_quote": "warn",
    "refund_pending": "warn",
    "partly_paid": "info",
    "paid": "info",
    "in_production": "info",
    "ready_for_pickup": "info",
    "shipped": "info",
    "completed": "ok",
    "cancelled": "bad",
    "expired": "bad",
}


def status_tag(order):
    """The one shown status, as a coloured word."""
    return format_html(
        '<span class="tag tag-{}">{}</span>',
        TONES.get(order.status_code, "plain"),
        order.status_label,
    )


def show_order(page, request, order, *, forms=None, refusal=""):
    """Render the order for its officer.

    page: the model admin; forms: the refused form by step name (or "terima", "tolak", or "dana",
    "bayar", "tidak" of a refund);
    refusal: why a step could not be taken.
    """
    forms = forms or {}
    at = timezone.now()
    payment = order.payment
    proofs = list(payment.proofs.select_related("reviewed_by"))
    checking = next((p for p in proofs if p.state == PaymentProof.State.CHECKING), None)
    known = {"courier": order.delivery.courier} if order.delivery else {}
    steps = [
        {"step": step, "form": forms.get(step.name) or StepForm(step=step, initial=known)}
        # What moves the goods comes first: an office's money may be months away.
        for step in sorted(steps_for(order, request.user), key=lambda step: not step.to_order)
    ]
    context = {
        **page.admin_site.each_context(request),
        **papers_context(request.user, order, forms),
        "opts": page.opts,
        "title": f"Pesanan {order.number}",
        "order": order,
        "facility": order.facility,
        "payment": payment,
        "shipment": order.delivery,
        "checkout": order.checkout,
        "status": status_tag(order),
        "refusal": refusal,
        "is_late": is_late(order, at),
        "lines": with_covers(order.lines.select_related("variant")),
        "returns": order.returns.select_related("refund"),
        "events": order.events.select_related("by"),
        "steps": [item for item in steps if item["step"].name not in FOLDED],
        "cancel_steps": [item for item in steps if item["step"].name in FOLDED],
        "others": _one_of(roles_for(order)),
        "is_packed_here": order.state in PACKED,
        "proof": checking,
        "old_proofs": [proof for proof in proofs if proof is not checking],
        "may_confirm": scope_of(request.user).has_role(order.facility_id, *CONFIRMERS),
        "accept_form": forms.get("terima") or AcceptForm(amount=payment.amount_due),
        "reject_form": forms.get("tolak") or RejectForm(),
        "is_transfer": payment.is_by_transfer,
        "money": money_panel(order, request.user, forms),
        "news": news_address(order),
        "chat": chat_address(order),
        "tracking": tracking_address(order.delivery),
        **gateway_context(order, request.user, forms),
    }
    status = 422 if forms else 200
    return render(request, "admin/orders/order_page.html", context, status=status)


# While the goods are still to be packed, or on their way and may need a new label.
PACKED = (
    Order.State.RECEIVED,
    Order.State.IN_PRODUCTION,
    Order.State.READY_FOR_PICKUP,
    Order.State.SHIPPED,
)
# Steps that undo an order: folded, so that no tired thumb meets them.
FOLDED = ("cancel", "undelivered")
CONFIRMERS = next(step.who for step in STEPS if step.name == "accept_proof")


def _one_of(names):
    """`A`, `A atau B`, `A, B, atau C`; "" without names."""
    if len(names) < 3:
        return " atau ".join(names)
    return f"{', '.join(names[:-1])}, atau {names[-1]}"


def with_covers(lines):
    """The lines, each with the cover photo of its product as `cover` (or None). One more query."""
    lines = list(lines)
    products = {line.variant.product_id for line in lines}
    covers = {}
    for photo in ProductPhoto.objects.filter(product__in=products).order_by("-position", "-pk"):
        covers[photo.product_id] = photo
    for line in lines:
        line.cover = covers.get(line.variant.product_id)
    return lines
