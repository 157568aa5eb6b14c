"""Refunds in the back office: asked for on the order's page, decided there by a second officer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.links import order_token
from orders.models import Order, Payment, Refund
from tests.builders import (
    make_facility,
    make_officer,
    make_paid_order,
    make_refund,
    make_selling_facility,
    pay_back,
)

QUEUE = "/admin/orders/refund/"


@pytest.fixture
def facility():
    return make_selling_facility()


@pytest.fixture
def order(facility):
    return make_paid_order(facility=facility, quantity=3)


def sign_in(client, facility, role="treasurer"):
    user = make_officer(role, facility)
    client.force_login(user)
    return user


def page_of(client, order):
    return client.get(reverse("admin:orders_order_change", args=[order.pk]))


def ask(client, order, **fields):
    line = order.lines.get()
    data = {f"dana-line{line.pk}": "0", "dana-other_amount": "0", "dana-reason": "Retak"}
    data |= {f"dana-{name.replace('pieces', f'line{line.pk}')}": v for name, v in fields.items()}
    return client.post(reverse("admin:orders_refund_ask", args=[order.pk]), data)


def pay(client, refund, **fields):
    today = refund.order.facility.local_day(timezone.now()).isoformat()
    data = {"bayar-paid_on": today, "bayar-how": "Transfer BRI"}
    data |= {f"bayar-{name}": value for name, value in fields.items()}
    return client.post(reverse("admin:orders_refund_pay", args=[refund.pk]), data)


def test_one_officer_asks_and_another_pays(client, facility, order):
    sign_in(client, facility, "facility_staff")
    answer = ask(client, order, pieces="2", other_amount="1.000")
    assert answer.url.endswith("#dana")
    refund = Refund.objects.get()
    assert refund.amount == 151_000
    own = page_of(client, order).content.decode()
    assert "petugas lain yang memutus" in own
    assert "Dana sudah saya kembalikan" not in own

    treasurer = sign_in(client, facility)
    assert "Dana sudah saya kembalikan" in page_of(client, order).content.decode()
    pay(client, refund)

    refund.refresh_from_db()
    assert (refund.state, refund.decided_by, refund.how) == ("paid", treasurer, "Transfer BRI")
    assert Payment.objects.get().refunded_amount == 151_000


def test_requester_who_posts_the_decision_is_told_no(client, facility, order):
    user = sign_in(client, facility, "facility_manager")
    refund = make_refund(order=order, by=user)
    answer = pay(client, refund)
    assert answer.status_code == 422
    assert "petugas lain" in answer.content.decode()
    assert Refund.objects.get().state == "requested"


def test_staff_may_ask_but_sees_no_button_to_pay(client, facility, order):
    refund = make_refund(order=order)
    sign_in(client, facility, "facility_staff")
    assert "Dana sudah saya kembalikan" not in page_of(client, order).content.decode()
    assert pay(client, refund).status_code == 422
    assert Refund.objects.get().state == "requested"


@pytest.mark.parametrize("fields", [
    {"pieces": "4"}, {"pieces": "-1"}, {"pieces": "1,5"}, {"pieces": "dua"},
    {"other_amount": "999.999.999"}, {"reason": ""}, {},
])  # fmt: skip
def test_bad_wish_comes_back_with_what_was_typed(fields, client, facility, order):
    sign_in(client, facility)
    answer = ask(client, order, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "errorlist" in page or "errornote" in page
    if "pieces" in fields:
        assert f'value="{fields["pieces"]}"' in page
    assert not Refund.objects.exists()


def test_decision_without_a_way_comes_back(client, facility, order):
    refund = make_refund(order=order)
    sign_in(client, facility)
    answer = pay(client, refund, how="", paid_on="31/02/2026")
    assert answer.status_code == 422
    assert Refund.objects.get().state == "requested"


def test_refusing_says_why(client, facility, order):
    refund = make_refund(order=order)
    sign_in(client, facility)
    address = reverse("admin:orders_refund_refuse", args=[refund.pk])
    assert client.post(address, {"tidak-reason": ""}).status_code == 422
    client.post(address, {"tidak-reason": "Barang utuh"})
    refund.refresh_from_db()
    assert (refund.state, refund.decision_reason) == ("refused", "Barang utuh")
    page = page_of(client, order).content.decode()
    assert "Barang utuh" in page
    assert "Ajukan pengembalian dana" in page


@pytest.mark.parametrize("name", ["orders_refund_pay", "orders_refund_refuse"])
def test_refund_of_another_facility_is_not_there(name, client, order):
    refund = make_refund(order=order)
    sign_in(client, make_facility(), "facility_head")
    assert client.post(reverse(f"admin:{name}", args=[refund.pk])).status_code == 404
    assert ask(client, order, pieces="1").status_code == 404


@pytest.mark.parametrize("role", ["regional_viewer", "national_viewer"])
def test_officials_see_neither_queue(role, client, facility):
    place = facility.regional_office if role == "regional_viewer" else None
    client.force_login(make_officer(role, place))
    assert client.get(QUEUE).status_code == 403
    assert client.get("/admin/orders/receipt/").status_code == 403


def test_queue_shows_what_waits_and_asks_the_same_for_many(client, facility):
    sign_in(client, facility)
    make_refund(order=make_paid_order(facility=facility), reason="Retak sekali")
    page = client.get(QUEUE).content.decode()
    assert "Retak sekali" in page
    assert "Menunggu petugas kedua" in page
    few = queries_of(client)
    for _ in range(3):
        pay_back(make_refund(order=make_paid_order(facility=facility)))
    assert queries_of(client) == few


def queries_of(client):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(QUEUE).status_code == 200
    return len(asked)


def test_desk_counts_refunds_that_wait_and_money_that_is_too_much(client, facility, order):
    sign_in(client, facility)
    waiting = make_refund(order=order, other_amount=500)
    listed = client.get("/admin/orders/order/?tugas=dana").content.decode()
    assert order.number in listed
    pay_back(waiting)
    assert order.number not in client.get("/admin/orders/order/?tugas=dana").content.decode()

    Payment.objects.update(received_amount=order.total + 40_000)
    assert order.number in client.get("/admin/orders/order/?tugas=lebih").content.decode()


def test_shopper_reads_what_goes_back_and_what_went(client, order):
    address = reverse("orders:order_detail", args=[order_token(order)])
    refund = make_refund(order=order, lines={order.lines.get(): 1}, reason="Satu retak")
    assert "Sedang disiapkan petugas" in client.get(address).content.decode()
    pay_back(refund)
    page = client.get(address).content.decode()
    assert "Dikembalikan" in page
    assert "Rp75.000" in page
    assert "Satu retak" in page
    assert Order.objects.get().status_code == "paid"
