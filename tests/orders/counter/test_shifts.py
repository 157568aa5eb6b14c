"""A turn at the till: cash at the start, cash counted, a second look."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders import counter
from orders.models import CashierShift
from tests.builders import (
    make_officer,
    make_payment_setup,
    make_shift,
    make_stock_location,
    sell_at_counter,
)


@pytest.fixture
def shift(gallery, cashier):
    return make_shift(gallery, by=cashier, opening_cash=200_000)


def close(shift, by, counted, **fields):
    return counter.close_shift(
        shift=shift, counted_cash=counted, by=by, at=timezone.now(), **fields
    )


def test_closing_compares_the_drawer_with_the_sales(gallery, cashier, bag, guest, shift):
    make_payment_setup(facility=gallery.facility)
    sell_at_counter(gallery, {bag: 1, guest: 1}, by=cashier, shift=shift)
    sell_at_counter(gallery, {bag: 1}, by=cashier, shift=shift, method="qris")
    wrong = sell_at_counter(gallery, {guest: 2}, by=cashier, shift=shift)
    counter.void_sale(sale=wrong, reason="Salah", by=cashier, at=timezone.now())

    closed = close(shift, cashier, 373_000)

    assert (closed.expected_cash, closed.difference, closed.is_open) == (373_000, 0, False)
    takings = counter.takings_of(closed)
    assert (takings.sales, takings.voided, takings.total) == (2, 1, 248_000)
    assert takings.by_method == {"cash": 173_000, "qris": 75_000}
    assert takings.cash_by_owner == {
        gallery.facility.short_name: 75_000, guest.product.facility.short_name: 98_000,
    }  # fmt: skip


def test_difference_is_explained_before_it_closes(cashier, shift):
    with pytest.raises(counter.SaleRefused, match=r"kurang Rp1\.000") as caught:
        close(shift, cashier, 199_000)
    assert caught.value.field == "reason"

    closed = close(shift, cashier, 199_000, reason="Kembalian kurang seribu")

    assert (closed.difference, closed.difference_reason) == (-1_000, "Kembalian kurang seribu")


def test_closed_shift_takes_no_sale(gallery, cashier, bag, shift):
    close(shift, cashier, 200_000)

    with pytest.raises(counter.SaleRefused, match="ditutup"):
        sell_at_counter(gallery, {bag: 1}, by=cashier, shift=shift)


def test_shift_of_another_place_takes_no_sale(gallery, cashier, bag):
    other = make_stock_location(facility=gallery.facility)

    with pytest.raises(counter.SaleRefused, match="ditutup"):
        sell_at_counter(gallery, {bag: 1}, by=cashier, shift=make_shift(other, by=cashier))


def test_shift_is_closed_once(cashier, shift):
    close(shift, cashier, 200_000)

    with pytest.raises(counter.SaleRefused, match="ditutup"):
        close(shift, cashier, 200_000)


def test_one_shift_is_open_at_a_place(gallery, cashier, shift):
    with pytest.raises(counter.SaleRefused, match="masih terbuka"):
        make_shift(gallery, by=cashier)


@pytest.mark.parametrize("amount", [-1, 100_000_001, 1.5, True])
def test_wrong_cash_is_refused(gallery, cashier, amount):
    with pytest.raises(counter.SaleRefused, match="rupiah"):
        make_shift(gallery, by=cashier, opening_cash=amount)


def test_place_that_is_not_used_opens_no_shift(gallery, cashier):
    gallery.is_active = False

    with pytest.raises(counter.SaleRefused, match="tidak dipakai"):
        make_shift(gallery, by=cashier)


def test_who_does_not_sell_opens_and_closes_nothing(gallery, cashier, shift):
    treasurer = make_officer("treasurer", gallery.facility)

    with pytest.raises(counter.SaleRefused, match="Jabatan"):
        make_shift(gallery, by=treasurer)
    with pytest.raises(counter.SaleRefused, match="Jabatan"):
        close(shift, treasurer, 200_000)


def test_second_look_is_by_somebody_else_who_settles(gallery, cashier):
    manager = make_officer("facility_manager", gallery.facility)
    treasurer = make_officer("treasurer", gallery.facility)
    shift = make_shift(gallery, by=manager)

    def look(by):
        return counter.check_shift(shift=shift, note="Cocok", by=by, at=timezone.now())

    with pytest.raises(counter.SaleRefused, match="belum ditutup"):
        look(treasurer)
    close(shift, manager, 100_000)
    with pytest.raises(counter.SaleRefused, match="petugas lain"):
        look(manager)
    with pytest.raises(counter.SaleRefused, match="Jabatan"):
        look(cashier)
    assert look(treasurer).check_note == "Cocok"
    seen = look(treasurer).checked_at
    assert look(treasurer).checked_at == seen  # pressed twice
    with pytest.raises(counter.SaleRefused, match="sudah diperiksa"):
        look(make_officer("treasurer", gallery.facility))


@pytest.mark.parametrize(
    "wrong",
    [
        {"counted_cash": 1},
        {"checked_at": timezone.now()},
        {"closed_at": timezone.now(), "counted_cash": 1, "expected_cash": 2},
    ],
)
def test_database_refuses_half_a_shift(cashier, shift, wrong):
    rows = CashierShift.objects.filter(pk=shift.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(
            closed_at=timezone.now(), closed_by=cashier, counted_cash=1, expected_cash=2,
        )  # fmt: skip
