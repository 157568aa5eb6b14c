"""Two at the same till, or one pressing twice. Twins: tests/together.py."""

import secrets

import pytest
from django.utils import timezone

from catalog.models import StockLevel
from orders import counter
from orders.counter import selling
from orders.models import CashierShift, Order
from tests.builders import make_shift, sell_at_counter
from tests.together import outcomes, together

from .conftest import on_shelf
from .test_selling import nothing_is_broken

pytestmark = pytest.mark.django_db(transaction=True)


def press(gallery, goods, by, **fields):
    return lambda: type(sell_at_counter(gallery, goods, by=by, **fields)).__name__


def test_two_presses_of_one_form_make_one_sale(gallery, cashier, bag):
    calls = [press(gallery, {bag: 1}, cashier, key="kunci")] * 4

    assert outcomes(together(calls)) == {"DirectSale": 4}
    assert Order.objects.count() == 1
    assert StockLevel.objects.get(variant=bag).on_hand == 9
    assert nothing_is_broken() == []


def test_twin_without_the_key_two_presses_make_two_sales(gallery, cashier, bag, monkeypatch):
    start = selling._start

    def with_a_key_of_its_own(sale, *rest):
        sale.key = secrets.token_hex(8)
        return start(sale, *rest)

    monkeypatch.setattr(selling, "_start", with_a_key_of_its_own)
    together([press(gallery, {bag: 1}, cashier, key="kunci")] * 2)

    assert Order.objects.count() == 2


def test_last_piece_is_sold_once(gallery, cashier):
    last = on_shelf(gallery, facility=gallery.facility, price=10_000, quantity=1)
    calls = [press(gallery, {last: 1}, cashier, key=f"kunci-{n}") for n in range(3)]

    assert outcomes(together(calls)) == {"DirectSale": 1, "OutOfStock": 2}
    assert nothing_is_broken() == []


def test_mixed_notes_in_other_orders_do_not_lock_each_other_out(gallery, cashier, bag, guest):
    calls = [
        press(gallery, goods, cashier, key=f"kunci-{n}")
        for n, goods in enumerate([{bag: 1, guest: 1}, {guest: 1, bag: 1}] * 2)
    ]

    assert outcomes(together(calls)) == {"DirectSale": 4}
    assert nothing_is_broken() == []


def test_sale_and_closing_agree_about_the_cash(gallery, cashier, bag):
    shift = make_shift(gallery, by=cashier, opening_cash=0)

    def close():
        # Whoever counted before the sale has 0 in the drawer, whoever counted after it 75,000.
        for counted in (0, 75_000):
            try:
                counter.close_shift(
                    shift=shift, counted_cash=counted, by=cashier, at=timezone.now()
                )
            except counter.SaleRefused:
                continue
            return "closed"
        return "refused"

    together([press(gallery, {bag: 1}, cashier, shift=shift), close])

    assert_cash_is_right(shift)


def assert_cash_is_right(shift):
    row = CashierShift.objects.get(pk=shift.pk)
    assert row.is_open or row.expected_cash == counter.takings_of(row).cash


def test_twin_without_the_hold_a_sale_slips_behind_the_count(gallery, cashier, bag, monkeypatch):
    shift = make_shift(gallery, by=cashier, opening_cash=0)
    monkeypatch.setattr(selling, "_hold_shift", lambda sale: None)

    counter.close_shift(shift=shift, counted_cash=0, by=cashier, at=timezone.now())
    sell_at_counter(gallery, {bag: 1}, by=cashier, shift=shift)

    with pytest.raises(AssertionError):
        assert_cash_is_right(shift)


def test_void_twice_at_once_gives_back_once(gallery, cashier, bag):
    shift = make_shift(gallery, by=cashier)
    sale = sell_at_counter(gallery, {bag: 2}, by=cashier, shift=shift)

    def void():
        return type(
            counter.void_sale(sale=sale, reason="Salah", by=cashier, at=timezone.now())
        ).__name__

    assert outcomes(together([void, void, void])) == {"DirectSale": 3}
    assert StockLevel.objects.get(variant=bag).on_hand == 10
    assert nothing_is_broken() == []


def test_two_officers_open_one_shift(gallery, cashier):
    opening = [lambda: type(make_shift(gallery, by=cashier)).__name__] * 3

    assert outcomes(together(opening)) == {"CashierShift": 1, "SaleRefused": 2}
