"""Months: their sums, their lock, and who may open them."""

from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest
from django.db import transaction
from django.db.models import QuerySet

from orders import settlement
from orders.models import ClosingEvent, MonthlyClosing, PremiPayout, StateDeposit
from orders.settlement import deposits, months, payouts
from orders.settlement.voiding import void
from orders.states import StepNotAllowed
from tests.builders import (
    make_officer,
    make_order,
    make_selling_facility,
    make_user,
)
from tests.orders.settlement.paying import NOON, pay, refund
from tests.together import outcomes, together

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
LATER = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def facility():
    return make_selling_facility()


@pytest.fixture
def treasurer(facility):
    return make_officer("treasurer", facility)


def close(facility, month=OCTOBER, by=None, at=LATER):
    by = by or make_officer("treasurer", facility)
    return settlement.close(facility=facility, month=month, by=by, at=at)


def deposit_of(facility, **fields):
    defaults = {
        "period": OCTOBER, "billing_code": "820261014000001", "amount": 1_000, "note": "contoh",
        "billing_expires_on": date(2026, 12, 31), "paid_on": date(2026, 10, 20),
        "ntpn": "CONTOH0000000001",
    }  # fmt: skip
    return StateDeposit(facility=facility, **defaults | fields)


def payout_of(facility, **fields):
    defaults = {"period": OCTOBER, "amount": 1_000, "head_count": 8, "note": "contoh",
                "paid_on": date(2026, 10, 20)}  # fmt: skip
    return PremiPayout(facility=facility, **defaults | fields)


def test_closed_month_keeps_its_sums_and_what_was_owed_before(facility, treasurer):
    pay(make_order(facility=facility, at=NOON - timedelta(days=30)), at=NOON - timedelta(days=30))
    pay(make_order(facility=facility, at=NOON))
    close(facility, date(2026, 9, 1), treasurer)

    closing = close(facility, OCTOBER, treasurer)

    assert (closing.brought_pnbp, closing.brought_premi) == (11_250, 37_500)
    assert (closing.closed_by, closing.closed_at) == (treasurer, LATER)
    event = closing.events.get()
    assert event.kind == ClosingEvent.Kind.CLOSED
    assert event.figures["pnbp"] == 11_250


def test_nothing_is_booked_into_a_closed_month(facility, treasurer):
    order = pay(make_order(facility=facility, at=NOON))
    waiting = make_order(facility=facility, at=NOON)
    before_closing = deposit_of(facility)
    deposits.record(deposit=before_closing, by=treasurer, at=LATER)
    paid_out = payout_of(facility)
    payouts.pay_out(payout=paid_out, by=treasurer, at=LATER)
    close(facility, OCTOBER, treasurer)
    before = months.figures_of(MonthlyClosing.objects.get())

    with pytest.raises(StepNotAllowed, match="Oktober 2026 sudah ditutup"):
        pay(waiting)
    with pytest.raises(settlement.MonthClosed):
        refund(order, {order.lines.get(): 1})
    late = deposit_of(facility, billing_code="820261014000002", ntpn="CONTOH0000000002")
    with pytest.raises(settlement.DepositRefused, match="ditutup"):
        deposits.record(deposit=late, by=treasurer, at=LATER)
    with pytest.raises(settlement.PayoutRefused, match="ditutup"):
        payouts.pay_out(payout=payout_of(facility), by=treasurer, at=LATER)
    for row in (before_closing, paid_out):
        with pytest.raises(settlement.MonthClosed):
            void(row=row, reason="Salah ketik", by=treasurer, at=LATER)

    assert months.figures_of(MonthlyClosing.objects.get()) == before
    waiting.payment.refresh_from_db()
    assert waiting.payment.state == "awaiting_payment"
    assert waiting.payment.received_amount == 0


def test_month_before_a_closed_one_is_closed_too_though_nothing_was_booked_in_it(facility):
    close(facility, OCTOBER)
    with pytest.raises(settlement.MonthClosed), transaction.atomic():
        months.add(facility_id=facility.pk, day=date(2026, 8, 31), figures={"deposited": 1})


def test_closed_month_of_one_facility_leaves_the_others_open(facility):
    close(facility)
    months.add(
        facility_id=make_selling_facility().pk, day=date(2026, 10, 31), figures={"deposited": 1}
    )


def test_refund_after_the_premi_was_paid_is_owed_back_next_month(facility, treasurer):
    order = pay(make_order(facility=facility, at=NOON))
    payouts.pay_out(payout=payout_of(facility, amount=37_500, note=""), by=treasurer, at=LATER)
    close(facility, OCTOBER, treasurer)

    refund(order, {order.lines.get(): 1}, at=NOON + timedelta(days=25))
    close(facility, NOVEMBER, treasurer)

    assert settlement.owed(facility.pk)["premi"] == -37_500
    december = settlement.close(
        facility=facility, month=date(2026, 12, 1), by=treasurer,
        at=datetime(2027, 1, 2, 3, 0, tzinfo=UTC),
    )  # fmt: skip
    assert december.brought_premi == -37_500


