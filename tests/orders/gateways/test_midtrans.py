"""Midtrans: what is asked, what its words mean, and that its signature is the only door."""

import json
from datetime import timedelta

import pytest

from orders import outside
from orders.gateways.notices import CannotDecide, receive
from orders.gateways.pages import open_page
from orders.models import GatewayAttempt, PaymentEvent, Receipt
from orders.payments import midtrans as module
from orders.payments.midtrans import Midtrans
from orders.payments.provider import Kind, NoticeBroken, NoticeForged
from tests.orders.gateways.conftest import NOW, sides, state_of, tell
from tests.orders.standins.midtrans import signed

ASK_DEFAULTS = dict(outside.ask.__kwdefaults__)
WORKED_EXAMPLE = {
    "order_id": "KWB-2511-000123",
    "status_code": "200",
    "gross_amount": "147356.00",
    "signature_key": (
        "4902009324e55eb48ef66368b259cd0fefc91b3ab96e6945dc219c42233938764cfb1a8472dd5ed585486e8f2"
        "bc3a31fd86cfd684a5810140d5fbffcc5692e71"
    ),
    "transaction_status": "settlement",
    "transaction_id": "9aed5972-5b6a-401e-894b-a32c91ed1a3a",
}


class Keys:
    """An account that is not stored."""

    def __init__(self, key, old=""):
        self.server_key, self.old_server_key = Key(key), Key(old)


class Key(str):
    def reveal(self):
        return str(self)


def test_worked_example_of_the_signature_is_genuine():
    news = Midtrans().read_notice(
        account=Keys("SB-Mid-server-CONTOH123"), body=WORKED_EXAMPLE, headers={}
    )
    assert (news.kind, news.amount, news.is_proven) == (Kind.PAID, 147_356, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"order_id": "KWB-2511-000124"},
        {"status_code": "201"},
        {"gross_amount": "147356"},
        {"gross_amount": "147356.0"},
        {"gross_amount": "1.00"},
        {"signature_key": WORKED_EXAMPLE["signature_key"].upper()},
        {"signature_key": WORKED_EXAMPLE["signature_key"][:-1]},
        {"signature_key": "0" * 128},
    ],
    ids=str,
)
def test_signature_holds_for_the_strings_exactly_as_they_came(changes):
    with pytest.raises(NoticeForged):
        Midtrans().read_notice(
            account=Keys("SB-Mid-server-CONTOH123"), body=WORKED_EXAMPLE | changes, headers={}
        )


def test_signature_is_compared_in_constant_time(monkeypatch):
    compared = []

    def compare(one, other):
        compared.append((len(one), len(other)))
        return True

    monkeypatch.setattr(module.hmac, "compare_digest", compare)
    Midtrans().read_notice(account=Keys("k"), body=WORKED_EXAMPLE, headers={})
    assert compared == [(128, 128)]


def test_signature_of_a_replaced_key_is_genuine_but_not_proven():
    account = Keys("Mid-server-baru", "SB-Mid-server-CONTOH123")
    news = Midtrans().read_notice(account=account, body=WORKED_EXAMPLE, headers={})
    assert not news.is_proven


@pytest.mark.parametrize(
    ("word", "fraud", "code", "kind", "is_proven"),
    [
        ("pending", "", "201", Kind.PENDING, True),
        ("authorize", "accept", "201", Kind.PENDING, True),
        ("capture", "accept", "200", Kind.PAID, True),
        ("capture", None, "200", Kind.PAID, True),
        ("capture", "challenge", "201", Kind.CHECKING, True),
        ("capture", "deny", "202", Kind.ENDED, True),
        ("settlement", "accept", "200", Kind.PAID, True),
        ("settlement", "", "201", Kind.PAID, False),
        ("capture", "accept", "201", Kind.PAID, False),
        ("deny", "", "202", Kind.DENIED, True),
        ("cancel", "", "200", Kind.ENDED, True),
        ("failure", "", "202", Kind.ENDED, True),
        ("expire", "", "407", Kind.ENDED, True),
        ("refund", "", "200", Kind.MONEY_BACK, False),
        ("partial_refund", "", "200", Kind.MONEY_BACK, False),
        ("chargeback", "", "200", Kind.MONEY_BACK, False),
        ("partial_chargeback", "", "200", Kind.MONEY_BACK, False),
        ("something_new", "", "200", Kind.UNKNOWN, False),
    ],
)
def test_words_mean_what_the_table_says(word, fraud, code, kind, is_proven):
    """What the signature does not cover is believed only as far as the code that it covers."""
    body = {**WORKED_EXAMPLE, "transaction_status": word, "status_code": code}
    if fraud is not None:
        body["fraud_status"] = fraud
    news = Midtrans().read_notice(
        account=Keys("SB-Mid-server-CONTOH123"), body=signed(body), headers={}
    )
    assert (news.kind, news.is_proven) == (kind, is_proven)


