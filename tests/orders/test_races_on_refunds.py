"""Officers at the same refund at the same moment: asked once, paid once, never more than came.

Two guards: the rows are read under the order's lock, and the update names the state it expects. The
twins take both out; then only the CHECK on the payment's sums is left, and it refuses the rupiah
that never came.
"""

from copy import deepcopy

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from orders import refunds
from orders.models import Payment, Refund, SalesDay
from orders.refunds import RefundNotAllowed
from tests.builders import make_officer, make_paid_order, make_refund
from tests.together import outcomes, together

pytestmark = pytest.mark.django_db(transaction=True)


def askers(order, count, **wish):
    officers = [make_officer("facility_staff", order.facility) for _ in range(count)]
    return [
        lambda by=by: refunds.request(
            order=order, reason="Retak", by=by, at=timezone.now(), **{"lines": None} | wish
        )
        for by in officers
    ]


def payers(refund, count):
    facility = refund.order.facility
    officers = [make_officer("treasurer", facility) for _ in range(count)]
    today = facility.local_day(timezone.now())
    return [
        lambda by=by: refunds.pay(
            refund=refund, by=by, paid_on=today, how="Transfer", at=timezone.now()
        )
        for by in officers
    ]


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
    """Take guards out: everybody works on the refund and the order as they are now."""

    def locks(refund):
        seen = deepcopy(refund)
        with transaction.atomic():
            seen.order = refunds.locked(refund.order_id)
        monkeypatch.setattr(
            refunds, "_for_decision", lambda refund, by: (order_of(seen), deepcopy(seen))
        )
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    def order_of(seen):
        return deepcopy(seen.order)

    def conditions(refund):
        monkeypatch.setattr(refunds, "Refund", AnyState(Refund))

    guards = {"locks": locks, "conditions": conditions}

    def out(names, refund):
        for name in names:
            guards[name](refund)

    return out


def test_two_wishes_at_once_leave_one():
    order = make_paid_order()
    results = together(askers(order, 5))
    assert outcomes(results) == {"Refund": 1, "RefundNotAllowed": 4}
    assert Refund.objects.get().amount == order.total


def test_twin_without_the_look_under_the_lock_the_constraint_still_refuses(monkeypatch):
    """The wall behind the lock: one waiting refund per order is unique in the database."""
    order = make_paid_order()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr(QuerySet, "exists", lambda rows: False)
    results = together(askers(order, 2, lines={}, other_amount=5))
    assert outcomes(results) == {"Refund": 1, "RefundNotAllowed": 1}


GUARDS_OUT = pytest.mark.parametrize("guards_out", [(), ("conditions",), ("locks",)])
BOTH = ("locks", "conditions")


@GUARDS_OUT
def test_refund_paid_by_many_at_once_is_paid_once(guards_out, take_out):
    refund = make_refund(order=make_paid_order(quantity=4), other_amount=1_000)
    calls = payers(refund, 5)
    take_out(guards_out, refund)

    results = together(calls)

    assert outcomes(results) == {"Refund": 1, "RefundNotAllowed": 4}
    assert Payment.objects.get().refunded_amount == 1_000


def test_twin_without_guards_pays_each_time(take_out):
    refund = make_refund(order=make_paid_order(quantity=4), other_amount=1_000)
    calls = payers(refund, 2)
    take_out(BOTH, refund)

    assert outcomes(together(calls)) == {"Refund": 2}
    assert Payment.objects.get().refunded_amount == 2_000


def test_without_guards_the_database_still_refuses_more_than_came(take_out):
    refund = make_refund(order=make_paid_order())
    calls = payers(refund, 2)
    take_out(BOTH, refund)

    assert outcomes(together(calls)) == {"Refund": 1, "IntegrityError": 1}
    payment = Payment.objects.get()
    assert payment.refunded_amount == payment.received_amount
    assert SalesDay.objects.get().refunds == 75_000


def test_paying_and_refusing_at_once_ends_one_way():
    refund = make_refund(order=make_paid_order(quantity=2))
    head = make_officer("facility_head", refund.order.facility)
    refuse = lambda: refunds.refuse(  # noqa: E731
        refund=refund, by=head, reason="Tidak", at=timezone.now()
    )
    results = together([*payers(refund, 1), refuse])
    assert outcomes(results) == {"Refund": 1, "RefundNotAllowed": 1}
    paid = Refund.objects.get().state == "paid"
    assert (Payment.objects.get().refunded_amount > 0) == paid
    assert any(isinstance(result, RefundNotAllowed) for result in results)
