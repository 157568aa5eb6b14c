"""Contact data and proofs are forgotten in time, and the books do not notice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import storages

from orders import proof_files, return_photos, returns, sales, statements
from orders.models import (
    Checkout,
    Order,
    PaymentProof,
    ReturnPhoto,
    ReturnRequest,
    StatementLine,
)
from orders.payments import accept_proof, submit_proof
from orders.privacy import MARK
from orders.retention import (
    MASKED_NAME,
    mask_contacts,
    mask_statements,
    remove_proofs,
    remove_return_photos,
)
from orders.states import take_step
from tests.builders import (
    make_contact,
    make_gateway_attempt,
    make_membership,
    make_order,
    make_statement,
    pay_back,
)

DONE = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
CONTACT = make_contact(
    street="Jalan Contoh 1", district="Sirimau", village="Batu Meja", landmark="Seberang masjid",
    postal_code="97128", note="Titip di pos", office_name="Dinas Contoh",
)  # fmt: skip


def cancelled(**fields):
    order = make_order(at=DONE, contact=CONTACT, **fields)
    return take_step(order=order, step="cancel", actor="shopper", at=DONE)


@pytest.mark.parametrize(
    ("now", "masked"),
    [
        (datetime(2028, 3, 9, 5, 0, tzinfo=UTC), 0),
        (datetime(2028, 3, 10, 5, 0, 1, tzinfo=UTC), 1),
    ],
)
def test_contact_is_masked_24_months_after_the_order_is_finished(now, masked):
    cancelled()

    assert mask_contacts(at=now) == masked

    checkout = Checkout.objects.get()
    texts = {name: str(getattr(checkout, name)) for name in CONTACT}
    assert texts == (dict.fromkeys(CONTACT, "") | {"recipient": MASKED_NAME} if masked else CONTACT)
    assert mask_contacts(at=now) == 0


def test_masking_changes_no_fact_and_breaks_no_seal():
    order = cancelled()
    facts = Order.objects.values().get()

    mask_contacts(at=DONE + timedelta(days=800))

    assert Order.objects.values().get() == facts
    assert order.lines.count() == 1
    assert list(sales.broken_orders()) == []


def test_contact_stays_while_any_order_of_the_checkout_needs_it():
    order = make_order(at=DONE, contact=CONTACT)

    assert mask_contacts(at=DONE + timedelta(days=800)) == 0

    # Closed only now: the time begins now.
    later = DONE + timedelta(days=800)
    take_step(order=order, step="cancel", actor="shopper", at=later)
    assert mask_contacts(at=later + timedelta(days=700)) == 0
    assert mask_contacts(at=later + timedelta(days=740)) == 1


def test_refund_that_is_due_keeps_the_contact():
    order = make_order(at=DONE, contact=CONTACT)
    manager = make_membership(facility=order.facility).user
    for step in ("confirm_payment", "cancel"):
        take_step(order=order, step=step, actor="officer", by=manager, reason="Cocok", at=DONE)
    later = DONE + timedelta(days=800)
    assert mask_contacts(at=later) == 0

    pay_back(order.refunds.get(), at=later)

    assert mask_contacts(at=later + timedelta(days=700)) == 0
    assert mask_contacts(at=later + timedelta(days=740)) == 1


def test_return_that_is_open_keeps_the_contact_and_photos_go_with_the_proofs():
    order = make_order(at=DONE, contact=CONTACT)
    manager = make_membership(facility=order.facility).user
    for step in ("confirm_payment", "ready", "hand_over"):
        take_step(order=order, step=step, actor="officer", by=manager, reason="Cocok", at=DONE)
    path = return_photos.keep(b"gambar")
    request = returns.ask(
        order=order, pieces={order.lines.get(): 1}, cause="rusak", wish="ganti", photos=[path],
        note="Dari Pembeli", at=DONE,
    )  # fmt: skip
    later = DONE + timedelta(days=800)
    assert (mask_contacts(at=later), remove_return_photos(at=later)) == (0, 0)

    returns.refuse(request=request, answer="Tidak rusak", by=manager, at=DONE)

    assert remove_return_photos(at=DONE + timedelta(days=90)) == 0
    assert remove_return_photos(at=DONE + timedelta(days=90, seconds=1)) == 1
    assert not storages["private"].exists(path)
    assert ReturnPhoto.objects.get().file_name == ""
    assert ReturnRequest.objects.get().note == "Dari Pembeli"
    assert mask_contacts(at=later) == 1
    assert (ReturnRequest.objects.get().note, ReturnRequest.objects.get().answer) == (MARK, MARK)


def test_proofs_go_90_days_after_the_order_is_finished():
    order = make_order(at=DONE)
    path = proof_files.keep(b"gambar")
    proof = submit_proof(
        payment=order.payment, file_name=path, sender_name="Pengirim", paid_on=DONE.date(), at=DONE
    )
    manager = make_membership(facility=order.facility).user
    accept_proof(proof=proof, by=manager, at=DONE)
    assert remove_proofs(at=DONE + timedelta(days=400)) == 0

    for step in ("ready", "hand_over"):
        take_step(order=order, step=step, actor="officer", by=manager, reason="Nama cocok", at=DONE)

    assert remove_proofs(at=DONE + timedelta(days=90)) == 0
    assert storages["private"].exists(path)
    assert remove_proofs(at=DONE + timedelta(days=90, seconds=1)) == 1
    assert not storages["private"].exists(path)
    kept = PaymentProof.objects.get()
    assert (kept.file_name, kept.sender_name, kept.paid_on) == ("", "", None)
    assert (kept.state, kept.reviewed_by) == ("accepted", manager)
    assert remove_proofs(at=DONE + timedelta(days=91)) == 0


def test_money_of_a_gateway_that_waits_for_an_officer_keeps_the_contact():
    order = cancelled()
    attempt = make_gateway_attempt(order=order, attention="late")
    later = DONE + timedelta(days=800)
    assert mask_contacts(at=later) == 0

    type(attempt).objects.filter(pk=attempt.pk).update(decided_at=DONE)
    assert mask_contacts(at=later) == 1


def test_words_of_the_bank_go_after_24_months_whether_or_not_somebody_decided():
    statement = make_statement(
        [
            (DONE.date(), 12_345, "TRF DARI PENGIRIM A"),
            (DONE.date(), 12_346, "TRF DARI PENGIRIM B"),
        ],
        at=DONE,
    )
    first = statement.lines.get(amount=12_345)
    treasurer = make_membership(facility=statement.facility, role="treasurer").user
    statements.dismiss(line=first, reason="Salah kirim, Pengirim A", by=treasurer, at=DONE)

    assert mask_statements(at=datetime(2028, 3, 10, 5, 0, tzinfo=UTC)) == 0
    assert mask_statements(at=datetime(2028, 3, 11, 6, 0, tzinfo=UTC)) == 2

    rows = StatementLine.objects.order_by("amount").values_list("amount", "state", "text", "reason")
    assert list(rows) == [(12_345, "dismissed", "", MARK), (12_346, "open", "", "")]
    assert mask_statements(at=datetime(2028, 3, 11, 6, 0, tzinfo=UTC)) == 0
