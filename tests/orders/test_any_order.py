"""Every way to pay, walked at random through all that can happen to an order: the books stay right."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from catalog import capacity, stock
from catalog.models import Reservation, StockMovement
from orders import refunds, returns, sales, statements
from orders.expiry import expire_due
from orders.gateways import news as gateway_news
from orders.gateways.decisions import close, waiting_of
from orders.gateways.switching import CannotSwitch, other_ways, switch_way
from orders.models import Order, Payment, Refund, ReturnRequest
from orders.payments import ProofRefused, accept_proof, reject_proof, submit_proof
from orders.payments.provider import Kind, News
from orders.privacy import PrivacyNotAllowed, erase
from orders.refundable import left_of
from orders.settlement.proof import differences
from orders.states import StepNotAllowed, steps_for, take_step
from orders.states.table import BEFORE_LEAVING
from tests.builders import (
    make_checkout,
    make_contact,
    make_gateway_account,
    make_gateway_attempt,
    make_officer,
    make_payment_setup,
    make_producer_group,
    make_product,
    make_shipping_rate,
    make_statement,
    make_stock,
    make_variant,
)

P, State = Payment.State, Order.State
Method = Payment.Method
DELIVERIES = {
    Method.PAY_AT_PICKUP: ("pickup",),
    Method.COD: ("local",),
}
REFUSALS = (
    StepNotAllowed, ProofRefused, refunds.RefundNotAllowed, returns.ReturnNotAllowed,
    statements.StatementRefused, CannotSwitch, PrivacyNotAllowed, stock.StockError,
)  # fmt: skip


ALONG = ("facility", "payment", "shipment", "checkout")


class Walk:
    """One facility, its orders, and a pair of dice."""

    def __init__(self, seed):
        self.dice = Random(seed)
        self.now = timezone.now() - timedelta(days=50)
        self.facility = make_payment_setup().facility
        for service in ("local", "courier"):
            make_shipping_rate(
                facility=self.facility, service=service, zone="same_regency", first_kg=15_000
            )  # fmt: skip
        for provider in ("midtrans", "xendit"):
            make_gateway_account(facility=self.facility, provider=provider)
        self.manager = make_officer("facility_manager", self.facility)
        self.treasurer = make_officer("treasurer", self.facility)
        group = make_producer_group(facility=self.facility, monthly_capacity=12)
        products = [
            make_product(facility=self.facility),
            make_product(facility=self.facility, producer_group=group),
            make_product(facility=self.facility, is_food=True),
        ]
        self.shelf = make_variant(product=products[0], price=33_333, material_cost=9_999)
        self.made = make_variant(
            product=products[1], price=70_001, made_to_order=True, lead_time_days=9, work_units=2
        )
        self.food = make_variant(product=products[2], price=17_500)
        for variant in (self.shelf, self.food):
            make_stock(variant=variant, quantity=14)
        self.orders = []
        self.taken = 0
        self.references = 0

    def run(self, *, orders, acts):
        """Place some orders, then do one thing after another; what is refused changes nothing."""
        dice = [
            self.order, self.press, self.press, self.press, self.proof, self.proof, self.bank,
            self.bank, self.gateway, self.gateway, self.ask_refund, self.decide_refund,
            self.ask_return, self.answer_return, self.answer_return, self.shopper_cancels,
            self.time_goes_by, self.switch, self.decide_news,
        ]  # fmt: skip
        for _ in range(orders):
            self.safely(self.order)
        for _ in range(acts):
            self.now += timedelta(minutes=self.dice.randrange(1, 90))
            self.safely(self.dice.choice(dice))

    def safely(self, act):
        with suppress(*REFUSALS):
            act()
            self.taken += 1

    # The pieces of a walk.
    def some(self, **wanted):
        rows = Order.objects.filter(**wanted).order_by("pk")
        return self.dice.choice(list(rows.select_related(*ALONG)) or [None])

    def reread(self, pk):
        return Order.objects.select_related(*ALONG).get(pk=pk)

    def rupiah_for(self, payment):
        due = payment.amount_due or self.dice.choice((payment.amount, 10_000))
        return self.dice.choice((due, due, max(1, due // 3), due + 5_000))

    def order(self):
        way = self.dice.choice(list(set(Method) - {Method.CASH}))
        office = {}
        if way in Payment.OFFICE_METHODS:
            office = {"buyer_kind": "instansi", "office_name": "Dinas Contoh"}
        contact = make_contact(
            regency=self.facility.regency, province=self.facility.regency.province, **office
        )
        goods = self.dice.sample((self.shelf, self.made, self.food), self.dice.randrange(1, 4))
        method = self.dice.choice(DELIVERIES.get(way, ("pickup", "local", "courier")))
        checkout = make_checkout(
            {variant: self.dice.randrange(1, 4) for variant in goods}, contact=contact,
            payment_method=way, method=method, at=self.now,
        )  # fmt: skip
        self.orders += checkout.orders.values_list("pk", flat=True)

    def press(self):
        """An officer takes a step that is offered: only the goods may be in the way."""
        order = self.some()
        steps = steps_for(order, self.manager)
        if not steps:
            return
        step = self.dice.choice(steps)
        extra = {
            "ship": {"courier": "JNE", "tracking_number": "R1"},
            "quote_shipping": {"cost": 20_000},
        }.get(step.name, {})
        take_step(
            order=order, step=step.name, actor="officer", by=self.manager, reason="Alasan",
            at=self.now, **extra,
        )  # fmt: skip

    def proof(self):
        order = self.some(payment__method__in=Payment.TRANSFER_METHODS)
        if order is None:
            return
        payment = order.payment
        waiting = payment.proofs.filter(state="checking").first()
        if waiting is None:
            submit_proof(
                payment=payment, file_name="bukti/a.jpg", sender_name="Pengirim", paid_on=None,
                at=self.now,
            )  # fmt: skip
        elif self.dice.random() < 0.6:
            accept_proof(proof=waiting, by=self.treasurer, at=self.now)
        else:
            reject_proof(proof=waiting, reason="Belum masuk", by=self.treasurer, at=self.now)

    def bank(self):
        """A file of the bank: rows by number and by amount, some of them wrong."""
        rows = []
        for pk in {self.dice.choice(self.orders) for _ in range(3)}:
            order = self.reread(pk)
            text = self.dice.choice((f"TRSF {order.number}", "TRSF"))
            rows.append((self.facility.local_day(self.now), self.rupiah_for(order.payment), text))
        statement = make_statement(rows, facility=self.facility, by=self.treasurer, at=self.now)
        statements.book_certain(statement=statement, by=self.treasurer, at=self.now)
        for line in statement.lines.filter(state="open"):
            (match,) = statements.matches(statement, [line])
            if match.candidates and self.dice.random() < 0.8:
                payment = self.dice.choice(match.candidates).payment
                statements.assign(line=line, payment=payment, by=self.treasurer, at=self.now)

    def gateway(self):
        order = self.some(payment__method__in=Payment.GATEWAY_METHODS) or self.some()
        payment = order.payment
        attempt = payment.attempts.order_by("-pk").first()
        if attempt is None or attempt.state in ("paid", "ended"):
            if not payment.is_by_gateway or not payment.amount_due:
                return
            account = self.facility.gateway_accounts.get(provider=payment.method)
            number = payment.attempts.count() + 1
            make_gateway_attempt(
                order=order, account=account, amount=payment.amount_due, number=number,
                reference=f"{order.number}-{number}",
            )  # fmt: skip
            return
        kind = self.dice.choice((Kind.PAID, Kind.PAID, Kind.CHECKING, Kind.ENDED, Kind.MONEY_BACK))
        amount = self.dice.choice((attempt.amount, attempt.amount, 1_000, attempt.amount + 777))
        self.references += 1
        news = News(
            reference=attempt.reference, provider_id="t", kind=kind, status=str(kind),
            key=f"t/{kind}/{self.references}", amount=amount,
        )  # fmt: skip
        gateway_news.take_news(attempt=attempt, news=news, told="notice", at=self.now)

    def decide_news(self):
        for attempt in waiting_of(self.some().payment):
            close(attempt=attempt, reason="Sudah diurus", by=self.treasurer, at=self.now)

    def switch(self):
        order = self.some(payment__method__in=Payment.GATEWAY_METHODS)
        ways = other_ways(order) if order else []
        if ways:
            switch_way(order=order, method=self.dice.choice(ways), at=self.now)

    def ask_refund(self):
        order = self.some(payment__state__in=refunds.REFUNDABLE)
        if order is None:
            return
        lines = None
        if self.dice.random() < 0.7:
            left = left_of(order).pieces
            lines = {
                line: self.dice.randrange(0, left.get(line.pk, 0) + 1) for line in order.lines.all()
            }
        other = self.dice.choice((0, 0, 5_000)) if lines else 0
        refunds.request(
            order=order, lines=lines, other_amount=other, reason="Rusak", by=self.manager,
            at=self.now,
        )  # fmt: skip

    def decide_refund(self):
        waiting = list(Refund.objects.filter(state="requested").order_by("pk"))
        if not waiting:
            return
        refund = self.dice.choice(waiting)
        if self.dice.random() < 0.75:
            refunds.pay(
                refund=refund, by=self.treasurer, paid_on=self.facility.local_day(self.now),
                how="Transfer", at=self.now,
            )  # fmt: skip
        else:
            refunds.refuse(refund=refund, by=self.treasurer, reason="Tidak", at=self.now)

    def ask_return(self):
        order = self.some(state__in=[State.SHIPPED, State.COMPLETED])
        if order is None:
            return
        pieces = {
            line: self.dice.randrange(0, returns.returnable(line) + 1) for line in order.lines.all()
        }
        returns.ask(
            order=order, pieces=pieces, cause="rusak", wish=self.dice.choice(("ganti", "dana")),
            at=self.now,
        )  # fmt: skip

    def answer_return(self):
        rows = ReturnRequest.objects.exclude(state__in=["refused", "withdrawn"])
        waiting = list(rows.order_by("pk"))
        if not waiting:
            return
        request = self.dice.choice(waiting)
        by = {"request": request, "by": self.manager, "at": self.now}
        if request.state == "asked":
            if self.dice.random() < 0.2:
                returns.refuse(answer="Tidak", **by)
            else:
                returns.accept(sends_back=self.dice.random() < 0.7, **by)
        elif request.waits_for_goods:
            back = {}
            for row in request.lines.all():
                where = "written_off" if row.is_food else "shelved"
                back[row] = returns.Back(**{where: self.dice.randrange(0, row.quantity + 1)})
            returns.receive(back=back, **by)
        elif request.is_to_settle:
            held = returns.held_by(request, list(request.lines.all()))
            if self.dice.random() < 0.5:
                returns.pay_back(pieces=held, **by)
            else:
                returns.replace(pieces=held, courier="JNE", tracking_number="R2", **by)
        elif request.can_withdraw:
            returns.withdraw(request=request, at=self.now)

    def shopper_cancels(self):
        order = self.some()
        if self.dice.random() < 0.3 and any(step.name == "cancel" for step in steps_for(order)):
            take_step(order=order, step="cancel", actor="shopper", at=self.now)

    def time_goes_by(self):
        later = self.now + timedelta(hours=self.dice.randrange(1, 60))
        self.now = min(later, timezone.now() - timedelta(hours=2))
        expire_due(at=self.now)
        if self.dice.random() < 0.1:
            erase(checkout=self.some().checkout, at=self.now)

    # What must hold.
    def faults(self):
        yield from map(str, stock.differences())
        yield from map(str, capacity.differences(at=self.now))
        yield from map(str, sales.differences())
        yield from map(str, sales.broken_orders())
        yield from map(str, differences())
        for pk in self.orders:
            order = self.reread(pk)
            for text in (*self.faults_of_goods(order), *self.faults_of_money(order)):
                yield f"{order} {order.state} {order.payment.state}: {text}"

    def faults_of_goods(self, order):
        held = Reservation.objects.filter(source_id=order.number, closed_at=None).count()
        is_waiting = order.state in (State.AWAITING_QUOTE, *BEFORE_LEAVING)
        if held != (order.lines.filter(made_to_order=False).count() if is_waiting else 0):
            yield f"{held} lines held"
        gone = StockMovement.objects.filter(source_id=order.number, kind="ship")
        pieces = sum(order.lines.values_list("quantity", flat=True))
        is_out = order.state in (State.SHIPPED, State.COMPLETED)
        if is_out and -sum(gone.values_list("quantity", flat=True)) < pieces:
            yield "goods have not left"

    def faults_of_money(self, order):
        """Money that nobody would ever see again, and orders nobody could move."""
        payment = order.payment
        is_asked_back = order.refunds.filter(state="requested").exists()
        is_checked = payment.proofs.filter(state="checking").exists()
        is_looked_at = is_checked or payment.attempts.filter(state="checking").exists()
        if payment.state == P.VOID and payment.held_amount:
            yield "money is lost"
        if payment.state == P.REFUND_PENDING and not is_asked_back and not left_of(order).amount:
            yield "nothing is left to give back"
        if is_checked and payment.state != P.REVIEW:
            yield "a proof waits for ever"
        if payment.state == P.REVIEW and not is_looked_at and not steps_for(order, self.manager):
            yield "a review without a way out"
        if payment.state == P.AWAITING and order.state in (State.CANCELLED, State.EXPIRED):
            yield "an ended order waits for money"


@pytest.mark.parametrize("seed", range(2))
def test_books_hold_whatever_happens_to_the_orders(seed):
    walk = Walk(seed)
    walk.run(orders=12, acts=150)
    assert walk.taken > 80
    assert list(walk.faults()) == []
