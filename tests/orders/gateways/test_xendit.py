"""Xendit: the token opens the door, but no word of the body is money until Xendit repeats it."""

import pytest

from orders.gateways import accounts
from orders.gateways.notices import CannotDecide
from orders.gateways.pages import open_page
from orders.models import GatewayAccount, PaymentEvent
from orders.payments import xendit as module
from orders.payments.provider import NoticeBroken, NoticeForged
from tests.orders.gateways.conftest import NOW, call_back, sides, state_of


def test_invoice_asks_for_the_bill_and_no_address(xendit_order, xendit):
    attempt = open_page(order=xendit_order, at=NOW)

    asked = xendit.asked[0].json
    assert (asked["external_id"], asked["amount"], asked["currency"]) == (
        f"{xendit_order.number}-1", 75_000, "IDR",
    )  # fmt: skip
    assert sum(item["price"] * item["quantity"] for item in asked["items"]) == 75_000
    assert asked["invoice_duration"] == 24 * 3600 - 15 * 60
    assert "address" not in str(asked)
    assert attempt.provider_id in xendit.invoices
    assert attempt.address == xendit.invoices[attempt.provider_id]["invoice_url"]


def test_paid_callback_is_asked_about_and_settles(xendit_attempt, xendit_order, xendit):
    assert call_back(xendit.pay(xendit_attempt.reference)) == "taken"
    assert sides(xendit_order) == ("received", "paid", 75_000)
    assert xendit.paths()[-1] == f"GET /v2/invoices/{xendit_attempt.provider_id}"


def test_settled_after_paid_and_repeats_change_nothing(xendit_attempt, xendit_order, xendit):
    paid = xendit.pay(xendit_attempt.reference)
    call_back(paid)
    settled = xendit.set(xendit_attempt.reference, "SETTLED")

    assert [call_back(n) for n in (settled, paid, settled)] == ["stale", "repeat", "repeat"]
    assert sides(xendit_order) == ("received", "paid", 75_000)
    assert PaymentEvent.objects.count() == 2


def test_callback_that_says_too_much_is_not_believed(xendit_attempt, xendit_order, xendit):
    """The token is the same for every callback: who knows it can write any body."""
    lie = dict(next(iter(xendit.invoices.values()))) | {"status": "PAID", "paid_amount": 75_000}
    with pytest.raises(CannotDecide):
        call_back(lie)
    assert sides(xendit_order) == ("received", "awaiting_payment", 0)


def test_amount_of_the_callback_is_not_believed(xendit_attempt, xendit_order, xendit):
    notice = xendit.pay(xendit_attempt.reference, amount=1_000)
    call_back(notice | {"paid_amount": 75_000})
    assert sides(xendit_order) == ("received", "payment_review", 1_000)


@pytest.mark.parametrize("token", ["", "salah", "token-contoh-12", "token-contoh-1234", "é"])
def test_wrong_token_is_forged(xendit_attempt, xendit, token):
    with pytest.raises(NoticeForged):
        call_back(xendit.pay(xendit_attempt.reference), token=token)
    assert state_of(xendit_attempt) == "open"


def test_token_is_compared_in_constant_time(xendit_attempt, xendit, monkeypatch):
    compared = []
    monkeypatch.setattr(module.hmac, "compare_digest", lambda *pair: compared.append(pair) or True)
    call_back(xendit.pay(xendit_attempt.reference))
    assert compared == [(b"token-contoh-123", b"token-contoh-123")]


def test_replaced_token_still_opens_for_two_days(xendit_attempt, xendit, xendit_order):
    account = GatewayAccount.objects.get(provider="xendit")
    account.callback_token = "token-baru"
    accounts.save_account(account=account, at=NOW)
    paid = xendit.pay(xendit_attempt.reference)
    assert call_back(paid) == "taken"

    assert accounts.forget_old_keys(at=NOW + accounts.OLD_KEYS_HOLD * 1.1) == 1
    with pytest.raises(NoticeForged):
        call_back(paid)
    assert call_back(paid, token="token-baru") == "repeat"


def test_expired_invoice_ends_the_attempt_only(xendit_attempt, xendit_order, xendit):
    assert call_back(xendit.set(xendit_attempt.reference, "EXPIRED")) == "taken"
    assert state_of(xendit_attempt) == "ended"
    assert sides(xendit_order) == ("received", "awaiting_payment", 0)


@pytest.mark.parametrize(
    "changes",
    [{"status": 1}, {"status": None}, {"id": ["x"]}, {"external_id": 7}, {"amount": "75000"}],
    ids=str,
)
def test_field_of_another_type_is_refused(xendit_attempt, xendit, changes):
    broken = dict(next(iter(xendit.invoices.values()))) | changes
    with pytest.raises(NoticeBroken):
        call_back(broken)


@pytest.mark.parametrize(
    ("amount", "rupiah"),
    [
        (75_000, 75_000),
        (75_000.0, 75_000),
        (75_000.5, None),
        (-1, None),
        (True, None),
        (None, None),
    ],
)
def test_amount_is_whole_rupiah_or_none(amount, rupiah):
    body = {"id": "a", "external_id": "P-1", "status": "PAID", "paid_amount": amount}
    assert module._news(body).amount == rupiah
