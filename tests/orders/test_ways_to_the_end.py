"""Each way to pay from the order to its end: goods, money and history, with what may go wrong."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import stock
from facilities.models import Membership
from orders.desk import is_late
from orders.expiry import expire_due
from orders.models import Order, OrderEvent, Payment, Receipt, SalesDay
from orders.payments import ProofRefused, accept_proof, reject_proof, submit_proof
from orders.retention import remove_proofs
from orders.sales import broken_orders
from orders.states import StepNotAllowed, steps_for, take_step
from tests.builders import (
    make_contact,
    make_membership,
    make_order,
    make_payment_setup,
    make_product,
    make_shipping_rate,
    make_stock,
    make_variant,
)

Method = Payment.Method
Role = Membership.Role
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def facility():
    facility = make_payment_setup(after_handover_days=30).facility
    make_shipping_rate(facility=facility, service="local", zone="same_regency", first_kg=15_000)
    return facility


@pytest.fixture
def chair(facility):
    """Two chairs in stock, Rp1.000.000 each."""
    chair = make_variant(product=make_product(facility=facility), price=1_000_000)
    make_stock(variant=chair, quantity=2)
    return chair


@pytest.fixture
def soap(facility):
    soap = make_variant(product=make_product(facility=facility), price=20_000)
    make_stock(variant=soap, quantity=2)
    return soap


def office_orders(variant, way, **fields):
    contact = make_contact(
        buyer_kind="instansi", office_name="Dinas Contoh",
        regency=variant.product.facility.regency,
    )  # fmt: skip
    return make_order(
        variant=variant, quantity=2, stock=0, payment_method=way, contact=contact, at=NOW,
        **{"method": "local"} | fields,
    )  # fmt: skip


def person_orders(variant, way, method="local"):
    contact = make_contact(regency=variant.product.facility.regency)
    return make_order(
        variant=variant, quantity=2, stock=0, payment_method=way, method=method, contact=contact,
        at=NOW,
    )  # fmt: skip


def reread(order):
    return Order.objects.select_related("facility", "payment", "shipment").get(pk=order.pk)


def both(order):
    stored = reread(order)
    return stored.state, stored.payment.state


def officer(order, role=Role.FACILITY_MANAGER):
    return make_membership(facility=order.facility, role=role).user


def step(order, name, at=NOW, by=None, reason="Terlihat di mutasi", **extra):
    by = by or officer(order)
    return take_step(
        order=order, step=name, actor="officer", by=by, reason=reason, at=at, **extra
    )  # fmt: skip


def proof_of(order, at=NOW):
    return submit_proof(
        payment=order.payment, file_name="bukti/a.jpg", sender_name="Bendahara", paid_on=None,
        at=at,
    )  # fmt: skip


def receipts(order):
    rows = Receipt.objects.filter(payment__order=order).order_by("pk")
    return list(rows.values_list("amount", "source"))


def sold() -> int:
    assert list(broken_orders()) == []
    return sum(SalesDay.objects.values_list("revenue", flat=True))


# QRIS: like a transfer


def test_qris_is_paid_by_proof_and_the_goods_leave(soap):
    order = person_orders(soap, Method.QRIS)
    due = order.payment.amount_due
    assert due == order.total > 55_000

    accept_proof(proof=proof_of(order), by=officer(order), at=NOW)
    step(order, "ship")
    step(order, "complete")

    assert both(order) == ("completed", "paid")
    assert receipts(order) == [(due, "proof")]
    assert sold() == 40_000


# At the door


def test_money_from_the_door_is_taken_by_who_takes_money(soap):
    order = person_orders(soap, Method.COD)
    assert (order.total, order.unique_code, order.payment.pay_before) == (55_000, 0, None)
    step(order, "ship")
    assert both(order) == ("shipped", "awaiting_payment")
    assert sold() == 0
    desk = officer(order, Role.FACILITY_STAFF)
    assert {row.name for row in steps_for(reread(order), desk)} == {"undelivered"}

    step(order, "collect", by=officer(order, Role.TREASURER))

    assert both(order) == ("completed", "paid")
    assert receipts(order) == [(55_000, "counter")]
    assert sold() == 40_000


def test_parcel_nobody_pays_at_the_door_comes_back_on_the_shelf(soap):
    order = person_orders(soap, Method.COD)
    step(order, "ship")
    assert stock.online_available([soap.pk]) == {soap.pk: 0}

    step(order, "undelivered", reason="Penerima tidak ada di rumah")

    assert both(order) == ("cancelled", "void")
    assert stock.online_available([soap.pk]) == {soap.pk: 2}
    assert receipts(order) == []
    assert sold() == 0


@pytest.mark.parametrize("way", [Method.COD, Method.PAY_AT_PICKUP])
def test_money_that_is_handed_over_wants_no_proof(soap, way):
    order = person_orders(soap, way, "local" if way == Method.COD else "pickup")
    with pytest.raises(ProofRefused, match="tidak perlu bukti"):
        proof_of(order)


# After the hand-over


def test_office_gets_the_goods_first_and_pays_the_invoice_after(chair):
    order = office_orders(chair, Method.AFTER_HANDOVER)
    step(order, "ship")
    step(order, "complete", at=NOW + DAY)
    delivered = reread(order)
    assert (delivered.state, delivered.status_label) == ("completed", "Menunggu Pembayaran")
    assert delivered.payment.pay_before == NOW + 31 * DAY
    assert delivered.payment.amount_due == 2_015_000
    assert sold() == 0

    proof = proof_of(order, at=NOW + 20 * DAY)
    assert reread(order).status_label == "Menunggu Verifikasi"
    accept_proof(proof=proof, by=officer(order), at=NOW + 21 * DAY)

    assert both(order) == ("completed", "paid")
    assert receipts(order) == [(2_015_000, "proof")]
    assert sold() == 2_000_000


def test_days_of_an_invoice_are_those_of_the_order_not_of_today(chair, facility):
    order = office_orders(chair, Method.AFTER_HANDOVER)
    facility.payment_setup.after_handover_days = 1
    facility.payment_setup.save()
    step(order, "ship")
    step(order, "complete")
    assert reread(order).payment.pay_before == NOW + 30 * DAY


def test_refused_proof_of_an_invoice_gives_the_office_its_time_again(chair):
    order = office_orders(chair, Method.AFTER_HANDOVER)
    step(order, "ship")
    step(order, "complete")
    later = NOW + 10 * DAY

    reject_proof(
        proof=proof_of(order, at=later), reason="Uang belum masuk", by=officer(order), at=later
    )

    assert both(order) == ("completed", "awaiting_payment")
    assert reread(order).payment.pay_before == later + 30 * DAY


def test_unpaid_invoice_never_expires_and_says_that_it_is_late(chair):
    order = office_orders(chair, Method.AFTER_HANDOVER)
    step(order, "ship")
    step(order, "complete")
    much_later = NOW + 400 * DAY

    assert expire_due(at=much_later) == 0
    assert is_late(reread(order), much_later)
    assert both(order) == ("completed", "awaiting_payment")


def test_proof_of_an_unpaid_invoice_is_kept(chair):
    order = office_orders(chair, Method.AFTER_HANDOVER)
    step(order, "ship")
    step(order, "complete")
    proof_of(order)
    assert remove_proofs(at=NOW + 200 * DAY) == 0


def test_office_that_fetches_signs_first_and_pays_after(chair):
    order = office_orders(chair, Method.AFTER_HANDOVER, method="pickup")
    step(order, "ready")
    assert reread(order).payment.pay_before is None
    step(order, "hand_over", by=officer(order, Role.FACILITY_STAFF))
    assert both(order) == ("completed", "awaiting_payment")
    step(order, "confirm_payment", by=officer(order, Role.TREASURER))
    assert both(order) == ("completed", "paid")


def test_office_may_pay_before_it_has_the_goods(chair):
    order = office_orders(chair, Method.AFTER_HANDOVER)
    accept_proof(proof=proof_of(order), by=officer(order), at=NOW)
    step(order, "ship")
    step(order, "complete")
    assert both(order) == ("completed", "paid")


# A part first


def test_down_payment_then_goods_then_the_rest(chair):
    order = office_orders(chair, Method.DOWN_PAYMENT)
    assert (order.payment.amount_due, order.payment.pay_before) == (600_000, NOW + 7 * DAY)
    with pytest.raises(StepNotAllowed):
        step(order, "ship")

    accept_proof(proof=proof_of(order), by=officer(order), at=NOW)
    partly = reread(order)
    assert (partly.payment.state, partly.status_label) == ("partly_paid", "Uang Muka Diterima")
    assert (partly.payment.amount_due, partly.payment.pay_before) == (1_415_000, None)
    assert sold() == 0

    step(order, "start_production")
    step(order, "ship")
    step(order, "complete", at=NOW + 9 * DAY)
    delivered = reread(order)
    assert delivered.status_label == "Menunggu Pembayaran"
    assert delivered.payment.pay_before == NOW + 39 * DAY

    proof = proof_of(order, at=NOW + 12 * DAY)
    accept_proof(proof=proof, by=officer(order), at=NOW + 12 * DAY)
    assert both(order) == ("completed", "paid")
    assert receipts(order) == [(600_000, "proof"), (1_415_000, "proof")]
    assert reread(order).payment.received_amount == order.total == 2_015_000
    assert sold() == 2_000_000


def test_refused_proof_of_the_rest_takes_neither_part_nor_deadline_away(chair):
    order = office_orders(chair, Method.DOWN_PAYMENT)
    step(order, "confirm_payment")
    step(order, "ship")
    step(order, "complete")
    later = NOW + 3 * DAY

    reject_proof(
        proof=proof_of(order, at=later), reason="Jumlah berbeda", by=officer(order), at=later
    )

    stored = reread(order)
    assert both(order) == ("completed", "partly_paid")
    assert stored.payment.amount_due == 1_415_000
    assert stored.payment.pay_before == later + 30 * DAY


def test_refused_proof_of_the_part_leaves_nothing_paid(chair):
    order = office_orders(chair, Method.DOWN_PAYMENT)
    reject_proof(proof=proof_of(order), reason="Uang belum masuk", by=officer(order), at=NOW)
    assert both(order) == ("received", "awaiting_payment")
    assert receipts(order) == []


def test_part_that_is_not_paid_in_time_ends_the_order(chair):
    order = office_orders(chair, Method.DOWN_PAYMENT)
    assert expire_due(at=NOW + 7 * DAY - timedelta(minutes=1)) == 0
    assert expire_due(at=NOW + 8 * DAY) == 1
    assert both(order) == ("expired", "void")
    assert stock.online_available([chair.pk]) == {chair.pk: 2}


def test_order_with_its_part_paid_never_expires(chair):
    order = office_orders(chair, Method.DOWN_PAYMENT)
    step(order, "confirm_payment")
    assert expire_due(at=NOW + 400 * DAY) == 0
    assert both(order) == ("received", "partly_paid")


def test_part_of_fresh_food_is_due_within_hours(facility):
    bread = make_variant(
        product=make_product(facility=facility, is_food=True, fulfilment="local"), price=50_000
    )
    make_stock(variant=bread, quantity=2)
    order = office_orders(bread, Method.DOWN_PAYMENT)
    assert order.payment.pay_before == NOW + timedelta(hours=2)


def test_history_names_both_arrivals(chair):
    order = office_orders(chair, Method.DOWN_PAYMENT)
    step(order, "confirm_payment")
    step(order, "confirm_payment", reason="Pelunasan 22 November")
    moves = order.events.filter(axis=OrderEvent.Axis.PAYMENT).values_list("to_state", flat=True)
    assert list(moves) == ["awaiting_payment", "partly_paid", "paid"]
