"""Deposits of PNBP and payouts of premi: typed, checked, counted once, taken back with a reason."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from orders import settlement
from orders.models import MonthlyClosing, PremiPayout, StateDeposit
from orders.settlement import deposits, payouts
from orders.settlement.voiding import void
from tests.builders import make_officer, make_order, make_producer_group, make_selling_facility
from tests.orders.settlement.paying import NOON, pay

OCTOBER = date(2026, 10, 1)
LATER = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def facility():
    """A facility that owes Rp11.250 of PNBP and Rp37.500 of premi for October."""
    facility = make_selling_facility()
    pay(make_order(facility=facility, at=NOON))
    return facility


@pytest.fixture
def treasurer(facility):
    return make_officer("treasurer", facility)


def deposit_of(facility, **fields):
    defaults = {
        "period": OCTOBER, "billing_code": "820261014000001", "amount": 11_250,
        "billing_expires_on": date(2026, 11, 30),
    }  # fmt: skip
    return StateDeposit(facility=facility, **defaults | fields)


def paid(facility, **fields):
    return deposit_of(
        facility, **{"paid_on": date(2026, 11, 3), "ntpn": "CONTOH0000000001"} | fields
    )


def payout_of(facility, **fields):
    defaults = {"period": OCTOBER, "amount": 37_500, "head_count": 8, "paid_on": date(2026, 11, 3)}
    return PremiPayout(facility=facility, **defaults | fields)


def november(name):
    row = MonthlyClosing.objects.filter(month=date(2026, 11, 1)).first()
    return getattr(row, name) if row else 0


def test_billing_code_is_noted_first_and_counts_once_it_is_paid(facility, treasurer):
    deposit = deposits.record(deposit=deposit_of(facility), by=treasurer, at=LATER)
    assert (deposit.state, november("deposited")) == ("billed", 0)
    assert settlement.owed(facility.pk)["pnbp"] == 11_250

    deposit.paid_on, deposit.ntpn = date(2026, 11, 3), "CONTOH0000000001"
    deposits.record(deposit=deposit, by=treasurer, at=LATER)

    assert (deposit.state, november("deposited")) == ("paid", 11_250)
    assert settlement.owed(facility.pk)["pnbp"] == 0


@pytest.mark.parametrize("code", ["82026101400000", "8202610140000012", "82026101400000A", ""])
def test_billing_code_has_fifteen_digits(facility, code):
    with pytest.raises(ValidationError):
        deposit_of(facility, billing_code=code).clean_fields()


@pytest.mark.parametrize("ntpn", ["CONTOH000000001", "contoh0000000001", "CONTOH-000000001"])
def test_ntpn_has_sixteen_capitals_and_digits(facility, ntpn):
    with pytest.raises(ValidationError):
        paid(facility, ntpn=ntpn).clean_fields()


@pytest.mark.parametrize(
    ("fields", "field", "text"),
    [
        ({"amount": 11_251}, "note", "masih terutang Rp11.250"),
        ({"paid_on": date(2026, 12, 1)}, "paid_on", "sesudah hari ini"),
        ({"paid_on": date(2026, 9, 30)}, "paid_on", "sebelum bulannya"),
        ({"billing_expires_on": date(2026, 11, 2)}, "paid_on", "hanya berlaku sampai"),
        ({"period": date(2026, 12, 1)}, "period", "belum mulai"),
        ({"paid_on": None, "ntpn": "", "billing_expires_on": date(2026, 11, 19)},
         "billing_expires_on", "kedaluwarsa"),
    ],
)  # fmt: skip
def test_deposit_that_cannot_be_is_refused_at_its_field(facility, treasurer, fields, field, text):
    with pytest.raises(settlement.DepositRefused, match=text) as error:
        deposits.record(deposit=paid(facility, **fields), by=treasurer, at=LATER)
    assert error.value.field == field
    assert not StateDeposit.objects.exists()


def test_more_than_is_owed_goes_with_a_note_and_open_codes_count(facility, treasurer):
    deposits.record(deposit=deposit_of(facility, amount=10_000), by=treasurer, at=LATER)
    more = paid(facility, amount=1_251, billing_code="820261014000002")
    with pytest.raises(settlement.DepositRefused, match=r"Rp1\.250"):
        deposits.record(deposit=more, by=treasurer, at=LATER)
    more.note = "Pembulatan ke atas"
    deposits.record(deposit=more, by=treasurer, at=LATER)
    assert november("deposited") == 1_251


@pytest.mark.parametrize(
    "again", [{"billing_code": "820261014000002"}, {"ntpn": "CONTOH0000000002"}]
)
def test_codes_count_once_among_all_facilities(facility, treasurer, again):
    deposits.record(deposit=paid(facility, amount=1_000), by=treasurer, at=LATER)
    other = make_selling_facility()
    with pytest.raises(settlement.DepositRefused, match="sudah tercatat"):
        deposits.record(deposit=paid(other, note="x", **again), by=treasurer, at=LATER)


def test_database_keeps_codes_to_one_living_row(facility, treasurer):
    deposits.record(deposit=paid(facility), by=treasurer, at=LATER)
    for again in ({"billing_code": "820261014000002"}, {"ntpn": "CONTOH0000000002"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            paid(facility, state="paid", recorded_at=LATER, **again).save()


def test_voided_deposit_is_taken_out_and_its_codes_are_free_again(facility, treasurer):
    deposit = deposits.record(deposit=paid(facility), by=treasurer, at=LATER)
    with pytest.raises(settlement.DepositRefused, match="alasannya"):
        void(row=deposit, reason=" ", by=treasurer, at=LATER)

    void(row=deposit, reason="Salah jumlah", by=treasurer, at=LATER)

    deposit.refresh_from_db()
    assert (deposit.state, deposit.voided_by, deposit.void_reason) == (
        "void", treasurer, "Salah jumlah",
    )  # fmt: skip
    assert november("deposited") == 0
    with pytest.raises(settlement.DepositRefused, match="Sudah dibatalkan"):
        void(row=deposit, reason="Lagi", by=treasurer, at=LATER)
    deposits.record(deposit=paid(facility), by=treasurer, at=LATER)
    assert november("deposited") == 11_250


def test_paid_deposit_is_not_written_over(facility, treasurer):
    deposit = deposits.record(deposit=paid(facility, amount=1_000), by=treasurer, at=LATER)
    deposit.amount = 5
    with pytest.raises(settlement.DepositRefused, match="sudah berubah"):
        deposits.record(deposit=deposit, by=treasurer, at=LATER)
    assert november("deposited") == 1_000


def test_payout_counts_in_the_month_it_was_paid(facility, treasurer):
    payouts.pay_out(payout=payout_of(facility), by=treasurer, at=LATER)
    assert november("premi_paid") == 37_500
    assert settlement.owed(facility.pk)["premi"] == 0


@pytest.mark.parametrize(
    ("fields", "field", "text"),
    [
        ({"amount": 37_501}, "note", r"Rp37\.500"),
        ({"paid_on": date(2026, 12, 1)}, "paid_on", "sesudah hari ini"),
        ({"paid_on": date(2026, 9, 30)}, "paid_on", "sebelum bulannya"),
        ({"period": date(2026, 12, 1)}, "period", "belum mulai"),
    ],
)
def test_payout_that_cannot_be_is_refused_at_its_field(facility, treasurer, fields, field, text):
    with pytest.raises(settlement.PayoutRefused, match=text) as error:
        payouts.pay_out(payout=payout_of(facility, **fields), by=treasurer, at=LATER)
    assert error.value.field == field


def test_payout_is_for_a_group_of_the_own_facility(facility, treasurer):
    stranger = make_producer_group()
    with pytest.raises(settlement.PayoutRefused, match="UPT lain"):
        payouts.pay_out(payout=payout_of(facility, group=stranger), by=treasurer, at=LATER)


def test_voided_payout_is_owed_again(facility, treasurer):
    payout = payouts.pay_out(payout=payout_of(facility), by=treasurer, at=LATER)
    void(row=payout, reason="Rekening ditolak", by=treasurer, at=LATER)
    assert settlement.owed(facility.pk)["premi"] == 37_500


def test_payout_names_nobody():
    """No field of a payout could hold a person: sums, counts, and a note that asks for none."""
    names = {field.name for field in PremiPayout._meta.fields}
    assert names == {
        "id", "facility", "period", "state", "group", "amount", "head_count", "way", "paid_on",
        "note", "recorded_by", "recorded_at", "voided_by", "voided_at", "void_reason",
    }  # fmt: skip
    for wrong in ({"amount": 0}, {"head_count": 0}):
        row = payout_of(make_selling_facility(), recorded_at=LATER, **wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
