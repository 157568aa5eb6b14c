"""Goods that are made when ordered: their work is held from the press of the button to the end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from catalog import capacity
from catalog.capacity import NoCapacity, booking
from catalog.dates import tanggal
from catalog.models import CapacityMonth, CapacityUse
from orders import cart as carts
from orders import receipts
from orders.expiry import expire_due
from orders.links import order_token
from orders.models import Order, OrderLine, Receipt
from orders.states import StepNotAllowed, apply_step, locked, take_step
from tests.builders import (
    make_cart,
    make_checkout,
    make_contact,
    make_membership,
    make_officer,
    make_order,
    make_producer_group,
    make_product,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_stock,
    make_variant,
)
from tests.together import outcomes, together

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def group():
    """Six chairs a month."""
    facility = make_selling_facility()
    make_shipping_rate(facility=facility, zone="elsewhere", first_kg=38_000, next_kg=20_000)
    return make_producer_group(facility=facility, monthly_capacity=6)


@pytest.fixture
def chair(group):
    product = make_product(facility=group.facility, producer_group=group)
    return make_variant(product=product, made_to_order=True, lead_time_days=14)


def order_of(chair, quantity=4, **fields):
    return make_order(variant=chair, quantity=quantity, stock=0, **{"at": NOW} | fields)


def taken():
    return [row.taken for row in CapacityMonth.objects.order_by("month")]


def step(order, name, **extra):
    by = make_membership(facility=order.facility).user
    return take_step(order=order, step=name, actor="officer", by=by, at=NOW, **extra)


# Placing


def test_order_books_the_work_and_keeps_its_day(chair):
    order = order_of(chair)

    line = order.lines.get()
    assert (line.made_to_order, line.ready_on) == (True, date(2026, 12, 4))
    assert taken() == [4]
    use = CapacityUse.objects.get()
    assert (use.source_id, use.source_line, use.units) == (order.number, "1", 4)


def test_next_order_waits_for_the_month_with_room(chair):
    order_of(chair)

    assert order_of(chair).lines.get().ready_on == date(2026, 12, 15)
    assert taken() == [4, 4]


def test_goods_from_stock_take_no_work(chair):
    make_stock(variant=chair, quantity=4)

    line = order_of(chair).lines.get()

    assert (line.made_to_order, line.ready_on, taken()) == (False, None, [])


def test_a_full_group_refuses_and_nothing_is_left_behind(chair):
    order_of(chair, 36)

    with pytest.raises(NoCapacity):
        make_checkout({chair: 1}, at=NOW)

    assert Order.objects.count() == 1
    assert taken() == [6] * 6


# Letting go, and keeping


def test_cancelled_and_expired_orders_give_their_work_back(chair):
    cancelled, expired = order_of(chair, 2), order_of(chair, 3)

    take_step(order=cancelled, step="cancel", actor="shopper", at=NOW)
    assert taken() == [3]
    assert expire_due(at=NOW + timedelta(days=2)) == 1

    assert taken() == [0]
    assert list(capacity.differences(at=NOW)) == []
    assert Order.objects.get(pk=expired.pk).state == "expired"


def test_work_of_a_finished_order_stays_spent(chair):
    order = order_of(chair)
    for name, extra in (
        ("confirm_payment", {"reason": "Mutasi"}), ("start_production", {}), ("ready", {}),
        ("hand_over", {"reason": "Dikenal"}),
    ):  # fmt: skip
        step(order, name, **extra)

    assert Order.objects.get().state == "completed"
    assert taken() == [4]
    assert CapacityUse.objects.get().released_at is None


def test_parcel_that_comes_back_asks_for_no_more_work(chair):
    far = make_contact(regency=make_regency())
    far["regency"].province.island_group = "Maluku"
    far["regency"].province.save()
    order = order_of(chair, method="courier", contact=far)
    step(order, "confirm_payment", reason="Mutasi")
    step(order, "ship", courier="JNE", tracking_number="CONTOH1")
    assert taken() == [4]

    step(order, "undelivered", reason="Tidak ada orang")

    assert taken() == [0]


def pay_late(order):
    """The order expires; its money comes after that."""
    expire_due(at=NOW + timedelta(days=2))
    later = NOW + timedelta(days=3)
    with transaction.atomic():
        again = locked(order.pk)
        receipts.book(
            payment=again.payment, amount=again.payment.amount,
            source=Receipt.Source.GATEWAY, at=later, reference="G-1",
        )  # fmt: skip
        apply_step(order=again, step="late_money", actor="system", at=later)
    return later


def test_late_money_takes_the_work_again_at_a_later_day(chair):
    order = order_of(chair)
    later = pay_late(order)
    order_of(chair, 5, at=later)
    by = make_membership(facility=order.facility).user

    take_step(order=order, step="take_money", actor="officer", by=by, reason="Ada", at=later)

    assert order.lines.get().ready_on == date(2026, 12, 15)
    assert taken() == [5, 4]
    assert list(capacity.differences(at=later)) == []


def test_late_money_for_work_nobody_can_do_is_given_back(chair):
    order = order_of(chair)
    later = pay_late(order)
    order_of(chair, 36, at=later)
    by = make_membership(facility=order.facility).user

    with pytest.raises(StepNotAllowed, match=r"Kelompok kerja tidak sanggup .* Kembalikan uangnya"):
        take_step(order=order, step="take_money", actor="officer", by=by, reason="Ada", at=later)


# The cart


def cart_lines(quantities):
    return carts.contents(make_cart(quantities)).lines


def test_cart_names_the_day_and_counts_lines_one_after_the_other(chair):
    stool = make_variant(product=chair.product, made_to_order=True, lead_time_days=7)
    today = chair.product.facility.local_day(datetime.now(UTC))
    following = capacity.months_from(today)[1]

    first, second = cart_lines({chair: 4, stool: 5})

    assert first.ready_on == today + timedelta(days=14)
    assert second.ready_on == following + timedelta(days=7)
    assert [line.notices for line in (first, second)] == [[], []]


def test_cart_trims_to_what_the_group_can_make(chair):
    (line,) = cart_lines({chair: 40})

    assert (line.quantity, line.can_grow) == (36, False)
    assert line.notices == ["Kelompok kerja masih sanggup 36 buah, jumlah disesuaikan dari 40."]


def test_cart_sells_the_pieces_in_stock_when_the_group_is_full(chair):
    order_of(chair, 36, at=datetime.now(UTC))
    make_stock(variant=chair, quantity=3)

    (line,) = cart_lines({chair: 5})

    assert (line.quantity, line.made_to_order, line.ready_on) == (3, False, None)
    assert line.notices == ["Stok tinggal 3 buah, jumlah disesuaikan dari 5."]


def test_cart_says_that_goods_are_paused(chair):
    order_of(chair, 36, at=datetime.now(UTC))

    (line,) = cart_lines({chair: 1})

    assert not line.is_orderable
    assert line.notices == ["Pra-pesan dijeda. Hapus barang ini untuk melanjutkan."]


# What the pages and letters say


def test_pages_and_letters_name_the_day(client, chair):
    client.cookies["keranjang"] = make_cart({chair: 2}).token
    today = chair.product.facility.local_day(datetime.now(UTC))
    day = f"siap sekitar {tanggal(today + timedelta(days=14))}"
    product = client.get(chair.product.get_absolute_url()).content.decode()
    assert f"Bila dipesan {tanggal(today)}, {day}." in product
    for address in ("/keranjang/", "/pesan/"):
        assert f"Pra-pesan, {day}" in client.get(address).content.decode()

    order = order_of(chair, 2, at=datetime.now(UTC))
    page = client.get(reverse("orders:order_detail", args=[order_token(order)])).content.decode()
    assert f"Pra-pesan, {day}." in page
    assert day.replace("siap", "Siap") + "." in page

    step(order, "confirm_payment", reason="Mutasi")
    step(order, "start_production")
    call_command("work", "--once")
    letters = [" ".join(letter.body.split()) for letter in outbox.outbox]
    assert [day in body for body in letters] == [True, True, True]

    client.force_login(make_officer("facility_staff", order.facility))
    desk = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert f"dibuat setelah dipesan, {day}" in desk


# Many shoppers


@pytest.mark.django_db(transaction=True)
def test_two_hundred_shoppers_get_the_work_there_is_once(chair):
    def press():
        return make_checkout({chair: 1}, at=NOW, contact=make_contact(email=""))

    results = together([press] * 100) + together([press] * 100)

    assert outcomes(results) == {"Checkout": 36, "NoCapacity": 164}
    assert taken() == [6] * 6
    assert OrderLine.objects.filter(ready_on=None).count() == 0
    assert list(capacity.differences(at=NOW)) == []


@pytest.mark.django_db(transaction=True)
def test_twin_trusting_what_the_page_showed_books_too_much(chair, group, monkeypatch):
    month = CapacityMonth.objects.create(group=group, month=date(2026, 11, 1), capacity=6)

    def trust(group, at_month, units):
        return month.taken + units <= 6 and bool(
            CapacityMonth.objects.filter(pk=month.pk).update(taken=month.taken + units)
        )

    monkeypatch.setattr(booking, "_take", trust)
    monkeypatch.setattr(booking, "rooms_of_groups", lambda groups, days: {
        group.pk: capacity.Room(date(2026, 11, 20), [6, 0, 0, 0, 0, 0])
    })  # fmt: skip

    results = together([lambda: make_checkout({chair: 1}, at=NOW)] * 9)

    assert outcomes(results) == {"Checkout": 9}
    assert [(d.figure, d.recorded, d.counted) for d in capacity.differences(at=NOW)] == [
        ("taken", 1, 9)
    ]


@pytest.mark.django_db(transaction=True)
def test_orders_of_two_groups_in_opposite_order_never_deadlock(chair, group):
    other = make_producer_group(facility=make_selling_facility(), monthly_capacity=500)
    group.monthly_capacity = 500
    group.save()
    product = make_product(facility=other.facility, producer_group=other)
    stool = make_variant(product=product, made_to_order=True, lead_time_days=3)
    baskets = [{chair: 1, stool: 1}, {stool: 1, chair: 1}]

    results = together([lambda n=n: make_checkout(baskets[n % 2], at=NOW) for n in range(24)])

    assert outcomes(results) == {"Checkout": 24}
    assert taken() == [24, 24]
