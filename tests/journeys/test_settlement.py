"""The treasurer's month in Chromium: rule, deposit with slip, premi, sheet on paper, lock."""

import io
import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from catalog.dates import bulan
from orders.models import MonthlyClosing, PremiPayout, StateDeposit
from orders.settlement import month_of
from tests.builders import (
    make_officer,
    make_order,
    make_selling_facility,
    make_split_rule,
    make_state_deposit,
)
from tests.orders.settlement.paying import pay

pytestmark = pytest.mark.browser

PASSWORD = "sandi-contoh"


@pytest.fixture
def facility(live_server):
    """Sold for Rp750.000 in the month before this one."""
    facility = make_selling_facility(short_name="Lapas Contoh", slug="lapas-contoh")
    pay(make_order(facility=facility, quantity=10, at=sold_at()), at=sold_at())
    return facility


def sold_at():
    """Noon of a day in the last month."""
    first = timezone.localtime().replace(day=1, hour=12, minute=0)
    return first - timedelta(days=3)


def sign_in(page, facility, role):
    user = make_officer(role, facility, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def sheet_of(facility):
    return f"/laporan/bagi-hasil/{facility.slug}/{sold_at():%Y-%m}/"


def slip():
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "#fdfcf8").save(out, "JPEG")
    return {"name": "setor.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_treasurer_deposits_pays_out_and_closes_the_month(page, facility):
    sign_in(page, facility, "treasurer")
    page.get_by_role("link", name=re.compile("Tutup bulan")).click()
    page.get_by_role("link", name=bulan(month_of(sold_at().date()))).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Bagi hasil {bulan(month_of(sold_at().date()))}"
    )

    page.get_by_role("link", name="Catat setoran").click()
    today = timezone.localdate()
    page.get_by_label("Jumlah (Rp)").fill("112.501")
    page.get_by_role("textbox", name="Kode billing").fill("820261014000001")
    page.get_by_label("Kode berlaku sampai").fill((today + timedelta(days=3)).isoformat())
    page.get_by_label("Disetor pada").fill(today.isoformat())
    page.get_by_label("NTPN").fill("contoh0000000001")
    page.get_by_label("Foto bukti setor").set_input_files(slip())
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_text("PNBP yang masih terutang Rp112.500").first).to_be_visible()
    page.get_by_label("Jumlah (Rp)").fill("112.500")
    page.get_by_label("Foto bukti setor").set_input_files(slip())
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_text("CONTOH0000000001")).to_be_visible()

    page.goto(sheet_of(facility))
    page.get_by_role("link", name="Catat pembayaran premi").click()
    page.get_by_label("Jumlah (Rp)").fill("375.000")
    page.get_by_label("Jumlah penerima").fill("8")
    page.get_by_label("Dibayarkan pada").fill(today.isoformat())
    page.get_by_role("button", name="Simpan", exact=True).click()

    page.goto(sheet_of(facility))
    page.get_by_role("button", name="Tutup bulan").click()
    expect(page.get_by_text("angkanya tidak berubah lagi")).to_be_visible()
    assert MonthlyClosing.objects.closed().get().pnbp == 112_500
    assert StateDeposit.objects.get().file_name
    assert PremiPayout.objects.get().amount == 375_000


def test_sheet_is_closed_without_script(page_without_script, facility):
    sign_in(page_without_script, facility, "treasurer")
    page_without_script.goto(sheet_of(facility))
    page_without_script.get_by_role("button", name="Tutup bulan").click()
    expect(page_without_script.get_by_text("angkanya tidak berubah lagi")).to_be_visible()


def test_paper_shows_the_sums_and_no_buttons(page, facility):
    sign_in(page, facility, "treasurer")
    page.goto(sheet_of(facility))
    page.emulate_media(media="print")
    expect(page.get_by_text("Rp112.500").first).to_be_visible()
    for name in ("Tutup bulan", "Keluar"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    for name in ("Catat setoran", "Penjualan"):
        expect(page.get_by_role("link", name=name)).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_pass_axe_and_fit_the_window(new_context, facility, width, theme):
    rule = make_split_rule(facility=facility)
    deposit = make_state_deposit(facility=facility)
    page = new_context(bypass_csp=True).new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    sign_in(page, facility, "facility_manager")
    found = {}
    for address in (
        "/laporan/bagi-hasil/",
        sheet_of(facility),
        "/admin/orders/splitrule/",
        f"/admin/orders/splitrule/{rule.pk}/change/",
        "/admin/orders/linesplit/",
        "/admin/orders/monthlyclosing/",
        "/admin/orders/statedeposit/add/",
        f"/admin/orders/statedeposit/{deposit.pk}/change/",
        f"/admin/orders/statedeposit/{deposit.pk}/batal/",
        "/admin/orders/premipayout/add/",
    ):
        page.goto(address, wait_until="load")
        written = page.content()
        problems = [
            f"{rule['id']}: {rule['nodes'][0]['html'][:160]}"
            for rule in Axe().run(page).response["violations"]
        ]
        if re.search(r"<style|\son\w+=\"|<script>", written):
            problems.append("inline style or script")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            problems.append("wider than the window")
        found[address] = problems
    assert {address: problems for address, problems in found.items() if problems} == {}
