"""Where two parts meet in one order: money that came in pieces, late or twice, against every end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import capacity, stock
from orders import refunds, returns, sales, statements, unique_codes
from orders.expiry import expire_due
from orders.gateways.news import take_news
from orders.gateways.switching import switch_way
from orders.links import order_token
from orders.models import Order, Payment, PaymentProof, Refund
from orders.payments import reject_proof
from orders.payments.provider import Kind, News
from orders.settlement.proof import differences
from orders.states import StepNotAllowed, steps_for, take_step
from tests.builders import (
    make_contact,
    make_gateway_account,
    make_gateway_attempt,
    make_officer,
    make_order,
    make_payment_setup,
    make_producer_group,
    make_product,
    make_proof,
    make_shipping_rate,
    make_statement,
    make_stock,
    make_variant,
    pay_back,
)
from tests.orders.waiting import waiting

Method = Payment.Method
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _books_balance():
    yield
    assert [*stock.differences(), *capacity.differences()] == []
    assert [*sales.differences(), *sales.broken_orders(), *differences()] == []


@pytest.fixture
def facility():
    facility = make_payment_setup().facility
    make_shipping_rate(facility=facility, service="local", zone="same_regency", first_kg=15_000)
    return facility


@pytest.fixture
def chair(facility):
    chair = make_variant(product=make_product(facility=facility), price=100_000)
    make_stock(variant=chair, quantity=4)
    return chair


@pytest.fixture
def manager(facility):
    return make_officer("facility_manager", facility)


def orders(variant, way, *, at=NOW, method="local", quantity=2):
    office = {}
    if way in Payment.OFFICE_METHODS:
        office = {"buyer_kind": "instansi", "office_name": "Dinas Contoh"}
    contact = make_contact(regency=variant.product.facility.regency, **office)
    return make_order(
        variant=variant, quantity=quantity, stock=0, payment_method=way, contact=contact,
        method=method, at=at,
    )  # fmt: skip


def reread(order):
    return Order.objects.select_related("facility", "payment", "shipment").get(pk=order.pk)


def both(order):
    stored = reread(order)
    return stored.state, stored.payment.state


def buttons(order, by):
    return {step.name for step in steps_for(reread(order), by)}


def step(order, name, by, at=NOW, **extra):
    return take_step(
        order=order, step=name, actor="officer", by=by, reason="Alasan", at=at, **extra
    )  # fmt: skip


def comes_in(order, amount, by):
    """A row of the bank's list that an officer gives to this order."""
    day = order.facility.local_day(NOW)
    statement = make_statement([(day, amount, f"TRSF {order.number}")], facility=order.facility)
    payment = Payment.objects.get(order=order)
    return statements.assign(line=statement.lines.get(), payment=payment, by=by, at=NOW)


def test_down_payment_in_two_parts_lets_the_order_go_on(chair, manager):
    order = orders(chair, Method.DOWN_PAYMENT)
    comes_in(order, 20_000, manager)
    comes_in(order, order.payment.down_payment - 20_000, manager)
    assert "start_production" in buttons(order, manager)
    assert both(order) == ("received", "partly_paid")


def test_transfer_in_two_parts_pays_the_order(chair, manager):
    order = orders(chair, Method.BANK_TRANSFER)
    comes_in(order, 20_000, manager)
    comes_in(order, order.total - 20_000, manager)
    assert both(order) == ("received", "paid")


def test_money_given_back_leaves_no_proof_to_check(chair, manager):
    order = orders(chair, Method.BANK_TRANSFER)
    make_proof(order=order, at=NOW)
    comes_in(order, 20_000, manager)
    step(order, "give_back_money", manager)
    assert not PaymentProof.objects.filter(state="checking").exists()


@pytest.mark.parametrize("state", ["received", "in_production"])
def test_part_of_an_invoice_goes_back_when_the_order_is_cancelled(chair, manager, state):
    order = orders(chair, Method.AFTER_HANDOVER)
    if state == "in_production":
        step(order, "start_production", manager)
    comes_in(order, 20_000, manager)
    assert both(order) == (state, "awaiting_payment")
    step(order, "cancel", manager)
    assert both(order) == ("cancelled", "refund_pending")
    assert Refund.objects.get().amount == 20_000


def test_part_of_an_invoice_goes_back_when_the_parcel_does(chair, manager):
    order = orders(chair, Method.AFTER_HANDOVER)
    step(order, "ship", manager)
    comes_in(order, 20_000, manager)
    step(order, "undelivered", manager)
    assert both(order) == ("cancelled", "refund_pending")
    assert Refund.objects.get().amount == 20_000


def test_order_with_money_in_it_never_expires(chair, manager):
    order = orders(chair, Method.PAY_AT_PICKUP, method="pickup")
    step(order, "ready", manager)
    comes_in(order, 20_000, manager)
    expire_due(at=NOW + 60 * DAY)
    assert both(order)[0] == "ready_for_pickup"


def test_late_money_finds_its_order_when_its_code_was_given_again(chair, manager, monkeypatch):
    order = orders(chair, Method.BANK_TRANSFER, at=NOW - 5 * DAY)
    expire_due(at=NOW - 3 * DAY)
    monkeypatch.setattr(unique_codes, "free_codes", lambda **asked: [order.unique_code])
    other = orders(chair, Method.BANK_TRANSFER)
    assert other.total == order.total
    comes_in(order, order.total, manager)
    assert both(order) == ("expired", "payment_review")
    assert both(other) == ("received", "awaiting_payment")


