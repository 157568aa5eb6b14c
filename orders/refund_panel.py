"""Money of one order on its page: what came in, what went back, and who may decide."""

from dataclasses import dataclass

from django.utils import timezone

from facilities.access import may
from orders.models import Receipt, Refund
from orders.refundable import left_of
from orders.refunds import REFUNDABLE, may_decide

from .forms.refunds import AskForm, PayForm, RefuseForm


@dataclass
class MoneyPanel:
    """waiting: the refund a second officer decides; is_mine: this officer asked for it.

    A form is None where this officer may not take that step.
    """

    receipts: list[Receipt]
    refunds: list[Refund]
    waiting: Refund | None
    is_mine: bool
    ask_form: AskForm | None
    pay_form: PayForm | None
    refuse_form: RefuseForm | None


def money_panel(order, user, forms) -> MoneyPanel | None:
    """The panel, or None for whoever sees no refunds. forms: refused ones, by name."""
    if not may(user, "view", "refund", order.facility):
        return None
    rows = order.refunds.select_related("requested_by", "decided_by").prefetch_related(
        "lines__line"
    )
    refunds = list(rows)
    for refund in refunds:
        refund.order = order
    waiting = next((row for row in refunds if row.state == Refund.State.REQUESTED), None)
    decides = waiting is not None and may_decide(waiting, user)
    today = order.facility.local_day(timezone.now())
    return MoneyPanel(
        receipts=list(order.payment.receipts.select_related("by")),
        refunds=refunds,
        waiting=waiting,
        is_mine=waiting is not None and waiting.requested_by_id == user.pk,
        ask_form=None if waiting else forms.get("dana") or ask_form(order, user),
        pay_form=(forms.get("bayar") or PayForm(today=today)) if decides else None,
        refuse_form=(forms.get("tidak") or RefuseForm()) if decides else None,
    )


def ask_form(order, user, data=None) -> AskForm | None:
    """The form to ask with, or None when nothing is left, or not for this officer."""
    if not may(user, "ask", "refund", order.facility):
        return None
    if order.payment.state not in REFUNDABLE:
        return None
    lines = list(order.lines.all())
    left = left_of(order, lines=lines)
    return AskForm(data, lines=lines, left=left) if left.amount > 0 else None
