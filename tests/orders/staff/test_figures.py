"""Angka bulanan and target: handed in once, corrected with a trail, a jump is asked about."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.dates import bulan
from facilities import handing_in
from facilities.handing_in import last_ended, month_before
from facilities.models import AuditEntry, WorkforceReport, YearlyTarget
from orders.work_list import sections_for
from tests.builders import (
    make_facility,
    make_officer,
    make_programme,
    make_selling_facility,
    make_target,
    make_workforce_report,
)

MONTHLY, TARGETS = reverse("orders:staff_monthly"), reverse("orders:staff_targets")
FIGURES = {
    "residents": 300, "working": 60, "assimilating": 40, "assimilating_working": 30,
    "programmes": 1, "trained": 20, "certificates": 15, "harvest_kg": None, "harvest_pieces": None,
}  # fmt: skip


@pytest.fixture
def facility(db):
    return make_selling_facility()


@pytest.fixture
def last(facility):
    return last_ended(facility, timezone.now())


@pytest.fixture
def staff(client, facility):
    client.officer = make_officer("facility_staff", facility)
    client.force_login(client.officer)
    return client


def typed(version=0, **changes):
    return {
        name: "" if value is None else str(value) for name, value in (FIGURES | changes).items()
    } | {"version": str(version)}


def send(client, version=0, address=MONTHLY, **changes):
    return client.post(address, typed(version, **changes))


def test_month_is_handed_in_and_leaves_the_list_of_work(staff, facility, last):
    jobs = {job.label for s in sections_for(staff.officer, at=timezone.now()) for job in s.jobs}
    assert f"Angka {bulan(last)} belum diisi" in jobs
    answer = send(staff)
    assert answer.status_code == 302
    row = WorkforceReport.objects.get(facility=facility, month=last)
    assert {name: getattr(row, name) for name in FIGURES} == FIGURES
    assert (row.typed_by, row.version) == (staff.officer, 1)
    labels = {job.label for s in sections_for(staff.officer, at=timezone.now()) for job in s.jobs}
    assert not any("Angka" in label for label in labels)


def test_page_shows_last_month_beside_each_field(staff, facility, last):
    make_workforce_report(facility=facility, month=month_before(last), residents=1_234, working=55)
    make_programme(facility=facility, starts_on=last, ends_on=last, people=17)
    text = staff.get(MONTHLY).text
    assert "Bulan lalu 1.234." in text
    assert "Bulan lalu 55." in text
    assert "Menurut daftar pelatihan 17." in text


def test_jump_is_asked_about_and_can_be_confirmed(staff, facility, last):
    make_workforce_report(facility=facility, month=month_before(last), working=60)
    answer = send(staff, working=24)
    assert answer.status_code == 422
    assert "Bulan lalu 60, sekarang 24" in answer.text
    assert not WorkforceReport.objects.filter(month=last).exists()
    tick = re.search(r'name="working-benar" value="(\w+)"', answer.text)[1]
    # A tick counts for this very figure.
    assert staff.post(MONTHLY, typed(working=23) | {"working-benar": tick}).status_code == 422
    assert staff.post(MONTHLY, typed(working=24) | {"working-benar": tick}).status_code == 302
    assert WorkforceReport.objects.get(month=last).working == 24


def test_small_change_is_not_asked_about(staff, facility, last):
    make_workforce_report(facility=facility, month=month_before(last), working=60)
    assert send(staff, working=45).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"working": 301}, "working", "tidak lebih dari penghuni"),
        ({"assimilating": 301}, "assimilating", "tidak lebih dari penghuni"),
        (
            {"assimilating_working": 41},
            "assimilating_working",
            "tidak lebih dari peserta asimilasi",
        ),
        ({"residents": "banyak"}, "residents", "Tulis angka bulat"),
        ({"residents": ""}, "residents", "wajib"),
        ({"residents": 60_001, "working": 5}, "residents", "paling banyak 50.000"),
        ({"working": -3}, "working", "Paling sedikit 0"),
        ({"trained": 10**30}, "trained", "Paling banyak"),
        ({"certificates": 3_000_000_000}, "certificates", "Paling banyak 50.000"),
        ({"harvest_kg": 3_000_000_000}, "harvest_kg", "Paling banyak 10.000.000"),
    ],
)
def test_wrong_figure_is_said_beside_its_field(staff, changes, field, words):
    answer = send(staff, **changes)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert words.lower() in str(errors[field]).lower()
    assert not WorkforceReport.objects.exists()
    # What was typed stands there again, as it was typed or with its thousands apart.
    assert answer.context["form"].data[next(iter(changes))] == str(next(iter(changes.values())))


def test_correction_keeps_what_stood_there(staff, facility, last):
    send(staff)
    address = f"{MONTHLY}?bulan={last:%Y-%m}"
    assert send(staff, version=1, address=address, working=70).status_code == 302
    entry = AuditEntry.objects.filter(topic="figures", facility=facility).latest("pk")
    assert ["WBP bekerja", 60, 70] in entry.changes
    assert WorkforceReport.objects.get().version == 2


def test_second_press_writes_once(staff, last):
    address = f"{MONTHLY}?bulan={last:%Y-%m}"
    send(staff, address=address)
    assert send(staff, address=address).status_code == 302
    assert WorkforceReport.objects.get().version == 1


def test_officer_with_an_old_form_is_told(staff, facility, last):
    send(staff)
    WorkforceReport.objects.get().save()
    address = f"{MONTHLY}?bulan={last:%Y-%m}"
    answer = staff.post(address, typed(version=1, working=99))
    assert answer.status_code == 422
    assert "Petugas lain baru saja mengubah angka ini" in answer.text
    assert answer.context["form"].errors["working"] == ["Petugas lain menulis 60."]
    assert 'value="99"' in answer.text  # what was typed stays
    assert WorkforceReport.objects.get().working == 60
    again = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    assert staff.post(address, typed(version=again, working=99)).status_code == 302
    assert WorkforceReport.objects.get().working == 99


def test_month_that_runs_is_refused(staff, facility, last):
    with pytest.raises(handing_in.HandingInError, match="belum berakhir"):
        handing_in.hand_in(
            facility=facility, month=facility.local_day(timezone.now()).replace(day=1),
            figures=FIGURES, seen=0, by=staff.officer, at=timezone.now(),
        )  # fmt: skip
    answer = staff.get(f"{MONTHLY}?bulan=2999-01")
    assert answer.context["month"] == last


def test_earlier_month_is_handed_in_late(staff, facility, last):
    earlier = month_before(last)
    assert send(staff, address=f"{MONTHLY}?bulan={earlier:%Y-%m}").status_code == 302
    assert WorkforceReport.objects.get().month == earlier


def test_form_of_a_month_that_left_the_list_is_written_to_no_other_month(staff):
    answer = staff.post(f"{MONTHLY}?bulan=2021-01", typed(), follow=True)
    assert "Bulan itu tidak lagi diisi di sini" in answer.text
    assert not WorkforceReport.objects.exists()


def test_form_of_last_years_target_is_not_written_to_this_year(client, facility):
    client.force_login(make_officer("facility_head", facility))
    data = {"pnbp": "5000000", "revenue": "", "working": "", "version": "0"}
    answer = client.post(f"{TARGETS}?tahun=2021", data, follow=True)
    assert "Tahun itu tidak lagi diisi di sini" in answer.text
    assert not YearlyTarget.objects.exists()


def test_target_is_set_by_who_answers_for_it(client, facility):
    year = facility.local_day(timezone.now()).year
    client.force_login(make_officer("facility_staff", facility))
    assert client.get(TARGETS).status_code == 403
    client.force_login(make_officer("treasurer", facility))
    assert client.get(MONTHLY).status_code == 403
    make_target(facility=facility, year=year - 1, pnbp=20_000_000, working=80)
    page = client.get(TARGETS)
    assert f"Target {year - 1} 20.000.000." in page.text
    figures = {"pnbp": "25.000.000", "revenue": "", "working": "85", "version": "0"}
    assert client.post(TARGETS, figures).status_code == 302
    target = YearlyTarget.objects.get(year=year)
    assert (target.pnbp, target.revenue, target.working) == (25_000_000, None, 85)


def test_officials_type_nothing_and_read_who_is_late(client, facility):
    official = make_officer("regional_viewer", facility.regional_office)
    client.force_login(official)
    assert client.post(MONTHLY, typed()).status_code == 403
    assert client.post(TARGETS, {}).status_code == 403
    jobs = [job for s in sections_for(official, at=timezone.now()) for job in s.jobs]
    assert [(job.count, job.desk) for job in jobs if "angka bulanan" in job.label] == [
        (1, "/laporan/belum-masuk/")
    ]


def test_months_are_missing_from_the_first_report_on(facility, last):
    at = timezone.now()
    assert handing_in.missing_months([facility], at=at) == {facility.pk: ([last], None)}
    first = month_before(month_before(month_before(last)))
    make_workforce_report(facility=facility, month=first)
    owed = [month_before(month_before(last)), month_before(last), last]
    assert handing_in.missing_months([facility], at=at) == {facility.pk: (owed, first)}
    assert handing_in.is_late(facility, owed, at)


def test_missing_months_cost_one_query(facility, django_assert_num_queries):
    places = [facility, make_facility(), make_facility()]
    with django_assert_num_queries(1):
        handing_in.missing_months(places, at=timezone.now())


def test_page_asks_little(staff, facility, last, django_assert_max_num_queries):
    make_workforce_report(facility=facility, month=month_before(last))
    staff.get(MONTHLY)
    with django_assert_max_num_queries(8):
        staff.get(MONTHLY)
