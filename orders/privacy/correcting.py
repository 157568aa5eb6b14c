"""What of the contact can be corrected now, and whether an officer has to look first."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..models import CONTACT_LABELS, Checkout, Order, Payment, Shipment

PERSON = ("recipient", "phone", "email")
# The regency stays: the shipping cost was worked out from it.
ADDRESS = ("street", "village", "district", "postal_code", "landmark")
LEFT = (Order.State.SHIPPED, Order.State.COMPLETED)


@dataclass(frozen=True)
class Correctable:
    """fields: of Checkout, that may change now. at_once: nobody packs yet, the link is enough."""

    fields: tuple[str, ...]
    at_once: bool


def correctable(checkout: Checkout) -> Correctable:
    """What may be corrected. An address never changes once goods have left for it."""
    rows = Order.objects.filter(checkout=checkout).select_related("payment", "shipment")
    orders = list(rows)
    sent = [order for order in orders if order.shipment.method != Shipment.Method.PICKUP]
    is_open = any(order.state not in Order.CLOSED_STATES for order in sent)
    has_left = any(order.state in LEFT for order in sent)
    fields = PERSON + (ADDRESS if is_open and not has_left else ())
    return Correctable(fields, at_once=all(_is_untouched(order) for order in orders))


def changes_of(checkout: Checkout, typed: Mapping[str, str]) -> dict[str, str]:
    """The typed fields that differ from what is kept, as texts."""
    return {
        name: str(value)
        for name, value in typed.items()
        if str(getattr(checkout, name) or "") != str(value)
    }


def in_words(fields) -> str:
    """`nama penerima, surel`."""
    return ", ".join(CONTACT_LABELS[name] for name in CONTACT_LABELS if name in fields)


def _is_untouched(order: Order) -> bool:
    """Whether nobody at the facility has a reason to pack it yet."""
    if order.state == Order.State.AWAITING_QUOTE:
        return True
    payment = order.payment
    is_unpaid = payment.state == Payment.State.AWAITING and not payment.is_later
    return order.state == Order.State.RECEIVED and is_unpaid
