"""The shopper's way to the gateway and back, and the door for notices."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders import expiry, outside, sales
from orders.gateways import asking
from orders.links import order_token
from orders.models import (
    GatewayAccount,
    GatewayAttempt,
    Order,
    Payment,
    PaymentEvent,
    PaymentSetup,
)
from orders.payments import Purchase, methods_for
from tests.builders import make_gateway_account, make_selling_facility
from tests.orders.gateways.conftest import NOW, sides, state_of, tell
from tests.orders.standins.midtrans import signed
from tests.orders.standins.xendit import CALLBACK_TOKEN


def page_of(client, order):
    return client.get(reverse("orders:order_detail", args=[order_token(order)]))


def press(client, order):
    return client.post(reverse("orders:order_pay", args=[order_token(order)]))


def post(client, provider, body, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(
        f"/gerbang/{provider}/", raw, content_type="application/json", headers=headers
    )


# Being offered


def ways(facility):
    purchase = Purchase(
        facility=facility, delivery_method="pickup", goods_total=75_000, delivery_cost=0
    )
    return set(methods_for(purchase)) & {"midtrans", "xendit"}


def test_without_keys_neither_is_offered():
    facility = make_selling_facility()
    assert ways(facility) == set()
    make_gateway_account(facility=facility)
    assert ways(facility) == {"midtrans"}
    make_gateway_account(facility=facility, provider="xendit")
    assert ways(facility) == {"midtrans", "xendit"}


@pytest.mark.parametrize(
    "fields",
    [
        {"is_active": False},
        {"server_key": ""},
        {"trouble": "Kunci tidak diterima Midtrans."},
        {"environment": "production"},
    ],
    ids=str,
)
def test_account_that_does_not_work_is_not_offered(fields):
    account = make_gateway_account()
    GatewayAccount.objects.filter(pk=account.pk).update(**fields)
    assert ways(account.facility) == set()


def test_keys_of_the_other_world_are_not_offered(settings):
    account = make_gateway_account()
    settings.GATEWAY_MODE = "production"
    assert ways(account.facility) == set()


# Going there


def test_page_shows_the_button_and_the_deadline_but_no_proof(client, order, midtrans):
    page = page_of(client, order)
    assert "Bayar Rp75.000" in page.text
    assert "Bayar sebelum" in page.text
    assert "Unggah bukti" not in page.text
    assert GatewayAttempt.objects.count() == 0  # looking makes nothing


def test_press_leads_to_the_gateway_by_link_and_header(client, order, midtrans):
    answer = press(client, order)
    attempt = GatewayAttempt.objects.get()
    assert answer.status_code == 200
    assert answer["Refresh"] == f"0; url={attempt.address}"
    assert f'href="{attempt.address}" rel="noreferrer"' in answer.text
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store, private"
    # Nothing the gateway learns opens the order.
    assert order_token(order) not in json.dumps(midtrans.pages)
    cookie = answer.cookies["bayar"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        "/gerbang/kembali/", True, "Lax",
    )  # fmt: skip


def test_open_page_may_be_continued_or_checked(client, order, midtrans):
    press(client, order)
    page = page_of(client, order).text
    assert "Lanjutkan pembayaran" in page
    assert "Saya sudah membayar" in page


def test_gateway_that_is_down_is_said_with_the_other_ways(client, order, midtrans):
    midtrans.status = 503
    PaymentSetup.objects.create(facility=order.facility)
    answer = press(client, order)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "Midtrans sedang tidak dapat dihubungi." in answer.text
    assert "Tidak ada uang yang diambil" in answer.text
    assert "Bayar dengan cara lain" in answer.text
    assert ">Transfer bank</button>" in answer.text
    assert "Bayar Rp75.000" in answer.text  # and may be pressed again
    assert press(client, order).status_code == 503
    midtrans.heal()
    assert press(client, order).status_code == 200


def test_account_closed_meanwhile_is_said(client, order, midtrans):
    GatewayAccount.objects.update(is_active=False)
    page = page_of(client, order).text
    assert "sedang ditutup oleh UPT" in page
    assert "Bayar Rp75.000" not in page
    assert press(client, order).status_code == 409


def test_last_minutes_are_refused_kindly(client, order, midtrans):
    Payment.objects.update(pay_before=NOW + timedelta(minutes=18))
    answer = press(client, order)
    assert answer.status_code == 409
    assert "Waktu bayar pesanan ini hampir habis" in answer.text
    assert midtrans.asked == []


def test_expired_order_has_no_button(client, order, midtrans):
    expiry.expire_due(at=NOW + timedelta(hours=25))
    page = page_of(client, order).text
    assert "Bayar Rp75.000" not in page
    assert "uangnya tercatat" in page
    assert press(client, order).status_code == 409


def test_presses_are_limited(client, order, midtrans):
    answers = [press(client, order).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_only_a_post_makes_a_page(client, order, midtrans):
    address = reverse("orders:order_pay", args=[order_token(order)])
    assert client.get(address).status_code == 405
    assert client.post("/pesanan/salah/bayar/").status_code == 404


# Coming back


def test_coming_back_asks_and_shows_the_order(client, order, midtrans):
    press(client, order)
    attempt = GatewayAttempt.objects.get()
    midtrans.pay(attempt.reference)

    answer = client.get("/gerbang/kembali/?order_id=lain&transaction_status=settlement")

    assert answer.url == reverse("orders:order_detail", args=[order_token(order)])
    assert sides(order) == ("received", "paid", 75_000)
    assert "Pembayaran sudah diterima" in client.get(answer.url).text


def test_coming_back_unpaid_believes_no_address(client, order, midtrans):
    press(client, order)
    client.get("/gerbang/kembali/?transaction_status=settlement")
    assert sides(order) == ("received", "awaiting_payment", 0)


def test_coming_back_while_the_gateway_is_away_shows_the_order(
    client, order, midtrans, monkeypatch
):
    kept = outside.ask.__kwdefaults__ | {"seconds": 0.2}
    press(client, order)
    monkeypatch.setattr(outside.ask, "__kwdefaults__", kept)
    midtrans.hangs_up = True
    assert client.get("/gerbang/kembali/").status_code == 302


@pytest.mark.parametrize("cookie", ["", "salah", "P-1:1:x"])
def test_coming_back_in_another_browser_is_thanked(client, cookie):
    client.cookies["bayar"] = cookie
    answer = client.get("/gerbang/kembali/")
    assert answer.status_code == 200
    assert "keadaan pesanan berubah sendiri" in answer.text


def test_shopper_who_paid_may_have_it_checked(client, order, midtrans):
    press(client, order)
    midtrans.pay(GatewayAttempt.objects.get().reference)
    client.post(reverse("orders:order_pay_check", args=[order_token(order)]))
    assert sides(order) == ("received", "paid", 75_000)


# What the page says in between


def test_page_says_who_is_checking(client, order, attempt, midtrans):
    tell(midtrans.set(attempt.reference, "capture", fraud_status="challenge", status_code="201"))
    page = page_of(client, order).text
    assert "Midtrans sedang memeriksa pembayaran Anda." in page
    assert "Bukti Anda" not in page


def test_page_asks_for_what_is_missing(client, order, attempt, midtrans):
    tell(midtrans.pay(attempt.reference, amount=70_000))
    page = page_of(client, order).text
    assert "Baru Rp70.000 yang masuk" in page
    assert "Bayar Rp5.000" in page


def test_page_says_what_came_too_much(client, order, attempt, midtrans):
    tell(midtrans.pay(attempt.reference, amount=80_000))
    assert "Rp5.000</b> dari total pesanan" in page_of(client, order).text


# The door for notices


def test_notice_is_answered_shortly(client, attempt, midtrans):
    notice = midtrans.pay(attempt.reference)
    answers = [post(client, "midtrans", notice) for _ in range(2)]
    assert [(a.status_code, a.text) for a in answers] == [(200, "taken\n"), (200, "repeat\n")]
    assert answers[0]["Content-Type"] == "text/plain; charset=utf-8"


def test_door_needs_no_token_of_a_form(attempt, midtrans):
    strict = Client(enforce_csrf_checks=True)
    assert post(strict, "midtrans", midtrans.pay(attempt.reference)).status_code == 200


def test_xendit_callback_comes_through_its_door(client, xendit_attempt, xendit, xendit_order):
    paid = xendit.pay(xendit_attempt.reference)
    headers = {"x-callback-token": CALLBACK_TOKEN}
    assert post(client, "xendit", paid).status_code == 403
    assert post(client, "xendit", paid, **headers).status_code == 200
    assert sides(xendit_order) == ("received", "paid", 75_000)


def test_notice_of_one_gateway_does_not_open_the_door_of_the_other(client, attempt, midtrans):
    notice = midtrans.pay(attempt.reference) | {"external_id": attempt.reference}
    answer = post(client, "xendit", notice, **{"x-callback-token": CALLBACK_TOKEN})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b"a=1", 400),
        (b" " * (16 * 1024 + 1), 413),
        (b" " * (70 * 1024), 413),
        (
            json.dumps(signed({"order_id": "P-X-1", "status_code": "200", "gross_amount": "1.00"})),
            403,
        ),
    ],
    ids=range(8),
)
def test_body_that_is_no_notice_is_refused(client, body, status):
    answer = post(client, "midtrans", body if isinstance(body, bytes) else body.encode())
    assert answer.status_code == status


def test_door_takes_posts_only(client):
    assert client.get("/gerbang/midtrans/").status_code == 405
    assert client.post("/gerbang/lain/").status_code == 404


def test_doubt_is_answered_with_503(client, attempt, midtrans):
    notice = midtrans.pay(attempt.reference, amount=1)
    midtrans.hangs_up = True
    answer = post(client, "midtrans", notice)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert PaymentEvent.objects.count() == 0


def forgeries(notice):
    """What somebody sends who knows everything but the key."""
    yield {**notice, "signature_key": ""}
    yield {name: value for name, value in notice.items() if name != "signature_key"}
    for key in ("", "SB-Mid-server-CONTOH12", "Mid-server-CONTOH123", "kunci"):
        yield signed(notice, key)
    for change in (
        {"gross_amount": "75000"}, {"gross_amount": "75000.0"}, {"gross_amount": "075000.00"},
        {"gross_amount": "1.00"}, {"status_code": "201"}, {"status_code": "0200"},
        {"order_id": "P-LAIN-1"}, {"order_id": notice["order_id"] + " "},
        {"signature_key": notice["signature_key"].upper()},
        {"signature_key": notice["signature_key"][::-1]},
        {"signature_key": notice["signature_key"] + "0"},
        {"signature_key": [notice["signature_key"]]}, {"signature_key": True},
        {"signature_key": {"$ne": ""}}, {"signature_key": None}, {"gross_amount": 75000},
        {"status_code": 200},
    ):  # fmt: skip
        yield {**notice, **change}


def test_twenty_three_forgeries_pay_nothing(client, attempt, order, midtrans):
    made = list(forgeries(midtrans.pay(attempt.reference)))
    statuses = [post(client, "midtrans", forgery).status_code for forgery in made]
    assert len(made) == 23
    assert set(statuses) <= {400, 403}
    assert sides(order) == ("received", "awaiting_payment", 0)
    assert state_of(attempt) == "open"
    assert PaymentEvent.objects.count() == 0


# Another way after all


def switch(client, order, method):
    address = reverse("orders:order_pay_switch", args=[order_token(order)])
    return client.post(address, {"cara": method})


def fresh(order):
    return Order.objects.select_related("payment", "facility").get(pk=order.pk)


def test_shopper_pays_another_way_after_all(client, order, midtrans):
    midtrans.status = 503
    page = press(client, order).text
    assert "Bayar dengan cara lain" in page

    assert switch(client, order, "bank_transfer").status_code == 302

    order = fresh(order)
    payment = order.payment
    assert payment.method == "bank_transfer"
    assert payment.account_number == order.facility.bank_account_number
    assert payment.amount == order.total == 75_000 + payment.unique_code
    assert payment.unique_code > 0
    assert list(sales.broken_orders()) == []  # the seal follows
    page = page_of(client, order).text
    assert "Unggah bukti" in page
    assert "Midtrans" not in page.partition("Perjalanan pesanan")[0]
    assert press(client, order).status_code == 409


def test_order_paid_in_the_gallery_after_all_waits_for_its_pickup(client, order, midtrans):
    switch(client, order, "pay_at_pickup")
    assert fresh(order).payment.pay_before > NOW + timedelta(days=2)


@pytest.mark.parametrize("method", ["midtrans", "xendit", "cash", "", "lain", "cod"])
def test_way_that_is_not_offered_is_refused(client, order, midtrans, method):
    assert switch(client, order, method).status_code == 409
    assert fresh(order).payment.method == "midtrans"


def test_nothing_is_switched_once_money_has_come(client, order, attempt, midtrans):
    tell(midtrans.pay(attempt.reference, amount=70_000))
    assert "Bayar dengan cara lain" not in page_of(client, order).text
    assert switch(client, order, "bank_transfer").status_code == 409


def test_page_that_was_left_is_closed(client, order, attempt, midtrans):
    midtrans.set(attempt.reference, "pending")
    switch(client, order, "bank_transfer")
    asking.ask_due(at=timezone.now() + timedelta(seconds=1))
    assert state_of(attempt) == "ended"
    assert midtrans.transactions[attempt.reference]["transaction_status"] == "expire"


def test_page_that_was_left_and_paid_all_the_same_pays_the_order(client, order, attempt, midtrans):
    switch(client, order, "bank_transfer")
    assert tell(midtrans.pay(attempt.reference)) == "taken"
    order = fresh(order)
    assert (order.payment.method, order.payment.state) == ("midtrans", "paid")
    assert (order.total, order.unique_code, order.payment.received_amount) == (75_000, 0, 75_000)
    assert list(sales.broken_orders()) == []


def test_shopper_goes_to_the_gateway_chosen_last(client, order, attempt, midtrans, xendit):
    make_gateway_account(facility=order.facility, provider="xendit")
    assert switch(client, order, "xendit").status_code == 302
    page = page_of(client, order).text
    assert "Bayar Rp75.000" in page
    assert "Lanjutkan pembayaran" not in page  # the open page is that of Midtrans

    answer = press(client, order)

    latest = GatewayAttempt.objects.get(payment=order.payment, number=2)
    assert latest.provider == "xendit"
    assert answer["Refresh"] == f"0; url={latest.address}"
    assert midtrans.pages.keys() == {attempt.reference}
