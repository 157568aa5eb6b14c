"""Money that is not what was expected: recorded, never silently taken, decided by an officer."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from catalog import stock
from catalog.models import StockLevel
from orders import expiry, sales
from orders.gateways import decisions
from orders.gateways.pages import CannotPay, open_page
from orders.models import GatewayAttempt, Order, Receipt, SalesDay
from orders.states import StepNotAllowed, steps_for, take_step
from tests.builders import (
    make_gateway_account,
    make_membership,
    make_officer,
    make_order,
    make_selling_facility,
)
from tests.orders.gateways.conftest import NOW, sides, state_of, tell
from tests.orders.waiting import waiting

LATER = NOW + timedelta(hours=25)


@pytest.fixture
def treasurer(order):
    return make_officer("treasurer", order.facility)


def attention_of(attempt):
    return GatewayAttempt.objects.get(pk=attempt.pk).attention


def names(order, user):
    fresh = Order.objects.select_related("payment", "shipment", "facility").get(pk=order.pk)
    return {step.name for step in steps_for(fresh, user)}


def act(order, step, by, at=LATER):
    return take_step(order=order, step=step, actor="officer", by=by, reason="Dasbor", at=at)


def books_hold():
    return list(stock.differences()) + list(sales.broken_orders()) + list(sales.differences())


# Late


@pytest.fixture
def late(attempt, order, midtrans):
    """The order expired, its goods were let go, then the money came."""
    assert expiry.expire_due(at=LATER) == 1
    assert tell(midtrans.pay(attempt.reference), at=LATER) == "review"
    return attempt


def test_late_money_waits_for_an_officer(late, order, treasurer):
    assert sides(order) == ("expired", "payment_review", 75_000)
    assert attention_of(late) == "late"
    assert waiting(treasurer)["penyedia"] == 1
    assert waiting(treasurer)["bukti"] == 0
    assert names(order, treasurer) >= {"take_money", "give_back_money"}
    assert SalesDay.objects.count() == 0
    assert StockLevel.objects.get().reserved == 0
    assert books_hold() == []


def test_late_money_is_taken_when_the_goods_are_still_there(late, order, treasurer):
    act(order, "take_money", treasurer)

    assert sides(order) == ("received", "paid", 75_000)
    assert StockLevel.objects.get().reserved == 1
    assert SalesDay.objects.get().revenue == 75_000
    assert waiting(treasurer)["penyedia"] == 0
    assert Receipt.objects.count() == 1
    assert books_hold() == []


def test_late_money_cannot_be_taken_when_the_goods_are_gone(late, order, treasurer):
    variant = order.lines.get().variant
    make_order(variant=variant, quantity=3, stock=0, payment_method="bank_transfer")

    with pytest.raises(StepNotAllowed, match="Kembalikan"):
        act(order, "take_money", treasurer)

    assert sides(order) == ("expired", "payment_review", 75_000)
    act(order, "give_back_money", treasurer)
    assert sides(order) == ("cancelled", "refund_pending", 75_000)
    assert waiting(treasurer)["penyedia"] == 0
    assert books_hold() == []


def test_settlement_told_after_an_expiry_of_the_page_is_asked_about(attempt, order, midtrans):
    tell(midtrans.set(attempt.reference, "expire"))
    assert state_of(attempt) == "ended"

    notice = midtrans.pay(attempt.reference)
    assert tell(notice) == "taken"

    assert midtrans.paths()[-1].startswith("GET /v2/")
    assert sides(order) == ("received", "paid", 75_000)


def test_money_of_a_cancelled_order_waits_too(attempt, order, midtrans):
    take_step(order=order, step="cancel", actor="shopper", at=NOW)
    assert tell(midtrans.pay(attempt.reference)) == "review"
    assert sides(order) == ("cancelled", "payment_review", 75_000)


# Short and long


def test_short_money_is_recorded_and_the_rest_may_follow(attempt, order, midtrans, treasurer):
    assert tell(midtrans.pay(attempt.reference, amount=70_000)) == "review"
    assert sides(order) == ("received", "payment_review", 70_000)
    assert attention_of(attempt) == "short"
    assert "take_money" not in names(order, treasurer)

    rest = open_page(order=order, at=NOW)
    assert rest.amount == 5_000
    assert midtrans.pages[rest.reference]["transaction_details"]["gross_amount"] == 5_000
    assert tell(midtrans.pay(rest.reference)) == "taken"

    assert sides(order) == ("received", "paid", 75_000)
    assert list(Receipt.objects.order_by("amount").values_list("amount", flat=True)) == [
        5_000, 70_000,
    ]  # fmt: skip
    assert waiting(treasurer)["penyedia"] == 0
    assert books_hold() == []


def test_short_money_may_be_given_back(attempt, order, midtrans, treasurer):
    tell(midtrans.pay(attempt.reference, amount=70_000))
    act(order, "give_back_money", treasurer)
    assert sides(order) == ("cancelled", "refund_pending", 70_000)
    assert StockLevel.objects.get().reserved == 0
    assert books_hold() == []


def test_order_short_of_money_never_expires(attempt, order, midtrans):
    tell(midtrans.pay(attempt.reference, amount=70_000))
    assert expiry.expire_due(at=LATER) == 0


def test_long_money_is_recorded_and_taken_by_an_officer(attempt, order, midtrans, treasurer):
    assert tell(midtrans.pay(attempt.reference, amount=80_000)) == "review"
    assert sides(order) == ("received", "payment_review", 80_000)
    assert attention_of(attempt) == "long"

    act(order, "take_money", treasurer, at=NOW)
    assert sides(order) == ("received", "paid", 80_000)
    counts = waiting(treasurer)
    assert (counts["penyedia"], counts["lebih"]) == (0, 1)  # 5.000 still have to go back
    assert SalesDay.objects.get().revenue == 75_000


# Double


def test_double_money_is_recorded_beside_the_sale(attempt, order, midtrans, treasurer):
    tell(midtrans.pay(attempt.reference))
    GatewayAttempt.objects.filter(pk=attempt.pk).update(state="ended")
    GatewayAttempt.objects.create(
        payment=order.payment, account=attempt.account, number=2, amount=75_000, state="open",
        reference=f"{order.number}-2", created_at=NOW, ends_at=LATER, address=attempt.address,
    )  # fmt: skip
    second = GatewayAttempt.objects.get(number=2)

    assert tell(midtrans.pay(second.reference, amount=75_000)) == "review"

    assert sides(order) == ("received", "paid", 150_000)
    assert SalesDay.objects.get().orders == 1
    assert attention_of(second) == "double"
    assert waiting(treasurer)["penyedia"] == 1
    decisions.close(attempt=second, reason="Ditransfer balik", by=treasurer, at=LATER)
    assert waiting(treasurer)["penyedia"] == 0
    with pytest.raises(StepNotAllowed):
        decisions.close(attempt=second, reason="Lagi", by=treasurer, at=LATER)


# Money that goes back at the gateway


@pytest.mark.parametrize("word", ["refund", "chargeback", "partial_refund", "partial_chargeback"])
def test_money_back_is_asked_about_and_put_before_an_officer(
    attempt, order, midtrans, treasurer, word
):
    tell(midtrans.pay(attempt.reference))
    assert tell(midtrans.set(attempt.reference, word)) == "review"

    assert sides(order) == ("received", "paid", 75_000)
    assert (state_of(attempt), attention_of(attempt)) == ("returned", "back")
    assert waiting(treasurer)["penyedia"] == 1


def test_two_partial_refunds_are_two_pieces_of_news(attempt, order, midtrans, treasurer):
    tell(midtrans.pay(attempt.reference))
    first = midtrans.set(attempt.reference, "partial_refund", refund_amount="1000.00")
    assert tell(first) == "review"
    decisions.close(attempt=attempt, reason="Dicatat", by=treasurer, at=LATER)
    second = midtrans.set(attempt.reference, "partial_refund", refund_amount="2000.00")
    assert [tell(second), tell(second)] == ["review", "repeat"]
    assert waiting(treasurer)["penyedia"] == 1


def test_capture_cancelled_before_it_settled_is_money_back(attempt, order, midtrans):
    tell(midtrans.set(attempt.reference, "capture"))
    assert tell(midtrans.set(attempt.reference, "cancel")) == "review"
    assert attention_of(attempt) == "back"


# Unclear


@pytest.fixture
def unclear(attempt, order, midtrans):
    assert tell(midtrans.set(attempt.reference, "something_new")) == "review"
    return attempt


def test_unclear_news_moves_no_money(unclear, order, treasurer):
    assert sides(order) == ("received", "awaiting_payment", 0)
    assert waiting(treasurer)["penyedia"] == 1


def test_unclear_money_is_booked_by_the_officer_who_saw_it(unclear, order, treasurer):
    decisions.clear_up(attempt=unclear, amount=75_000, reason="Di dasbor", by=treasurer, at=NOW)
    assert sides(order) == ("received", "paid", 75_000)
    assert Receipt.objects.get().by == treasurer
    assert waiting(treasurer)["penyedia"] == 0


def test_unclear_news_that_was_nothing_ends_the_attempt(unclear, order, treasurer):
    decisions.clear_up(attempt=unclear, amount=0, reason="Tidak ada", by=treasurer, at=NOW)
    assert state_of(unclear) == "ended"
    assert sides(order) == ("received", "awaiting_payment", 0)


def test_money_in_another_currency_is_unclear(attempt, order, midtrans):
    assert tell(midtrans.pay(attempt.reference, currency="USD")) == "review"
    assert (attention_of(attempt), sides(order)[2]) == ("unsure", 0)


@pytest.mark.parametrize("role", ["facility_staff", "regional_viewer"])
def test_only_money_roles_of_the_facility_decide(unclear, order, role):
    place = order.facility if role == "facility_staff" else order.facility.regional_office
    with pytest.raises(StepNotAllowed):
        decisions.close(attempt=unclear, reason="Coba", by=make_officer(role, place), at=NOW)
    stranger = make_membership(role="treasurer").user
    with pytest.raises(StepNotAllowed):
        decisions.close(attempt=unclear, reason="Coba", by=stranger, at=NOW)


def test_decision_needs_words(unclear, treasurer):
    with pytest.raises(StepNotAllowed):
        decisions.close(attempt=unclear, reason=" ", by=treasurer, at=NOW)


def test_settled_order_is_not_paid_again(attempt, order, midtrans):
    tell(midtrans.pay(attempt.reference))
    with pytest.raises(CannotPay):
        open_page(order=order, at=NOW)


def test_books_reconcile_whatever_the_gateway_sent(midtrans, capsys):
    """Paid, late, short, long and double money, each in an order of its own."""
    pages = []
    for _ in range(5):
        facility = make_selling_facility()
        make_gateway_account(facility=facility)
        fresh = make_order(facility=facility, payment_method="midtrans", at=NOW)
        pages.append(open_page(order=fresh, at=NOW))
    paid, late, short, long, double = pages
    take_step(order=late.payment.order, step="cancel", actor="shopper", at=NOW)
    for page, amount in ((paid, 75_000), (late, 75_000), (short, 70_000), (long, 80_000)):
        tell(midtrans.pay(page.reference, amount=amount))
    tell(midtrans.pay(double.reference))
    second = GatewayAttempt.objects.create(
        payment=double.payment, account=double.account, number=2, amount=75_000, state="open",
        reference="P-LAGI-2", created_at=NOW, ends_at=LATER, address=double.address,
    )  # fmt: skip
    tell(midtrans.pay(second.reference, amount=75_000))

    assert sum(Receipt.objects.values_list("amount", flat=True)) == 450_000
    assert books_hold() == []
    call_command("verify_money")
    assert "450.000" in capsys.readouterr().out
