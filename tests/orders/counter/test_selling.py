"""A sale on the spot: one order for each owner, under the same invariants as any other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from catalog import stock
from catalog.models import StockLevel, StockMovement
from orders import counter, sales, settlement
from orders.models import (
    DirectSale,
    LineSplit,
    MonthlyClosing,
    Order,
    Receipt,
    SalesDay,
    SplitRule,
)
from orders.settlement import proof
from tests.builders import (
    make_officer,
    make_payment_setup,
    make_selling_facility,
    sell_at_counter,
)


def nothing_is_broken():
    return [
        *stock.differences(),
        *sales.broken_orders(),
        *sales.differences(),
        *proof.differences(),
    ]


def on_hand(variant, location):
    return StockLevel.objects.get(variant=variant, location=location).on_hand


def test_sale_takes_stock_money_and_books_in_one_go(gallery, cashier, bag):
    sale = sell_at_counter(gallery, {bag: 2}, by=cashier, cash_received=200_000)

    order = sale.orders.get()
    assert (order.state, order.payment.state, order.total) == ("completed", "paid", 150_000)
    assert (order.channel, order.checkout, order.delivery) == ("galeri", None, None)
    assert (sale.total, sale.change) == (150_000, 50_000)
    assert on_hand(bag, gallery) == 8
    receipt = Receipt.objects.get()
    assert (receipt.amount, receipt.source, receipt.by) == (150_000, "counter", cashier)
    day = SalesDay.objects.get()
    assert (day.channel, day.orders, day.units, day.revenue) == ("galeri", 1, 2, 150_000)
    assert LineSplit.objects.get().goods == 150_000
    assert nothing_is_broken() == []


def test_goods_of_another_facility_are_an_order_of_their_own(gallery, cashier, bag, guest):
    sale = sell_at_counter(gallery, {bag: 1, guest: 2}, by=cashier)

    owners = {order.facility: order.total for order in sale.orders.all()}
    assert owners == {gallery.facility: 75_000, guest.product.facility: 196_000}
    assert sale.total == 271_000
    assert {day.facility: day.revenue for day in SalesDay.objects.all()} == owners
    assert nothing_is_broken() == []


def test_price_is_the_stored_one_and_not_the_callers(gallery, cashier, bag):
    bag.price = 1

    assert sell_at_counter(gallery, {bag: 1}, by=cashier).total == 75_000


def test_a_channel_may_have_its_own_price(gallery, cashier, bag):
    sale = sell_at_counter(
        gallery, {bag: 2}, by=cashier, channel="lokapasar", method="bank_transfer",
        prices={bag: 80_000}, source="officer", reference="INV/1",
    )  # fmt: skip

    order = sale.orders.get()
    assert (order.total, order.channel) == (160_000, "lokapasar")
    assert order.payment.account_number == gallery.facility.bank_account_number
    assert Receipt.objects.get().reference == "INV/1"
    assert nothing_is_broken() == []


def test_same_key_returns_the_first_sale(gallery, cashier, bag):
    first = sell_at_counter(gallery, {bag: 1}, by=cashier, key="kunci")
    second = sell_at_counter(gallery, {bag: 1}, by=cashier, key="kunci")

    assert first == second
    assert Order.objects.count() == 1
    assert on_hand(bag, gallery) == 9


def test_same_key_with_other_goods_is_refused(gallery, cashier, bag):
    first = sell_at_counter(gallery, {bag: 1}, by=cashier, key="kunci")

    with pytest.raises(counter.SaleKeyReused) as caught:
        sell_at_counter(gallery, {bag: 2}, by=cashier, key="kunci")

    assert caught.value.sale == first
    assert on_hand(bag, gallery) == 9


def test_what_is_not_there_is_not_sold_at_all(gallery, cashier, bag, guest):
    with pytest.raises(stock.OutOfStock):
        sell_at_counter(gallery, {bag: 1, guest: 11}, by=cashier)

    assert not DirectSale.objects.exists()
    assert not Order.objects.exists()
    assert on_hand(bag, gallery) == 10


def test_too_little_cash_is_refused_at_its_field(gallery, cashier, bag):
    with pytest.raises(counter.SaleRefused, match=r"kurang Rp5\.000") as caught:
        sell_at_counter(gallery, {bag: 1}, by=cashier, cash_received=70_000)

    assert caught.value.field == "cash"


def test_another_total_than_the_buyer_was_told_is_refused(gallery, cashier, bag):
    with pytest.raises(counter.PriceChanged, match=r"Rp75\.000"):
        sell_at_counter(gallery, {bag: 1}, by=cashier, total_seen=70_000)


@pytest.mark.parametrize("role", ["treasurer", "regional_viewer", "facility_staff"])
def test_who_does_not_sell_here_is_refused(gallery, bag, role):
    place = {
        "treasurer": gallery.facility,
        "regional_viewer": gallery.facility.regional_office,
        "facility_staff": make_selling_facility(),
    }[role]

    with pytest.raises(counter.SaleRefused, match="Jabatan"):
        sell_at_counter(gallery, {bag: 1}, by=make_officer(role, place))


@pytest.mark.parametrize("goods", [{}, "none of it"])
def test_empty_note_is_refused(gallery, cashier, bag, goods):
    with pytest.raises(counter.SaleRefused, match="Belum ada barang"):
        sell_at_counter(gallery, {bag: 0} if goods else {}, by=cashier)


def test_qris_goes_to_the_owner_of_the_goods(gallery, cashier, bag):
    setup = make_payment_setup(facility=gallery.facility)

    sale = sell_at_counter(gallery, {bag: 1}, by=cashier, method="qris")

    payment = sale.orders.get().payment
    assert (payment.method, payment.merchant_payload) == ("qris", setup.qris_payload)
    assert (payment.unique_code, payment.amount) == (0, 75_000)
    assert nothing_is_broken() == []


def test_qris_without_a_code_of_the_owner_is_refused(gallery, cashier, bag, guest):
    make_payment_setup(facility=gallery.facility)

    with pytest.raises(counter.SaleRefused, match="Terima tunai"):
        sell_at_counter(gallery, {bag: 1, guest: 1}, by=cashier, method="qris")

    assert not Order.objects.exists()


def test_sale_in_a_closed_month_is_refused(gallery, cashier, bag):
    at = timezone.now()
    MonthlyClosing.objects.create(
        facility=gallery.facility, month=gallery.facility.local_day(at).replace(day=1),
        closed_at=at, closed_by=cashier, brought_pnbp=0, brought_premi=0,
    )  # fmt: skip

    with pytest.raises(counter.SaleRefused):
        sell_at_counter(gallery, {bag: 1}, by=cashier)

    assert on_hand(bag, gallery) == 10


def test_sale_is_split_by_the_rule_of_its_own_day(gallery, cashier, bag):
    SplitRule.objects.create(
        facility=gallery.facility, basis="gross", premi_share=10_000, valid_from="2020-01-01"
    )

    sell_at_counter(gallery, {bag: 1}, by=cashier)

    assert LineSplit.objects.get().premi == 75_000


def test_movement_says_who_sold_what(gallery, cashier, bag):
    sale = sell_at_counter(gallery, {bag: 3}, by=cashier)

    move = StockMovement.objects.get(kind="sell")
    assert (move.quantity, move.source_id, move.by) == (-3, sale.orders.get().number, cashier)


def test_sale_of_another_moment_counts_on_its_own_day(gallery, cashier, bag):
    at = datetime(2026, 3, 1, 16, 30, tzinfo=UTC) + timedelta(hours=1)

    sell_at_counter(gallery, {bag: 1}, by=cashier, at=at)

    assert SalesDay.objects.get().day == gallery.facility.local_day(at)
    assert settlement.month_of(gallery.facility.local_day(at)) == MonthlyClosing.objects.get().month
    assert nothing_is_broken() == []


@pytest.mark.django_db(transaction=True)
def test_papers_follow_the_sale(gallery, cashier, bag):
    sale = sell_at_counter(gallery, {bag: 1}, by=cashier)

    papers = sale.orders.get().documents.order_by("kind")
    assert [paper.kind for paper in papers] == ["KUI", "NOT"]
    assert papers[0].buyer == {}
    assert papers[0].facts["delivery"]["gallery"] == f"Galeri, {gallery.facility}"
