"""Shopper, officers and the clock at one order, or at one day's sales, at the same moment.

Two guards keep an order on one side: the row is read under its lock, and each move names the state
it expects. Either alone is enough; the twins take out both.
"""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from catalog import stock
from catalog.models import StockLevel
from facilities.models import Membership
from orders import expiry, sales
from orders.models import Order, OrderEvent, Payment, PaymentProof, SalesDay
from orders.payments import ProofRefused, accept_proof, proofs, submit_proof
from orders.sales import booking
from orders.states import StepNotAllowed, take_step, taking
from tests.builders import (
    make_membership,
    make_order,
    make_product,
    make_proof,
    make_selling_facility,
    make_stock,
    make_variant,
)
from tests.together import outcomes, together

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


class AnyState:
    """A model whose rows are found whatever their state."""

    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        return getattr(self._target, name)

    @property
    def objects(self):
        return AnyState(self._target.objects)

    def filter(self, *, state, **conditions):
        return self._target.filter(**conditions)


@pytest.fixture
def take_out(monkeypatch):
    """Take guards out for these orders, which stay as they were read now."""

    def locks(orders):
        rows = Order.objects.select_related("facility", "shipment", "checkout", "payment")
        seen = rows.in_bulk([order.pk for order in orders])
        for module in (taking, proofs, expiry):
            monkeypatch.setattr(module, "locked", lambda pk: deepcopy(seen[pk]))
        monkeypatch.setattr(expiry, "_due", lambda at: Order.objects.filter(pk__in=list(seen)))
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    def conditions(orders):
        monkeypatch.setattr(taking, "Order", AnyState(Order))
        monkeypatch.setattr(taking, "Payment", AnyState(Payment))
        monkeypatch.setattr(proofs, "PaymentProof", AnyState(PaymentProof))

    guards = {"locks": locks, "conditions": conditions}

    def out(names, orders):
        for name in names:
            guards[name](orders)

    return out


GUARDS_OUT = pytest.mark.parametrize("guards_out", [(), ("conditions",), ("locks",)])
BOTH = ("locks", "conditions")


def overdue(count):
    return [make_order(at=NOW - timedelta(hours=25)) for _ in range(count)]


def sides(order):
    order.refresh_from_db()
    return order.state, Payment.objects.get(order=order).state


def expire():
    return expiry.expire_due(at=NOW)


def prove(order):
    return lambda: submit_proof(
        payment=order.payment, file_name="a.jpg", sender_name="", paid_on=None, at=NOW
    )


def confirm(order):
    manager = make_membership(facility=order.facility).user
    return lambda: take_step(
        order=order, step="confirm_payment", actor="officer", by=manager, reason="Mutasi", at=NOW
    )


@GUARDS_OUT
def test_proof_against_expiry_ends_on_one_side(guards_out, take_out):
    orders = overdue(6)
    take_out(guards_out, orders)

    *results, expired = together([*map(prove, orders), expire])

    for order, result in zip(orders, results, strict=True):
        if isinstance(result, PaymentProof):
            assert sides(order) == ("received", "payment_review")
        else:
            assert isinstance(result, ProofRefused | StepNotAllowed), result
            assert sides(order) == ("expired", "void")
    assert expired == Order.objects.filter(state="expired").count()
    assert list(stock.differences()) == []
    assert list(sales.broken_orders()) == []


def both_ends(state):
    """Whether the one order came to this state and expired as well, its goods given back."""
    states = OrderEvent.objects.values_list("to_state", flat=True)
    return {state, "expired"} <= set(states) and StockLevel.objects.get().reserved == 0


def test_twin_proof_and_expiry_both_believe(take_out):
    orders = overdue(1)
    take_out(BOTH, orders)

    results = together([prove(orders[0]), expire])

    assert outcomes(results) == {"PaymentProof": 1, "int": 1}
    assert results[1] == 1
    # A proof waits for an officer, and the goods are given to others.
    assert PaymentProof.objects.get().state == PaymentProof.State.CHECKING
    assert both_ends("payment_review")


@GUARDS_OUT
def test_payment_against_expiry_ends_on_one_side(guards_out, take_out):
    orders = overdue(6)
    presses = [confirm(order) for order in orders]
    take_out(guards_out, orders)

    results = together([*presses, *[expire] * 3])

    ends = [sides(order) for order in orders]
    paid = ends.count(("received", "paid"))
    assert paid + ends.count(("expired", "void")) == 6
    assert sum(results[-3:]) == 6 - paid
    assert sum(SalesDay.objects.values_list("orders", flat=True)) == paid
    assert list(sales.differences()) == []
    assert list(sales.broken_orders()) == []


def test_twin_payment_and_expiry_both_believe(take_out):
    orders = overdue(1)
    press = confirm(orders[0])
    take_out(BOTH, orders)

    results = together([press, expire])

    assert outcomes(results) == {"Order": 1, "int": 1}
    assert results[1] == 1
    # Sold, paid, and the goods are given to others.
    assert SalesDay.objects.get().orders == 1
    assert both_ends("paid")


def accept_at_once(proof, officers, take_out, guards_out):
    facility = proof.payment.order.facility
    role = Membership.Role.TREASURER
    users = [make_membership(facility=facility, role=role).user for _ in range(officers)]
    take_out(guards_out, [proof.payment.order])
    return outcomes(
        together([lambda user=user: accept_proof(proof=proof, by=user, at=NOW) for user in users])
    )


@GUARDS_OUT
def test_proof_accepted_twice_at_once_is_booked_once(guards_out, take_out):
    result = accept_at_once(make_proof(), 6, take_out, guards_out)

    assert result == {"Order": 1, "StepNotAllowed": 5}
    assert SalesDay.objects.get().orders == 1
    assert OrderEvent.objects.filter(to_state="paid").count() == 1


def test_twin_proof_is_booked_by_each_officer(take_out):
    assert accept_at_once(make_proof(), 2, take_out, BOTH) == {"Order": 2}
    assert SalesDay.objects.get().orders == 2
    assert list(sales.differences()) != []


@pytest.fixture
def same_day():
    """Makes so many calls that each pay one order of the same goods on the same day."""

    def calls(count):
        bag = make_variant(product=make_product(facility=make_selling_facility()))
        make_stock(variant=bag, quantity=count)
        return [confirm(make_order(variant=bag, stock=0)) for _ in range(count)]

    return calls


def counted():
    """Orders, pieces and rupiah of the one day, and pieces sold of the one product."""
    return SalesDay.objects.values_list(
        "orders", "units", "revenue", "category__products__sold_count"
    ).get()


def test_sales_of_one_day_are_all_counted(same_day):
    assert outcomes(together(same_day(12))) == {"Order": 12}
    assert counted() == (12, 12, 12 * 75_000, 12)


def test_twin_adding_to_figures_read_before_loses_a_sale(same_day, monkeypatch):
    calls = same_day(2)
    # F() reads the figure where it is written; all figures read before the sales were 0.
    monkeypatch.setattr(booking, "F", lambda figure: 0)

    assert outcomes(together(calls)) == {"Order": 2}
    assert counted() == (1, 1, 75_000, 1)
    assert list(sales.differences()) != []


def test_twin_making_a_day_that_was_missing_is_an_error(same_day, monkeypatch):
    calls = same_day(2)
    manager = SalesDay.objects
    monkeypatch.setattr(
        manager, "bulk_create", lambda rows, **options: QuerySet(SalesDay).bulk_create(rows)
    )

    assert outcomes(together(calls)) == {"Order": 1, "IntegrityError": 1}
