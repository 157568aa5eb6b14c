"""The sheet of a month: whole for the facility, sums for officials, nothing for others."""

import io
from datetime import date, datetime

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders import settlement
from orders.models import MonthlyClosing
from orders.settlement import deposits, payouts, sheets
from tests.builders import (
    make_facility,
    make_officer,
    make_order,
    make_selling_facility,
    make_user,
)
from tests.orders.settlement.paying import NOON, pay
from tests.orders.settlement.test_months import LATER, close, deposit_of, payout_of

OCTOBER = date(2026, 10, 1)
LIST = "/laporan/bagi-hasil/"


@pytest.fixture(autouse=True)
def _december():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def facility():
    """Sold for 750.000 in October; deposited and paid out a part of what that owes."""
    facility = make_selling_facility(short_name="Lapas Satu", slug="lapas-satu")
    pay(make_order(facility=facility, quantity=10, at=NOON))
    deposits.record(deposit=deposit_of(facility, amount=100_000), by=None, at=LATER)
    payouts.pay_out(payout=payout_of(facility, amount=300_000), by=None, at=LATER)
    return facility


def sheet(facility, month="2026-10"):
    return f"{LIST}{facility.slug}/{month}/"


def read(client, user, address):
    client.force_login(user)
    answer = client.get(address)
    return answer.status_code, answer.content.decode()


def test_treasurer_reads_what_is_due_against_what_was_paid(client, facility):
    status, page = read(client, make_officer("treasurer", facility), sheet(facility))
    assert status == 200
    for text in ("Rp750.000", "Rp112.500", "-Rp100.000", "Rp12.500", "820261014000001",
                 "CONTOH0000000001", "Rp375.000", "-Rp300.000", "Rp75.000", "8 penerima",
                 "Biaya bahan belum diisi"):  # fmt: skip
        assert text in page, text


def test_too_much_paid_is_said_so(client, facility):
    deposits.record(
        deposit=deposit_of(
            facility, amount=50_000, billing_code="820261014000009", ntpn="CONTOH0000000009"
        ),
        by=None, at=LATER,
    )  # fmt: skip
    _, page = read(client, make_officer("treasurer", facility), sheet(facility))
    assert "Lebih setor" in page
    assert "-Rp37.500" in page


def test_arrears_stand_on_the_next_sheet(client, facility):
    _, page = read(client, make_officer("treasurer", facility), sheet(facility, "2026-11"))
    assert "Rp12.500" in page
    assert "Rp75.000" in page


@pytest.mark.parametrize("role", ["regional_viewer", "national_viewer"])
def test_officials_read_sums_without_rows(client, facility, role):
    place = facility.regional_office if role == "regional_viewer" else None
    status, page = read(client, make_officer(role, place), sheet(facility))
    assert status == 200
    for text in ("Rp750.000", "Rp112.500", "-Rp100.000", "Rp300.000", "8 penerima"):
        assert text in page, text
    for text in ("820261014000001", "CONTOH0000000001", "Per kategori", "Tutup bulan", "Kategori "):
        assert text not in page, text


@pytest.mark.parametrize(
    ("role", "status"), [("facility_staff", 403), ("regional_viewer", 404), ("treasurer", 404)]
)
def test_others_do_not_read_the_sheet(client, facility, role, status):
    places = {"facility_staff": facility, "regional_viewer": make_facility().regional_office,
              "treasurer": make_facility()}  # fmt: skip
    assert read(client, make_officer(role, places[role]), sheet(facility))[0] == status


def test_strangers_are_sent_to_the_door(client, facility):
    assert client.get(sheet(facility)).status_code == 302
    assert client.get(LIST).status_code == 302
    assert read(client, make_user(), LIST)[0] == 403


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "1999-01", "oktober", "2026-10-01"])
def test_months_that_are_none_are_not_found(client, facility, month):
    assert read(client, make_officer("treasurer", facility), sheet(facility, month))[0] == 404


def small_payout(facility, **fields):
    return payouts.pay_out(
        payout=payout_of(facility, amount=60_000, head_count=4, **fields), by=None, at=LATER
    )


