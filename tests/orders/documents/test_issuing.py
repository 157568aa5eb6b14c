"""Which paper may be issued when, by whom, how often; and what voiding does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from facilities.history import AppendOnlyError
from orders.documents import (
    DocumentNotAllowed,
    issue,
    issue_missing,
    objection_to,
    offered,
    void,
)
from orders.models import Document, Order, Payment, Receipt, Shipment
from orders.states import take_step
from tests.builders import make_order, make_selling_facility
from tests.together import outcomes, together

from .papers import as_state, completed, money_for, office_order, officer_of

KIND = Document.Kind
S, P, M = Order.State, Payment.State, Payment.Method
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def facility():
    return make_selling_facility()


@pytest.mark.parametrize(
    ("state", "payment", "method", "kinds"),
    [
        (S.RECEIVED, P.AWAITING, M.BANK_TRANSFER, "PEN SP TAG"),
        (S.RECEIVED, P.AWAITING, M.AFTER_HANDOVER, "PEN SP TAG"),
        (S.IN_PRODUCTION, P.AWAITING, M.AFTER_HANDOVER, "SP TAG"),
        (S.SHIPPED, P.AWAITING, M.AFTER_HANDOVER, "SP TAG BAST"),
        (S.COMPLETED, P.AWAITING, M.AFTER_HANDOVER, "SP TAG NOT BAST"),
        (S.CANCELLED, P.VOID, M.BANK_TRANSFER, ""),
        (S.EXPIRED, P.VOID, M.BANK_TRANSFER, ""),
    ],
)
def test_papers_of_an_office_follow_its_order(facility, state, payment, method, kinds):
    order = as_state(office_order(facility=facility), state=state, payment=payment, method=method)
    assert " ".join(offered(order)) == kinds


def test_person_gets_no_papers_of_a_procurement(facility):
    order = make_order(facility=facility)
    assert [str(kind) for kind in offered(order)] == ["TAG"]
    assert "instansi" in objection_to(KIND.BAST, order)


def test_paid_order_is_receipted_and_not_billed(facility):
    order = office_order(facility=facility)
    money_for(order, order.total)
    order = as_state(order, payment=P.PAID)
    assert "TAG" not in offered(order)
    assert "KUI" in offered(order)


def test_surat_jalan_is_for_goods_that_travel_and_may_leave(facility):
    order = office_order(facility=facility)
    assert "diambil" in objection_to(KIND.SURAT_JALAN, order)
    Shipment.objects.filter(order=order).update(method="courier")
    order = as_state(order)
    assert "belum dibayar" in objection_to(KIND.SURAT_JALAN, order)
    assert objection_to(KIND.SURAT_JALAN, as_state(order, method=M.COD)) == ""
    assert objection_to(KIND.SURAT_JALAN, as_state(order, payment=P.PARTLY_PAID)) == ""


def test_nothing_is_priced_before_the_cost_of_delivery_is_known(facility):
    order = office_order(facility=facility)
    Order.objects.filter(pk=order.pk).update(state=S.AWAITING_QUOTE, shipping_cost=None)
    order = as_state(order)
    for kind in (KIND.PENAWARAN, KIND.SURAT_PESANAN, KIND.TAGIHAN):
        with pytest.raises(DocumentNotAllowed, match="Ongkos kirim"):
            issue(order=order, kind=kind, by=None, at=NOW)
    assert not Document.objects.exists()


def test_paper_asked_for_again_is_the_first_one(facility):
    order = office_order(facility=facility)
    first = issue(order=order, kind=KIND.TAGIHAN, by=None, at=NOW)
    assert issue(order=order, kind=KIND.TAGIHAN, by=None, at=NOW + timedelta(days=1)) == first


def test_each_arrival_of_money_has_one_kuitansi(facility):
    order = office_order(facility=facility)
    receipts = [money_for(order, 1000), money_for(order, 2000)]
    papers = [issue(order=order, kind=KIND.KUITANSI, by=None, at=NOW) for _ in range(3)]
    assert [paper.receipt for paper in papers] == [*receipts, receipts[1]]
    assert Document.objects.count() == 2


def test_kuitansi_without_money_is_refused(facility):
    with pytest.raises(DocumentNotAllowed, match="Belum ada uang"):
        issue(order=office_order(facility=facility), kind=KIND.KUITANSI, by=None, at=NOW)


@pytest.mark.parametrize(
    ("role", "bills", "writes", "voids"),
    [
        ("facility_head", True, True, True),
        ("facility_manager", True, True, True),
        ("facility_staff", False, True, False),
        ("treasurer", True, False, True),
    ],
)
def test_roles_issue_and_void_what_is_theirs(facility, role, bills, writes, voids):
    officer, order = officer_of(facility, role), office_order(facility=facility)

    def may(act) -> bool:
        try:
            act()
        except DocumentNotAllowed:
            return False
        return True

    assert may(lambda: issue(order=order, kind=KIND.TAGIHAN, by=officer, at=NOW)) is bills
    assert may(lambda: issue(order=order, kind=KIND.PENAWARAN, by=officer, at=NOW)) is writes
    paper = issue(order=order, kind=KIND.SURAT_PESANAN, by=None, at=NOW)
    assert may(lambda: void(document=paper, reason="Salah", by=officer, at=NOW)) is voids


def test_officer_of_another_facility_issues_and_voids_nothing(facility):
    stranger, order = officer_of(make_selling_facility()), office_order(facility=facility)
    with pytest.raises(DocumentNotAllowed):
        issue(order=order, kind=KIND.TAGIHAN, by=stranger, at=NOW)
    paper = issue(order=order, kind=KIND.TAGIHAN, by=None, at=NOW)
    with pytest.raises(DocumentNotAllowed):
        void(document=paper, reason="Salah", by=stranger, at=NOW)


def test_void_paper_keeps_its_number_and_makes_room_for_a_new_one(facility):
    order, officer = office_order(facility=facility), officer_of(facility)
    wrong = issue(order=order, kind=KIND.TAGIHAN, by=officer, at=NOW)
    void(document=wrong, reason=" Salah jumlah ", by=officer, at=NOW)
    right = issue(order=order, kind=KIND.TAGIHAN, by=officer, at=NOW)

    wrong.refresh_from_db()
    assert (wrong.voided_by, wrong.void_reason, wrong.serial) == (officer, "Salah jumlah", 1)
    assert right.serial == 2
    assert list(order.documents.valid()) == [right]


def test_voiding_asks_for_a_reason_and_happens_once(facility):
    officer = officer_of(facility)
    paper = issue(order=office_order(facility=facility), kind=KIND.TAGIHAN, by=None, at=NOW)
    with pytest.raises(DocumentNotAllowed, match="alasan"):
        void(document=paper, reason="  ", by=officer, at=NOW)
    void(document=paper, reason="Salah", by=officer, at=NOW)
    with pytest.raises(DocumentNotAllowed, match="sudah dibatalkan"):
        void(document=paper, reason="Lagi", by=officer, at=NOW)


def test_paper_is_never_deleted(facility):
    paper = issue(order=office_order(facility=facility), kind=KIND.TAGIHAN, by=None, at=NOW)
    for act in (paper.delete, Document.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            act()


@pytest.mark.parametrize(
    "change",
    [
        {"voided_at": NOW},
        {"voided_at": NOW, "void_reason": "Tanpa nama"},
        {"void_reason": "Tanpa waktu"},
        {"serial": 0},
        {"kind": "KUI"},
    ],
)
def test_database_refuses_half_a_void_and_other_nonsense(facility, change):
    paper = issue(order=office_order(facility=facility), kind=KIND.TAGIHAN, by=None, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(**change)


@pytest.mark.usefixtures("transactional_db")
def test_paper_voided_by_two_at_once_is_voided_by_one(facility):
    officer = officer_of(facility)
    paper = issue(order=office_order(facility=facility), kind=KIND.TAGIHAN, by=None, at=NOW)
    results = together(
        [lambda: void(document=paper, reason="Salah", by=officer, at=NOW) for _ in range(4)]
    )
    assert outcomes(results) == {"Document": 1, "DocumentNotAllowed": 3}


# What comes by itself.


def test_money_brings_a_kuitansi_and_the_hand_over_a_nota(
    facility, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        order = completed(office_order(facility=facility))
    papers = order.documents.order_by("pk")
    assert [(paper.kind, paper.issued_by) for paper in papers] == [("KUI", None), ("NOT", None)]
    assert papers[0].receipt == Receipt.objects.get()
    assert papers[0].amount == order.total


def test_failing_paper_fails_no_payment(
    facility, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    monkeypatch.setattr("orders.documents.issuing.facts_of", None)
    order = office_order(facility=facility)
    with django_capture_on_commit_callbacks(execute=True):
        order = take_step(
            order=order, step="confirm_payment", actor="officer", by=officer_of(facility),
            reason="Cocok", at=timezone.now(),
        )  # fmt: skip
    assert order.payment.state == P.PAID
    assert not Document.objects.exists()
    assert "on_commit" in caplog.text

    monkeypatch.undo()
    assert issue_missing(at=timezone.now()) == 1
    assert issue_missing(at=timezone.now()) == 0


def test_worker_makes_up_for_what_a_stopped_process_left_out(facility):
    """Without the callbacks of the commit nothing was issued: as after a kill in between."""
    completed(office_order(facility=facility))
    old = office_order(facility=facility)
    money_for(old, 1000, at=timezone.now() - timedelta(days=8))
    assert not Document.objects.exists()

    assert issue_missing(at=timezone.now()) == 2

    assert sorted(Document.objects.values_list("kind", flat=True)) == ["KUI", "NOT"]


def test_voided_paper_does_not_come_back_by_itself(facility):
    completed(office_order(facility=facility))
    issue_missing(at=timezone.now())
    officer = officer_of(facility)
    for paper in Document.objects.all():
        void(document=paper, reason="Salah", by=officer, at=NOW)
    assert issue_missing(at=timezone.now()) == 0