def test_order_whose_money_went_back_first_is_cancelled_to_the_end(chair, manager):
    order = orders(chair, Method.BANK_TRANSFER)
    step(order, "confirm_payment", manager)
    pay_back(refunds.request(order=reread(order), lines=None, reason="Rusak", by=manager, at=NOW))
    step(order, "cancel", manager)
    assert both(order) == ("cancelled", "refunded")


@pytest.mark.parametrize("way", [Method.BANK_TRANSFER, Method.QRIS])
def test_half_of_the_money_and_a_bad_proof_leave_the_rest_to_be_paid(chair, manager, way):
    order = orders(chair, way)
    proof = make_proof(order=order, at=NOW)
    comes_in(order, 20_000, manager)
    reject_proof(proof=proof, reason="Bukan ke rekening ini", by=manager, at=NOW)
    assert both(order) == ("received", "awaiting_payment")
    expire_due(at=NOW + 60 * DAY)
    assert both(order) == ("received", "awaiting_payment")
    assert not steps_for(reread(order))  # the shopper cannot cancel money away

    comes_in(order, order.total - 20_000, manager)
    assert both(order) == ("received", "paid")


@pytest.mark.parametrize("way", [Method.PAY_AT_PICKUP, Method.COD])
def test_money_sent_although_it_is_paid_later_counts(chair, manager, way):
    method = "pickup" if way == Method.PAY_AT_PICKUP else "local"
    order = orders(chair, way, method=method)
    comes_in(order, order.total, manager)
    for name in ("ready", "hand_over") if method == "pickup" else ("ship", "collect"):
        step(order, name, manager)
    assert both(order) == ("completed", "paid")
    assert Payment.objects.get(order=order).received_amount == order.total


def test_page_of_a_gateway_paid_after_choosing_the_gallery_pays_the_order(facility, chair, manager):
    account = make_gateway_account(facility=facility)
    order = orders(chair, Method.MIDTRANS, method="pickup")
    attempt = make_gateway_attempt(order=order, account=account)
    switch_way(order=order, method=Method.PAY_AT_PICKUP, at=NOW)
    step(order, "ready", manager)
    news = News(
        reference=attempt.reference, provider_id="t", kind=Kind.PAID, status="settlement",
        key="t/settlement/200", amount=order.total,
    )  # fmt: skip
    assert take_news(attempt=attempt, news=news, told="notice", at=NOW) == "taken"
    assert both(order) == ("ready_for_pickup", "paid")
    step(order, "hand_over", manager)
    assert both(order) == ("completed", "paid")


@pytest.mark.parametrize("made", [False, True])
def test_goods_that_came_back_are_not_sold_to_late_money(facility, chair, manager, made):
    if made:
        group = make_producer_group(facility=facility, monthly_capacity=10)
        product = make_product(facility=facility, producer_group=group)
        chair = make_variant(product=product, price=100_000, made_to_order=True, lead_time_days=7)
    order = orders(chair, Method.AFTER_HANDOVER)
    step(order, "ship", manager)
    step(order, "undelivered", manager)
    comes_in(order, order.total, manager)
    assert buttons(order, manager) == {"give_back_money"}
    with pytest.raises(StepNotAllowed, match="kembalikan uangnya"):
        step(order, "take_money", manager)
    step(order, "give_back_money", manager)
    assert both(order) == ("cancelled", "refund_pending")


def test_goods_in_a_return_are_not_paid_back_beside_it(chair, manager):
    order = orders(chair, Method.BANK_TRANSFER)
    step(order, "confirm_payment", manager)
    step(order, "ship", manager)
    order = reread(order)
    line = order.lines.get()
    request = returns.ask(order=order, pieces={line: 1}, cause="rusak", wish="dana", at=NOW)
    wish = {"order": order, "reason": "Rusak", "by": manager, "at": NOW}
    with pytest.raises(refunds.RefundNotAllowed, match="sedang dikembalikan"):
        refunds.request(lines={line: 1}, **wish)
    refunds.request(lines={}, other_amount=5_000, **wish)  # the delivery is another matter

    returns.refuse(request=request, answer="Tidak rusak", by=manager, at=NOW)


def test_goods_whose_money_went_back_are_not_returned_for_it_again(chair, manager):
    order = orders(chair, Method.BANK_TRANSFER)
    step(order, "confirm_payment", manager)
    step(order, "ship", manager)
    order = reread(order)
    line = order.lines.get()
    wish = {"order": order, "lines": {line: 1}, "reason": "Lecet", "by": manager, "at": NOW}
    pay_back(refunds.request(**wish))
    ask = {"order": order, "cause": "rusak", "wish": "dana", "at": NOW}
    with pytest.raises(returns.ReturnNotAllowed, match="uangnya sudah"):
        returns.ask(pieces={line: 2}, **ask)
    assert returns.ask(pieces={line: 1}, **ask).state == "asked"


def test_order_with_part_of_its_money_stays_on_the_work_list(chair, manager):
    order = orders(chair, Method.BANK_TRANSFER)
    proof = make_proof(order=order, at=NOW)
    comes_in(order, 20_000, manager)
    reject_proof(proof=proof, reason="Bukan ke rekening ini", by=manager, at=NOW)
    assert waiting(manager)["bukti"] == 1


@pytest.mark.parametrize(
    ("received", "said"),
    [(20_000, "Baru Rp20.000 yang masuk"), (None, "datang setelah pesanan ini berakhir")],
)
def test_shopper_reads_what_became_of_the_money(client, chair, manager, received, said):
    order = orders(chair, Method.BANK_TRANSFER, at=NOW - 2 * DAY)
    if received is None:
        expire_due(at=NOW)
    comes_in(order, received or order.total, manager)
    page = client.get(reverse("orders:order_detail", args=[order_token(order)])).content.decode()
    assert said in page
    assert "Bukti Anda sudah diterima" not in page
