"""Turn plans and their stories into rows: the same ones that ordering on the site writes."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.demo.capacity import Workload
from catalog.demo.stock import Leaving
from catalog.models import Reservation, StockMovement
from catalog.models.stock import Source
from catalog.stock import Item
from facilities.models import Gallery
from orders.checkout.writing import line_of
from orders.models import (
    Checkout,
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    Shipment,
    ShippingRate,
)
from orders.payments import WAYS, Purchase
from orders.seals import seal_of
from orders.shipping import CARGO, PARCEL, days_of, table_cost, weight_of, zone_between

from .plans import Numbers, Plan
from .rates import COURIERS
from .story import Story

Outcome = Reservation.Outcome
CARGO_PER_KG = 4_500
LEAVES = ("ship", "hand_over")
REFUND_DONE = "refund_done"
GIVES_BACK = ("cancel", "expire")


@dataclass
class Written:
    """One order with all that hangs on it, unsaved."""

    plan: Plan
    story: Story
    order: Order
    lines: list[OrderLine]
    payment: Payment
    shipment: Shipment
    events: list[OrderEvent]
    reservations: list[Reservation]
    leavings: list[Leaving]
    money_by_id: int | None  # who takes money in at the facility


class Writer:
    """Knows the places, rates and people that rows point at, and which codes are taken."""

    def __init__(
        self,
        *,
        dice: random.Random,
        online: Mapping[int, int],
        gallery: Mapping[int, int],
        officers: Mapping[tuple[int, str], int],
        work: Workload,
    ):
        """online, gallery: location id by facility id. officers: user id by (facility id, role)."""
        self.dice, self.online, self.gallery, self.officers = dice, online, gallery, officers
        self.work = work
        self.numbers = Numbers(dice)
        self.taken: set[tuple[str, int]] = set()
        self.rooms = {}
        for room in Gallery.objects.filter(is_public=True).order_by("facility", "name"):
            self.rooms.setdefault(room.facility_id, room)
        self.rates = {
            (rate.facility_id, rate.service, rate.zone): rate for rate in ShippingRate.objects.all()
        }

    def checkout(self, plan: Plan) -> Checkout:
        """The checkout that all plans with this key share."""
        contact = plan.contact
        return Checkout(
            form_key=plan.checkout_key,
            content_hash=hashlib.sha256(plan.checkout_key.encode()).hexdigest(),
            number=self.numbers.checkout(),
            recipient=contact.recipient,
            phone=contact.phone,
            province=contact.regency.province,
            regency=contact.regency,
            district="Kecamatan Contoh",
            street=f"Jalan Contoh No. {self.dice.randint(1, 99)}",
            buyer_kind=contact.buyer_kind,
            office_name=contact.office_name,
            placed_at=plan.placed_at,
        )

    def write(self, plan: Plan, story: Story) -> Written:
        """All rows of one order. The checkout's rows are linked when they have keys."""
        number = self.numbers.order()
        lines = self._lines(plan, story, number)
        shipment, cost = self._shipment(plan, story)
        goods = sum(line.total for line in plan.lines)
        waits = story.order_state == Order.State.AWAITING_QUOTE or (
            plan.method == Shipment.Method.CARGO and story.at_of("quote_shipping") is None
        )
        payment = self._payment(plan, story, goods=goods, cost=0 if waits else cost, waits=waits)
        order = Order(
            number=number,
            facility=plan.facility,
            channel=plan.channel,
            buyer_kind=plan.buyer_kind,
            state=story.order_state,
            goods_total=goods,
            shipping_cost=None if waits else cost,
            unique_code=payment.unique_code,
            total=payment.amount,
            placed_at=plan.placed_at,
        )
        order.updated_at = story.steps[-1].at
        order.seal = seal_of(order, lines)
        return Written(
            plan=plan,
            story=story,
            order=order,
            lines=lines,
            payment=payment,
            shipment=shipment,
            events=self._events(plan, story),
            reservations=self._reservations(plan, story, order.number),
            leavings=self._leavings(plan, story, order.number),
            money_by_id=self._officer(plan, money=True),
        )

    def _lines(self, plan: Plan, story: Story, number: str) -> list[OrderLine]:
        """The lines; the work for those that are made is booked."""
        released_at = story.at_of(*GIVES_BACK)
        lines = []
        for position, line in enumerate(plan.lines, start=1):
            item = Item(line.variant, line.quantity, str(position))
            ready_on = None
            if line.made:
                ready_on = self.work.book(
                    item, source_id=number, at=plan.placed_at, released_at=released_at
                )
            lines.append(line_of(item, ready_on=ready_on))
        return lines

    def _shipment(self, plan: Plan, story: Story) -> tuple[Shipment, int]:
        """The shipment and its cost in rupiah (0 when fetched)."""
        if plan.method == Shipment.Method.PICKUP:
            room = self.rooms.get(plan.facility.pk)
            return Shipment(method=plan.method, gallery=room), 0
        items = [Item(line.variant, line.quantity) for line in plan.lines]
        zone = zone_between(plan.facility, plan.contact.regency)
        shipped_at = story.at_of("ship")
        shipment = Shipment(method=plan.method, zone=zone, shipped_at=shipped_at)
        if plan.method == Shipment.Method.CARGO:
            shipment.chargeable_kg = weight_of(items, CARGO)
            cost = max(75_000, shipment.chargeable_kg * CARGO_PER_KG)
            shipment.eta = "" if story.at_of("quote_shipping") is None else "7 sampai 14 hari"
        else:
            shipment.chargeable_kg = weight_of(items, PARCEL)
            rate = self.rates[plan.facility.pk, plan.method, zone]
            cost = table_cost(rate, shipment.chargeable_kg)
            shipment.eta = days_of(rate)
        if shipped_at and plan.method == Shipment.Method.COURIER:
            shipment.courier = self.dice.choice(tuple(COURIERS))
            shipment.tracking_number = f"CONTOH{self.dice.randrange(10**8):08d}"
        elif shipped_at and plan.method == Shipment.Method.CARGO:
            shipment.courier = "Kargo Contoh"
        return shipment, cost

    def _payment(self, plan: Plan, story: Story, *, goods, cost, waits: bool) -> Payment:
        way, base = WAYS.get(plan.payment_method), goods + cost
        purchase = Purchase(plan.facility, plan.method, goods_total=goods, delivery_cost=cost)
        account = way.fields_of(purchase) if way else {}
        code = 0
        if plan.payment_method in Payment.CODED_METHODS and not waits:
            code = self._code(account["account_number"], base)
        paid_at = story.paid_at
        void_at = story.at_of("expire")
        if story.payment_state == Payment.State.VOID:
            void_at = void_at or story.at_of("cancel")
        return Payment(
            facility=plan.facility,
            method=plan.payment_method,
            state=story.payment_state,
            amount=base + code,
            unique_code=code,
            pay_before=story.pay_before,
            paid_at=paid_at,
            refunded_at=story.at_of(REFUND_DONE),
            confirmed_by_id=self._officer(plan, money=True) if paid_at else None,
            closed_at=paid_at or void_at,
            **account,
        )

    def _code(self, account: str, base: int) -> int:
        while True:
            code = self.dice.randint(1, 999)
            if (account, base + code) not in self.taken:
                self.taken.add((account, base + code))
                return code

    def _officer(self, plan: Plan, *, money: bool) -> int | None:
        """Who acted, where the facility has an account for it: the treasurer takes the money."""
        role = "treasurer" if money else "facility_manager"
        return self.officers.get((plan.facility.pk, role))

    def _events(self, plan: Plan, story: Story) -> list[OrderEvent]:
        events, states = [], {"order": "", "payment": ""}
        for step in story.steps:
            for axis in states:
                if new := getattr(step, axis):
                    is_money = axis == "payment" and step.name != "cancel"
                    is_signed = step.actor == "officer" or step.name == REFUND_DONE
                    by = self._officer(plan, money=is_money) if is_signed else None
                    events.append(
                        OrderEvent(
                            axis=axis,
                            from_state=states[axis],
                            to_state=new,
                            actor=step.actor,
                            by_id=by,
                            reason=step.reason,
                            at=step.at,
                        )
                    )
                    states[axis] = new
        return events

    def _reservations(self, plan: Plan, story: Story, number: str) -> list[Reservation]:
        if plan.is_counter_sale:
            return []
        shipped_at, released_at = story.at_of(*LEAVES), story.at_of(*GIVES_BACK)
        outcome = Outcome.SHIPPED if shipped_at else Outcome.RELEASED if released_at else ""
        return [
            Reservation(
                variant=line.variant,
                location_id=self.online[plan.facility.pk],
                quantity=line.quantity,
                source_type=Source.ORDER,
                source_id=number,
                source_line=str(position),
                created_at=plan.placed_at,
                closed_at=shipped_at or released_at,
                outcome=outcome,
            )
            for position, line in enumerate(plan.lines, start=1)
            if not line.made
        ]

    def _leavings(self, plan: Plan, story: Story, number: str) -> list[Leaving]:
        at = story.at_of(*LEAVES, "sell")
        if at is None:
            return []
        place = (self.gallery if plan.is_counter_sale else self.online)[plan.facility.pk]
        kind = StockMovement.Kind.SELL if plan.is_counter_sale else StockMovement.Kind.SHIP
        return [
            Leaving(
                variant_id=line.variant.pk,
                location_id=place,
                quantity=line.quantity,
                kind=kind,
                source_type=Source.ORDER,
                source_id=number,
                line=str(position),
                at=at,
                made=line.made,
            )
            for position, line in enumerate(plan.lines, start=1)
        ]


def by_checkout(written: list[Written]) -> dict[str, list[Written]]:
    """Orders of one press of the button, by its key; sales over the counter have none."""
    groups = defaultdict(list)
    for one in written:
        if one.plan.checkout_key:
            groups[one.plan.checkout_key].append(one)
    return groups
