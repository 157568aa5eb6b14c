"""Certain rows become money of orders at once; doubtful ones wait for an officer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders import expiry, sales, statements
from orders.models import Order, Payment, PaymentSetup, Receipt, StatementLine
from orders.statements import Kind, StatementRefused
from tests.builders import (
    make_contact,
    make_facility,
    make_officer,
    make_order,
    make_paid_order,
    make_proof,
    make_selling_facility,
    make_statement,
)

NOW = timezone.now()
TODAY = NOW.date()


@pytest.fixture
def facility():
    return make_selling_facility()


@pytest.fixture
def treasurer(facility):
    return make_officer("treasurer", facility)


def faults():
    return [*sales.differences(), *sales.broken_orders()]


def day_of(order):
    return order.facility.local_day(NOW)


def statement(facility, *rows):
    today = facility.local_day(NOW)
    return make_statement([(today, *row) for row in rows], facility=facility)


def kinds(of):
    return [match.kind for match in statements.matches(of, of.lines.all())]


def only_match(of):
    (match,) = statements.matches(of, of.lines.all())
    return match


def book(of, by):
    return statements.book_certain(statement=of, by=by, at=timezone.now())


def invoice(facility, way="after_handover"):
    """An office that pays after the hand-over, or a part first: no kode unik."""
    PaymentSetup.objects.get_or_create(
        facility=facility, defaults={"accepts_after_handover": True, "down_payment_percent": 40}
    )
    office = make_contact(buyer_kind="instansi", office_name="Dinas Contoh")
    return make_order(facility=facility, payment_method=way, contact=office)


# Certain


def test_amount_with_its_code_is_certain_and_pays_the_order(facility, treasurer):
    orders = [make_order(facility=facility) for _ in range(2)]
    of = statement(facility, *[(order.total, "TRSF") for order in orders], (1_234, "BUNGA"))
    assert kinds(of) == [Kind.CERTAIN, Kind.CERTAIN, Kind.UNMATCHED]

    booked = book(of, treasurer)

    assert (booked.count, booked.amount) == (2, sum(order.total for order in orders))
    for order in orders:
        payment = Payment.objects.get(order=order)
        assert (payment.state, payment.received_amount) == ("paid", order.total)
        receipt = payment.receipts.get()
        line = receipt.statement_line
        assert (receipt.source, receipt.by) == ("statement", treasurer)
        assert (line.state, line.payment, line.decided_by) == ("booked", payment, treasurer)
    assert StatementLine.objects.filter(state="open").count() == 1
    assert faults() == []


def test_booking_again_changes_nothing(facility, treasurer):
    of = statement(facility, (make_order(facility=facility).total, "TRSF"))
    book(of, treasurer)
    assert book(of, treasurer).count == 0
    assert Receipt.objects.count() == 1


def test_order_whose_proof_waits_is_paid_and_the_proof_accepted(facility, treasurer):
    order = make_order(facility=facility)
    proof = make_proof(order=order)
    book(statement(facility, (order.total, "TRSF")), treasurer)
    proof.refresh_from_db()
    assert (proof.state, proof.reviewed_by) == ("accepted", treasurer)
    assert Payment.objects.get().receipts.get().source == "statement"
    assert faults() == []


def test_number_makes_an_amount_without_code_certain(facility, treasurer):
    order = invoice(facility)
    of = statement(facility, (order.total, f"BAYAR {order.number.replace('-', ' ').lower()} DINAS"))
    assert kinds(of) == [Kind.CERTAIN]
    book(of, treasurer)
    assert Payment.objects.get().state == "paid"


def test_down_payment_and_rest_are_booked_as_they_come(facility, treasurer):
    order = invoice(facility, "down_payment")
    text = f"DP {order.number}"
    book(statement(facility, (30_000, text)), treasurer)
    assert Payment.objects.get().state == "partly_paid"
    book(statement(facility, (order.total - 30_000, text)), treasurer)
    assert Payment.objects.get().state == "paid"
    assert faults() == []


def test_payment_an_officer_booked_by_hand_is_linked_not_booked_again(facility, treasurer):
    order = make_paid_order(facility=facility)
    of = statement(facility, (order.total, "TRSF"))
    assert kinds(of) == [Kind.KNOWN]

    booked = book(of, treasurer)

    assert (booked.count, booked.linked) == (0, 1)
    receipt = Receipt.objects.get()
    assert (receipt.source, receipt.statement_line.state) == ("officer", "booked")
    assert faults() == []


# Doubtful


def test_money_from_before_the_order_is_not_its_money(facility):
    order = make_order(facility=facility)
    day = day_of(order) - timedelta(days=1)
    of = make_statement([(day, order.total, "TRSF")], facility=facility)
    assert kinds(of) == [Kind.UNMATCHED]


def test_order_of_another_facility_or_account_is_no_candidate(facility):
    elsewhere = make_order()
    assert kinds(statement(facility, (elsewhere.total, "TRSF"))) == [Kind.UNMATCHED]
    order = make_order(facility=facility)
    Payment.objects.filter(order=order).update(account_number="999")
    assert kinds(statement(facility, (order.total, "LAIN"))) == [Kind.UNMATCHED]


def test_amount_without_its_code_is_doubtful(facility):
    order = make_order(facility=facility)
    match = only_match(statement(facility, (order.goods_total, "TRSF")))
    assert match.kind == Kind.DOUBTFUL
    assert "kode unik" in match.candidates[0].why


def test_same_amount_of_two_orders_is_doubtful(facility):
    first, second = invoice(facility), invoice(facility)
    match = only_match(statement(facility, (first.total, "TRSF")))
    assert match.kind == Kind.DOUBTFUL
    assert {c.payment.order_id for c in match.candidates} == {first.pk, second.pk}


def test_invoice_without_number_is_doubtful(facility):
    order = invoice(facility)
    assert kinds(statement(facility, (order.total, "DINAS CONTOH"))) == [Kind.DOUBTFUL]


def test_number_with_another_amount_is_doubtful(facility):
    order = invoice(facility)
    less, more = (
        only_match(statement(facility, (order.total + change, f"PELUNASAN {order.number}")))
        for change in (-5_000, 5_000)
    )
    assert (less.kind, less.candidates[0].why) == (
        Kind.DOUBTFUL, "Nomornya tertulis, jumlahnya kurang",
    )  # fmt: skip
    assert (more.kind, more.candidates[0].why) == (
        Kind.DOUBTFUL, "Nomornya tertulis, jumlahnya lebih",
    )  # fmt: skip


def test_second_row_of_the_same_amount_is_doubtful(facility, treasurer):
    order = make_order(facility=facility)
    of = statement(facility, (order.total, "SATU"), (order.total, "DUA"))
    assert kinds(of) == [Kind.CERTAIN, Kind.DOUBTFUL]
    book(of, treasurer)
    assert Payment.objects.get().received_amount == order.total


def test_late_money_is_doubtful_and_waits_for_a_choice(facility, treasurer):
    order = make_order(facility=facility, at=NOW - timedelta(hours=30))
    expiry.expire_due(at=NOW)
    of = statement(facility, (order.total, "TRSF"))
    match = only_match(of)
    assert match.kind == Kind.DOUBTFUL
    assert "Terlambat" in match.candidates[0].why

    payment = match.candidates[0].payment
    statements.assign(line=match.line, payment=payment, by=treasurer, at=timezone.now())

    order = Order.objects.get()
    assert (order.state, order.payment.state) == ("expired", "payment_review")
    assert order.payment.received_amount == order.total
    assert faults() == []


def test_cents_are_never_certain(facility):
    order = make_order(facility=facility)
    of = make_statement([], facility=facility, data=(
        f"Tanggal;Keterangan;Kredit;Debet\n{day_of(order):%d/%m/%Y};a;{order.total},50;\n"
    ).encode())  # fmt: skip
    assert kinds(of) == [Kind.UNMATCHED]


def test_order_that_waits_for_its_cost_is_no_candidate(facility):
    order = make_order(facility=facility)
    Order.objects.update(state="awaiting_quote")
    assert kinds(statement(facility, (order.total, "TRSF"))) == [Kind.UNMATCHED]


# By hand


def assign(of, order, by):
    payment = Payment.objects.get(order=order)
    return statements.assign(line=of.lines.get(), payment=payment, by=by, at=timezone.now())


def test_short_money_waits_for_the_rest_and_never_expires(facility, treasurer):
    order = make_order(facility=facility)
    assign(statement(facility, (order.total - 10_000, "KURANG")), order, treasurer)
    payment = Payment.objects.get()
    assert (payment.state, payment.outstanding) == ("payment_review", 10_000)
    assert expiry.expire_due(at=NOW + timedelta(days=9)) == 0

    assign(statement(facility, (10_000, "SISANYA")), order, treasurer)
    payment = Payment.objects.get()
    assert (payment.state, payment.outstanding) == ("paid", 0)
    assert faults() == []


def test_long_money_pays_and_the_rest_is_there_to_be_given_back(facility, treasurer):
    order = make_order(facility=facility)
    assign(statement(facility, (order.total + 10_000, "LEBIH")), order, treasurer)
    payment = Payment.objects.get()
    assert (payment.state, payment.received_amount) == ("paid", order.total + 10_000)
    assert faults() == []


def test_long_down_payment_is_still_a_down_payment(facility, treasurer):
    order = invoice(facility, "down_payment")
    assert order.payment.down_payment == 30_000
    assign(statement(facility, (40_000, "DP")), order, treasurer)
    payment = Payment.objects.get()
    assert (payment.state, payment.received_amount) == ("partly_paid", 40_000)
    assert payment.amount_due == order.total - 40_000
    assert faults() == []


def test_money_of_a_paid_order_is_booked_beside(facility, treasurer):
    order = make_order(facility=facility)
    book(statement(facility, (order.total, "SATU")), treasurer)
    assign(statement(facility, (order.total, "DUA KALI")), order, treasurer)
    payment = Payment.objects.get()
    assert (payment.state, payment.received_amount) == ("paid", 2 * order.total)
    assert Order.objects.get().events.last().reason.endswith("masuk.")
    assert faults() == []


def test_row_is_decided_once(facility, treasurer):
    order = make_order(facility=facility)
    of = statement(facility, (order.total, "TRSF"))
    line = of.lines.get()
    statements.dismiss(line=line, reason="Uang sewa", by=treasurer, at=NOW)
    with pytest.raises(StatementRefused, match="sudah diputuskan"):
        assign(of, order, treasurer)
    with pytest.raises(StatementRefused, match="sudah diputuskan"):
        statements.dismiss(line=line, reason="Lagi", by=treasurer, at=NOW)
    assert book(of, treasurer).count == 0
    assert Payment.objects.get().received_amount == 0


def test_dismissing_needs_a_reason(facility, treasurer):
    line = statement(facility, (5_000, "BUNGA")).lines.get()
    with pytest.raises(StatementRefused, match="alasan"):
        statements.dismiss(line=line, reason=" ", by=treasurer, at=NOW)


def test_order_of_another_facility_takes_no_row(facility, treasurer):
    elsewhere = make_order()
    of = statement(facility, (elsewhere.total, "TRSF"))
    with pytest.raises(StatementRefused, match="UPT lain"):
        assign(of, elsewhere, treasurer)


@pytest.mark.parametrize("role", ["facility_staff", "facility_head"])
def test_who_may_not_book(role, facility):
    order = make_order(facility=facility)
    of = statement(facility, (order.total, "TRSF"))
    stranger = make_officer(role, facility if role == "facility_staff" else make_facility())
    for act in (
        lambda: book(of, stranger),
        lambda: assign(of, order, stranger),
        lambda: statements.dismiss(line=of.lines.get(), reason="x", by=stranger, at=NOW),
    ):
        with pytest.raises(StatementRefused, match="Jabatan"):
            act()
    assert Payment.objects.get().state == "awaiting_payment"


def test_step_that_is_refused_leaves_its_row_open_and_books_the_others(
    facility, treasurer, monkeypatch
):
    first, second = make_order(facility=facility), make_order(facility=facility)
    of = statement(facility, (first.total, "SATU"), (second.total, "DUA"))
    Order.objects.filter(pk=first.pk).update(state="cancelled")  # as no step leaves it

    booked = book(of, treasurer)

    assert booked.count == 1
    assert [line.text for line, _ in booked.refused] == ["SATU"]
    assert list(of.lines.filter(state="open").values_list("text", flat=True)) == ["SATU"]


def test_failure_in_the_middle_books_nothing(facility, treasurer, monkeypatch):
    orders = [make_order(facility=facility) for _ in range(2)]
    of = statement(facility, *[(order.total, "TRSF") for order in orders])
    calls = []

    def fail_the_second_time(**fields):
        calls.append(fields)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return book_sale(**fields)

    book_sale = sales.book_sale
    monkeypatch.setattr("orders.sales.book_sale", fail_the_second_time)
    with pytest.raises(RuntimeError):
        book(of, treasurer)

    assert not Receipt.objects.exists()
    assert set(Payment.objects.values_list("state", flat=True)) == {"awaiting_payment"}
    assert of.lines.filter(state="open").count() == 2
    assert faults() == []


def test_matching_asks_the_same_for_many_rows(facility, django_assert_max_num_queries):
    orders = [make_order(facility=facility) for _ in range(4)]
    of = statement(facility, *[(o.total, f"TRSF {o.number}") for o in orders], (1, "x"))
    rows = list(of.lines.all())
    with django_assert_max_num_queries(4):
        statements.matches(of, rows)
