"""A thousand notices, repeated, shuffled and at once, are one settlement.

Four walls stand before a second one; each alone is enough. The tests take out one at a time, the
twin takes out all of them and is paid twice.
"""

import itertools
import random
import time
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db.models import QuerySet

from catalog import stock
from orders import expiry, receipts, sales
from orders.gateways import asking, news
from orders.gateways.notices import CannotDecide
from orders.gateways.pages import CannotPay, open_page
from orders.models import (
    GatewayAttempt,
    Order,
    OrderEvent,
    Payment,
    PaymentEvent,
    Receipt,
    SalesDay,
)
from orders.states import taking
from tests.builders import make_gateway_account, make_order, make_selling_facility
from tests.orders.gateways.conftest import NOW, sides, tell
from tests.orders.test_races_on_orders import AnyState
from tests.together import outcomes, together

pytestmark = pytest.mark.django_db(transaction=True)
NOTICES = 1_000
THREADS = 8


def all_news(midtrans, reference):
    """What may be told of a payment that came through in the end."""
    told = [
        midtrans.set(reference, "pending"),
        midtrans.set(reference, "deny"),
        midtrans.set(reference, "capture", fraud_status="challenge", status_code="201"),
        midtrans.set(reference, "expire"),
        midtrans.set(reference, "capture"),
    ]
    return [*told, midtrans.pay(reference)]


def brought(notices):
    """A call that brings notices one after the other and returns the seconds of the slowest."""

    def bring():
        slowest = 0
        for notice in notices:
            start = time.monotonic()
            tell(notice)
            slowest = max(slowest, time.monotonic() - start)
        return slowest

    return bring


def settlements(order):
    """How often the order was settled, by each of the books."""
    return {
        "receipts": Receipt.objects.filter(payment__order=order).count(),
        "sales": sum(SalesDay.objects.values_list("orders", flat=True)),
        "moves": OrderEvent.objects.filter(order=order, to_state="paid").count(),
    }


ONCE = {"receipts": 1, "sales": 1, "moves": 1}