@pytest.mark.parametrize(
    ("amount", "currency", "rupiah"),
    [
        ("147356.00", "IDR", 147_356),
        ("147356", "IDR", 147_356),
        ("147356.50", "IDR", None),
        ("147356.00", "USD", None),
        ("-1.00", "IDR", None),
        ("1e5", "IDR", None),
        ("٣.00", "IDR", None),
    ],
)
def test_amount_is_whole_rupiah_or_none(amount, currency, rupiah):
    body = {**WORKED_EXAMPLE, "gross_amount": amount, "currency": currency}
    if not amount.isascii():
        with pytest.raises(NoticeBroken):
            Midtrans().read_notice(account=Keys("k"), body=signed(body, "k"), headers={})
        return
    news = Midtrans().read_notice(account=Keys("k"), body=signed(body, "k"), headers={})
    assert news.amount == rupiah


# Asking


def test_page_asks_for_the_bill_and_no_address(order, midtrans):
    attempt = open_page(order=order, at=NOW)

    asked = midtrans.pages[attempt.reference]
    assert asked["transaction_details"] == {
        "order_id": f"{order.number}-1", "gross_amount": 75_000,
    }  # fmt: skip
    assert [item["price"] * item["quantity"] for item in asked["item_details"]] == [75_000]
    assert asked["customer_details"] == {
        "first_name": "Pembeli Contoh", "email": "pembeli@contoh.id", "phone": "+6281200000001",
    }  # fmt: skip
    assert asked["callbacks"]["finish"].endswith("/gerbang/kembali/")
    # It ends a quarter of an hour before the order does.
    assert asked["expiry"]["duration"] == asked["page_expiry"]["duration"] == 24 * 60 - 15
    assert attempt.state == "open"
    assert attempt.address.startswith(midtrans.address)


def test_worked_notice_settles_the_order(attempt, order, midtrans):
    assert tell(midtrans.pay(attempt.reference)) == "taken"
    assert sides(order) == ("received", "paid", 75_000)
    assert state_of(attempt) == "paid"
    receipt = Receipt.objects.get()
    assert (receipt.source, receipt.reference, receipt.amount) == (
        "gateway", attempt.reference, 75_000,
    )  # fmt: skip
    # Nobody was asked: the notice proves itself.
    assert midtrans.paths() == ["POST /snap/v1/transactions"]


@pytest.mark.parametrize("times", [2, 5])
def test_repeats_change_nothing(attempt, order, midtrans, times):
    notice = midtrans.pay(attempt.reference)
    outcomes = [tell(notice) for _ in range(times)]
    assert outcomes == ["taken"] + ["repeat"] * (times - 1)
    assert Receipt.objects.count() == PaymentEvent.objects.count() == 1


def test_wrong_order_ends_at_the_same_place(attempt, order, midtrans):
    pending = midtrans.set(attempt.reference, "pending")
    capture = midtrans.set(attempt.reference, "capture")
    settlement = midtrans.pay(attempt.reference)

    assert [tell(n) for n in (settlement, pending, capture)] == ["taken", "stale", "stale"]
    assert sides(order) == ("received", "paid", 75_000)


def test_expiry_told_after_the_settlement_takes_nothing_back(attempt, order, midtrans):
    expire = midtrans.set(attempt.reference, "expire")
    settlement = midtrans.pay(attempt.reference)

    tell(settlement)
    assert tell(expire) == "repeat"  # asked: settled, as known
    assert tell(expire) == "repeat"
    assert sides(order) == ("received", "paid", 75_000)


