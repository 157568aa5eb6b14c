"""Reports in Chromium: axe with every table open, tooltips with script, all of it without."""

import re
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from orders.reports.pages import PAGES
from tests.builders import (
    make_facility,
    make_officer,
    make_province,
    make_regency,
    make_sales_day,
)
from tests.journeys.test_back_office import PASSWORD, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def places(live_server):
    """Sales of two provinces in two years."""
    found = []
    for code, name in (("81", "Maluku"), ("31", "Jakarta")):
        province = make_province(code=code, name=name, short_name=name)
        facility = make_facility(
            short_name=f"Lapas {name}", regency=make_regency(province=province)
        )
        for year in (2024, 2025):
            for month in (1, 2, 3):
                make_sales_day(
                    facility=facility, day=date(year, month, 3), revenue=month * 1_000_000
                )
        found.append(facility)
    return found


def sign_in(page):
    user = make_officer("national_viewer", None, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def at(slug, query="rentang=2025"):
    return f"{reverse('orders:report', args=[slug])}?{query}"


def test_every_report_passes_axe_and_fits_a_phone(new_context, places):
    page = new_context(bypass_csp=True).new_page()  # axe sets styles of its own
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page)
    found = {}
    wrong = at("penjualan", "dari=2025-02-02&sampai=2025-01-01&tempat=lapas&jalur=pos&kategori=x")
    for slug in (*PAGES, wrong):
        page.goto(at(slug) if slug in PAGES else slug, wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found[slug] = findings(page)
    assert {slug: problems for slug, problems in found.items() if problems} == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_overview_passes_axe_in_the_dark(new_context, places, width):
    page = new_context(bypass_csp=True).new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark")
    sign_in(page)
    page.goto(at("ringkasan"), wait_until="load")
    assert findings(page) == []


def test_charts_gain_tooltips_and_lead_on(page, places):
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page)
    page.goto(at("ringkasan"))
    picture = page.get_by_role("img", name="Omzet, juta rupiah")
    expect(picture).to_have_accessible_description(
        "Jumlah Rp12.000.000, setahun sebelumnya Rp12.000.000. Tertinggi Maret 2025: Rp6.000.000."
    )
    tip = page.locator(".tip")
    picture.locator("[data-tip]").nth(2).hover()
    expect(tip).to_contain_text("Maret 2025")
    expect(tip).to_contain_text("Rp6.000.000")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.locator("#g-peta [data-ke]").first.click()
    expect(page).to_have_url(re.compile("provinsi="))


def test_report_is_narrowed_and_read_without_script(page_without_script, places):
    page = page_without_script
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page)
    page.goto(at("ringkasan"))
    page.get_by_label("Tempat").fill("maluku")
    page.get_by_role("button", name="Terapkan").click()
    expect(page).to_have_url(re.compile(rf"rentang=2025&upt={places[0].slug}$"))
    expect(page.locator(".ubin-1").first).to_contain_text("Rp6 jt")
    page.locator("#g-omzet summary").click()
    expect(page.locator("#g-omzet tbody tr").nth(2)).to_contain_text("Rp3.000.000")
    page.get_by_role("link", name="Hapus saringan Tempat").click()
    expect(page.locator(".ubin-1").first).to_contain_text("Rp12 jt")
    page.get_by_text("Laporan: Ringkasan").click()
    page.get_by_role("link", name="Penjualan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Penjualan, 2025")


def test_paper_holds_every_table(new_context, places):
    page = new_context().new_page()
    sign_in(page)
    page.goto(at("ringkasan"))
    page.emulate_media(media="print")
    folded = page.locator("details.tabel")
    assert folded.count() > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for one in folded.all():
        expect(one.locator("table, p").first).to_be_visible()
    expect(page.locator(".saring")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.first.get_attribute("open") is None
