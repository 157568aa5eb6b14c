"""Proofs and unique codes: a claim never pays an order, a person does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import stock
from facilities.models import Membership
from orders import unique_codes
from orders.expiry import expire_due
from orders.models import Order, OrderEvent, Payment, PaymentProof, SalesDay
from orders.payments import (
    ProofRefused,
    Purchase,
    accept_proof,
    methods_for,
    reject_proof,
    submit_proof,
)
from orders.states import StepNotAllowed, take_step
from tests.builders import (
    make_facility,
    make_membership,
    make_order,
    make_product,
    make_proof,
    make_selling_facility,
    make_stock,
    make_user,
    make_variant,
)

NOW = timezone.now()


def submit(order, at=NOW):
    return submit_proof(
        payment=order.payment, file_name="bukti/a.jpg", sender_name="Pengirim", paid_on=None, at=at
    )


def treasurer_of(order):
    return make_membership(facility=order.facility, role=Membership.Role.TREASURER).user


def reread(order):
    return Order.objects.select_related("facility", "payment", "shipment").get(pk=order.pk)


def test_ways_to_pay_follow_facility_and_delivery():
    both = make_selling_facility()
    without_account = make_facility()
    only_transfer = make_selling_facility(accepts_pay_at_pickup=False)

    def ways(facility, delivery):
        return methods_for(Purchase(facility, delivery, goods_total=75_000, delivery_cost=0))

    assert ways(both, "pickup") == ["bank_transfer", "pay_at_pickup"]
    assert ways(both, "courier") == ["bank_transfer"]
    assert ways(without_account, "courier") == []
    assert ways(only_transfer, "pickup") == ["bank_transfer"]


def test_proof_is_a_claim_that_waits_for_an_officer():
    order = make_order()

    proof = submit(order)

    after = reread(order)
    assert (proof.state, proof.uploaded_at) == (PaymentProof.State.CHECKING, NOW)
    assert after.payment.state == Payment.State.REVIEW
    assert after.payment.paid_at is None
    assert after.status_label == "Menunggu Verifikasi"
    assert not SalesDay.objects.exists()


def test_accepted_proof_pays_and_books_the_sale():
    order = make_order(quantity=2)
    proof = submit(order)
    treasurer = treasurer_of(order)

    accept_proof(proof=proof, by=treasurer, at=NOW)

    after = reread(order)
    assert (after.payment.state, after.payment.paid_at) == (Payment.State.PAID, NOW)
    assert after.payment.confirmed_by == treasurer
    proof.refresh_from_db()
    assert (proof.state, proof.reviewed_by) == (PaymentProof.State.ACCEPTED, treasurer)
    day = SalesDay.objects.get()
    assert (day.orders, day.units, day.revenue) == (1, 2, 150_000)


def test_proof_is_decided_once():
    proof = make_proof()
    treasurer = treasurer_of(proof.payment.order)
    accept_proof(proof=proof, by=treasurer, at=NOW)

    with pytest.raises(StepNotAllowed):
        accept_proof(proof=proof, by=treasurer, at=NOW)
    with pytest.raises(StepNotAllowed):
        reject_proof(proof=proof, reason="Salah", by=treasurer, at=NOW)

    assert SalesDay.objects.get().orders == 1
    proof.refresh_from_db()
    assert proof.state == PaymentProof.State.ACCEPTED


@pytest.mark.parametrize("role", ["facility_staff", "regional_viewer", None])
def test_only_those_in_charge_of_money_decide(role):
    proof = make_proof()
    facility = proof.payment.facility
    user = make_user()
    if role == "facility_staff":
        make_membership(user=user, facility=facility, role=role)
    elif role:
        make_membership(
            user=user, facility=None, regional_office=facility.regional_office, role=role
        )

    for decide in (
        lambda: accept_proof(proof=proof, by=user, at=NOW),
        lambda: reject_proof(proof=proof, reason="Belum masuk", by=user, at=NOW),
    ):
        with pytest.raises(StepNotAllowed):
            decide()

    proof.refresh_from_db()
    assert proof.state == PaymentProof.State.CHECKING


def test_treasurer_of_another_facility_cannot_decide():
    proof = make_proof()
    with pytest.raises(StepNotAllowed):
        accept_proof(proof=proof, by=treasurer_of(make_order()), at=NOW)


def test_rejected_proof_needs_a_reason_and_leaves_time_for_another():
    placed = NOW - timedelta(hours=30)
    order = make_order(at=placed)
    proof = submit(order, at=placed + timedelta(hours=1))
    treasurer = treasurer_of(order)

    with pytest.raises(StepNotAllowed):
        reject_proof(proof=proof, reason=" ", by=treasurer, at=NOW)
    reject_proof(proof=proof, reason="Jumlah berbeda", by=treasurer, at=NOW)

    after = reread(order)
    assert after.payment.state == Payment.State.AWAITING
    assert after.payment.pay_before == NOW + timedelta(hours=24)
    proof.refresh_from_db()
    assert (proof.state, proof.reason) == (PaymentProof.State.REJECTED, "Jumlah berbeda")
    submit(after)  # the second try


def test_second_proof_waits_for_the_first_to_be_decided():
    order = make_order()
    submit(order)

    with pytest.raises(ProofRefused):
        submit(order)

    assert PaymentProof.objects.count() == 1


def test_proof_for_an_expired_order_is_refused_and_noted_once():
    order = make_order(at=NOW - timedelta(days=2))
    assert expire_due(at=NOW) == 1

    for _ in range(2):
        with pytest.raises(ProofRefused, match="kedaluwarsa"):
            submit(order)

    after = reread(order)
    assert (after.state, after.payment.state) == (Order.State.EXPIRED, Payment.State.VOID)
    assert not PaymentProof.objects.exists()
    note = order.events.get(axis=OrderEvent.Axis.NOTE)
    assert "setelah pesanan kedaluwarsa" in note.reason


@pytest.mark.parametrize(
    ("payment", "order"),
    [
        ({"state": "paid", "paid_at": NOW}, {}),
        ({"state": "void"}, {"state": "cancelled"}),
        ({"method": "pay_at_pickup"}, {}),
        ({}, {"state": "awaiting_quote"}),
    ],
)
def test_proof_is_refused_where_no_transfer_is_awaited(payment, order):
    placed = make_order()
    Payment.objects.update(**{"state": "awaiting_payment"} | payment)
    Order.objects.update(**{"state": "received"} | order)

    with pytest.raises(ProofRefused):
        submit(placed)

    assert not PaymentProof.objects.exists()


def test_code_makes_each_amount_of_an_account_unique():
    facility = make_selling_facility()
    bag = make_variant(product=make_product(facility=facility))
    make_stock(variant=bag, quantity=30)

    orders = [make_order(variant=bag, stock=0) for _ in range(30)]

    assert len({order.total for order in orders}) == 30
    assert all(1 <= order.unique_code <= 999 for order in orders)


def test_code_is_tried_again_when_somebody_took_it_first(monkeypatch):
    facility = make_selling_facility()
    first = make_order(facility=facility)
    taken = first.unique_code
    # As if the look at the free codes came before the other checkout's commit.
    monkeypatch.setattr(
        unique_codes, "free_codes", lambda **kwargs: [taken, 7 if taken != 7 else 8]
    )

    second = make_order(facility=facility)

    assert second.unique_code == (7 if taken != 7 else 8)
    assert second.total == second.payment.amount
    assert second.payment.order_id == second.pk


def test_order_gets_no_code_and_a_note_when_none_is_free(monkeypatch):
    monkeypatch.setattr(unique_codes, "CODES", range(1, 3))
    facility = make_selling_facility()
    orders = [make_order(facility=facility) for _ in range(3)]

    assert sorted(order.unique_code for order in orders) == [0, 1, 2]
    last = orders[2]
    assert last.total == last.goods_total
    assert "Kode unik habis" in last.events.get(axis=OrderEvent.Axis.NOTE).reason


def test_freed_code_rests_for_a_day(monkeypatch):
    monkeypatch.setattr(unique_codes, "CODES", range(1, 2))
    facility = make_selling_facility()
    order = make_order(facility=facility, at=NOW)
    take_step(order=order, step="cancel", actor="shopper", at=NOW)

    soon = make_order(facility=facility, at=NOW + timedelta(hours=23))
    later = make_order(facility=facility, at=NOW + timedelta(hours=25))

    assert (order.unique_code, soon.unique_code, later.unique_code) == (1, 0, 1)


def test_account_is_copied_so_that_later_edits_mislead_nobody():
    order = make_order()
    number = order.facility.bank_account_number
    type(order.facility).objects.update(bank_account_number="9999")

    assert reread(order).payment.account_number == number


def test_expiry_ends_what_was_not_paid_and_gives_the_pieces_back():
    order = make_order(quantity=2, stock=2, at=NOW - timedelta(hours=25))
    variant = order.lines.get().variant

    assert expire_due(at=NOW) == 1
    assert expire_due(at=NOW) == 0

    after = reread(order)
    assert (after.state, after.payment.state) == (Order.State.EXPIRED, Payment.State.VOID)
    assert stock.online_available([variant.pk]) == {variant.pk: 2}
    actors = order.events.filter(to_state="expired").values_list("actor", "reason")
    assert list(actors) == [("system", "Tidak dibayar sampai batas waktu.")]


def test_expiry_leaves_those_with_time_a_proof_or_payment_alone():
    day_ago = NOW - timedelta(hours=25)
    in_time = make_order(at=NOW - timedelta(hours=23))
    proven = make_order(at=day_ago)
    submit(proven, at=day_ago)
    paid = make_order(at=day_ago)
    accept_proof(proof=submit(paid, at=day_ago), by=treasurer_of(paid), at=day_ago)
    extended = make_order(at=day_ago)
    take_step(
        order=extended, step="extend_deadline", actor="officer", reason="Pembeli menelepon",
        by=make_membership(facility=extended.facility).user, at=NOW,
    )  # fmt: skip

    assert expire_due(at=NOW) == 0
    assert {reread(order).state for order in (in_time, proven, paid, extended)} == {"received"}


def test_expiry_works_in_small_batches():
    for _ in range(3):
        make_order(at=NOW - timedelta(days=2))

    assert [expire_due(at=NOW, limit=2), expire_due(at=NOW, limit=2)] == [2, 1]


def test_goods_not_fetched_are_released_after_three_days():
    order = make_order(payment_method="pay_at_pickup", at=NOW - timedelta(days=4))
    assert expire_due(at=NOW - timedelta(days=2)) == 0
    assert expire_due(at=NOW) == 1
    assert reread(order).state == Order.State.EXPIRED


def test_cargo_that_nobody_quotes_ends_after_a_week():
    order = make_order(at=NOW - timedelta(days=8))
    Order.objects.update(state="awaiting_quote")
    Payment.objects.update(pay_before=None)

    assert expire_due(at=NOW - timedelta(days=2)) == 0
    assert expire_due(at=NOW) == 1
    assert order.events.get(to_state="expired").reason.startswith("UPT tidak memastikan")


def test_goods_nobody_begins_to_make_end_after_sixty_days():
    order = make_order(payment_method="pay_at_pickup", at=NOW - timedelta(days=61))
    Payment.objects.update(pay_before=None)

    assert expire_due(at=NOW - timedelta(days=2)) == 0
    assert expire_due(at=NOW) == 1
    assert order.events.get(to_state="expired").reason.startswith("UPT tidak mengerjakan")


@pytest.mark.parametrize(("method", "days"), [("cod", 7), ("after_handover", 30)])
def test_goods_to_be_paid_on_arrival_are_not_held_for_ever(method, days):
    order = make_order(at=NOW - timedelta(days=days, hours=1))
    Payment.objects.update(method=method, pay_before=None)

    assert expire_due(at=NOW - timedelta(hours=2)) == 0
    assert expire_due(at=NOW) == 1
    assert order.events.get(to_state="expired").reason.startswith("UPT tidak mengirim")


def test_goods_to_be_made_wait_longer_than_those_on_the_shelf():
    order = make_order(at=NOW - timedelta(days=40))
    order.lines.update(made_to_order=True)
    Payment.objects.update(method="cod", pay_before=None)
    assert expire_due(at=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_an_order_that_cannot_expire_does_not_hold_up_the_others(monkeypatch, caplog):
    stuck, other = make_order(at=NOW - timedelta(days=3)), make_order(at=NOW - timedelta(days=2))
    release = stock.release

    def broken(*, source_id, at):
        if source_id == stuck.number:
            raise RuntimeError("ledger")
        release(source_id=source_id, at=at)

    monkeypatch.setattr(stock, "release", broken)

    assert expire_due(at=NOW) == 1

    assert (reread(stuck).state, reread(other).state) == ("received", "expired")
    assert "could not be expired" in caplog.text
