"""Asking, answering in time, and what the link alone may and may not do."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.utils import timezone

from facilities.models import Membership
from orders import privacy, sales
from orders.models import Checkout, Order, PrivacyRequest
from orders.privacy import PrivacyNotAllowed
from orders.states import take_step
from orders.worker import Worker
from tests.builders import make_membership, make_order
from tests.orders.returns.conftest import ask, fetched_order, officer_of, sent_order

NOW = timezone.now()
State, Kind = PrivacyRequest.State, PrivacyRequest.Kind


def correct(order, at=NOW, **typed):
    return privacy.ask_correction(order=order, typed=typed, at=at)


def contact_of(order):
    return Checkout.objects.get(orders=order)


def letters():
    outbox.outbox.clear()
    Worker(jobs=()).run_once()
    return [(letter.to, letter.bcc, letter.subject) for letter in outbox.outbox]


def test_correction_before_packing_counts_at_once_and_breaks_no_seal():
    order = make_order()

    request = correct(order, recipient="Nama Betul", phone="+6281200000009")

    checkout = contact_of(order)
    assert (checkout.recipient, str(checkout.phone)) == ("Nama Betul", "+6281200000009")
    assert (request.state, request.fields, request.wanted) == (
        State.DONE, ["phone", "recipient"], {},
    )  # fmt: skip
    assert list(sales.broken_orders()) == []
    # The history says which fields, never what they held.
    events = " ".join(order.events.values_list("reason", flat=True))
    assert "nama penerima" in events
    assert "Betul" not in events


def test_correction_after_payment_waits_for_an_officer():
    order = make_order()
    manager = officer_of(order)
    take_step(
        order=order, step="confirm_payment", actor="officer", by=manager, reason="Cocok", at=NOW
    )

    request = correct(order, recipient="Nama Betul")

    assert request.state == State.ASKED
    assert request.due_at - request.asked_at == timedelta(hours=72)
    assert contact_of(order).recipient == "Pembeli Contoh"

    privacy.correct(request=request, by=manager, at=NOW)

    request.refresh_from_db()
    assert (request.state, request.wanted) == (State.DONE, {})
    assert contact_of(order).recipient == "Nama Betul"


def test_goods_paid_on_delivery_may_be_packed_already_so_an_officer_looks():
    order = make_order(payment_method="pay_at_pickup")
    assert correct(order, recipient="Nama Betul").state == State.ASKED


def test_link_alone_never_changes_an_address_once_goods_have_left():
    order = sent_order()

    with pytest.raises(PrivacyNotAllowed, match="sudah berangkat"):
        correct(order, street="Jalan Lain 9")

    assert contact_of(order).street == "Jalan Contoh 1"
    # Name and number can still be put right, by an officer.
    assert correct(order, recipient="Nama Betul").state == State.ASKED


def test_officer_changes_no_address_of_goods_that_left_meanwhile():
    order = sent_order()
    Order.objects.filter(pk=order.pk).update(state="in_production")
    order.refresh_from_db()
    request = correct(order, street="Jalan Lain 9")
    Order.objects.filter(pk=order.pk).update(state="shipped")

    with pytest.raises(PrivacyNotAllowed, match="Tolak dengan alasan"):
        privacy.correct(request=request, by=officer_of(order), at=NOW)

    assert contact_of(order).street == "Jalan Contoh 1"


@pytest.mark.parametrize("name", ["regency", "province", "number", "placed_at", "buyer_kind"])
def test_nothing_but_contact_fields_is_corrected(name):
    order = make_order()
    with pytest.raises(PrivacyNotAllowed):
        correct(order, **{name: "1"})


def test_correction_that_changes_nothing_is_no_request():
    order = make_order()
    with pytest.raises(PrivacyNotAllowed, match="Belum ada yang diubah"):
        correct(order, recipient="Pembeli Contoh", phone="+6281200000001")
    assert not PrivacyRequest.objects.exists()


def test_replaced_mail_address_is_told_too_and_then_forgotten():
    order = make_order()
    Worker(jobs=()).run_once()

    request = correct(order, email="baru@contoh.id")

    assert letters() == [
        (
            ["baru@contoh.id"], ["pembeli@contoh.id"],
            f"Data pembeli pesanan {order.number} diperbaiki",
        )
    ]  # fmt: skip
    request.refresh_from_db()
    assert request.wanted == {}


def test_one_request_of_a_kind_is_open():
    order = fetched_order()
    privacy.ask_erasure(order=order, at=NOW)
    with pytest.raises(PrivacyNotAllowed, match="sudah ada"):
        privacy.ask_erasure(order=order, at=NOW)
    correct(order, recipient="Nama Betul")


def test_database_keeps_one_open_request_of_a_kind():
    order = fetched_order()
    request = privacy.ask_erasure(order=order, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrivacyRequest.objects.create(
            checkout=order.checkout, order=order, kind=request.kind, asked_at=NOW, due_at=NOW
        )


def test_shopper_takes_a_request_back():
    order = fetched_order()
    request = correct(order, recipient="Nama Betul")
    privacy.withdraw(request=request, at=NOW)
    request.refresh_from_db()
    assert (request.state, request.wanted) == (State.WITHDRAWN, {})
    with pytest.raises(PrivacyNotAllowed, match="sudah berubah"):
        privacy.correct(request=request, by=officer_of(order), at=NOW)


def test_refusal_has_a_reason_the_shopper_gets():
    order = fetched_order()
    request = correct(order, recipient="Nama Betul")
    with pytest.raises(PrivacyNotAllowed, match="alasannya"):
        privacy.refuse(request=request, answer="", by=officer_of(order), at=NOW)
    Worker(jobs=()).run_once()

    privacy.refuse(request=request, answer="Nomor tidak menjawab", by=officer_of(order), at=NOW)

    assert [subject for _, _, subject in letters()] == [
        f"Permintaan data pribadi untuk {order.number} tidak dapat dipenuhi"
    ]
    assert "Nomor tidak menjawab" in outbox.outbox[0].body


@pytest.mark.parametrize("role", [Membership.Role.FACILITY_STAFF, Membership.Role.TREASURER])
def test_leaders_alone_decide(role):
    order = fetched_order()
    request = privacy.ask_erasure(order=order, at=NOW)
    for act in (
        lambda by: privacy.accept_erasure(request=request, by=by, at=NOW),
        lambda by: privacy.refuse(request=request, answer="Tidak", by=by, at=NOW),
    ):
        for by in (officer_of(order, role), make_membership().user):
            with pytest.raises(PrivacyNotAllowed, match="Jabatan"):
                act(by)


# Erasure, when its time has come


def agreed(order, at=NOW):
    request = privacy.ask_erasure(order=order, at=at)
    return privacy.accept_erasure(request=request, by=officer_of(order), at=at)


def test_erasure_comes_after_the_last_letter_has_left():
    order = fetched_order()
    agreed(order)

    assert privacy.carry_out(at=NOW + timedelta(minutes=59)) == 0
    assert privacy.carry_out(at=NOW + timedelta(minutes=61)) == 1
    assert privacy.carry_out(at=NOW + timedelta(minutes=62)) == 0

    request = PrivacyRequest.objects.get()
    assert request.state == State.DONE
    assert contact_of(order).recipient == privacy.MASKED_NAME


def test_erasure_nobody_answered_is_agreed_within_its_three_days():
    order = fetched_order()
    request = privacy.ask_erasure(order=order, at=NOW)

    assert privacy.carry_out(at=NOW + timedelta(hours=69)) == 0
    privacy.carry_out(at=NOW + timedelta(hours=70))
    privacy.carry_out(at=NOW + timedelta(hours=71, minutes=5))

    request.refresh_from_db()
    assert (request.state, request.decided_by) == (State.DONE, None)
    assert request.done_at < request.due_at


def test_unanswered_correction_is_never_applied_by_itself():
    order = fetched_order()
    request = correct(order, recipient="Nama Betul")
    privacy.carry_out(at=NOW + timedelta(days=30))
    request.refresh_from_db()
    assert request.state == State.ASKED


def test_erasure_waits_for_what_is_open_and_says_what():
    order = sent_order()
    request = ask(order, 1)
    agreed(order)
    later = NOW + timedelta(hours=2)
    matters = privacy.open_matters(contact_of(order))
    assert [order.number in matter for matter in matters] == [True, True]
    assert "masih berjalan" in matters[0]
    assert "Pengembalian barang" in matters[1]
    assert privacy.carry_out(at=later) == 0

    from orders import returns

    returns.withdraw(request=request, at=NOW)
    take_step(order=order, step="complete", actor="officer", by=officer_of(order), at=NOW)

    assert privacy.open_matters(contact_of(order)) == []
    assert privacy.carry_out(at=later) == 1


def test_erasure_waits_for_money_that_goes_back():
    order = make_order()
    manager = officer_of(order)
    for step in ("confirm_payment", "cancel"):
        order = take_step(
            order=order, step=step, actor="officer", by=manager, reason="Sudah", at=NOW
        )
    agreed(order)
    assert "Uang pesanan" in privacy.open_matters(contact_of(order))[0]
    assert privacy.carry_out(at=NOW + timedelta(days=3)) == 0


def test_erased_data_is_not_asked_for_again():
    order = fetched_order()
    privacy.erase(checkout=order.checkout, at=NOW)
    for act in (
        lambda: privacy.ask_erasure(order=order, at=NOW),
        lambda: correct(order, recipient="Nama Lain"),
    ):
        with pytest.raises(PrivacyNotAllowed, match="tidak kami simpan"):
            act()


def test_one_failing_erasure_does_not_hold_up_the_others(monkeypatch, transactional_db):
    first, second = fetched_order(), fetched_order()
    agreed(first)
    agreed(second)
    real = privacy.erasing.erase

    def erase(*, checkout, at):
        if checkout.pk == first.checkout_id:
            raise RuntimeError("disk")
        real(checkout=checkout, at=at)

    monkeypatch.setattr(privacy.erasing, "erase", erase)
    assert privacy.carry_out(at=NOW + timedelta(hours=2)) == 1
    assert contact_of(second).recipient == privacy.MASKED_NAME
    assert contact_of(first).recipient == "Pembeli Contoh"


def test_erasures_that_wait_do_not_hold_up_the_others():
    """The oldest wait for an order that nobody ends; a round is limited to so many."""
    waiting, due = sent_order(), fetched_order()
    agreed(waiting)
    agreed(due, at=NOW + timedelta(minutes=1))
    assert privacy.carry_out(at=NOW + timedelta(hours=2), limit=1) == 1
    assert contact_of(due).recipient == privacy.MASKED_NAME
    assert contact_of(waiting).recipient == "Pembeli Contoh"


def test_erasure_withdrawn_during_the_round_is_not_done(monkeypatch):
    first, second = fetched_order(), fetched_order()
    agreed(first)
    request = agreed(second)
    real = privacy.erasing.erase

    def erase(*, checkout, at):
        real(checkout=checkout, at=at)
        if checkout.pk == first.checkout_id:
            privacy.withdraw(request=request, at=at)

    monkeypatch.setattr(privacy.erasing, "erase", erase)
    assert privacy.carry_out(at=NOW + timedelta(hours=2)) == 1
    assert contact_of(first).recipient == privacy.MASKED_NAME
    assert contact_of(second).recipient == "Pembeli Contoh"
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN
