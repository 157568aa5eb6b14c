"""What the page of one order shows its officer, at the desk and on a phone alike."""

from datetime import datetime

from catalog.models import ProductPhoto
from facilities.access import scope_of

from .desk import is_late
from .forms.order_steps import AcceptForm, RejectForm, StepForm
from .models import Order, PaymentProof
from .refund_panel import money_panel
from .shipping import tracking_address
from .states import STEPS, Step, roles_for, steps_for
from .whatsapp_texts import chat_address, news_address

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


def order_context(order: Order, user, *, at: datetime, forms=None, refusal: str = "") -> dict:
    """Goods, money, proof, history, and only the steps this officer may take now.

    order: with facility, checkout, payment, shipment and direct sale. forms: the refused form by step name (or
    "terima", "tolak", or "dana", "bayar", "tidak" of a refund); refusal: why a step could not be
    taken.
    """
    forms = forms or {}
    payment = order.payment
    proofs = list(payment.proofs.select_related("reviewed_by"))
    checking = next((p for p in proofs if p.state == PaymentProof.State.CHECKING), None)
    known = {"courier": order.delivery.courier} if order.delivery else {}
    lines = with_covers(order.lines.select_related("variant"))
    has_work = any(line.made_to_order for line in lines)
    steps = [
        {
            "step": step,
            "form": forms.get(step.name) or StepForm(step=step, order=order, initial=known),
        }
        for step in sorted(steps_for(order, user), key=lambda step: _rank(step, has_work))
    ]
    return {
        "order": order,
        "facility": order.facility,
        "payment": payment,
        "shipment": order.delivery,
        "checkout": order.checkout,
        "refusal": refusal,
        "is_late": is_late(order, at),
        "lines": lines,
        "returns": order.returns.select_related("refund"),
        "events": order.events.select_related("by"),
        "steps": [item for item in steps if item["step"].name not in FOLDED],
        "cancel_steps": [item for item in steps if item["step"].name in FOLDED],
        "others": _one_of(roles_for(order)),
        "is_packed_here": order.state in PACKED,
        "proof": checking,
        "old_proofs": [proof for proof in proofs if proof is not checking],
        "may_confirm": scope_of(user).has_role(order.facility_id, *CONFIRMERS),
        "accept_form": forms.get("terima") or AcceptForm(amount=payment.amount_due),
        "reject_form": forms.get("tolak") or RejectForm(),
        "is_transfer": payment.is_by_transfer,
        "money": money_panel(order, user, forms),
        "news": news_address(order),
        "chat": chat_address(order),
        "tracking": tracking_address(order.delivery),
    }


def _rank(step: Step, has_work: bool) -> int:
    """What moves the goods comes first: an office's money may be months away.

    Goods that lie ready are sent; only those made when ordered are begun first.
    """
    if step.name == "start_production" and not has_work:
        return 1
    return 0 if step.to_order else 2


def _one_of(names: list[str]) -> str:
    """`A`, `A atau B`, `A, B, atau C`; "" without names."""
    if len(names) < 3:
        return " atau ".join(names)
    return f"{', '.join(names[:-1])}, atau {names[-1]}"


def with_covers(lines) -> list:
    """The lines, each with the cover photo of its product as `cover` (or None). One more query."""
    lines = list(lines)
    products = {line.variant.product_id for line in lines}
    covers = {}
    for photo in ProductPhoto.objects.filter(product__in=products).order_by("-position", "-pk"):
        covers[photo.product_id] = photo
    for line in lines:
        line.cover = covers.get(line.variant.product_id)
    return lines
