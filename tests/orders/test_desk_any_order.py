"""Everything the desk and the phone pages do, ten thousand times at random: the books hold.

Each walk is one facility with a neighbour whose goods lie in its gallery, three places, a till,
transfers, counts, other channels and orders of the site. What is refused changes nothing.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.utils import timezone

from catalog import counts, sheets, stock, transfers
from catalog.models import SheetImport, StockCount, StockLevel, Transfer
from orders import channels, counter, refunds, sales
from orders.expiry import expire_due
from orders.models import CashierShift, DirectSale, Order, Payment, Refund
from orders.payments import ProofRefused, accept_proof, submit_proof
from orders.refundable import left_of
from orders.settlement.proof import differences
from orders.states import StepNotAllowed, steps_for, take_step
from tests.builders import (
    make_checkout,
    make_contact,
    make_officer,
    make_payment_setup,
    make_product,
    make_selling_facility,
    make_stock_location,
    make_variant,
)
from tests.sizes import learn_sizes

WALKS, ACTS = 10, 1_000
LOOKS = 4  # times the books are proved on the way
REFUSALS = (
    stock.StockError, transfers.TransferError, counts.CountError, counter.SaleRefused,
    StepNotAllowed, ProofRefused, refunds.RefundNotAllowed, sheets.SheetRefused,
)  # fmt: skip
ALONG = ("facility", "payment", "shipment", "checkout")
REASON = "Alasan"
EVER = datetime(2020, 1, 1, tzinfo=UTC)


class Desk:
    """One facility at work, and a pair of dice."""

    def __init__(self, seed):
        self.dice = Random(seed)
        self.now = timezone.now() - timedelta(days=60)
        self.facility = make_payment_setup().facility
        self.neighbour = make_selling_facility(regional_office=self.facility.regional_office)
        self.staff = make_officer("facility_staff", self.facility)
        self.manager = make_officer("facility_manager", self.facility)
        self.head = make_officer("facility_head", self.facility)
        self.treasurer = make_officer("treasurer", self.facility)
        self.neighbours = make_officer("facility_manager", self.neighbour)
        self.store = stock.online_location(self.facility)
        self.gallery = make_stock_location(facility=self.facility, kind="galeri")
        self.booth = make_stock_location(facility=self.facility, kind="pameran")
        self.places = [self.store, self.gallery, self.booth]
        self.goods = [
            make_variant(product=make_product(facility=self.facility), price=33_333),
            make_variant(product=make_product(facility=self.facility, is_food=True), price=17_500),
            make_variant(product=make_product(facility=self.facility), price=150_000),
        ]
        self.visiting = make_variant(product=make_product(facility=self.neighbour), price=48_000)
        for variant in self.goods:
            stock.receive(
                variant=variant, location=self.store, quantity=60, at=self.now, by=self.staff
            )
        stock.receive(
            variant=self.visiting, location=self.gallery, quantity=40, at=self.now,
            by=self.neighbours,
        )  # fmt: skip
        self.done = {}

    def run(self, acts):
        """One thing after another; the same form is pressed twice now and then."""
        desk = (
            (self.receive, 6), (self.quick, 5), (self.undo, 2), (self.expire, 1), (self.sheet, 1),
            (self.sell, 8), (self.void, 1), (self.till, 1), (self.transfer, 5), (self.count, 5),
            (self.channel, 2), (self.order, 3), (self.press, 5), (self.proof, 2), (self.refund, 1),
        )  # fmt: skip
        choices = [act for act, weight in desk for _ in range(weight)]
        for number in range(acts):
            self.now += timedelta(minutes=self.dice.randrange(1, 40))
            act = self.dice.choice(choices)
            with suppress(*REFUSALS):
                act()
                self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
            if number % (acts // LOOKS) == 0:
                assert list(self.faults()) == []

    # Dice.
    def key(self):
        return UUID(int=self.dice.getrandbits(128)).hex

    def place(self):
        return self.dice.choice(self.places)

    def few(self):
        return self.dice.randrange(1, 9)

    def twice(self, act, **arguments):
        """Press once, and every fifth time once more: the second press changes nothing."""
        first = act(**arguments)
        if self.dice.random() < 0.2:
            assert act(**arguments).pk == first.pk
        return first

    # Stok cepat, Produksi and the sheet of counts.
    def receive(self):
        variant = self.dice.choice(self.goods)
        expires = None
        if variant.product.is_food:
            day = self.facility.local_day(self.now)
            expires = day + timedelta(days=self.dice.randrange(0, 30))
        self.twice(
            stock.receive, variant=variant, location=self.place(), quantity=4 * self.few(),
            rejected=self.dice.randrange(0, 3), expires_on=expires, at=self.now, by=self.staff,
            key=self.key(),
        )  # fmt: skip

    def quick(self):
        self.twice(
            stock.book, variant=self.dice.choice([*self.goods, self.visiting]),
            location=self.place(), difference=self.dice.choice((-1, 1)) * self.few(),
            reason=self.dice.choice(stock.REASONS), at=self.now, by=self.staff, key=self.key(),
        )  # fmt: skip

    def undo(self):
        last = stock.last_act(by=self.staff, location=self.place(), since=EVER)
        if last is not None:
            pieces = stock.undo(movement=last, reason="Salah ketuk", at=self.now, by=self.staff)
            assert pieces == -last.pieces

    def expire(self):
        stock.write_off_expired(at=self.now)

    def sheet(self):
        rows = ["SKU;Tempat;Stok tercatat;Hasil hitung"]
        levels = StockLevel.objects.filter(location__in=self.places, variant__in=self.goods)
        for level in levels.select_related("variant", "location"):
            counted = max(0, level.on_hand + self.dice.choice((0, 0, -2, 3)))
            rows.append(f"{level.variant.sku};{level.location.name};{level.on_hand};{counted}")
        sheet = sheets.take_in(
            facility=self.facility, kind=SheetImport.Kind.STOCK, file_name="stok.csv",
            data="\n".join(rows).encode(), by=self.staff, at=self.now,
        )  # fmt: skip
        plan = sheets.plan_of(sheet)
        sheets.write(sheet=sheet, mark=plan.mark, by=self.staff, at=self.now)

    # Kasir galeri.
    def till(self):
        shift = CashierShift.objects.filter(location=self.gallery, closed_at=None).first()
        if shift is None:
            counter.open_shift(
                location=self.gallery, opening_cash=100_000, by=self.staff, at=self.now
            )
            return
        expected = shift.opening_cash + counter.takings_of(shift).cash
        counted = max(0, expected + self.dice.choice((0, 0, -5_000, 2_000)))
        closed = counter.close_shift(
            shift=shift, counted_cash=counted, reason=REASON, by=self.staff, at=self.now
        )
        assert closed.expected_cash == expected
        counter.check_shift(shift=closed, note="Dilihat", by=self.treasurer, at=self.now)

    def sell(self):
        shift = CashierShift.objects.filter(location=self.gallery, closed_at=None).first()
        if shift is None:
            return self.till()
        picked = self.dice.sample([*self.goods, self.visiting], self.dice.randrange(1, 4))
        goods = {variant: self.dice.randrange(1, 4) for variant in picked}
        total = sum(variant.price * pieces for variant, pieces in goods.items())
        method = self.dice.choice((Payment.Method.CASH, Payment.Method.CASH, Payment.Method.QRIS))
        cash = total + self.dice.choice((0, 7, 50_000)) if method == Payment.Method.CASH else None
        self.twice(
            counter.sell, key=self.key(), location=self.gallery, goods=goods, method=method,
            by=self.staff, at=self.now, shift=shift, cash_received=cash,
        )  # fmt: skip
        return None

    def void(self):
        rows = DirectSale.objects.order_by("-pk")[:5]
        if rows:
            self.twice(
                counter.void_sale, sale=self.dice.choice(list(rows)), reason="Salah ketik",
                by=self.staff, at=self.now,
            )  # fmt: skip

    # Jual di kanal lain.
    def channel(self):
        variant = self.dice.choice(self.goods)
        pieces = self.dice.randrange(1, 4)
        price = variant.price + self.dice.choice((0, 0, -1_001, 2_500))
        channel = self.dice.choice(("lokapasar", "whatsapp", "ekatalog"))
        self.twice(
            channels.record, key=self.key(), location=self.store, channel=channel,
            goods={variant: pieces}, prices={variant: price}, by=self.staff, at=self.now,
            sold_at=self.now - timedelta(hours=self.dice.randrange(0, 48)),
            reference=f"INV-{self.dice.randrange(400)}", fee=self.dice.randrange(0, price // 5),
        )  # fmt: skip

    # Pindah.
    def transfer(self):
        rows = Transfer.objects.filter(state__in=["draft", "sent"]).order_by("pk")
        moving = self.dice.choice([*rows, None])
        if moving is None:
            origin, destination = self.dice.sample(self.places, 2)
            moving = transfers.start(
                facility=self.facility, origin=origin, destination=destination, key=self.key(),
                at=self.now, by=self.staff,
            )  # fmt: skip
            for variant in self.dice.sample(self.goods, 2):
                transfers.put(transfer=moving, variant=variant, quantity=self.few(), at=self.now)
        elif moving.state == Transfer.State.DRAFT:
            act = self.dice.choice(
                (transfers.send, transfers.send, transfers.move_at_once, transfers.discard)
            )
            self.twice(act, transfer=moving, at=self.now, by=self.staff)
        elif self.dice.random() < 0.15:
            transfers.call_back(transfer=moving, reason=REASON, at=self.now, by=self.staff)
        else:
            arrivals = {
                line.pk: transfers.Arrival(
                    pieces=max(0, line.on_the_way + self.dice.choice((0, 0, -1, 1))),
                    missing=self.dice.choice(transfers.Missing.values),
                    reason=REASON,
                )
                for line in moving.lines.all()
                if line.on_the_way
            }
            self.twice(
                transfers.receive, transfer=moving, arrivals=arrivals, key=self.key(),
                at=self.now, by=self.staff,
            )  # fmt: skip

    # Opname.
    def count(self):
        rows = StockCount.objects.filter(state__in=["open", "submitted"]).order_by("pk")
        counting = self.dice.choice([*rows, None])
        if counting is None:
            counts.start(location=self.place(), key=self.key(), at=self.now, by=self.staff)
        elif counting.state == StockCount.State.SUBMITTED:
            second = self.dice.choice((self.manager, self.head, self.staff))
            if self.dice.random() < 0.8:
                counts.approve(count=counting, note=REASON, at=self.now, by=second)
            else:
                again = [counting.lines.first().pk]
                counts.ask_again(count=counting, lines=again, reason=REASON, at=self.now, by=second)
        elif counting.lines.filter(counted=None).exists():
            empty = list(counting.lines.filter(counted=None))
            marks = counts.ledger_marks(counting, [line.variant_id for line in empty])
            there = dict(
                StockLevel.objects.filter(location=counting.location).values_list(
                    "variant", "on_hand"
                )
            )
            figures = {
                line.pk: (
                    max(0, there.get(line.variant_id, 0) + self.dice.choice((0, 0, 0, -1, 1))),
                    marks[line.variant_id],
                )
                for line in empty
            }
            counts.enter(count=counting, figures=figures, at=self.now, by=self.staff)
        elif self.dice.random() < 0.05:
            counts.cancel(count=counting, reason=REASON, at=self.now, by=self.staff)
        else:
            counts.submit(count=counting, at=self.now, by=self.staff)

    # Orders of the site, as the desk works on them.
    def order(self):
        regency = self.facility.regency
        contact = make_contact(regency=regency, province=regency.province)
        goods = {
            variant: self.dice.randrange(1, 4)
            for variant in self.dice.sample(self.goods, self.dice.randrange(1, 3))
        }
        way = self.dice.choice((Payment.Method.BANK_TRANSFER, Payment.Method.PAY_AT_PICKUP))
        make_checkout(goods, contact=contact, payment_method=way, method="pickup", at=self.now)

    def some(self, **wanted):
        rows = Order.objects.filter(facility=self.facility, **wanted).order_by("-pk")
        return self.dice.choice(list(rows.select_related(*ALONG)[:15]) or [None])

    def press(self):
        order = self.some()
        steps = steps_for(order, self.manager) if order else []
        if steps:
            step = self.dice.choice(steps)
            take_step(
                order=order, step=step.name, actor="officer", by=self.manager, reason=REASON,
                at=self.now,
            )  # fmt: skip
        if self.dice.random() < 0.1:
            expire_due(at=self.now)

    def proof(self):
        order = self.some(payment__method=Payment.Method.BANK_TRANSFER, channel="situs")
        if order is None:
            return
        waiting = order.payment.proofs.filter(state="checking").first()
        if waiting is None:
            waiting = submit_proof(
                payment=order.payment, file_name="bukti/a.jpg", sender_name="Pengirim",
                paid_on=None, at=self.now,
            )  # fmt: skip
        accept_proof(proof=waiting, by=self.treasurer, at=self.now)

    def refund(self):
        waiting = Refund.objects.filter(state="requested", order__facility=self.facility).first()
        if waiting is not None:
            refunds.pay(
                refund=waiting, by=self.treasurer, paid_on=self.facility.local_day(self.now),
                how="Transfer", at=self.now,
            )  # fmt: skip
            return
        order = self.some(payment__state__in=refunds.REFUNDABLE)
        if order is not None:
            left = left_of(order).pieces
            lines = {line: min(1, left.get(line.pk, 0)) for line in order.lines.all()}
            refunds.request(order=order, lines=lines, reason=REASON, by=self.manager, at=self.now)

    def faults(self):
        """What the three verify commands would find."""
        learn_sizes()
        yield from map(str, stock.differences())
        yield from map(str, sales.differences())
        yield from map(str, sales.broken_orders())
        yield from map(str, differences())


@pytest.mark.parametrize("seed", range(WALKS))
def test_books_hold_whatever_the_desk_does(seed):
    desk = Desk(seed)
    desk.run(ACTS)
    assert list(desk.faults()) == []
    # Every kind of work was really done, not only refused.
    assert {name for name, times in desk.done.items() if times > 4} >= {
        "receive", "quick", "undo", "sheet", "sell", "till", "transfer", "count", "channel",
        "order", "press", "proof", "refund",
    }  # fmt: skip
    assert sum(desk.done.values()) > ACTS // 2
