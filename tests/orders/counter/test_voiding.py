"""A sale typed by mistake: every row is answered, nothing is deleted."""

import pytest
from django.db import transaction
from django.utils import timezone

from catalog.models import StockLevel
from orders import counter, documents
from orders.models import LineSplit, MonthlyClosing, SalesDay
from orders.refunds import request
from tests.builders import make_officer, make_shift, sell_at_counter

from .test_selling import nothing_is_broken, on_hand


@pytest.fixture
def shift(gallery, cashier):
    return make_shift(gallery, by=cashier)


def void(sale, by, **fields):
    return counter.void_sale(
        sale=sale, by=by, **{"reason": "Salah barang", "at": timezone.now()} | fields
    )


def test_void_gives_back_goods_money_and_books(gallery, cashier, bag, guest, shift):
    sale = sell_at_counter(gallery, {bag: 2, guest: 1}, by=cashier, shift=shift)

    void(sale, cashier)

    sale.refresh_from_db()
    assert (sale.is_void, sale.voided_by, sale.void_reason) == (True, cashier, "Salah barang")
    for order in sale.orders.all():
        assert (order.state, order.payment.state) == ("cancelled", "refunded")
        assert order.payment.held_amount == 0
    assert (on_hand(bag, gallery), on_hand(guest, gallery)) == (10, 10)
    assert [day.revenue - day.refunds for day in SalesDay.objects.all()] == [0, 0]
    assert sum(row.goods for row in LineSplit.objects.all()) == 0
    assert [month.premi for month in MonthlyClosing.objects.all()] == [0, 0]
    assert nothing_is_broken() == []


def test_void_twice_is_void_once(gallery, cashier, bag, shift):
    sale = sell_at_counter(gallery, {bag: 2}, by=cashier, shift=shift)

    void(sale, cashier)
    void(sale, cashier)

    assert on_hand(bag, gallery) == 10
    assert sale.orders.get().refunds.count() == 1


@pytest.mark.django_db(transaction=True)
def test_papers_of_a_void_sale_say_so(gallery, cashier, bag, shift):
    sale = sell_at_counter(gallery, {bag: 1}, by=cashier, shift=shift)
    assert sale.orders.get().documents.count() == 2

    void(sale, cashier)

    assert {paper.void_reason for paper in sale.orders.get().documents.all()} == {"Salah barang"}


def test_void_needs_a_reason(gallery, cashier, bag, shift):
    sale = sell_at_counter(gallery, {bag: 1}, by=cashier, shift=shift)

    with pytest.raises(counter.SaleRefused, match="alasan"):
        void(sale, cashier, reason="  ")


def test_void_needs_the_right(gallery, cashier, bag, shift):
    sale = sell_at_counter(gallery, {bag: 1}, by=cashier, shift=shift)

    with pytest.raises(counter.SaleRefused, match="Jabatan"):
        void(sale, make_officer("treasurer", gallery.facility))


def test_sale_of_a_closed_shift_stays(gallery, cashier, bag, shift):
    sale = sell_at_counter(gallery, {bag: 1}, by=cashier, shift=shift)
    counter.close_shift(shift=shift, counted_cash=175_000, by=cashier, at=timezone.now())

    with pytest.raises(counter.SaleRefused, match="ditutup"):
        void(sale, cashier)

    assert on_hand(bag, gallery) == 9


def test_sale_without_a_shift_stays(gallery, cashier, bag):
    sale = sell_at_counter(gallery, {bag: 1}, by=cashier)

    with pytest.raises(counter.SaleRefused, match="bukan dari kasir"):
        void(sale, cashier)


def test_sale_whose_money_goes_back_already_is_not_void_besides(gallery, cashier, bag, shift):
    sale = sell_at_counter(gallery, {bag: 1}, by=cashier, shift=shift)
    request(order=sale.orders.get(), lines=None, reason="Retak", by=cashier, at=timezone.now())

    with pytest.raises(counter.SaleRefused, match="cara lain"):
        void(sale, cashier)

    assert StockLevel.objects.get(variant=bag).on_hand == 9


@pytest.mark.django_db(transaction=True)
def test_sale_taken_back_before_its_papers_gets_none(gallery, cashier, bag, shift, caplog):
    with transaction.atomic():
        sale = sell_at_counter(gallery, {bag: 1}, by=cashier, shift=shift)
        void(sale, cashier)

    assert documents.issue_missing(at=timezone.now()) == 0
    assert not sale.orders.get().documents.exists()
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []
    with pytest.raises(documents.DocumentNotAllowed, match="dibatalkan"):
        documents.issue(order=sale.orders.get(), kind="KUI", by=None, at=timezone.now())
