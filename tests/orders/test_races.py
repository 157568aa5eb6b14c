"""Many shoppers at the same moment, on real threads and commits. Twins: tests/together.py."""

import time
from threading import Barrier, local

import pytest
from django.db import connection
from django.utils import timezone

from catalog import stock
from catalog.models import StockLevel
from orders import retrying, sales, unique_codes
from orders.checkout import FacilityChoice, baskets, place_checkout, placing
from orders.models import Cart, Checkout, Order, Payment
from tests.builders import (
    make_cart,
    make_contact,
    make_product,
    make_selling_facility,
    make_stock,
    make_variant,
)
from tests.together import outcomes, together

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


def test_twin_looking_before_the_transaction_oversells(look_before):
    bag = goods(10)
    look_before(bag)

    results = together([buyer({bag: 1}) for _ in range(12)])

    assert outcomes(results) == {"Checkout": 12}
    assert list(stock.differences()) != []


# One form, one cart


def press_one_cart(form_keys):
    """One cart ordered at once in as many windows as there are keys."""
    bag = goods(100)
    cart = make_cart({bag: 1})
    return together([buyer({bag: 1}, cart=cart, form_key=key) for key in form_keys])


@pytest.fixture
def without_mark(monkeypatch):
    """No press finds the cart used."""
    take_over = placing._take_over

    def unmark_and_take_over(cart, at):
        Cart.objects.filter(pk=cart.pk).update(used_at=None)
        return take_over(cart, at)

    monkeypatch.setattr(placing, "_take_over", unmark_and_take_over)


def test_same_form_twenty_times_makes_one_checkout():
    results = press_one_cart(["sama"] * 20)

    assert outcomes(results) == {"Checkout": 20}
    assert len({result.pk for result in results}) == 1
    assert (Checkout.objects.count(), Order.objects.count()) == (1, 1)


def test_the_key_alone_makes_one_checkout(without_mark):
    results = press_one_cart(["sama"] * 8)

    assert outcomes(results) == {"Checkout": 8}
    assert (Checkout.objects.count(), Order.objects.count()) == (1, 1)


def test_twin_without_the_key_the_second_press_finds_nothing(without_key):
    assert outcomes(press_one_cart(["sama"] * 8)) == {"Checkout": 1, "EmptyCart": 7}


def test_twin_without_asking_for_the_first_checkout_is_an_error(monkeypatch):
    monkeypatch.setattr(placing, "placed_with", lambda form_key: None)

    assert outcomes(press_one_cart(["sama"] * 8)) == {"Checkout": 1, "IntegrityError": 7}


WINDOWS = [f"jendela-{n}" for n in range(8)]


def test_one_cart_in_eight_windows_makes_one_order():
    assert outcomes(press_one_cart(WINDOWS)) == {"Checkout": 1, "EmptyCart": 7}


def test_twin_without_the_mark_makes_an_order_in_each_window(without_mark):
    assert outcomes(press_one_cart(WINDOWS)) == {"Checkout": 8}
    assert Order.objects.count() == 8


def two_contents_with_one_key():
    bag, hat = goods(9), goods(9)
    return together([buyer({bag: 1}, form_key="sama"), buyer({hat: 2}, form_key="sama")] * 4)


def test_same_key_with_other_content_at_once_is_refused():
    results = two_contents_with_one_key()

    assert Order.objects.count() == 1
    assert outcomes(results) == {"Checkout": 4, "KeyReused": 4}


def test_twin_without_the_content_others_are_shown_this_order(monkeypatch):
    monkeypatch.setattr(placing, "_content_hash", lambda *content: "")

    assert outcomes(two_contents_with_one_key()) == {"Checkout": 8}


# Goods of two facilities


def opposite_carts(count):
    """Carts with the same two goods in opposite order.

    Facilities and goods are numbered against each other, so the two sortings differ as well.
    """
    first, second = make_selling_facility(), make_selling_facility()
    late, early = goods(count, second), goods(count, first)
    orders = [{late: 1, early: 1}, {early: 1, late: 1}]
    return [buyer(orders[place % 2]) for place in range(count)]


SORTINGS_OUT = {
    "sorted baskets": lambda patch: patch.setattr(baskets, "sorted", list, raising=False),
    "levels locked first": lambda patch: patch.setattr(baskets, "lock_levels", list),
}


@pytest.fixture
def tried_once(monkeypatch):
    """A deadlock is shown instead of tried again."""
    monkeypatch.setattr(retrying, "ATTEMPTS", 1)


