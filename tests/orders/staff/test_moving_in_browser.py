"""Pindah and Opname in Chromium on a phone of 390 px: with script, without it, for everyone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from catalog import stock
from catalog.models import StockCount, StockLevel, Transfer
from tests.builders import (
    make_count,
    make_officer,
    make_product,
    make_selling_facility,
    make_stock,
    make_stock_location,
    make_transfer,
    make_variant,
)

pytestmark = pytest.mark.browser
PASSWORD = "sandi-contoh"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def facility(live_server):
    return make_selling_facility(short_name="Lapas Contoh")


@pytest.fixture
def gallery(facility):
    return make_stock_location(facility=facility, name="Galeri Depan")


@pytest.fixture
def bag(facility, gallery):
    bag = make_variant(product=make_product(facility=facility, name="Tas Tenun"), sku="TAS-1")
    make_stock(variant=bag, quantity=10)
    return bag


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def phone(request, new_context):
    """A page of a phone; playwright's own fixture closes it."""
    page = new_context(java_script_enabled=request.param).new_page()
    page.set_viewport_size(PHONE)
    return page


def sign_in(page, user):
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def on_hand(variant, place):
    return StockLevel.objects.get(variant=variant, location=place).on_hand


def test_goods_are_sent_and_received_with_a_loss(phone, facility, bag, gallery):
    sign_in(phone, make_officer("facility_staff", facility, password=PASSWORD))
    phone.goto("/petugas/pindah/")
    phone.get_by_role("link", name="Pindahkan barang").click()
    phone.locator("#id_origin").select_option(label="Gudang situs")
    phone.locator("#id_destination").select_option(label="Galeri Depan")
    press(phone, "Pilih barangnya")
    phone.get_by_role("searchbox").fill("tas-1")
    phone.get_by_role("searchbox").press("Enter")
    phone.get_by_label("Jumlah Tas Tenun").fill("4")
    press(phone, "Masukkan ke daftar")
    expect(phone.get_by_text("1 macam, 4 buah")).to_be_visible()
    press(phone, "Kirim")
    expect(phone.get_by_text("Dalam perjalanan")).to_be_visible()

    phone.get_by_label("Datang, Tas Tenun").fill("3")
    phone.get_by_text("Ada selisih?").click()
    phone.get_by_label("Hilang atau rusak di jalan").check()
    press(phone, "Terima yang dihitung")
    expect(phone.get_by_role("alert").first).to_contain_text("Jelaskan selisihnya")
    phone.get_by_label("Penjelasan").fill("Tali putus")
    press(phone, "Terima yang dihitung")
    expect(phone.get_by_text("Selesai", exact=True)).to_be_visible()

    assert on_hand(bag, gallery) == 3
    assert Transfer.objects.get().lines.get().lost == 1
    assert list(stock.differences()) == []


def test_place_is_counted_by_one_and_booked_by_another(phone, facility, bag):
    sign_in(phone, make_officer("facility_staff", facility, password=PASSWORD))
    phone.goto("/petugas/opname/")
    phone.get_by_role("link", name="Mulai opname").click()
    press(phone, "Mulai menghitung")
    phone.get_by_label("Ada berapa, Tas Tenun").fill("8")
    press(phone, "Simpan hitungan")
    press(phone, "Ajukan ke petugas kedua")
    expect(phone.get_by_text("Menunggu petugas kedua")).to_be_visible()

    phone.context.clear_cookies()
    sign_in(phone, make_officer("facility_head", facility, password=PASSWORD))
    phone.goto(f"/petugas/opname/{StockCount.objects.get().pk}/")
    expect(phone.get_by_role("cell", name="−2").first).to_be_visible()
    phone.get_by_label("Penjelasan").fill("Dua rusak belum dicatat")
    press(phone, "Bukukan selisih")
    expect(phone.get_by_text("Dibukukan", exact=True).first).to_be_visible()
    assert StockLevel.objects.get(variant=bag).on_hand == 8


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_have_no_findings(new_context, facility, bag, gallery, scheme):
    draft = make_transfer(variant=bag, quantity=2, destination=gallery, sent=False)
    sent = make_transfer(variant=bag, quantity=2, destination=gallery)
    count = make_count(location=stock.online_location(facility))
    page = new_context(color_scheme=scheme).new_page()
    page.set_viewport_size(PHONE)
    sign_in(page, make_officer("facility_staff", facility, password=PASSWORD))
    for address in (
        "pindah/", "pindah/baru/", f"pindah/{draft.pk}/?q=tas", f"pindah/{sent.pk}/",
        f"pindah/{sent.pk}/daftar/", "opname/", "opname/baru/", f"opname/{count.pk}/",
    ):  # fmt: skip
        page.goto(f"/petugas/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        found = Axe().run(page).response["violations"]
        assert [rule["id"] for rule in found] == [], address
