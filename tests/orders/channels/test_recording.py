from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalog.models import StockLevel
from orders import counter, refunds, settlement
from orders.channels import RecordedAlready
from orders.counter import SaleRefused
from orders.models import ChannelSale, DirectSale, LineSplit, MonthlyClosing, Order, Payment
from orders.models.orders import Channel
from orders.settlement.proof import differences
from tests.builders import make_officer, make_selling_facility
from tests.orders.channels.conftest import on_shelf

pytestmark = pytest.mark.django_db


def everything_fits():
    assert list(differences()) == []
    call_command("verify_money", verbosity=0)
    call_command("verify_sales", verbosity=0)
    call_command("verify_stock", verbosity=0)


def on_hand(variant) -> int:
    return StockLevel.objects.get(variant=variant).on_hand


def test_sale_of_a_channel_books_goods_money_and_fee(enter, bag, store, capsys):
    sale = enter()

    order = sale.orders.get()
    assert (order.channel, order.state, order.total) == (
        "lokapasar",
        Order.State.COMPLETED,
        160_000,
    )
    assert (order.payment.state, order.payment.received_amount) == (Payment.State.PAID, 160_000)
    kept = ChannelSale.objects.get()
    assert (kept.order, kept.facility, kept.reference, kept.fee) == (order, store.facility, "INV/1", 8_001)  # fmt: skip
    assert on_hand(bag) == 8
    split = LineSplit.objects.get()
    assert (split.goods, split.fee, split.materials, split.base) == (160_000, 8_001, 0, 151_999)
    assert MonthlyClosing.objects.get().fee == 8_001
    everything_fits()
    assert "biaya kanal" in capsys.readouterr().out


def test_fee_is_laid_on_the_lines_by_what_they_cost(enter, bag, hat):
    enter(goods={bag: 2, hat: 1}, prices={bag: 80_000, hat: 40_000}, fee=10_001)
    fees = LineSplit.objects.order_by("pk").values_list("goods", "fee")
    assert sorted(fees) == [(40_000, 2_000), (160_000, 8_001)]
    everything_fits()


def test_fee_that_takes_all_leaves_nothing_to_share(enter, bag):
    bag.material_cost = 50_000
    bag.save()
    enter(fee=160_000)
    split = LineSplit.objects.get()
    assert (split.fee, split.materials, split.base, split.flag) == (160_000, 0, 0, "below_cost")
    everything_fits()


def test_refund_takes_the_fee_back_with_the_rest(enter, store):
    order = enter().orders.get()
    head = make_officer("facility_head", store.facility)
    manager = make_officer("facility_manager", store.facility)
    line = order.lines.get()
    refund = refunds.request(order=order, lines={line: 2}, other_amount=0, reason="Rusak",
                        by=manager, at=timezone.now())  # fmt: skip
    refunds.pay(refund=refund, how="Lewat kanal", paid_on=timezone.localdate(), by=head,
               at=timezone.now())  # fmt: skip
    assert MonthlyClosing.objects.get().fee == 0
    everything_fits()


def test_number_of_the_channel_is_booked_once(enter, bag):
    first = enter()
    with pytest.raises(RecordedAlready, match=first.orders.get().number):
        enter(key="dua", reference=" inv/1 ")
    assert DirectSale.objects.count() == 1
    assert on_hand(bag) == 8


def test_second_press_returns_the_first_sale(enter, bag):
    assert enter() == enter()
    assert on_hand(bag) == 8


def test_same_number_at_another_channel_or_facility_is_another_sale(enter, bag, officer):
    enter()
    enter(key="dua", channel=Channel.E_CATALOGUE)
    assert ChannelSale.objects.count() == 2


def test_whatsapp_needs_no_number(enter):
    sale = enter(channel=Channel.WHATSAPP, reference="", fee=0, method=Payment.Method.CASH)
    assert ChannelSale.objects.get().reference == sale.number
    everything_fits()


def test_sale_of_an_earlier_day_counts_on_that_day(enter, store):
    day = timezone.now() - timedelta(days=3)
    enter(sold_at=day)
    assert LineSplit.objects.get().day == store.facility.local_day(day)
    everything_fits()


@pytest.mark.parametrize(("change", "field"), [
    ({"reference": ""}, "reference"),
    ({"reference": "X" * 61}, "reference"),
    ({"channel": "situs"}, "channel"),
    ({"channel": "galeri"}, "channel"),
    ({"method": Payment.Method.CASH}, "method"),
    ({"fee": 160_001}, "fee"),
    ({"sold_at": timezone.now() + timedelta(days=1)}, "sold_on"),
    ({"sold_at": timezone.now() - timedelta(days=400)}, "sold_on"),
])  # fmt: skip
def test_sale_that_cannot_be_is_refused_whole(enter, bag, change, field):
    with pytest.raises(SaleRefused) as refused:
        enter(**change)
    assert refused.value.field == field
    assert (on_hand(bag), Order.objects.count()) == (10, 0)


def test_more_than_there_is_is_refused_whole(enter, bag):
    with pytest.raises(SaleRefused, match="Tersisa 10"):
        enter(goods={bag: 11})
    assert (on_hand(bag), Order.objects.count(), ChannelSale.objects.count()) == (10, 0, 0)


def test_goods_of_another_owner_are_not_sold_for_them(enter, store):
    guest = on_shelf(store, facility=make_selling_facility())
    with pytest.raises(SaleRefused, match="hanya barang UPT sendiri"):
        enter(goods={guest: 1})
    assert on_hand(guest) == 10


def test_closed_month_takes_no_sale(enter, store, bag):
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    head = make_officer("facility_head", store.facility)
    settlement.close(facility=store.facility, month=month, by=head, at=timezone.now())
    at = timezone.now().replace(year=month.year, month=month.month, day=15)
    with pytest.raises(SaleRefused):
        enter(sold_at=at)
    assert on_hand(bag) == 10


@pytest.mark.parametrize("role", ["treasurer", "regional_viewer", "national_viewer"])
def test_right_is_asked_at_the_facility(enter, store, role):
    place = {"treasurer": store.facility, "regional_viewer": store.facility.regional_office}
    for by in (make_officer(role, place.get(role)), make_officer("facility_head", make_selling_facility())):  # fmt: skip
        with pytest.raises(SaleRefused, match="Jabatan"):
            enter(by=by)


def test_proof_finds_a_fee_that_was_changed(enter):
    order = enter().orders.get()
    ChannelSale.objects.update(fee=1)
    assert [text for _, text in differences()] == ["biaya kanal Rp1, di bagi hasil Rp8.001"]
    ChannelSale.objects.all().delete()
    assert list(differences()) == [
        (order.number, "dijual di kanal lain tanpa nomor pesanan kanalnya")
    ]


def test_counter_names_a_sale_the_channel_did_not(store, officer, bag):
    sale = counter.sell(key="k", location=store, goods={bag: 1}, method=Payment.Method.CASH,
                        by=officer, at=timezone.now(), channel=Channel.WHATSAPP)  # fmt: skip
    assert ChannelSale.objects.get().reference == sale.number