@pytest.mark.usefixtures("tried_once")
@pytest.mark.parametrize("sorting_out", [None, *SORTINGS_OUT])
def test_two_goods_in_opposite_order_never_deadlock(sorting_out, monkeypatch):
    calls = opposite_carts(12)
    if sorting_out:  # either sorting alone is enough
        SORTINGS_OUT[sorting_out](monkeypatch)
    monkeypatch.setattr(stock, "reserve", with_a_moment_after(stock.reserve))

    assert outcomes(together(calls)) == {"Checkout": 12}
    assert list(StockLevel.objects.values_list("reserved", flat=True)) == [12, 12]


def with_a_moment_after(act):
    """The act, and time for others to step in before what follows it."""

    def slow(*args, **kwargs):
        result = act(*args, **kwargs)
        time.sleep(0.01)
        return result

    return slow


@pytest.mark.only_on("postgresql")
@pytest.mark.usefixtures("tried_once")
def test_twin_reserving_in_the_order_of_the_cart_deadlocks(monkeypatch):
    calls = opposite_carts(2)
    for take_out in SORTINGS_OUT.values():
        take_out(monkeypatch)
    hold_the_first, reserve, mine = Barrier(2, timeout=5), stock.reserve, local()

    def reserve_and_meet(**given):
        reserve(**given)
        if not hasattr(mine, "held"):
            mine.held = True
            hold_the_first.wait()

    monkeypatch.setattr(stock, "reserve", reserve_and_meet)

    assert outcomes(together(calls)) == {"Checkout": 1, "OperationalError": 1}


@pytest.mark.only_on("sqlite")
@pytest.mark.usefixtures("tried_once", "deferred_transactions")
def test_twin_with_deferred_transactions_fails_at_once(monkeypatch):
    all_have_read, exists = Barrier(2, timeout=5), placing._checkout_exists

    def read_and_meet(number):
        found = exists(number)
        all_have_read.wait()
        return found

    monkeypatch.setattr(placing, "_checkout_exists", read_and_meet)

    assert outcomes(together(opposite_carts(2))) == {"Checkout": 1, "OperationalError": 1}


# Amounts


def test_fifty_orders_at_once_get_fifty_amounts():
    bag = goods(50)

    results = together([buyer({bag: 1}) for _ in range(50)])

    assert outcomes(results) == {"Checkout": 50}
    totals = Order.objects.values_list("total", flat=True)
    assert len(set(totals)) == 50
    assert 0 not in Order.objects.values_list("unique_code", flat=True)


def test_more_orders_than_codes_never_share_an_amount(monkeypatch):
    monkeypatch.setattr(unique_codes, "CODES", range(1, 6))
    bag = goods(10)

    results = together([buyer({bag: 1}) for _ in range(10)])

    assert outcomes(results) == {"Checkout": 10}
    assert codes_given() == [0] * 5 + [1, 2, 3, 4, 5]


def codes_given():
    return sorted(Order.objects.values_list("unique_code", flat=True))


@pytest.fixture
def five_that_saw_the_same_codes(monkeypatch):
    """Five orders of one amount; all looked for free codes before anybody took one."""
    monkeypatch.setattr(unique_codes, "free_codes", lambda **given: [1, 2, 3, 4, 5])
    bag = goods(5)
    calls = [buyer({bag: 1}) for _ in range(5)]
    return lambda: outcomes(together(calls))


def test_codes_seen_free_by_all_are_each_given_once(five_that_saw_the_same_codes):
    assert five_that_saw_the_same_codes() == {"Checkout": 5}
    assert codes_given() == [1, 2, 3, 4, 5]


def test_twin_without_trying_the_next_code_fails(five_that_saw_the_same_codes, monkeypatch):
    monkeypatch.setattr(unique_codes, "_is_taken", lambda error: False)

    assert five_that_saw_the_same_codes() == {"Checkout": 1, "IntegrityError": 4}


@pytest.fixture
def without_the_judge():
    """The database takes the same amount twice."""
    name = "payment_open_amount_once_per_account"
    judge = next(one for one in Payment._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Payment, judge)
    yield
    Payment.objects.update(unique_code=0)
    with connection.schema_editor() as editor:
        editor.add_constraint(Payment, judge)


@pytest.mark.usefixtures("without_the_judge")
def test_twin_without_the_constraint_shares_an_amount(five_that_saw_the_same_codes):
    assert five_that_saw_the_same_codes() == {"Checkout": 5}
    assert codes_given() == [1] * 5
