"""Many at the same moment, on real threads and commits; each with a twin whose guard is off."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from catalog import stock
from catalog.models import StockLevel
from catalog.stock import ledger
from facilities.models import Membership
from orders import expiry, sales, states, unique_codes
from orders.checkout import FacilityChoice, KeyReused, place_checkout
from orders.models import Checkout, Order, OrderEvent, Payment, PaymentProof, SalesDay
from orders.payments import ProofRefused, accept_proof, submit_proof
from orders.retrying import retried
from orders.states import StepNotAllowed, take_step
from tests.builders import (
    make_cart,
    make_contact,
    make_membership,
    make_order,
    make_product,
    make_proof,
    make_selling_facility,
    make_stock,
    make_variant,
)
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()
CHOICE = FacilityChoice("pickup", "bank_transfer")


def goods(pieces, facility=None):
    variant = make_variant(product=make_product(facility=facility or make_selling_facility()))
    make_stock(variant=variant, quantity=pieces)
    return variant


def buyer(quantities, *, form_key=None, cart=None):
    """A call that presses the button once."""
    cart = cart or make_cart(quantities)
    facilities = {variant.product.facility_id for variant in quantities}

    def press():
        return place_checkout(
            cart=cart, form_key=form_key or f"kunci-{cart.pk}", contact=make_contact(email=""),
            choices=dict.fromkeys(facilities, CHOICE), at=NOW,
        )  # fmt: skip

    return press


def outcomes(results):
    names = [type(result).__name__ for result in results]
    return {name: names.count(name) for name in set(names)}


def in_crowds(calls, *, size=40):
    """Everybody at once, as many at a time as the machine can hold connections."""
    results = []
    for start in range(0, len(calls), size):
        results += together(calls[start : start + size])
    return results


def test_two_hundred_buyers_get_the_last_ten_pieces_once():
    bag = goods(10)

    results = in_crowds([buyer({bag: 1}) for _ in range(200)], size=100)

    assert outcomes(results) == {"Checkout": 10, "OutOfStock": 190}
    assert Order.objects.count() == 10
    level = StockLevel.objects.get(variant=bag)
    assert (level.on_hand, level.reserved) == (10, 10)
    assert list(stock.differences()) == []
    assert list(sales.broken_orders()) == []


def test_twin_without_the_guard_oversells(monkeypatch):
    bag = goods(10)
    # Look first, write later, without condition: what a shop without a ledger does.
    monkeypatch.setattr(ledger, "set_aside", lambda *args: True)
    monkeypatch.setattr("catalog.stock.reservations.set_aside", lambda *args: True)

    results = together([buyer({bag: 1}) for _ in range(30)])

    assert outcomes(results)["Checkout"] > 10


def test_same_form_twenty_times_makes_one_checkout():
    bag = goods(100)
    cart = make_cart({bag: 1})
    press = buyer({bag: 1}, cart=cart, form_key="sama")

    results = together([press] * 20)

    assert outcomes(results) == {"Checkout": 20}
    assert len({result.pk for result in results}) == 1
    assert (Checkout.objects.count(), Order.objects.count()) == (1, 1)


def test_twin_without_the_key_makes_more(monkeypatch):
    bag = goods(100)
    cart = make_cart({bag: 1})
    # No key and no mark on the cart: every press is a new order.
    monkeypatch.setattr("orders.checkout.placing._take_over", _take_over_without_mark)
    presses = [buyer({bag: 1}, cart=cart, form_key=f"lain-{n}") for n in range(20)]

    results = together(presses)

    assert outcomes(results)["Checkout"] > 1


def _take_over_without_mark(cart, at):
    return list(cart.lines.select_related("variant__product__facility__regency__province"))


def test_one_cart_in_two_windows_makes_one_order():
    bag = goods(100)
    cart = make_cart({bag: 1})

    results = together([buyer({bag: 1}, cart=cart, form_key=f"jendela-{n}") for n in range(8)])

    assert outcomes(results) == {"Checkout": 1, "EmptyCart": 7}


def test_same_key_with_other_content_at_once_is_refused():
    bag, hat = goods(9), goods(9)
    results = together([buyer({bag: 1}, form_key="sama"), buyer({hat: 2}, form_key="sama")] * 4)
    assert Order.objects.count() == 1
    assert sum(isinstance(result, KeyReused) for result in results) == 4


def test_two_goods_in_opposite_order_never_deadlock():
    # Facilities and goods numbered against each other: by facility, the order would be another.
    first, second = make_selling_facility(), make_selling_facility()
    late, early = goods(60, second), goods(60, first)
    calls = [
        buyer(quantities)
        for _ in range(30)
        for quantities in ({late: 1, early: 1}, {early: 1, late: 1})
    ]

    results = in_crowds(calls, size=60)

    assert outcomes(results) == {"Checkout": 60}
    assert list(StockLevel.objects.values_list("reserved", flat=True)) == [60, 60]


def test_fifty_orders_at_once_get_fifty_amounts():
    bag = goods(50)

    results = together([buyer({bag: 1}) for _ in range(50)])

    assert outcomes(results) == {"Checkout": 50}
    totals = Order.objects.values_list("total", flat=True)
    assert len(set(totals)) == 50
    assert 0 not in Order.objects.values_list("unique_code", flat=True)


def test_fifty_orders_and_few_codes_still_never_share_an_amount(monkeypatch):
    monkeypatch.setattr(unique_codes, "CODES", range(1, 11))
    bag = goods(20)

    results = together([buyer({bag: 1}) for _ in range(20)])

    assert outcomes(results) == {"Checkout": 20}
    codes = sorted(Order.objects.values_list("unique_code", flat=True))
    assert codes == [0] * 10 + list(range(1, 11))


def test_twin_codes_without_the_savepoint_fail(monkeypatch):
    monkeypatch.setattr(unique_codes, "free_codes", lambda **kwargs: [1, 2, 3, 4, 5])
    monkeypatch.setattr(unique_codes, "_is_taken", lambda error: False)
    bag = goods(5)

    results = together([buyer({bag: 1}) for _ in range(5)])

    assert outcomes(results).get("IntegrityError", 0) == 4
    assert isinstance(next(r for r in results if isinstance(r, Exception)), IntegrityError)


def paid_sides(order):
    order.refresh_from_db()
    return order.state, Payment.objects.get(order=order).state


@pytest.mark.parametrize("round_", range(5))
def test_proof_against_expiry_ends_on_one_side(round_):
    orders = [make_order(at=NOW - timedelta(hours=25)) for _ in range(4)]

    def prove(order):
        return lambda: submit_proof(
            payment=order.payment, file_name="a.jpg", sender_name="", paid_on=None, at=NOW
        )

    results = together([*map(prove, orders), lambda: expiry.expire_due(at=NOW)])

    for order, result in zip(orders, results[:-1], strict=True):
        if isinstance(result, PaymentProof):
            assert paid_sides(order) == ("received", "payment_review")
        else:
            assert isinstance(result, ProofRefused), result
            assert paid_sides(order) == ("expired", "void")
    expired = Order.objects.filter(state="expired").count()
    assert results[-1] == expired
    assert list(stock.differences()) == []
    assert list(sales.broken_orders()) == []


def test_payment_against_expiry_ends_on_one_side():
    orders = [make_order(at=NOW - timedelta(hours=25)) for _ in range(8)]
    managers = {order.pk: make_membership(facility=order.facility).user for order in orders}

    def confirm(order):
        return lambda: take_step(
            order=order, step="confirm_payment", actor="officer", by=managers[order.pk],
            reason="Mutasi", at=NOW,
        )  # fmt: skip

    results = together([*map(confirm, orders), *[lambda: expiry.expire_due(at=NOW)] * 3])

    ends = [paid_sides(order) for order in orders]
    assert set(ends) <= {("received", "paid"), ("expired", "void")}
    assert sum(results[-3:]) == ends.count(("expired", "void"))
    assert sum(SalesDay.objects.values_list("orders", flat=True)) == ends.count(
        ("received", "paid")
    )
    assert list(sales.differences()) == []
    assert list(sales.broken_orders()) == []


def test_proof_accepted_twice_at_once_is_booked_once():
    proof = make_proof()
    order = proof.payment.order
    users = [
        make_membership(facility=order.facility, role=Membership.Role.TREASURER).user
        for _ in range(6)
    ]

    results = together(
        [lambda user=user: accept_proof(proof=proof, by=user, at=NOW) for user in users]
    )

    assert outcomes(results) == {"Order": 1, "StepNotAllowed": 5}
    assert SalesDay.objects.get().orders == 1
    assert OrderEvent.objects.filter(to_state="paid").count() == 1


def test_twin_without_locks_and_conditions_books_twice():
    proof = make_proof()
    order = proof.payment.order
    # Read before the transaction, write without looking at the state found: both believe.
    rows = Order.objects.select_related("facility", "payment")
    stale = [rows.get(pk=order.pk) for _ in range(2)]

    def accept(seen):
        sales.book_sale(order=seen, at=NOW)
        Payment.objects.filter(order=seen).update(state="paid", paid_at=NOW)

    together([lambda seen=seen: accept(seen) for seen in stale])

    assert SalesDay.objects.get().orders == 2
    assert list(sales.differences()) != []


def test_sales_of_one_day_are_all_counted():
    facility = make_selling_facility()
    bag = goods(12, facility)
    orders = [make_order(variant=bag, stock=0) for _ in range(12)]
    manager = make_membership(facility=facility).user

    def confirm(order):
        return lambda: take_step(
            order=order, step="confirm_payment", actor="officer", by=manager,
            reason="Mutasi", at=NOW,
        )  # fmt: skip

    results = together([confirm(order) for order in orders])

    assert outcomes(results) == {"Order": 12}
    day = SalesDay.objects.get()
    assert (day.orders, day.units, day.revenue) == (12, 12, 12 * 75_000)
    bag.product.refresh_from_db()
    assert bag.product.sold_count == 12


def test_busy_database_is_tried_again_three_times():
    calls = []

    @retried
    def act():
        calls.append(1)
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError):
        act()
    assert len(calls) == 4


def test_other_database_errors_are_not_tried_again():
    calls = []

    @retried
    def act():
        calls.append(1)
        raise OperationalError("no such table")

    with pytest.raises(OperationalError):
        act()
    assert len(calls) == 1


def test_deadlock_is_recognised_and_tried_again():
    """SQLite has one lock for everything: the second waits at the door and no try is lost."""
    may_deadlock = connection.vendor == "postgresql"
    first, second = goods(1), goods(1)
    levels = [StockLevel.objects.get(variant=variant).pk for variant in (first, second)]
    meet = Barrier(2, timeout=5)
    tries = []

    def act_in(order):
        @retried
        def act():
            tries.append(1)
            with transaction.atomic():
                for place, pk in enumerate(order):
                    StockLevel.objects.filter(pk=pk).update(on_hand=1)
                    if may_deadlock and place == 0 and len(tries) <= 2:
                        meet.wait()
            return "done"

        return act

    results = together([act_in(levels), act_in(levels[::-1])])

    assert results == ["done", "done"]
    assert len(tries) > 2 if may_deadlock else len(tries) == 2


def test_the_step_looks_at_the_state_it_expects():
    # The second wall, should a lock ever be forgotten: the update itself names the state.
    order = make_order()
    stale = Order.objects.select_related("payment").get(pk=order.pk)
    Order.objects.update(state="expired")
    step = next(step for step in states.STEPS if step.name == "cancel")
    with pytest.raises(StepNotAllowed):
        states.taking._move_order(stale, step, NOW)
