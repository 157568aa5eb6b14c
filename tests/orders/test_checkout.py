"""place_checkout: everything or nothing, once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog import stock
from catalog.models import Publication, Reservation, StockLevel
from orders.checkout import (
    CartChanged,
    ChoiceNotOffered,
    EmptyCart,
    FacilityChoice,
    KeyReused,
    place_checkout,
)
from orders.deadlines import has_fresh_goods
from orders.models import Checkout, Order, OrderEvent, Payment, Shipment
from orders.seals import seal_of
from tests.builders import (
    make_cart,
    make_checkout,
    make_contact,
    make_order,
    make_product,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_stock,
    make_variant,
)

PICKUP = FacilityChoice(Shipment.Method.PICKUP, Payment.Method.BANK_TRANSFER)
COURIER = FacilityChoice(Shipment.Method.COURIER, Payment.Method.BANK_TRANSFER)
CARGO = FacilityChoice(Shipment.Method.CARGO, Payment.Method.BANK_TRANSFER)


def goods(*, stock=5, facility=None, product=None, **fields):
    product = {"facility": facility or make_selling_facility()} | (product or {})
    variant = make_variant(product=make_product(**product), **fields)
    if stock:
        make_stock(variant=variant, quantity=stock)
    return variant


def place(quantities, *, choice=PICKUP, cart=None, **fields):
    facilities = {variant.product.facility_id for variant in quantities}
    arguments = {
        "cart": cart or make_cart(quantities),
        "form_key": "kunci",
        "contact": make_contact(),
        "choices": dict.fromkeys(facilities, choice),
        "at": timezone.now(),
    }
    return place_checkout(**arguments | fields)


def test_checkout_makes_one_whole_order_per_facility():
    bag, chair = goods(price=75_000), goods(price=1_200_000)
    at = timezone.now()

    checkout = place({bag: 2, chair: 1}, at=at)

    orders = list(checkout.orders.order_by("facility_id"))
    assert [order.facility for order in orders] == [bag.product.facility, chair.product.facility]
    assert [order.goods_total for order in orders] == [150_000, 1_200_000]
    for order in orders:
        payment = order.payment
        assert order.state == Order.State.RECEIVED
        assert payment.state == Payment.State.AWAITING
        assert 1 <= order.unique_code <= 999
        assert payment.amount == order.total == order.goods_total + order.unique_code
        assert payment.account_number == order.facility.bank_account_number
        assert payment.pay_before == at + timedelta(hours=24)
        assert order.seal == seal_of(order, order.lines.all())
        assert order.shipment.method == Shipment.Method.PICKUP
        assert order.status_label == "Menunggu Pembayaran"
        axes = order.events.values_list("axis", "to_state")
        assert set(axes) == {("order", "received"), ("payment", "awaiting_payment")}


def test_checkout_reserves_the_pieces_and_uses_the_cart():
    bag = goods(stock=3)
    cart = make_cart({bag: 2})

    checkout = place({bag: 2}, cart=cart)

    cart.refresh_from_db()
    assert cart.used_at is not None
    assert stock.online_available([bag.pk]) == {bag.pk: 1}
    held = Reservation.objects.get(source_id=checkout.orders.get().number)
    assert (held.quantity, held.closed_at) == (2, None)


def test_checkout_leaves_one_letter_in_the_queue():
    checkout = place({goods(): 1})

    letter = DBTaskResult.objects.get()
    assert letter.task_path.endswith("send_placed")
    assert letter.args_kwargs["args"] == [checkout.pk]


def test_checkout_without_mail_address_sends_none():
    place({goods(): 1}, contact=make_contact(email=""))

    assert not DBTaskResult.objects.exists()


def test_same_press_returns_the_first_checkout():
    bag = goods()
    cart, contact = make_cart({bag: 1}), make_contact()

    first = place({bag: 1}, cart=cart, contact=contact)
    again = place({bag: 1}, cart=cart, contact=contact)

    assert again == first
    assert Order.objects.count() == 1


def test_key_alone_returns_the_first_checkout_when_the_cart_is_gone():
    first = place({goods(): 1})

    again = place_checkout(cart=None, form_key="kunci", contact={}, choices={}, at=timezone.now())

    assert again == first


def test_same_key_with_other_content_is_refused():
    bag = goods()
    cart = make_cart({bag: 1})
    place({bag: 1}, cart=cart)

    with pytest.raises(KeyReused):
        place({bag: 1}, cart=cart, contact=make_contact(recipient="Orang Lain"))
    with pytest.raises(KeyReused):
        place({bag: 3})
    assert Order.objects.count() == 1


def test_used_or_empty_or_missing_cart_makes_no_order():
    bag = goods()
    used = make_cart({bag: 1}, used_at=timezone.now())

    for cart in (used, make_cart({})):
        with pytest.raises(EmptyCart):
            place({bag: 1}, cart=cart)
    with pytest.raises(EmptyCart):
        place_checkout(cart=None, form_key="k", contact={}, choices={}, at=timezone.now())
    assert not Checkout.objects.exists()


def test_changed_price_is_told_before_ordering():
    bag = goods(price=75_000)
    cart = make_cart({bag: 1})
    type(bag).objects.update(price=80_000)

    with pytest.raises(CartChanged) as error:
        place({bag: 1}, cart=cart)

    assert [(change.variant, change.kind) for change in error.value.changes] == [(bag, "price")]
    assert not Checkout.objects.exists()
    cart.refresh_from_db()
    assert cart.used_at is None


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("variant", {"is_active": False}),
        ("product", {"status": Publication.ARCHIVED}),
        ("facility", {"is_selling": False}),
        ("facility", {"is_public": False}),
    ],
)
def test_goods_taken_from_sale_are_told(what, change):
    bag = goods()
    row = {"variant": bag, "product": bag.product, "facility": bag.product.facility}[what]
    cart = make_cart({bag: 1})
    type(row).objects.filter(pk=row.pk).update(**change)

    with pytest.raises(CartChanged) as error:
        place({bag: 1}, cart=cart)

    assert [change.kind for change in error.value.changes] == ["gone"]


def test_too_few_pieces_of_a_minimum_are_told():
    brick = goods(stock=500, price=1_500, min_quantity=100)

    with pytest.raises(CartChanged) as error:
        place({brick: 99})

    assert [change.kind for change in error.value.changes] == ["min_quantity"]
    place({brick: 100})


def test_nothing_is_written_when_one_of_two_goods_is_out_of_stock():
    here, gone = goods(stock=5), goods(stock=1)
    cart = make_cart({here: 2, gone: 2})

    with pytest.raises(stock.OutOfStock) as error:
        place({here: 2, gone: 2}, cart=cart)

    assert (error.value.variant, error.value.available) == (gone, 1)
    assert not Checkout.objects.exists()
    assert not Order.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert set(StockLevel.objects.values_list("reserved", flat=True)) == {0}
    cart.refresh_from_db()
    assert cart.used_at is None


def test_made_to_order_goods_need_no_stock():
    chair = goods(stock=0, made_to_order=True, lead_time_days=14)

    line = place({chair: 4}).orders.get().lines.get()

    assert (line.made_to_order, line.lead_time_days) == (True, 14)
    assert not Reservation.objects.exists()


def test_made_to_order_goods_that_lie_ready_are_reserved():
    chair = goods(stock=4, made_to_order=True, lead_time_days=14)

    line = place({chair: 4}).orders.get().lines.get()

    assert (line.made_to_order, line.lead_time_days) == (False, 0)
    assert Reservation.objects.get().quantity == 4


def test_courier_cost_follows_the_table_of_the_facility():
    bag = goods(weight_grams=600)
    make_shipping_rate(facility=bag.product.facility, first_kg=38_000, next_kg=20_000)
    away = make_regency()
    away.province.island_group = "Maluku"
    away.province.save()

    order = place({bag: 3}, choice=COURIER, contact=make_contact(regency=away)).orders.get()

    assert order.shipping_cost == 58_000
    assert order.total == order.goods_total + 58_000 + order.unique_code
    shipment = order.shipment
    assert (shipment.chargeable_kg, shipment.zone, shipment.eta) == (
        2, "elsewhere", "2 sampai 3 hari",
    )  # fmt: skip


def test_cargo_waits_for_the_cost_without_deadline_or_code():
    chair = goods(product={"fulfilment": "cargo"}, price=780_000)

    order = place(
        {chair: 1}, choice=CARGO, contact=make_contact(regency=make_regency())
    ).orders.get()

    assert order.state == Order.State.AWAITING_QUOTE
    assert (order.shipping_cost, order.unique_code, order.total) == (None, 0, 780_000)
    assert order.payment.pay_before is None
    assert order.status_label == "Menunggu Ongkos Kirim"


@pytest.mark.parametrize(
    "choice",
    [
        None,
        FacilityChoice("courier", "bank_transfer"),
        FacilityChoice("pickup", "cash"),
        FacilityChoice("teleport", "bank_transfer"),
    ],
)
def test_choice_that_is_not_offered_is_refused(choice):
    bag = goods()

    with pytest.raises(ChoiceNotOffered) as error:
        place({bag: 1}, choices={bag.product.facility_id: choice} if choice else {})

    assert error.value.facility == bag.product.facility


def test_fresh_goods_have_to_be_paid_within_two_hours():
    bread = goods(product={"fulfilment": "local", "is_food": True})
    at = timezone.now()

    order = place({bread: 1}, at=at).orders.get()

    assert order.payment.pay_before == at + timedelta(hours=2)


def test_bricks_are_not_sent_far_either_but_may_be_paid_within_a_day():
    bricks = goods(product={"fulfilment": "local", "is_food": False})
    at = timezone.now()

    order = place({bricks: 1}, at=at).orders.get()

    assert order.payment.pay_before == at + timedelta(hours=24)
    assert not has_fresh_goods(order)


def test_pay_at_pickup_holds_the_goods_for_three_days():
    at = timezone.now()

    order = make_order(payment_method=Payment.Method.PAY_AT_PICKUP, at=at)

    assert order.unique_code == 0
    assert order.payment.pay_before == at + timedelta(days=3)
    assert order.status_label == "Diterima"


def test_crash_before_the_commit_leaves_nothing(monkeypatch):
    bag = goods(stock=3)
    cart = make_cart({bag: 2})
    monkeypatch.setattr("orders.mail.tell_placed", lambda **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        place({bag: 2}, cart=cart)

    assert not Checkout.objects.exists()
    assert not Order.objects.exists()
    assert not OrderEvent.objects.exists()
    assert not Reservation.objects.exists()
    assert stock.online_available([bag.pk]) == {bag.pk: 3}


def test_placing_costs_few_queries_per_line(django_assert_num_queries):
    facility = make_selling_facility()
    one, eight = ({goods(facility=facility): 1 for _ in range(n)} for n in (1, 8))
    carts = [make_cart(quantities) for quantities in (one, eight)]

    with django_assert_num_queries(35):
        place(one, cart=carts[0], form_key="satu")
    with django_assert_num_queries(35 + 7):  # one guarded update per further line
        place(eight, cart=carts[1], form_key="delapan")


def test_make_checkout_builder_matches_the_site():
    assert make_checkout({goods(): 1}).orders.count() == 1
