"""What the shopper's page says about paying at a gateway."""

from dataclasses import dataclass, field
from datetime import datetime

from ..models import GatewayAttempt, Order, Payment, Provider
from .accounts import usable_account
from .pages import STILL_GOOD, is_payable
from .switching import other_ways

State = GatewayAttempt.State


@dataclass
class GatewayPanel:
    """can_pay: whether the button is there. amount: rupiah to pay now. is_open: a page stands open
    and may be paid at this moment. is_down: the gateway gave no page a moment ago. surplus: rupiah
    that came too much. other_ways: what the shopper may pay by instead."""

    label: str
    can_pay: bool
    amount: int
    is_open: bool
    is_checking: bool
    is_short: bool
    surplus: int
    is_down: bool = False
    other_ways: list[Payment.Method] = field(default_factory=list)


def gateway_panel_of(order: Order, *, at: datetime) -> GatewayPanel | None:
    """The panel of an order that is paid at a gateway. order: with payment and its attempts."""
    payment = order.payment
    if not payment.is_by_gateway:
        return None
    attempts = [a for a in payment.attempts.all() if a.provider == payment.method]
    waits = is_payable(order)
    account = usable_account(facility=order.facility, provider=payment.method) if waits else None
    kept = payment.received_amount - payment.refunded_amount
    return GatewayPanel(
        label=Provider(payment.method).label,
        can_pay=account is not None,
        amount=payment.amount_due,
        is_open=any(a.state == State.OPEN and a.ends_at > at + STILL_GOOD for a in attempts),
        is_checking=any(a.state == State.CHECKING for a in attempts),
        is_short=waits and payment.received_amount > 0,
        surplus=kept - payment.amount if _is_kept(payment) and kept > payment.amount else 0,
        other_ways=other_ways(order),
    )


def _is_kept(payment: Payment) -> bool:
    return payment.state in (Payment.State.PAID, Payment.State.REVIEW)
