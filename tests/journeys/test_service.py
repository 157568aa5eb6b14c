"""A service in a real browser: asked for a day, confirmed, goods left, priced, fetched and paid."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from catalog import service_days
from catalog.dates import hari_tanggal
from catalog.models import ServiceDay, StockMovement
from orders import services
from orders.links import enquiry_token
from orders.models import Enquiry, Order
from orders.pickup_codes import pickup_code
from tests.builders import make_enquiry, make_officer, make_selling_facility, make_service

pytestmark = pytest.mark.browser

PASSWORD = "sandi-contoh"


@pytest.fixture
def sewing(live_server):
    facility = make_selling_facility(
        short_name="Lapas Contoh", whatsapp="+6281200000002", accepts_pay_at_pickup=True
    )
    return make_service(
        facility=facility, name="Jahit dan permak", status="tayang", places_per_day=2,
        booking_required=True, drop_off=True, closed_weekdays="", guard_needed=True,
    )  # fmt: skip


@pytest.fixture(params=["with script", "without script"])
def visit(request, sewing):
    is_on = request.param == "with script"
    return request.getfixturevalue("page" if is_on else "page_without_script")


@pytest.fixture
def desk(new_context, sewing):
    page = new_context().new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    user = make_officer("facility_manager", sewing.facility, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    return page


def violations(page):
    return [item["id"] for item in Axe().run(page).response["violations"]]


def is_too_wide(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_day_is_booked_confirmed_priced_and_paid(visit, desk, sewing):
    day = service_days.open_days(sewing, at=timezone.now())[0][0]
    visit.goto(sewing.get_absolute_url())
    visit.get_by_role("link", name="Pilih tanggal").click()
    visit.get_by_label("Nama").fill("Pemesan Contoh")
    visit.get_by_label("Nomor WhatsApp").fill("0812")
    visit.get_by_label("Keterangan").fill("Kecilkan 2 celana")
    visit.get_by_role("button", name="Kirim permintaan").click()
    expect(visit.get_by_role("alert")).to_contain_text("Permintaan belum terkirim")
    expect(visit.get_by_label("Keterangan")).to_have_value("Kecilkan 2 celana")
    visit.get_by_label("Nomor WhatsApp").fill("0812 0000 0001")
    visit.get_by_label("Tanggal datang").select_option(day.isoformat())
    visit.get_by_label("Saya setuju dihubungi").check()
    visit.get_by_role("button", name="Kirim permintaan").click()
    visit.wait_for_url("**/jasa/permintaan/**")
    expect(visit.locator("main")).to_contain_text(hari_tanggal(day))
    enquiry = Enquiry.objects.get()

    desk.goto("/petugas/jasa/")
    desk.get_by_role("link", name="Jahit dan permak").click()
    expect(desk.locator("main")).to_contain_text("perlu pengawalan")
    desk.get_by_role("button", name="Pastikan janjinya").click()
    expect(desk.locator("main")).to_contain_text("Siapkan pengawal dahulu")
    desk.get_by_label("Pengawal sudah disiapkan").check()
    desk.get_by_role("button", name="Pastikan janjinya").click()
    visit.reload()
    expect(visit.locator("main")).to_contain_text("Janji dipastikan")

    desk.locator("summary", has_text="Barang sudah diterima").click()
    desk.get_by_role("button", name="Barang sudah diterima").click()
    desk.locator("summary", has_text="Tetapkan harga").click()
    desk.get_by_label("Pekerjaan 1").fill("Kecilkan pinggang")
    desk.locator("#id_price_jumlah_1").fill("2")
    desk.locator("#id_price_harga_1").fill("25.000")
    desk.get_by_role("button", name="Tetapkan harga").click()
    desk.get_by_role("link", name="Buka pesanan").click()
    desk.get_by_role("button", name="Mulai Dikerjakan").click()
    desk.get_by_role("button", name="Siap Diambil").click()

    visit.reload()
    visit.get_by_role("link", name="Buka pesanan").click()
    expect(visit.locator("main")).to_contain_text("Rp50.000")
    order = Order.objects.get()
    desk.get_by_label("Kode ambil").fill(pickup_code(order))
    desk.get_by_role("button", name="Terima Uang dan Serahkan").click()
    visit.reload()
    expect(visit.locator("main")).to_contain_text("Selesai")

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.order) == ("ordered", order)
    assert ServiceDay.objects.get().taken == 1
    assert not StockMovement.objects.exists()
    call_command("verify_sales")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_services_hold_to_the_rules_of_access(new_context, sewing, desk, width, scheme):
    tomorrow = service_days.open_days(sewing, at=timezone.now())[0][0]
    enquiry = make_enquiry(service=sewing, day=tomorrow)
    size = {"width": width, "height": 844}
    page = new_context(color_scheme=scheme).new_page()
    page.set_viewport_size(size)
    for address in (
        sewing.get_absolute_url(),
        f"{sewing.get_absolute_url()}minta/",
        f"/jasa/permintaan/{enquiry_token(enquiry)}/",
    ):
        page.goto(address)
        assert (address, violations(page), is_too_wide(page)) == (address, [], False)

    desk.set_viewport_size(size)
    desk.emulate_media(color_scheme=scheme)
    for address in (
        "/petugas/jasa/",
        "/petugas/jasa/baru/",
        f"/petugas/jasa/baru/?jasa={sewing.pk}",
        f"/petugas/jasa/{enquiry.number}/",
    ):
        desk.goto(address)
        desk.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert (address, violations(desk), is_too_wide(desk)) == (address, [], False)


def test_who_asked_withdraws_and_the_place_is_free(visit, sewing):
    day = service_days.open_days(sewing, at=timezone.now())[0][0]
    enquiry = make_enquiry(service=sewing, day=day)
    visit.goto(f"/jasa/permintaan/{enquiry_token(enquiry)}/")
    visit.locator("summary", has_text="Batalkan permintaan").click()
    visit.get_by_role("button", name="Batalkan permintaan ini").click()

    expect(visit.locator("main")).to_contain_text("Dibatalkan pemesan")
    assert ServiceDay.objects.get().taken == 0
    assert list(services.differences()) == []
