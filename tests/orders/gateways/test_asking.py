"""Asking the gateways ourselves: lost notices, ended pages, gateways that are away."""

from datetime import timedelta

import pytest

from orders import expiry, outside
from orders.gateways import asking
from orders.gateways.pages import GatewayDown, open_page
from orders.gateways.providers import is_page_address
from orders.models import GatewayAccount, GatewayAttempt, Payment
from orders.states import take_step
from orders.worker import JOBS
from tests.builders import make_gateway_account, make_order, make_selling_facility
from tests.orders.gateways.conftest import NOW, sides, state_of, tell

MINUTE = timedelta(minutes=1)
LATER = NOW + 2 * MINUTE


@pytest.fixture
def impatient(monkeypatch):
    """Nobody is waited for longer than a third of a second."""
    monkeypatch.setattr(
        outside.ask, "__kwdefaults__", outside.ask.__kwdefaults__ | {"seconds": 0.3}
    )


def test_lost_notice_is_found_by_asking(attempt, order, midtrans):
    midtrans.pay(attempt.reference)
    assert asking.ask_due(at=LATER) == 1
    assert sides(order) == ("received", "paid", 75_000)
    assert state_of(attempt) == "paid"


def test_notice_after_the_answer_is_a_repeat(attempt, order, midtrans):
    notice = midtrans.pay(attempt.reference)
    asking.ask_due(at=LATER)
    assert tell(notice) == "repeat"


def test_question_before_its_time_is_not_asked(attempt, midtrans):
    asked = len(midtrans.asked)
    assert asking.ask_due(at=NOW) == 0
    assert len(midtrans.asked) == asked


