"""Sales on the spot, void sales, refunds, returns and shifts at random: every book stays right."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from catalog import stock
from orders import counter, refunds, returns
from orders.models import CashierShift, DirectSale, Order
from tests.builders import (
    make_officer,
    make_payment_setup,
    make_selling_facility,
    make_stock_location,
)

from .conftest import on_shelf
from .test_selling import nothing_is_broken

REFUSALS = (
    counter.SaleRefused, refunds.RefundNotAllowed, returns.ReturnNotAllowed, stock.StockError,
)  # fmt: skip


class Walk:
    """One gallery with goods of two facilities, three officers, and a pair of dice."""

    def __init__(self, seed):
        self.dice, self.number = Random(seed), 0
        self.now = timezone.now() - timedelta(days=20)
        owners = [make_selling_facility(), make_selling_facility()]
        for owner in owners:
            make_payment_setup(facility=owner)
        self.place = make_stock_location(facility=owners[0])
        self.goods = [
            on_shelf(self.place, facility=owner, price=price, quantity=40)
            for owner in owners
            for price in (1_500, 48_000, 225_000)
        ]
        self.cashier = make_officer("facility_staff", owners[0])
        self.leaders = {owner.pk: make_officer("facility_manager", owner) for owner in owners}
        self.treasurers = {owner.pk: make_officer("treasurer", owner) for owner in owners}

    def step(self):
        self.now += timedelta(minutes=self.dice.randrange(1, 400))
        act = self.dice.choice([
            self.sell, self.sell, self.sell, self.sell_elsewhere, self.void, self.open, self.close,
            self.check, self.ask_back, self.decide, self.give_back, self.twice,
        ])  # fmt: skip
        with suppress(*REFUSALS):
            act()

    def shift(self):
        return CashierShift.objects.filter(location=self.place, closed_at=None).first()

    def sell(self, **fields):
        goods = {
            variant: self.dice.randrange(1, 4)
            for variant in self.dice.sample(self.goods, self.dice.randrange(1, 4))
        }
        self.number += 1
        defaults = {"method": self.dice.choice(["cash", "qris"]), "shift": self.shift()}
        counter.sell(
            key=f"jalan-{self.number}", location=self.place, goods=goods, by=self.cashier,
            at=self.now, **defaults | fields,
        )  # fmt: skip

    def sell_elsewhere(self):
        prices = {variant: variant.price + 500 for variant in self.goods}
        self.sell(channel="lokapasar", method="bank_transfer", shift=None, prices=prices)

    def twice(self):
        sale = self._any(DirectSale)
        goods = {line.variant: line.quantity for o in sale.orders.all() for line in o.lines.all()}
        counter.sell(
            key=sale.key, location=self.place, goods=goods, method=sale.method, by=self.cashier,
            at=self.now, channel=sale.channel,
        )  # fmt: skip

    def void(self):
        counter.void_sale(sale=self._any(DirectSale), reason="Salah", by=self.cashier, at=self.now)

    def open(self):
        counter.open_shift(location=self.place, opening_cash=100_000, by=self.cashier, at=self.now)

    def close(self):
        shift = self.shift()
        if shift is None:
            raise counter.SaleRefused("Tidak ada yang terbuka.")
        counter.close_shift(
            shift=shift, counted_cash=self.dice.randrange(1_000_000), reason="Selisih",
            by=self.cashier, at=self.now,
        )  # fmt: skip

    def check(self):
        treasurer = self.treasurers[self.place.facility_id]
        counter.check_shift(shift=self._any(CashierShift), by=treasurer, at=self.now)

    def ask_back(self):
        order = self._any(Order)
        line = order.lines.first()
        refunds.request(
            order=order, lines=self.dice.choice([None, {line: 1}]), reason="Retak",
            by=self.leaders[order.facility_id], at=self.now,
        )  # fmt: skip

    def decide(self):
        order = self._any(Order)
        refund = order.refunds.filter(state="requested").first()
        if refund:
            refunds.pay(
                refund=refund, by=self.treasurers[order.facility_id], how="Tunai",
                paid_on=order.facility.local_day(self.now), at=self.now,
            )  # fmt: skip

    def give_back(self):
        order, by = self._any(Order), {"at": self.now}
        leader = self.leaders[order.facility_id]
        request = returns.ask(
            order=order, pieces={order.lines.first(): 1}, cause="rusak", wish="ganti", **by
        )
        by |= {"by": leader, "request": request}
        returns.accept(sends_back=True, **by)
        row = request.lines.get()
        returns.receive(back={row: returns.Back(shelved=1)}, **by)
        returns.replace(pieces={row: 1}, **by)

    def _any(self, model):
        found = list(model.objects.order_by("pk"))
        if not found:
            raise counter.SaleRefused("Belum ada.")
        return self.dice.choice(found)


@pytest.mark.parametrize("seed", range(2))
def test_any_walk_leaves_every_book_right(seed):
    walk = Walk(seed)
    for _ in range(40):
        walk.step()

    assert Order.objects.exclude(direct_sale=None).count() > 5
    assert nothing_is_broken() == []
    for shift in CashierShift.objects.exclude(closed_at=None):
        assert shift.expected_cash == shift.opening_cash + counter.takings_of(shift).cash