def test_premi_of_fewer_than_five_people_is_hidden_from_officials(client):
    first = make_selling_facility(slug="lapas-kecil", short_name="Lapas Kecil")
    second = make_selling_facility(
        regency=first.regency, regional_office=first.regional_office, short_name="Lapas Besar"
    )
    for facility in (first, second):
        pay(make_order(facility=facility, quantity=10, at=NOON))
    small_payout(first)
    # Two small payouts may be the same people twice.
    payouts.pay_out(
        payout=payout_of(first, amount=1_000, head_count=4, paid_on=date(2026, 10, 21)), by=None,
        at=LATER,
    )  # fmt: skip
    payouts.pay_out(payout=payout_of(second, amount=200_000), by=None, at=LATER)
    official = make_officer("regional_viewer", first.regional_office)

    _, page = read(client, official, sheet(first))
    assert "disembunyikan" in page
    assert "61.000" not in page
    assert "penerima</th>" not in page
    # Nor can it be worked out: no balance of premi, and the column's total leaves it out.
    assert "314.000" not in page
    _, later = read(client, official, sheet(first, "2026-11"))
    assert "314.000" not in later
    _, listed = read(client, official, f"{LIST}?bulan=2026-10")
    assert "61.000" not in listed
    assert '<td class="num">200.000*</td>' in listed

    _, own = read(client, make_officer("treasurer", first), sheet(first))
    assert "-Rp61.000" in own
    _, admin = read(
        client, official,
        f"/admin/orders/monthlyclosing/{MonthlyClosing.objects.get(facility=first).pk}/change/",
    )  # fmt: skip
    assert "61000" not in admin
    assert "61.000" not in admin


def test_five_people_are_enough_to_be_shown(client, facility):
    official = make_officer("regional_viewer", facility.regional_office)
    _, page = read(client, official, sheet(facility))
    assert "disembunyikan" not in page


def test_overview_adds_up_and_asks_as_little_for_three_as_for_one(client):
    office = make_selling_facility().regional_office
    official = make_officer("regional_viewer", office)

    def add():
        facility = make_selling_facility(regional_office=office)
        pay(make_order(facility=facility, quantity=10, at=NOON))
        deposits_made = office.facilities.count()
        deposits.record(
            deposit=deposit_of(
                facility, amount=100_000, billing_code=f"82026101400{deposits_made:04}",
                ntpn=f"CONTOH{deposits_made:010}",
            ),
            by=None, at=LATER,
        )  # fmt: skip
        payouts.pay_out(payout=payout_of(facility, amount=1_000), by=None, at=LATER)

    def queries():
        client.get(f"{LIST}?bulan=2026-10")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page = client.get(f"{LIST}?bulan=2026-10").content.decode()
        return len(seen), page

    client.force_login(official)
    add()
    one, _ = queries()
    add()
    add()
    three, page = queries()
    assert one == three <= 10
    rows = sheets.overview(official, OCTOBER)
    assert sheets.totals(rows) == {
        "net": 2_250_000, "pnbp": 337_500, "deposited": 300_000, "left_pnbp": 37_500,
        "premi": 1_125_000, "premi_paid": 3_000,
    }  # fmt: skip
    assert "2.250.000" in page


def test_sheet_asks_as_little_with_many_rows(client, facility):
    user = make_officer("treasurer", facility)
    client.force_login(user)

    def queries():
        client.get(sheet(facility))
        with CaptureQueriesContext(connection) as seen:
            client.get(sheet(facility))
        return len(seen)

    few = queries()
    for number in range(3):
        pay(make_order(facility=facility, at=NOON))
        deposits.record(
            deposit=deposit_of(
                facility, billing_code=f"82026101500{number:04}", ntpn=f"CONTOH1{number:09}"
            ),
            by=None, at=LATER,
        )  # fmt: skip
        payouts.pay_out(payout=payout_of(facility), by=None, at=LATER)
    assert queries() == few <= 18


def test_treasurer_sees_the_months_of_the_own_facility(client, facility):
    _, page = read(client, make_officer("treasurer", facility), LIST)
    assert "Oktober 2026" in page
    assert sheet(facility) in page
    assert "Terbuka" in page