def test_questions_grow_rare(attempt, midtrans):
    at, asked = NOW, []
    for _ in range(10):
        at = GatewayAttempt.objects.get().ask_at
        asking.ask_due(at=at)
        asked.append((at - NOW) // MINUTE)
    assert asked[:6] == [1, 2, 3, 5, 8, 13]
    assert asked[-1] - asked[-2] == 30


def test_page_nobody_used_ends_by_itself(attempt, order, midtrans):
    """Snap sends no notice when its page ends."""
    after = attempt.ends_at + timedelta(minutes=5)
    asking.ask_due(at=after)
    assert state_of(attempt) == "ended"
    assert GatewayAttempt.objects.get().ask_at is None
    assert f"POST /v2/{attempt.reference}/expire" in midtrans.paths()
    assert sides(order) == ("received", "awaiting_payment", 0)


def test_page_of_a_cancelled_order_is_closed_at_the_gateway(attempt, order, midtrans):
    midtrans.set(attempt.reference, "pending")
    take_step(order=order, step="cancel", actor="shopper", at=NOW)
    asking.ask_due(at=NOW + timedelta(seconds=5))
    assert midtrans.transactions[attempt.reference]["transaction_status"] == "expire"
    assert state_of(attempt) == "ended"


def test_gateway_that_is_away_is_asked_twice_a_round(midtrans, impatient):
    orders = [make_paid_at_midtrans() for _ in range(4)]
    for order in orders:
        open_page(order=order, at=NOW)
    midtrans.slow_seconds = 1
    before = len(midtrans.asked)
    assert asking.ask_due(at=LATER) == 0
    assert len(midtrans.asked) - before == asking.FAILURES_A_ROUND
    assert set(GatewayAttempt.objects.values_list("state", flat=True)) == {"open"}


def make_paid_at_midtrans():
    facility = make_selling_facility()
    make_gateway_account(facility=facility)
    return make_order(facility=facility, payment_method="midtrans", at=NOW)


def test_gateway_silent_for_days_is_asked_no_more(attempt, midtrans):
    midtrans.status = 500
    asking.ask_due(at=attempt.ends_at + timedelta(hours=1))
    assert state_of(attempt) == "open"
    asking.ask_due(at=attempt.ends_at + asking.SILENT_FOR + timedelta(hours=1))
    assert state_of(attempt) == "ended"


def test_money_found_after_the_expiry_is_late(attempt, order, midtrans):
    after = NOW + timedelta(hours=25)
    midtrans.pay(attempt.reference)
    expiry.expire_due(at=after)
    asking.ask_due(at=after)
    assert sides(order) == ("expired", "payment_review", 75_000)


def test_worker_asks_before_it_expires(attempt, order, midtrans):
    """Money that lies at the gateway saves its order in the same round."""
    after = NOW + timedelta(hours=25)
    midtrans.pay(attempt.reference)
    names = [job.name for job in JOBS]
    assert names.index("ask gateways") < names.index("expire orders")
    for job in JOBS[:2]:
        job.run(after)
    assert sides(order) == ("received", "paid", 75_000)


# Pages whose making was not answered


def test_page_made_without_an_answer_is_known_and_asked_about(order, midtrans, impatient):
    midtrans.slow_seconds = 1
    with pytest.raises(GatewayDown):
        open_page(order=order, at=NOW)

    attempt = GatewayAttempt.objects.get()
    assert (attempt.state, attempt.reference) == ("new", f"{order.number}-1")
    midtrans.heal()
    midtrans.pay(attempt.reference)
    asking.ask_due(at=LATER)
    assert sides(order) == ("received", "paid", 75_000)


def test_invoice_made_without_an_answer_is_found_by_our_name(xendit_order, xendit, impatient):
    xendit.slow_seconds = 1
    with pytest.raises(GatewayDown):
        open_page(order=xendit_order, at=NOW)
    xendit.heal()

    assert asking.ask_due(at=LATER) == 1

    attempt = GatewayAttempt.objects.get()
    assert attempt.state == "open"
    assert attempt.provider_id in xendit.invoices
    assert open_page(order=xendit_order, at=LATER) == attempt


@pytest.mark.parametrize(
    "faults", [{"status": 500}, {"hangs_up": True}, {"raw": b"<html>"}], ids=str
)
def test_gateway_without_a_page_loses_nothing(order, midtrans, faults):
    for name, value in faults.items():
        setattr(midtrans, name, value)
    with pytest.raises(GatewayDown):
        open_page(order=order, at=NOW)
    assert sides(order) == ("received", "awaiting_payment", 0)

    midtrans.heal()
    again = open_page(order=order, at=NOW + MINUTE)
    assert (again.state, again.number) == ("open", 2)


def test_used_reference_takes_the_next_number(order, midtrans):
    midtrans.transactions[f"{order.number}-1"] = {}
    attempt = open_page(order=order, at=NOW)
    assert attempt.reference == f"{order.number}-2"
    assert GatewayAttempt.objects.get(number=1).state == "ended"


def test_second_press_leads_to_the_same_page(attempt, order, midtrans):
    assert open_page(order=order, at=NOW + MINUTE) == attempt
    assert midtrans.paths() == ["POST /snap/v1/transactions"]


def test_page_that_ends_soon_is_not_handed_out_again(attempt, order, midtrans):
    Payment.objects.update(pay_before=NOW + timedelta(days=3))
    again = open_page(order=order, at=attempt.ends_at - MINUTE)
    assert again.number == 2


def test_page_at_a_strange_address_is_not_gone_to(order, midtrans, settings):
    settings.GATEWAY_PAGE_HOSTS = ["app.midtrans.com"]
    with pytest.raises(GatewayDown):
        open_page(order=order, at=NOW)
    assert GatewayAttempt.objects.get().address == ""


def test_refused_keys_take_the_way_off_the_checkout(order, midtrans):
    account = GatewayAccount.objects.get()
    GatewayAccount.objects.update(server_key="SB-Mid-server-SALAH")
    with pytest.raises(GatewayDown):
        open_page(order=order, at=NOW)
    account.refresh_from_db()
    assert account.trouble == "Kunci tidak diterima Midtrans."
    assert not account.is_usable

    GatewayAccount.objects.update(server_key="SB-Mid-server-CONTOH123")
    account.refresh_from_db()
    assert asking.try_keys(account=account) == ""
    account.refresh_from_db()
    assert account.is_usable


def test_lost_site_key_takes_the_way_off_the_checkout(order, midtrans, settings):
    settings.STORED_SECRET_KEYS = ["another"]
    with pytest.raises(GatewayDown):
        open_page(order=order, at=NOW)
    assert not GatewayAccount.objects.get().is_usable


@pytest.mark.parametrize(
    ("address", "is_known"),
    [
        ("https://app.midtrans.com/snap/v4/redirection/x", True),
        ("https://checkout.xendit.co/web/x", True),
        ("https://xendit.co.jahat.id/web/x", False),
        ("https://app.midtrans.com@jahat.id/", False),
        ("https://app.midtrans.com:8443/", False),
        ("http://app.midtrans.com/", False),
        ("javascript:alert(1)", False),
        ("//app.midtrans.com/", False),
        ("https://[", False),
        ("https://app.midtrans.com/x\nSet-Cookie: a", False),
        ("https://app.midtrans.com/ x", False),
        ("", False),
    ],
)
def test_only_pages_of_the_gateways_are_gone_to(settings, address, is_known):
    settings.GATEWAY_PAGE_HOSTS = ["app.midtrans.com", ".xendit.co"]
    assert is_page_address(address) is is_known


def test_shopper_does_not_make_us_ask_again_within_ten_seconds(attempt, midtrans):
    assert not asking.ask_now(attempt=attempt, at=LATER)
    asked = len(midtrans.asked)
    attempt.refresh_from_db()
    asking.ask_now(attempt=attempt, at=LATER + timedelta(seconds=5))
    assert len(midtrans.asked) == asked
    asking.ask_now(attempt=attempt, at=LATER + timedelta(seconds=11))
    assert len(midtrans.asked) == asked + 1
