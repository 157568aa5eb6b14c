"""Each way to pay is offered where it fits, and only there."""

import pytest
from django.utils import timezone

from catalog.money import part_of
from orders.checkout import ChoiceNotOffered
from orders.models import Order, Payment, PaymentSetup
from orders.payments import WAYS, Purchase, emv, methods_for, qris
from tests.builders import (
    QRIS_TEXT,
    make_contact,
    make_order,
    make_payment_setup,
    make_product,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_stock,
    make_variant,
)

Method = Payment.Method
NOW = timezone.now()


@pytest.fixture
def facility():
    """A facility with everything switched on that also brings goods within its own city."""
    facility = make_payment_setup().facility
    make_shipping_rate(facility=facility, service="local", zone="same_regency", first_kg=15_000)
    make_shipping_rate(facility=facility, zone="elsewhere")
    return facility


def switch(facility, **fields):
    PaymentSetup.objects.filter(facility=facility).update(**fields)
    facility.refresh_from_db()


def ways(facility, delivery="pickup", goods=75_000, cost=0, is_office=False):
    return methods_for(Purchase(facility, delivery, goods, cost, is_office))


def order_from(facility, *, price=75_000, quantity=1, **fields):
    variant = make_variant(product=make_product(facility=facility), price=price)
    make_stock(variant=variant, quantity=quantity)
    if fields.pop("office", False):
        fields["contact"] = make_contact(
            buyer_kind="instansi", office_name="Dinas Contoh", regency=facility.regency
        )
    return make_order(variant=variant, quantity=quantity, stock=0, **fields)


def test_facility_without_a_row_offers_none_of_the_further_ways():
    assert ways(make_selling_facility(), "local", is_office=True) == ["bank_transfer"]


@pytest.mark.parametrize("method", [Method.QRIS, Method.AFTER_HANDOVER, Method.DOWN_PAYMENT])
def test_way_that_is_switched_off_is_not_offered(facility, method):
    off = {
        Method.QRIS: {"accepts_qris": False},
        Method.AFTER_HANDOVER: {"accepts_after_handover": False},
        Method.DOWN_PAYMENT: {"down_payment_percent": 0},
    }
    assert method in ways(facility, is_office=True)
    switch(facility, **off[method])
    assert method not in ways(facility, is_office=True)


def test_paying_the_driver_is_for_own_delivery_up_to_the_limit(facility):
    assert Method.COD in ways(facility, "local", goods=485_000, cost=15_000)
    assert Method.COD not in ways(facility, "local", goods=485_001, cost=15_000)
    for delivery in ("pickup", "courier", "cargo"):
        assert Method.COD not in ways(facility, delivery)
    assert Method.COD not in ways(facility, "local", cost=None)
    switch(facility, accepts_cod=False)
    assert Method.COD not in ways(facility, "local")


def test_qris_needs_a_known_total_within_the_limit_of_one_payment(facility):
    assert Method.QRIS in ways(facility, goods=9_999_001)
    assert Method.QRIS not in ways(facility, goods=9_999_002)  # with kode unik 999 too much
    assert Method.QRIS not in ways(facility, "cargo", cost=None)


def test_qris_whose_code_cannot_be_read_is_not_offered(facility):
    switch(facility, qris_payload=QRIS_TEXT[:-1] + "5")
    assert Method.QRIS not in ways(facility)


def test_office_ways_are_for_offices_with_an_account_to_pay_to(facility):
    office = {Method.AFTER_HANDOVER, Method.DOWN_PAYMENT}
    assert office <= set(ways(facility, "cargo", cost=None, is_office=True))
    assert not office & set(ways(facility))
    facility.bank_account_number = ""
    assert not office & set(ways(facility, is_office=True))


@pytest.mark.parametrize(
    ("amount", "percent", "part"),
    [
        (2_000_000, 30, 600_000),
        (147_356, 30, 45_000),  # 44.206,80
        (147_000, 50, 74_000),  # 73.500
        (3_120_000, 25, 780_000),
        (1, 1, 1_000),
    ],
)
def test_down_payment_is_rounded_up_to_whole_thousands(amount, percent, part):
    assert part_of(amount, percent=percent, step=1_000) == part


def test_down_payment_as_large_as_the_goods_is_not_offered(facility):
    assert Method.DOWN_PAYMENT not in ways(facility, goods=1_000, is_office=True)
    assert Method.DOWN_PAYMENT in ways(facility, goods=1_001, is_office=True)


def test_every_way_says_something_about_itself(facility):
    for delivery in ("pickup", "local"):
        purchase = Purchase(facility, delivery, 75_000, 0, is_office=True)
        for method in methods_for(purchase):
            assert WAYS[method].explain(purchase).endswith(".")


# What a placed order keeps


def test_qris_order_keeps_the_code_and_asks_for_the_exact_amount(facility):
    order = order_from(facility, payment_method=Method.QRIS)
    payment = order.payment
    assert (payment.account_number, payment.account_holder) == (
        "ID1020000000001", "GALERI LAPAS CONTOH",
    )  # fmt: skip
    assert 75_001 <= payment.amount <= 75_999
    switch(facility, accepts_qris=False, qris_payload="")

    code = qris.code_of(payment)

    items = {item.tag: item.value for item in emv.read(code.text)}
    assert (items["54"], items["59"]) == (str(payment.amount), "GALERI LAPAS CONTOH")
    assert {i.tag: i.value for i in emv.parse(items["62"])}["01"] == order.number


def test_two_open_qris_orders_never_ask_for_the_same_amount(facility, monkeypatch):
    monkeypatch.setattr("orders.unique_codes.CODES", range(1, 3))
    orders = [order_from(facility, payment_method=Method.QRIS) for _ in range(3)]
    assert sorted(order.unique_code for order in orders) == [0, 1, 2]


def test_nothing_is_drawn_once_the_money_is_there(facility):
    order = order_from(facility, payment_method=Method.QRIS)
    order.payment.state = Payment.State.PAID
    assert qris.code_of(order.payment) is None


def test_office_pays_round_sums_without_kode_unik(facility):
    later = order_from(facility, payment_method=Method.AFTER_HANDOVER, office=True)
    first = order_from(facility, price=147_356, payment_method=Method.DOWN_PAYMENT, office=True)

    assert (later.unique_code, later.payment.amount, later.payment.pay_before) == (0, 75_000, None)
    assert later.payment.account_number == facility.bank_account_number
    assert (first.total, first.payment.down_payment, first.payment.amount_due) == (
        147_356, 45_000, 45_000,
    )  # fmt: skip


def test_down_payment_of_an_order_to_be_quoted_covers_the_goods_only(facility):
    chair = make_variant(product=make_product(facility=facility, fulfilment="cargo"), price=780_000)
    order = make_order(
        variant=chair, method="cargo", payment_method=Method.DOWN_PAYMENT,
        contact=make_contact(
            regency=make_regency(), buyer_kind="instansi", office_name="Dinas Contoh"
        ),
    )  # fmt: skip
    assert (order.state, order.payment.down_payment) == (Order.State.AWAITING_QUOTE, 234_000)


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        (Method.COD, {"method": "pickup"}),
        (Method.AFTER_HANDOVER, {}),
        (Method.DOWN_PAYMENT, {}),
        (Method.QRIS, {"price": 9_999_500}),
        ("teleport", {}),
    ],
)
def test_way_that_does_not_fit_is_refused_when_placing(facility, method, fields):
    with pytest.raises(ChoiceNotOffered, match="Cara bayar"):
        order_from(facility, payment_method=method, **fields)
    assert Order.objects.count() == 0
