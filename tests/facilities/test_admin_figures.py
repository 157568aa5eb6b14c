"""Typed figures in the back office: the facility's own, never removed, no word about a person."""

import pytest
from django.urls import reverse
from django.utils import timezone

from facilities.handing_in import last_ended, month_before
from facilities.models import Agreement, Partner, Programme, WorkforceReport, YearlyTarget
from tests.builders import (
    make_facility,
    make_officer,
    make_partner,
    make_target,
    make_workforce_report,
)
from tests.facilities.worlds import address

FIGURES = {
    "residents": "300", "working": "60", "assimilating": "40", "assimilating_working": "30",
    "programmes": "1", "trained": "20", "certificates": "15", "harvest_kg": "",
    "harvest_pieces": "",
}  # fmt: skip


@pytest.fixture
def facility(db):
    return make_facility()


@pytest.fixture
def last(facility):
    return last_ended(facility, timezone.now())


@pytest.fixture
def manager(client, facility):
    client.force_login(make_officer("facility_manager", facility))
    return client


def test_any_day_of_the_month_means_the_month(manager, facility, last):
    page = address(WorkforceReport, "add")
    answer = manager.post(page, FIGURES | {"month": f"{last.replace(day=20)}"})
    assert answer.status_code == 302
    row = WorkforceReport.objects.get()
    assert (row.facility, row.month, row.typed_by.username) == (
        facility, last, manager.get("/admin/").context["user"].username,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("months", "words"), [(0, "sudah ada"), (-1, "belum berakhir"), (200, "Paling awal")]
)
def test_month_is_there_once_and_only_when_over(manager, facility, last, months, words):
    make_workforce_report(facility=facility, month=last)
    month = last
    for _ in range(months):
        month = month_before(month)
    if months < 0:
        month = facility.local_day(timezone.now())
    answer = manager.post(address(WorkforceReport, "add"), FIGURES | {"month": f"{month}"})
    assert answer.status_code == 200
    assert words in answer.text
    assert WorkforceReport.objects.count() == 1


def test_nothing_typed_is_removed(manager, facility):
    for row in (make_workforce_report(facility=facility), make_target(facility=facility)):
        assert (
            manager.post(address(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403
        )


def test_target_of_a_year_is_there_once(manager, facility):
    target = make_target(facility=facility)
    typed = {"year": str(target.year), "pnbp": "5.000.000", "revenue": "", "working": ""}
    answer = manager.post(address(YearlyTarget, "add"), typed)
    assert "Target tahun ini sudah ada" in answer.text
    assert manager.post(address(YearlyTarget, "add"), typed | {"year": "2999"}).status_code == 200
    assert YearlyTarget.objects.count() == 1


def test_training_names_no_person_and_no_partner_of_another(manager, facility):
    typed = {
        "name": "Pelatihan jahit bersama Ibu Siti (32)", "kind": "sewing", "partner": "",
        "starts_on": "2026-05-04", "ends_on": "2026-05-20", "people": "20", "certificates": "18",
    }  # fmt: skip
    answer = manager.post(address(Programme, "add"), typed)
    assert "Situs tidak menyebut orang" in answer.text
    typed["name"] = "Pelatihan jahit"
    stranger = make_partner()
    answer = manager.post(address(Programme, "add"), typed | {"partner": stranger.pk})
    assert answer.status_code == 200
    assert not Programme.objects.exists()
    assert manager.post(address(Programme, "add"), typed).status_code == 302
    assert Programme.objects.get().facility == facility


def test_partner_comes_with_its_agreements(manager, facility):
    typed = {
        "name": "Koperasi Karya", "kind": "coop", "note": "", "agreements-TOTAL_FORMS": "1",
        "agreements-INITIAL_FORMS": "0", "agreements-0-kind": "orders",
        "agreements-0-number": "PKS-1", "agreements-0-valid_from": "2026-01-01",
        "agreements-0-until": "2025-01-01", "agreements-0-is_export": "on",
    }  # fmt: skip
    answer = manager.post(address(Partner, "add"), typed)
    assert "Tanggal berakhir mendahului tanggal mulai" in answer.text
    assert (
        manager.post(address(Partner, "add"), typed | {"agreements-0-until": ""}).status_code == 302
    )
    agreement = Agreement.objects.get()
    assert (agreement.partner.facility, agreement.is_export) == (facility, True)
    listed = manager.get(address(Partner, "changelist")).text
    assert "Koperasi Karya" in listed


def test_officials_read_targets_and_partners_and_no_head_count(client, facility):
    report, target = make_workforce_report(facility=facility), make_target(facility=facility)
    partner = make_partner(facility=facility)
    client.force_login(make_officer("regional_viewer", facility.regional_office))
    assert client.get(address(WorkforceReport, "changelist")).status_code == 403
    assert client.get(address(Programme, "changelist")).status_code == 403
    assert client.get(address(WorkforceReport, "change", report.pk)).status_code in {403, 404}
    for row in (target, partner):
        page = client.get(address(type(row), "change", row.pk))
        assert page.status_code == 200
        assert 'name="_save"' not in page.text
    assert client.get(reverse("orders:report", args=["belum-masuk"])).status_code == 200
