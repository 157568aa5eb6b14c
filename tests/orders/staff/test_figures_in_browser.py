"""Angka bulanan on a phone: read by a screen reader, a jump confirmed without script."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from facilities.handing_in import last_ended, month_before
from facilities.models import WorkforceReport
from tests.builders import make_officer, make_selling_facility, make_workforce_report

pytestmark = pytest.mark.browser
PASSWORD = "sandi-contoh"
FIGURES = {
    "Penghuni": "300", "WBP bekerja": "24", "Peserta asimilasi": "40",
    "Peserta asimilasi yang bekerja dan produktif": "30", "Pelatihan selesai (paket)": "1",
    "Selesai pelatihan (orang)": "20", "Sertifikat diterbitkan": "15",
}  # fmt: skip


@pytest.fixture
def last(live_server) -> date:
    facility = make_selling_facility(short_name="Lapas Contoh")
    last = last_ended(facility, timezone.now())
    make_workforce_report(facility=facility, month=month_before(last), working=60)
    make_officer("facility_staff", facility, username="giatja", password=PASSWORD)
    return last


def sign_in(page):
    page.goto("/admin/login/?next=/petugas/bulanan/")
    page.get_by_label("Nama pengguna").fill("giatja")
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def test_month_is_typed_and_the_jump_confirmed(page_without_script, last):
    page = page_without_script
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page)
    for label, figure in FIGURES.items():
        page.get_by_label(label).first.fill(figure)
    page.get_by_role("button", name="Simpan angka").click()
    page.get_by_label("angka ini benar").check()
    page.get_by_role("button", name="Simpan angka").click()
    assert "tersimpan" in page.content()
    assert WorkforceReport.objects.get(month=last).working == 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_form_with_its_errors_has_no_finding_of_axe_and_no_overflow(page, last, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page)
    for label, figure in FIGURES.items():
        page.get_by_label(label).first.fill(figure)
    for _ in range(2):
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Simpan angka").click()
    assert page.get_by_label("angka ini benar").is_visible()
