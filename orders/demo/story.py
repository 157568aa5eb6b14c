"""How an order went, step by step along the graph of orders/states, up to now."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orders.deadlines import INVOICE_DAYS, is_fresh, pay_before
from orders.models import Order, OrderEvent, Payment, Shipment

from .plans import Plan

O, P = Order.State, Payment.State  # noqa: E741
Actor = OrderEvent.Actor
NOT_PAID = "Tidak dibayar sampai batas waktu."
ON_STATEMENT = "Cocok dengan mutasi rekening."
INVOICE = timedelta(days=INVOICE_DAYS)
CODE_SHOWN = "Kode ambil cocok."
REFUND_REASONS = (
    "Bahan baku habis, pembeli setuju dana dikembalikan.",
    "Barang rusak sebelum dikirim dan tidak ada gantinya.",
    "Pembeli membatalkan dan disetujui petugas.",
)


@dataclass(frozen=True)
class Step:
    """One step of the graph as it was taken. order, payment: the states after it, "" unmoved."""

    name: str
    at: datetime
    actor: str
    order: str = ""
    payment: str = ""
    reason: str = ""


@dataclass
class Story:
    """The steps taken so far, and the deadline that ran last."""

    steps: list[Step]
    pay_before: datetime | None = None

    def at_of(self, *names: str) -> datetime | None:
        """When the first of these steps was taken, None when it was not."""
        return next((step.at for step in self.steps if step.name in names), None)

    @property
    def paid_at(self) -> datetime | None:
        """When the whole amount was there, None when it is not."""
        return next((step.at for step in self.steps if step.payment == P.PAID), None)

    @property
    def order_state(self) -> str:
        return next(step.order for step in reversed(self.steps) if step.order)

    @property
    def payment_state(self) -> str:
        return next(step.payment for step in reversed(self.steps) if step.payment)


def story_of(plan: Plan, *, now: datetime, dice: random.Random) -> Story:
    """What has happened to this order by `now` (or up to the step `plan.until`)."""
    if plan.is_counter_sale:
        return Story([Step("sell", plan.placed_at, Actor.OFFICER, O.COMPLETED, P.PAID)])
    teller = _Teller(plan, dice)
    story = teller.tell()
    if plan.until:
        _stop_at(story, plan.until, now=now)
        story.pay_before = teller.deadline_after(story.steps)
    story.steps = [step for step in story.steps if step.at <= now]
    return story


def _stop_at(story: Story, name: str, *, now: datetime) -> None:
    """Keep the steps up to this one, drawn together so that all of them are over by now."""
    names = [step.name for step in story.steps]
    kept = story.steps[: names.index(name) + 1]
    began, span = kept[0].at, kept[-1].at - kept[0].at
    scale = (now - began) * 0.85 / span if span else 1
    story.steps = [replace(step, at=began + (step.at - began) * scale) for step in kept]


class _Teller:
    """Tells the whole story of one plan, also what is still to come."""

    def __init__(self, plan: Plan, dice: random.Random):
        self.plan, self.dice, self.steps = plan, dice, []
        self.fresh = any(is_fresh(line.variant.product) for line in plan.lines)
        self.deadline: datetime | None = None
        # How long to pay, by the step it runs from; None: nothing is due for now.
        self.lengths: dict[str, timedelta | None] = {}
        self._wait = 0.0  # hours of making that the next step comes after

    def tell(self) -> Story:
        self._place()
        if self.plan.ending == "cancelled":
            self._say("cancel", self._later(0.3, 1.2), Actor.SHOPPER, O.CANCELLED, P.VOID)
        elif self.plan.ending == "expired":
            self._expire()
        elif self.plan.payment_method == Payment.Method.PAY_AT_PICKUP:
            self._fetch_and_pay()
        elif self.plan.payment_method in LATER:
            LATER[self.plan.payment_method](self)
        else:
            self._pay()
            self._refund() if self.plan.ending == "refunded" else self._deliver()
        return Story(self.steps, self.deadline)

    def _place(self):
        plan = self.plan
        needs_quote = plan.method == Shipment.Method.CARGO
        state = O.AWAITING_QUOTE if needs_quote else O.RECEIVED
        self._say("place", plan.placed_at, Actor.SHOPPER, state, P.AWAITING)
        pays_later = plan.payment_method == Payment.Method.PAY_AT_PICKUP
        if not needs_quote and not (pays_later and plan.waits_for_making):
            self._start_deadline()
        if needs_quote and plan.ending != "cancelled":
            at = self._office(self._later(1, 20))
            self._say("quote_shipping", at, Actor.OFFICER, O.RECEIVED)
            self._start_deadline()

    def _expire(self):
        if self.deadline is None:  # goods to be made first, paid when fetched
            self._make_ready()
        at = self.deadline + timedelta(minutes=self.dice.randint(1, 9))
        self._say("expire", at, Actor.SYSTEM, O.EXPIRED, P.VOID, NOT_PAID)

    def _pay(self):
        at = self._later(0.1, 1.4) if self.fresh else self._later(0.2, 18)
        if self.plan.channel == "situs":
            self._say("submit_proof", at, Actor.SHOPPER, payment=P.REVIEW)
            at = self._office(self._later(0.3, 4))
            self._say("accept_proof", at, Actor.OFFICER, payment=P.PAID)
        else:
            at = min(at + timedelta(minutes=30), self.deadline - timedelta(minutes=5))
            self._say(
                "confirm_payment", at, Actor.OFFICER, payment=P.PAID, reason=ON_STATEMENT
            )  # fmt: skip

    def _deliver(self):
        if self.plan.method == Shipment.Method.PICKUP:
            self._make_ready()
            self._say(
                "hand_over", self._office(self._later(3, 60)), Actor.OFFICER, O.COMPLETED,
                reason=CODE_SHOWN,
            )  # fmt: skip
            return
        self._make()
        self._say("ship", self._office(self._later(2, 26)), Actor.OFFICER, O.SHIPPED)
        days = (0.2, 1) if self.plan.method == Shipment.Method.LOCAL else (3, 9)
        at = self._office(self._later(days[0] * 24, days[1] * 24))
        self._say("complete", at, Actor.OFFICER, O.COMPLETED)

    def _fetch_and_pay(self):
        self._make_ready()
        limit = self.deadline - timedelta(minutes=10)
        at = min(self._office(self._later(2, 20 if self.fresh else 60)), limit)
        self._say("hand_over", at, Actor.OFFICER, O.COMPLETED, P.PAID, CODE_SHOWN)

    def _pay_the_driver(self):
        self._make()
        self._say("ship", self._office(self._later(2, 26)), Actor.OFFICER, O.SHIPPED)
        self._say("collect", self._later(3, 7), Actor.OFFICER, O.COMPLETED, P.PAID)

    def _pay_a_part(self):
        at = min(self._office(self._later(4, 30)), self.deadline - timedelta(minutes=5))
        self._say(
            "confirm_payment", at, Actor.OFFICER, payment=P.PARTLY_PAID, reason=ON_STATEMENT
        )  # fmt: skip
        self.lengths["confirm_payment"] = self.deadline = None
        self._pay_the_invoice()

    def _pay_the_invoice(self):
        self._deliver()
        last = self.steps[-1]
        self.lengths[last.name] = INVOICE
        self.deadline = last.at + INVOICE
        self._say("submit_proof", self._later(48, 190), Actor.SHOPPER, payment=P.REVIEW)
        at = self._office(self._later(0.3, 4))
        self._say("accept_proof", at, Actor.OFFICER, payment=P.PAID)

    def _refund(self):
        reason = self.dice.choice(REFUND_REASONS)
        at = self._office(self._later(4, 30))
        self._say("cancel", at, Actor.OFFICER, O.CANCELLED, P.REFUND_PENDING, reason)
        at = self._office(self._later(20, 90))
        self._say(
            "refund_done", at, Actor.SYSTEM, payment=P.REFUNDED, reason=f"Dikembalikan: {reason}"
        )  # fmt: skip

    def _make(self):
        if self.plan.waits_for_making:
            self._say(
                "start_production", self._office(self._later(1, 8)), Actor.OFFICER, O.IN_PRODUCTION
            )  # fmt: skip
            days = max(line.variant.lead_time_days for line in self.plan.lines if line.made)
            self._wait = days * 24 * self.dice.uniform(0.7, 1.05)

    def _make_ready(self):
        self._make()
        at = self._office(self._later(0.5, 4 if self.fresh else 8))
        pays_later = self.plan.payment_method == Payment.Method.PAY_AT_PICKUP
        if pays_later and self.deadline:
            at = min(at, self.deadline - timedelta(minutes=30))
        self._say("ready", at, Actor.OFFICER, O.READY_FOR_PICKUP)
        if pays_later:
            self._start_deadline()

    def deadline_after(self, steps: list[Step]) -> datetime | None:
        """The deadline these steps set, wherever in time they lie now."""
        end = None
        for step in steps:
            if step.name in self.lengths:
                length = self.lengths[step.name]
                end = None if length is None else max(end or step.at, step.at + length)
        return end

    def _start_deadline(self):
        """Time to pay runs from the last step; it is never shortened."""
        step, method = self.steps[-1], self.plan.payment_method
        facility = self.plan.facility
        new = pay_before(method=method, facility=facility, fresh=self.fresh, at=step.at)
        if new is None:  # paid at the door, or after the hand-over
            return
        self.lengths[step.name] = new - step.at
        self.deadline = max(self.deadline or new, new)

    def _say(self, name, at, actor, order="", payment="", reason=""):
        self.steps.append(Step(name, at, actor, order, payment, reason))

    def _later(self, least: float, most: float) -> datetime:
        """Some hours after the last step, and after the making that was begun."""
        wait, self._wait = self._wait, 0.0
        return self.steps[-1].at + timedelta(hours=wait + self.dice.uniform(least, most))

    def _office(self, at: datetime) -> datetime:
        """The same moment, or the next morning when the desk is closed."""
        local = at.astimezone(self.plan.facility.zone)
        if local.hour >= 15:
            local += timedelta(days=1)
            local = local.replace(hour=8, minute=self.dice.randint(5, 55))
        elif local.hour < 8:
            local = local.replace(hour=8, minute=self.dice.randint(5, 55))
        while local.weekday() > 4:
            local += timedelta(days=1)
        return local.astimezone(at.tzinfo)


LATER = {
    Payment.Method.COD: _Teller._pay_the_driver,
    Payment.Method.AFTER_HANDOVER: _Teller._pay_the_invoice,
    Payment.Method.DOWN_PAYMENT: _Teller._pay_a_part,
}