def test_button_closes_the_month(client, facility):
    client.force_login(make_officer("treasurer", facility))
    assert "Tutup bulan" in client.get(sheet(facility)).content.decode()

    answer = client.post(f"{sheet(facility)}tutup/")

    assert (answer.status_code, answer.headers["Location"]) == (302, sheet(facility))
    page = client.get(sheet(facility)).content.decode()
    assert "angkanya tidak berubah lagi" in page
    assert "Tutup bulan" not in page
    assert "Catat setoran" not in page


def test_running_month_has_no_button_and_a_press_is_refused(client, facility):
    client.force_login(make_officer("treasurer", facility))
    assert "setelah berakhir" in client.get(sheet(facility, "2026-12")).content.decode()
    answer = client.post(f"{sheet(facility, '2026-12')}tutup/")
    assert answer.status_code == 409
    assert "Bulan ini belum berakhir." in answer.content.decode()


def test_official_cannot_press_the_button(client, facility):
    client.force_login(make_officer("regional_viewer", facility.regional_office))
    assert client.post(f"{sheet(facility)}tutup/").status_code == 409
    assert not MonthlyClosing.objects.closed().exists()


def test_operator_opens_again_with_a_reason(client, facility):
    close(facility)
    client.force_login(make_officer("facility_head", facility))
    assert "Buka kembali" not in client.get(sheet(facility)).content.decode()
    assert client.post(f"{sheet(facility)}buka/", {"reason": "Salah"}).status_code == 409
    operator = make_user(is_superuser=True, is_staff=True)
    client.force_login(operator)
    assert "Buka kembali" in client.get(sheet(facility)).content.decode()

    empty = client.post(f"{sheet(facility)}buka/", {"reason": " "})
    assert empty.status_code == 422
    assert "Tulis alasannya." in empty.content.decode()
    answer = client.post(f"{sheet(facility)}buka/", {"reason": "Setoran salah bulan"})

    assert answer.status_code == 302
    assert "Setoran salah bulan" in client.get(sheet(facility)).content.decode()
    assert not MonthlyClosing.objects.closed().exists()


def test_buttons_are_pressed_not_visited(client, facility):
    client.force_login(make_officer("treasurer", facility))
    for act in ("tutup", "buka"):
        assert client.get(f"{sheet(facility)}{act}/").status_code == 405


def test_slip_is_for_those_who_see_the_deposit(client, facility):
    name = "a" * 32
    storages["private"].save(f"setoran/{name}.jpg", ContentFile(b"jpeg"))
    facility.deposits.update(file_name=f"setoran/{name}.jpg")
    address = f"/petugas/setoran/{name}/"
    client.force_login(make_officer("treasurer", facility))
    answer = client.get(address)
    assert (answer.status_code, io.BytesIO(b"".join(answer)).read()) == (200, b"jpeg")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    strangers = [
        make_officer("facility_staff", facility),
        make_officer("treasurer", make_facility()),
        make_officer("regional_viewer", facility.regional_office),
    ]
    for stranger in strangers:
        client.force_login(stranger)
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_work_list_names_months_to_close_and_codes_to_pay(client, facility):
    deposits.record(
        deposit=deposit_of(
            facility, billing_code="820261014000008", paid_on=None, ntpn="", amount=12_500
        ),
        by=None, at=datetime.fromisoformat("2026-12-02T10:00+07:00"),
    )  # fmt: skip
    _, page = read(client, make_officer("treasurer", facility), "/admin/")
    assert "<b>1</b><span><strong>Tutup bulan" in page
    assert "<b>1</b><span><strong>Setor PNBP" in page
    settlement.close(
        facility=facility, month=OCTOBER, by=make_officer("treasurer", facility), at=LATER
    )
    _, page = read(client, make_officer("treasurer", facility), "/admin/")
    assert "<strong>Tutup bulan" not in page
    assert ">Tutup bulan</a>" in page
    _, page = read(client, make_officer("facility_staff", facility), "/admin/")
    assert "Tutup bulan" not in page