def test_capture_under_challenge_waits_and_is_cleared(attempt, order, midtrans):
    tell(midtrans.set(attempt.reference, "capture", fraud_status="challenge", status_code="201"))
    assert sides(order) == ("received", "payment_review", 0)

    tell(midtrans.set(attempt.reference, "capture"))
    assert sides(order) == ("received", "paid", 75_000)


def test_capture_under_challenge_that_is_denied_may_be_paid_anew(attempt, order, midtrans):
    tell(midtrans.set(attempt.reference, "capture", fraud_status="challenge", status_code="201"))
    tell(midtrans.set(attempt.reference, "capture", fraud_status="deny", status_code="202"))
    assert sides(order) == ("received", "awaiting_payment", 0)

    again = open_page(order=order, at=NOW + timedelta(minutes=9))
    assert again.reference == f"{order.number}-2"


def test_denied_card_leaves_the_page_open(attempt, order, midtrans):
    tell(midtrans.set(attempt.reference, "deny"))
    assert state_of(attempt) == "open"
    tell(midtrans.pay(attempt.reference))
    assert sides(order) == ("received", "paid", 75_000)


def test_word_that_says_more_than_its_code_is_asked_about(attempt, order, midtrans):
    """A genuine signature of `pending`, sent again as money: the signature covers no word."""
    notice = midtrans.set(attempt.reference, "pending")
    with pytest.raises(CannotDecide):
        tell(notice | {"transaction_status": "settlement"})
    assert sides(order) == ("received", "awaiting_payment", 0)
    assert midtrans.paths()[-1] == f"GET /v2/{attempt.reference}/status"


@pytest.mark.parametrize(
    "faults", [{"status": 500}, {"slow_seconds": 1}, {"hangs_up": True}], ids=str
)
def test_doubt_without_an_answer_is_sent_again(attempt, order, midtrans, faults, monkeypatch):
    monkeypatch.setattr(outside.ask, "__kwdefaults__", ASK_DEFAULTS | {"seconds": 0.3})
    notice = midtrans.pay(attempt.reference, amount=70_000)
    for name, value in faults.items():
        setattr(midtrans, name, value)
    with pytest.raises(CannotDecide):
        tell(notice)
    assert PaymentEvent.objects.count() == 0

    midtrans.heal()
    assert tell(notice) == "review"


def test_notice_for_another_facilitys_key_is_forged(attempt, midtrans):
    notice = signed(midtrans.pay(attempt.reference), "SB-Mid-server-ORANG-LAIN")
    with pytest.raises(NoticeForged):
        tell(notice)


def test_unknown_reference_is_not_told_apart_from_a_forgery(attempt, midtrans):
    with pytest.raises(NoticeForged):
        tell(signed(WORKED_EXAMPLE))


BROKEN = [
    b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"{}", b'{"order_id": 1}',
    b'{"order_id": null}', b'{"order_id": ""}', b'{"order_id": ["P-1"]}', b'{"order_id": "\\u0000"}',
    b'{"order_id": "\\ud800"}', b'{"order_id": "' + b"x" * 51 + b'"}', b'{"order_id": NaN}',
    b'{"a": ' + b"9" * 5000 + b"}", b"[" * 16_000, b" " * (16 * 1024 + 1),
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_broken_body_is_refused(body):
    with pytest.raises(NoticeBroken):
        receive(provider="midtrans", body=body, headers={}, at=NOW)


@pytest.mark.parametrize(
    "name", ["signature_key", "status_code", "gross_amount", "transaction_status", "transaction_id"]
)
@pytest.mark.parametrize("value", [None, 200, 147356.0, {"a": 1}, "", "é", "x" * 200], ids=str)
def test_field_of_another_type_is_refused(attempt, midtrans, name, value):
    notice = midtrans.pay(attempt.reference) | {name: value}
    with pytest.raises((NoticeBroken, NoticeForged)):
        receive(provider="midtrans", body=json.dumps(notice).encode(), headers={}, at=NOW)
    assert GatewayAttempt.objects.get().state == "open"