def test_months_are_closed_in_order_once_and_after_they_ended(facility, treasurer):
    pay(make_order(facility=facility, at=NOON))
    refusals = [
        (NOVEMBER, LATER, "Tutup dulu Oktober 2026"),
        (OCTOBER, datetime(2026, 10, 31, 16, 59, tzinfo=UTC), "belum berakhir"),
    ]
    for month, at, text in refusals:
        with pytest.raises(settlement.ClosingRefused, match=text):
            close(facility, month, treasurer, at)
    # 31 October 17.00 UTC is 1 November in Jakarta.
    close(facility, OCTOBER, treasurer, datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    with pytest.raises(settlement.ClosingRefused, match="sudah ditutup"):
        close(facility, OCTOBER, treasurer)


@pytest.mark.parametrize("role", ["facility_staff", "regional_viewer", "national_viewer"])
def test_others_do_not_close(facility, role):
    place = {"facility_staff": facility, "regional_viewer": facility.regional_office}.get(role)
    with pytest.raises(settlement.ClosingRefused, match="Jabatan"):
        close(facility, OCTOBER, make_officer(role, place))


def test_only_the_operator_opens_again_with_a_reason_that_stays(facility, treasurer):
    closing = close(facility, OCTOBER, treasurer)
    operator = make_user(is_superuser=True, is_staff=True)
    for by, reason, text in [
        (treasurer, "Salah", "Hanya pengelola"),
        (make_officer("facility_head", facility), "Salah", "Hanya pengelola"),
        (operator, "  ", "alasannya"),
    ]:
        with pytest.raises(settlement.ClosingRefused, match=text):
            settlement.reopen(closing=closing, by=by, reason=reason, at=LATER)

    settlement.reopen(closing=closing, by=operator, reason="Setoran salah bulan.", at=LATER)

    closing.refresh_from_db()
    assert (closing.closed_at, closing.brought_pnbp) == (None, None)
    assert [(event.kind, event.reason) for event in closing.events.all()] == [
        ("closed", ""), ("reopened", "Setoran salah bulan."),
    ]  # fmt: skip
    with pytest.raises(settlement.ClosingRefused, match="tidak tertutup"):
        settlement.reopen(closing=closing, by=operator, reason="Lagi", at=LATER)


def test_months_are_opened_from_the_last_backwards(facility, treasurer):
    first = close(facility, OCTOBER, treasurer)
    close(facility, NOVEMBER, treasurer)
    operator = make_user(is_superuser=True, is_staff=True)
    with pytest.raises(settlement.ClosingRefused, match="Buka dulu November 2026"):
        settlement.reopen(closing=first, by=operator, reason="Salah", at=LATER)


# Closing beside a booking. The facility's row queues both up; the sums are added to open months
# only. Either alone is enough; the twin takes out both.


def closing_beside_bookings(facility, treasurer, *, when_closed=lambda: None):
    """What five bookings and a closing at the same moment did: outcomes, and the month."""
    pay(make_order(facility=facility, at=NOON))

    def book():
        with transaction.atomic():
            months.add(facility_id=facility.pk, day=NOON.date(), figures={"deposited": 1})
        return "booked"

    def shut():
        settlement.close(facility=facility, month=OCTOBER, by=treasurer, at=LATER)
        when_closed()
        return "closed"

    done = outcomes(together([*[book] * 5, shut]))
    return done, MonthlyClosing.objects.get()


def assert_locked(done, closing):
    assert done["closed"] == 1
    assert done["booked"] + done["MonthClosed"] == 5
    assert closing.deposited == done["booked"]
    assert closing.events.get().figures["deposited"] == closing.deposited


@pytest.mark.django_db(transaction=True)
def test_closing_beside_bookings_counts_each_before_or_refuses_it(facility, treasurer):
    assert_locked(*closing_beside_bookings(facility, treasurer))


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_on("postgresql")
def test_closing_without_its_guards_lets_a_booking_slip_in(facility, treasurer, monkeypatch):
    """The twin: nobody queues up, and the update finds closed months too."""
    closed = Event()
    filter_rows, look = QuerySet.filter, months.is_closed

    def any_month(rows, *args, **conditions):
        conditions.pop("closed_at", None)
        return filter_rows(rows, *args, **conditions)

    def look_before(facility_id, day):
        seen = look(facility_id, day)
        if day == NOON.date():  # a booking, not the closing
            closed.wait(10)
        return seen

    monkeypatch.setattr(months, "hold", lambda facility_id: None)
    monkeypatch.setattr(months, "is_closed", look_before)
    monkeypatch.setattr(QuerySet, "filter", any_month)
    with pytest.raises(AssertionError):
        assert_locked(*closing_beside_bookings(facility, treasurer, when_closed=closed.set))
