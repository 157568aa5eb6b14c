"""Rules, deposits and payouts typed in the back office: checked beside the field, kept as typed."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from orders.models import LineSplit, PremiPayout, SplitRule, StateDeposit
from orders.settlement import deposits, proof_pictures, rules
from tests.builders import (
    make_category,
    make_officer,
    make_order,
    make_producer_group,
    make_selling_facility,
    make_split_rule,
    make_state_deposit,
)
from tests.orders.settlement.paying import NOON, pay
from tests.orders.settlement.test_months import LATER, close, deposit_of

DEPOSITS, PAYOUTS, RULES = (
    f"/admin/orders/{name}/" for name in ("statedeposit", "premipayout", "splitrule")
)


@pytest.fixture(autouse=True)
def _december():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def facility():
    facility = make_selling_facility()
    pay(make_order(facility=facility, at=NOON))
    return facility


@pytest.fixture
def treasurer(client, facility):
    user = make_officer("treasurer", facility)
    client.force_login(user)
    return user


@pytest.fixture
def manager(client, facility):
    user = make_officer("facility_manager", facility)
    client.force_login(user)
    return user


def typed_deposit(**fields):
    return {
        "period": "2026-10-01", "amount": "11.250", "billing_code": "820261014000001",
        "billing_expires_on": "2026-12-31", "paid_on": "2026-11-03", "ntpn": "contoh0000000001",
        "ntb": "123456", "note": "",
    } | fields  # fmt: skip


def typed_payout(**fields):
    return {
        "period": "2026-10-01", "amount": "Rp37.500", "head_count": "8", "way": "savings",
        "paid_on": "2026-11-03", "note": "", "group": "",
    } | fields  # fmt: skip


def typed_rule(**fields):
    return {
        "category": "", "basis": "gross", "premi_share": "37,5", "pnbp_share": "12.5",
        "capital_share": "50", "operations_share": "", "partner_share": "0%",
        "premi_per_unit": "", "valid_from": "2026-12-01", "valid_to": "", "note": "",
    } | fields  # fmt: skip


def picture():
    out = io.BytesIO()
    image = Image.new("RGB", (900, 700), "white")
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("slip.jpg", out.getvalue(), "image/jpeg")


def test_treasurer_records_a_deposit_with_its_slip(client, facility, treasurer):
    assert "Masih terutang Rp11.250" in client.get(f"{DEPOSITS}add/").content.decode()

    answer = client.post(f"{DEPOSITS}add/", typed_deposit(slip=picture()))

    assert answer.status_code == 302
    deposit = StateDeposit.objects.get()
    assert (deposit.facility, deposit.amount, deposit.ntpn, deposit.state) == (
        facility, 11_250, "CONTOH0000000001", "paid",
    )  # fmt: skip
    assert deposit.recorded_by == treasurer
    with storages["private"].open(deposit.file_name) as file, Image.open(file) as kept:
        assert dict(kept.getexif()) == {}
    page = client.get(f"{DEPOSITS}{deposit.pk}/change/").content.decode()
    assert proof_pictures.name_of(deposit.file_name) in page
    assert "Rp11.250" in page
    assert '<input type="text" name="amount"' not in page


@pytest.mark.parametrize(
    ("fields", "name", "text"),
    [
        ({"billing_code": "8202610140000"}, "billing_code", "Kode billing terdiri atas 15 angka."),
        ({"ntpn": "CONTOH"}, "ntpn", "NTPN terdiri atas 16 huruf besar dan angka."),
        ({"ntpn": ""}, "ntpn", "bersama NTPN"),
        ({"paid_on": ""}, "paid_on", "bersama NTPN"),
        ({"paid_on": "2026-12-03"}, "paid_on", "sesudah hari ini"),
        ({"amount": "20.000"}, "note", "masih terutang Rp11.250"),
        ({"amount": "0"}, "amount", ""),
    ],
)
def test_wrong_deposit_is_told_at_its_field_and_keeps_what_was_typed(
    client, treasurer, fields, name, text
):
    answer = client.post(f"{DEPOSITS}add/", typed_deposit(**fields))
    assert answer.status_code == 200
    form = answer.context["adminform"].form
    found = [*form.errors.get(name, []), *form.non_field_errors()]
    assert any(text in error for error in found), form.errors
    assert 'value="820261014000001"' in answer.content.decode() or "billing_code" in fields
    assert not StateDeposit.objects.exists()


def test_deposit_of_a_closed_month_is_refused_at_the_day(client, facility, treasurer):
    close(facility)
    answer = client.post(f"{DEPOSITS}add/", typed_deposit(paid_on="2026-10-20"))
    errors = answer.context["adminform"].form.errors
    assert "Oktober 2026 sudah ditutup" in errors["paid_on"][0]


def test_billed_deposit_is_completed_and_then_only_taken_back(client, facility, treasurer):
    client.post(f"{DEPOSITS}add/", typed_deposit(paid_on="", ntpn=""))
    deposit = StateDeposit.objects.get()
    assert deposit.state == "billed"
    page = f"{DEPOSITS}{deposit.pk}/"

    assert client.post(f"{page}change/", typed_deposit()).status_code == 302
    deposit.refresh_from_db()
    assert deposit.state == "paid"
    assert client.post(f"{page}change/", typed_deposit(amount="1")).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{page}batal/", {"reason": ""}).status_code == 200
    assert client.post(f"{page}batal/", {"reason": "Salah jumlah"}).status_code == 302

    deposit.refresh_from_db()
    assert (deposit.state, deposit.voided_by) == ("void", treasurer)
    shown = client.get(f"{page}change/").content.decode()
    assert "Salah jumlah" in shown
    assert client.get(f"{page}batal/").status_code == 404


def test_deposit_paid_in_a_closed_month_stays(client, facility, treasurer):
    deposit = deposits.record(deposit=deposit_of(facility), by=treasurer, at=LATER)
    close(facility)
    answer = client.post(f"{DEPOSITS}{deposit.pk}/batal/", {"reason": "Salah"})
    assert "Oktober 2026 sudah ditutup" in answer.content.decode()
    deposit.refresh_from_db()
    assert deposit.is_paid


def test_deposits_of_others_are_nowhere(client, facility, treasurer):
    stranger = deposit_of(make_selling_facility(), recorded_at=LATER, state="paid")
    stranger.save()
    for kind in ("change", "batal"):
        assert client.get(f"{DEPOSITS}{stranger.pk}/{kind}/").status_code == 404
        assert client.post(f"{DEPOSITS}{stranger.pk}/{kind}/").status_code == 404
    for role in ("facility_staff", "regional_viewer"):
        place = facility if role == "facility_staff" else facility.regional_office
        client.force_login(make_officer(role, place))
        assert client.get(DEPOSITS).status_code == 403
        assert client.get(PAYOUTS).status_code == 403


def test_two_treasurers_with_one_code_end_with_one_deposit(
    client, facility, treasurer, monkeypatch
):
    """The second saw a free code; the database and the last look refuse it without an error page."""
    deposits.record(deposit=deposit_of(facility, amount=1), by=treasurer, at=LATER)
    first_look = deposits.check
    monkeypatch.setattr("orders.forms.settlement.deposits.check", lambda row, at: None)
    monkeypatch.setattr(deposits, "check", first_look)
    monkeypatch.setattr("orders.forms.settlement.DepositForm.judge", lambda *args: None)

    answer = client.post(f"{DEPOSITS}add/", typed_deposit(), follow=True)

    assert "Kode billing ini sudah tercatat." in answer.content.decode()
    assert StateDeposit.objects.count() == 1


def test_treasurer_records_premi_as_a_sum_and_a_count(client, facility, treasurer):
    group = make_producer_group(facility=facility)
    answer = client.post(f"{PAYOUTS}add/", typed_payout(group=group.pk))
    assert answer.status_code == 302
    payout = PremiPayout.objects.get()
    assert (payout.facility, payout.amount, payout.head_count, payout.group) == (
        facility, 37_500, 8, group,
    )  # fmt: skip
    assert client.post(f"{PAYOUTS}{payout.pk}/change/", typed_payout()).status_code == 403
    client.post(f"{PAYOUTS}{payout.pk}/batal/", {"reason": "Rekening ditolak"})
    payout.refresh_from_db()
    assert payout.state == "void"


def test_more_premi_than_is_owed_asks_for_a_note(client, treasurer):
    answer = client.post(f"{PAYOUTS}add/", typed_payout(amount="37.501"))
    assert "Rp37.500" in answer.context["adminform"].form.errors["note"][0]
    client.post(f"{PAYOUTS}add/", typed_payout(amount="37.501", note="Pembulatan"))
    assert PremiPayout.objects.get().amount == 37_501


def test_manager_writes_a_rule_in_per_cent(client, facility, manager):
    answer = client.post(f"{RULES}add/", typed_rule())
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    rule = SplitRule.objects.get()
    assert list(rule.shares.values()) == [3_750, 1_250, 5_000, 0, 0]
    page = client.get(f"{RULES}{rule.pk}/change/").content.decode()
    assert 'value="37,5"' in page
    assert 'value="50"' in page
    assert "Premi 37,5, PNBP 12,5, Modal 50" in client.get(RULES).content.decode()


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"capital_share": "49"}, "tepat 100 persen"),
        ({"capital_share": "49,999"}, "Tulis persen"),
        ({"capital_share": "lima"}, "Tulis persen"),
        ({"capital_share": "-5"}, "Antara 0 dan 100"),
        ({"capital_share": "Infinity"}, "Tulis persen"),
        ({"premi_per_unit": "5.000"}, "salah satu"),
        ({"valid_to": "2026-11-30"}, "sebelum hari mulai"),
    ],
)
def test_rules_that_cannot_be_are_refused(client, manager, fields, text):
    answer = client.post(f"{RULES}add/", typed_rule(**fields))
    assert answer.status_code == 200
    assert text in answer.content.decode()
    assert not SplitRule.objects.exists()


@pytest.mark.parametrize(
    ("begins", "ends", "overlaps"),
    [
        ("2026-01-01", "", True),
        ("2026-01-01", "2026-06-30", True),
        ("2026-01-01", "2026-05-31", False),
        ("2026-09-30", "", True),
        ("2026-10-01", "", False),
        ("2026-07-01", "2026-07-31", True),
    ],
)
def test_rules_for_the_same_goods_do_not_overlap(client, facility, manager, begins, ends, overlaps):
    make_split_rule(facility=facility, valid_from=date(2026, 6, 1), valid_to=date(2026, 9, 30))
    make_split_rule(facility=facility, category=make_category())
    make_split_rule(facility=make_selling_facility())
    answer = client.post(f"{RULES}add/", typed_rule(valid_from=begins, valid_to=ends))
    assert answer.status_code == (200 if overlaps else 302)
    assert SplitRule.objects.filter(facility=facility, category=None).count() == 2 - overlaps
    if overlaps:
        assert "Bertumpuk" in answer.content.decode()


def test_rule_that_was_used_cannot_be_deleted(client, facility, manager):
    rule = make_split_rule(facility=facility)
    pay(make_order(facility=facility, at=NOON))
    assert LineSplit.objects.filter(rule=rule).exists()
    client.post(f"{RULES}{rule.pk}/delete/", {"post": "yes"})
    assert SplitRule.objects.filter(pk=rule.pk).exists()


def test_treasurer_and_official_read_rules_only(client, facility):
    make_split_rule(facility=facility)
    for user in (
        make_officer("treasurer", facility),
        make_officer("regional_viewer", facility.regional_office),
    ):
        client.force_login(user)
        assert client.get(RULES).status_code == 200
        assert client.get(f"{RULES}add/").status_code == 403


def test_rule_check_holds_the_facility(facility, monkeypatch):
    held = []
    monkeypatch.setattr(rules, "hold", held.append)
    rules.check(SplitRule(facility=facility, valid_from=date(2026, 1, 1)))
    assert held == [facility.pk]


def test_unnamed_slips_are_swept_after_a_day(facility):
    kept = proof_pictures.keep(b"kept")
    lost = proof_pictures.keep(b"lost")
    deposit_of(facility, recorded_at=LATER, state="paid", file_name=kept).save()
    storage = storages["private"]
    assert proof_pictures.sweep(at=storage.get_modified_time(lost)) == 0
    later = storage.get_modified_time(lost) + timedelta(days=2)
    assert proof_pictures.sweep(at=later) == 1
    assert storage.exists(kept)
    assert not storage.exists(lost)


def test_deposit_page_says_what_has_a_billing_code_already(client, facility, treasurer):
    add = "/admin/orders/statedeposit/add/"
    assert "sudah punya kode billing" not in client.get(add).text
    make_state_deposit(facility=facility, amount=250_000)
    assert "Rp250.000 di antaranya sudah punya kode billing" in client.get(add).text