def test_a_thousand_shuffled_notices_are_one_settlement(attempt, order, midtrans):
    told = all_news(midtrans, attempt.reference)
    notices = (told * (NOTICES // len(told) + 1))[:NOTICES]
    random.Random(8).shuffle(notices)

    results = together([brought(notices[n::THREADS]) for n in range(THREADS)])

    assert outcomes(results) == {"float": THREADS}
    assert sides(order) == ("received", "paid", 75_000)
    assert settlements(order) == ONCE
    assert PaymentEvent.objects.count() == len(told)
    assert list(sales.broken_orders()) == list(sales.differences()) == []
    assert list(stock.differences()) == []


def test_two_hundred_new_names_of_one_payment_are_one_settlement(attempt, order, midtrans):
    """Genuine notices, each with a transaction of its own."""
    notices = [midtrans.pay(attempt.reference, transaction_id=f"tr-{n}") for n in range(200)]

    together([brought(notices[n::THREADS]) for n in range(THREADS)])

    assert settlements(order) == ONCE
    assert sides(order) == ("received", "paid", 75_000)
    assert PaymentEvent.objects.filter(outcome="stale").count() == 199


ORDERINGS = random.Random(10).sample(list(itertools.permutations(range(6))), 10)


@pytest.mark.parametrize("ordering", ORDERINGS, ids=str)
def test_ten_orderings_end_at_the_same_place(attempt, order, midtrans, ordering):
    told = all_news(midtrans, attempt.reference)
    for place in ordering:
        tell(told[place])
    assert sides(order) == ("received", "paid", 75_000)
    assert settlements(order) == ONCE


def test_storm_of_twenty_orders_settles_each_once(midtrans):
    orders = []
    for _ in range(20):
        facility = make_selling_facility()
        make_gateway_account(facility=facility)
        orders.append(make_order(facility=facility, payment_method="midtrans", at=NOW))
    pages = [open_page(order=order, at=NOW) for order in orders]
    notices = [midtrans.pay(page.reference) for page in pages] * 10
    random.Random(20).shuffle(notices)

    together([brought(notices[n::THREADS]) for n in range(THREADS)])

    assert {sides(order) for order in orders} == {("received", "paid", 75_000)}
    assert Receipt.objects.count() == PaymentEvent.objects.count() == 20
    assert list(sales.broken_orders()) == list(sales.differences()) == []


# The four walls


@pytest.fixture
def take_out(monkeypatch, attempt, order):
    """Take walls out; order and attempt stay as they were read now."""
    numbers = itertools.count()

    def key():
        write = news._write

        def write_anew(attempt, told, *rest, **named):
            fields = vars(told) | {"key": f"{told.key}/{next(numbers)}"}
            return write(attempt, type(told)(**fields), *rest, **named)

        monkeypatch.setattr(news, "_write", write_anew)
        monkeypatch.setattr("orders.gateways.notices.is_known", lambda attempt, told: False)

    def locks():
        rows = Order.objects.select_related("facility", "shipment", "checkout", "payment")
        seen = rows.get(pk=order.pk)
        seen_attempt = GatewayAttempt.objects.select_related("account").get(pk=attempt.pk)
        monkeypatch.setattr(news, "locked", lambda pk: deepcopy(seen))
        monkeypatch.setattr(news, "_locked_attempt", lambda pk: deepcopy(seen_attempt))
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    def states():
        monkeypatch.setattr(taking, "Order", AnyState(Order))
        monkeypatch.setattr(taking, "Payment", AnyState(Payment))
        monkeypatch.setattr(news, "_move", lambda attempt, state, told, **changes: True)

    def reference():
        book = receipts.book
        monkeypatch.setattr(receipts, "book", lambda **given: book(**given | {"reference": ""}))

    walls = {"key": key, "locks": locks, "states": states, "reference": reference}

    def out(names):
        for name in names:
            walls[name]()

    return out


WALLS = ("key", "locks", "states", "reference")


def settle_at_once(midtrans, attempt, count):
    notice = midtrans.pay(attempt.reference)
    return together([lambda: tell(notice)] * count)


@pytest.mark.parametrize("out", [(), *((wall,) for wall in WALLS), ("key", "reference")], ids=str)
def test_settlement_at_once_is_one_with_any_wall_gone(attempt, order, midtrans, take_out, out):
    take_out(out)

    results = settle_at_once(midtrans, attempt, 8)

    assert outcomes(results)["taken"] == 1
    assert sides(order) == ("received", "paid", 75_000)
    assert settlements(order) == ONCE


def test_twin_without_walls_is_paid_twice(attempt, order, midtrans, take_out, monkeypatch):
    # What follows a sale has walls of its own (one split per line, one kuitansi).
    monkeypatch.setattr(taking, "settlement", _Nothing())
    monkeypatch.setattr(taking, "documents", _Nothing())
    take_out(WALLS)

    results = settle_at_once(midtrans, attempt, 2)

    assert outcomes(results) == {"taken": 2}
    assert settlements(order) == {"receipts": 2, "sales": 2, "moves": 2}
    assert list(sales.differences()) != []


class _Nothing:
    def __getattr__(self, name):
        return lambda *args, **named: None


# At the same moment as other things


def test_settlement_and_expiry_end_on_one_side(attempt, order, midtrans):
    notice = midtrans.pay(attempt.reference)
    after = NOW + timedelta(hours=25)

    together([lambda: tell(notice, at=after), lambda: expiry.expire_due(at=after)] * 3)

    assert sides(order) in {
        ("received", "paid", 75_000),
        ("expired", "payment_review", 75_000),  # late, and said so
    }
    assert Receipt.objects.count() == 1
    assert list(sales.broken_orders()) == list(stock.differences()) == []


def test_notice_and_question_at_once_are_one_settlement(attempt, order, midtrans):
    notice = midtrans.pay(attempt.reference)
    later = NOW + timedelta(minutes=2)

    together([lambda: tell(notice), lambda: asking.ask_due(at=later)] * 4)

    assert settlements(order) == ONCE


def test_two_presses_at_once_make_one_page(order, midtrans):
    results = together([lambda: press(order)] * 6)
    assert GatewayAttempt.objects.count() == len(midtrans.pages) == 1
    assert outcomes(results)["GatewayAttempt"] >= 1


def press(order):
    try:
        return open_page(order=order, at=NOW)
    except CannotPay:
        return "wait"


def test_doubtful_notices_at_once_leave_nothing_behind(attempt, order, midtrans):
    notice = midtrans.pay(attempt.reference, amount=70_000)
    midtrans.status = 500
    results = together([lambda: tell(notice)] * 4)
    assert outcomes(results) == {CannotDecide.__name__: 4}
    assert PaymentEvent.objects.count() == 0
