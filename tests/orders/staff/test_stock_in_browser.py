"""Stock, production and labels in Chromium: by thumb, by camera, without script, on paper."""

import io

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from catalog import stock
from catalog.models import ProductionBatch, StockLevel, StockMovement
from tests.builders import (
    make_food_label,
    make_officer,
    make_product,
    make_selling_facility,
    make_stock,
    make_stock_location,
    make_variant,
)

pytestmark = pytest.mark.browser
PASSWORD = "sandi-contoh"
# A phone that can read codes: what it "sees" stands in window.seen, its camera is a blank picture.
CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["code_128", "qr_code"]; }
  async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
};
navigator.mediaDevices.getUserMedia = async () => {
  if (window.refused) throw new DOMException("no", "NotAllowedError");
  window.opened = document.createElement("canvas").captureStream(5);
  return window.opened;
};
"""


@pytest.fixture
def facility(live_server):
    return make_selling_facility(short_name="Lapas Contoh")


@pytest.fixture
def goods(facility):
    """A bag and chips, ten pieces each, at the place the site sells from."""
    make_stock_location(facility=facility, name="Galeri Depan")
    bag = make_variant(product=make_product(facility=facility, name="Tas Tenun"), name="")
    food = make_product(facility=facility, name="Keripik Tempe", is_food=True, unit="bungkus")
    make_food_label(product=food, shelf_life_days=30, pirt_no="2060167010123-99")
    chips = make_variant(product=food, name="", sku="LPS-CTH-036", price=18_000)
    for variant in (bag, chips):
        make_stock(variant=variant, quantity=10)
    return bag, chips


def sign_in(page, facility):
    user = make_officer("facility_staff", facility, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def on_hand(variant):
    return StockLevel.objects.get(variant=variant).on_hand


def test_two_taps_change_the_stock_in_place(page, facility, goods):
    bag, _ = goods
    sign_in(page, facility)
    page.goto("/petugas/stok/")
    page.get_by_label("Rusak").check()
    expect(page.get_by_role("button", name="Tambah Tas Tenun")).to_be_disabled()
    page.evaluate("window.sameDocument = true")
    page.get_by_role("button", name="Kurangi Tas Tenun").click()

    bar = page.locator("#balik")
    expect(bar).to_contain_text("Tas Tenun −1, rusak")
    expect(page.locator(f"#v-{bag.pk} .counts")).to_contain_text("9")
    assert page.evaluate("window.sameDocument")
    assert on_hand(bag) == 9
    # The same button again is another change: the key is a new one.
    page.get_by_role("button", name="Kurangi Tas Tenun").click()
    expect(page.locator(f"#v-{bag.pk} .counts")).to_contain_text("8")

    bar.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_text("Diurungkan: Tas Tenun")).to_be_visible()
    assert on_hand(bag) == 9
    expect(bar).to_contain_text("Tas Tenun −1, rusak")


def test_wrong_number_is_said_in_place_and_kept(page, facility, goods):
    bag, _ = goods
    sign_in(page, facility)
    page.goto("/petugas/stok/")
    page.get_by_label("Hitung ulang").check()
    number = page.get_by_label("Jumlah untuk Tas Tenun")
    number.fill("11")
    page.get_by_role("button", name="Kurangi Tas Tenun").click()
    expect(page.locator(f"#e-{bag.pk}")).to_contain_text("Hanya 10 yang dapat dikurangi")
    expect(page.get_by_label("Jumlah untuk Tas Tenun")).to_have_value("11")
    assert on_hand(bag) == 10


def test_the_same_without_script(page_without_script, facility, goods):
    page, (bag, _) = page_without_script, goods
    sign_in(page, facility)
    page.goto("/petugas/stok/")
    expect(page.get_by_role("button", name="Pindai")).to_be_hidden()
    page.get_by_label("Hitung ulang").check()
    page.get_by_label("Jumlah untuk Tas Tenun").fill("5")
    page.get_by_role("button", name="Tambah Tas Tenun").click()
    assert on_hand(bag) == 15
    expect(page.get_by_label("Hitung ulang")).to_be_checked()
    page.get_by_role("button", name="Urungkan").click()
    assert on_hand(bag) == 10
    # Enter in a number books nothing.
    page.get_by_label("Jumlah untuk Tas Tenun").press("Enter")
    expect(page.get_by_text("Tekan − atau +")).to_be_visible()
    assert on_hand(bag) == 10
    page.get_by_label("Tempat").select_option(label="Galeri Depan")
    page.get_by_role("button", name="Ganti").click()
    expect(page.get_by_text("Belum ada barang di tempat ini")).to_be_visible()


def test_camera_finds_the_goods_and_is_put_off_again(page, facility, goods):
    _, chips = goods
    page.add_init_script(CAMERA)
    sign_in(page, facility)
    page.goto("/petugas/stok/")
    page.get_by_role("button", name="Pindai").click()
    expect(page.get_by_text("Arahkan kamera ke kode batang")).to_be_visible()
    page.get_by_role("button", name="Tutup").click()
    assert page.evaluate("window.opened.getTracks()[0].readyState") == "ended"

    page.get_by_role("button", name="Pindai").click()
    page.evaluate(f"window.seen = '{chips.sku}'")
    expect(page.get_by_text("1 barang untuk")).to_be_visible()
    expect(page.locator(".stok")).to_have_count(1)


def test_camera_that_is_refused_is_said_in_words(page, facility, goods):
    page.add_init_script(CAMERA)
    sign_in(page, facility)
    page.goto("/petugas/stok/")
    page.evaluate("window.refused = true")
    page.get_by_role("button", name="Pindai").click()
    expect(page.get_by_text("Kamera tidak diizinkan")).to_be_visible()


def test_camera_may_be_asked_for_on_these_pages_only(page, facility, goods):
    sign_in(page, facility)
    allowed = "document.featurePolicy.allowsFeature('camera')"
    for address in ("/petugas/stok/", "/petugas/produksi/", "/petugas/label/"):
        page.goto(address)
        assert page.evaluate(allowed), address
    for address in ("/petugas/lainnya/", "/produk/"):
        page.goto(address)
        assert not page.evaluate(allowed), address


@pytest.mark.parametrize("with_script", [True, False])
def test_batch_comes_in_by_thumb(page, page_without_script, facility, goods, with_script):
    page = page if with_script else page_without_script
    _, chips = goods
    sign_in(page, facility)
    page.goto("/petugas/produksi/")
    page.get_by_label("Cari barang yang dibuat").fill("kripik")
    page.get_by_role("button", name="Cari").click()
    page.get_by_label("Jumlah baik").fill("24")
    page.get_by_label("Jumlah gagal").fill("1")
    page.get_by_label("Biaya bahan (Rp)").fill("96.000")
    page.get_by_label("Pakai sebagai biaya bahan").check()
    page.get_by_role("button", name="Simpan ke stok").click()
    expect(page.get_by_text("24 Keripik Tempe masuk ke Gudang situs")).to_be_visible()
    assert on_hand(chips) == 34
    chips.refresh_from_db()
    assert chips.material_cost == 4_000
    page.get_by_role("button", name="Urungkan Keripik Tempe").first.click()
    expect(page.locator(".batch").get_by_text("Diurungkan")).to_be_visible()
    assert on_hand(chips) == 10


def read(page, selector) -> set[str]:
    picture = Image.open(io.BytesIO(page.locator(selector).first.screenshot()))
    return {found.text for found in zxingcpp.read_barcodes(picture)}


def test_printed_labels_are_read_back(new_context, facility, goods, live_server, settings):
    """What is printed (here at 288 dots an inch) leads a reader back to the very thing."""
    page = new_context(device_scale_factor=3).new_page()
    settings.SITE_URL = live_server.url
    _, chips = goods
    sign_in(page, facility)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/petugas/label/")
    page.get_by_label("Keripik Tempe").fill("2")
    page.get_by_label("Label barang").check()
    page.get_by_role("button", name="Buka lembar").click()
    expect(page.locator("article")).to_have_count(2)
    assert read(page, "article") == {"LPS-CTH-036"}

    page.get_by_role("link", name="Ubah pilihan").click()
    expect(page.get_by_label("Keripik Tempe")).to_have_value("2")
    page.get_by_label("Label rak").check()
    page.get_by_role("button", name="Buka lembar").click()
    [address] = read(page, "article")
    assert address == f"{live_server.url}{chips.product.get_absolute_url()}"
    expect(page.locator("article").first).to_contain_text("P-IRT No. 2060167010123-99")

    page.goto(f"/petugas/stok/?q={address}")
    expect(page.locator(".stok")).to_have_count(1)
    expect(page.locator(".stok")).to_contain_text("Keripik Tempe")


def test_sheet_of_labels_is_as_many_pages_as_sheets(page, facility, goods):
    _, chips = goods
    sign_in(page, facility)
    for kind, pages in (("barang", 2), ("rak", 3)):
        page.goto(f"/petugas/label/lembar/?jenis={kind}&n-{chips.pk}=25")
        pdf = page.pdf(prefer_css_page_size=True)
        assert pdf.count(b"/Type /Page\n") == pages, kind


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_finding_of_axe_and_no_overflow(context, facility, goods, scheme):
    # A page of its own: axe writes styles itself, which the policy refuses and reports.
    page, (bag, chips) = context.new_page(), goods
    sign_in(page, facility)
    page.emulate_media(color_scheme=scheme)
    place = stock.online_location(facility)
    movement = StockMovement.objects.latest("pk")
    stock.adjust(
        variant=bag, location=place, difference=-9, kind="damage", reason="Rusak",
        at=movement.at, by=None,
    )  # fmt: skip
    assert ProductionBatch.objects.exists()
    found = {}
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        for address in (
            "/petugas/stok/", "/petugas/stok/?q=tas", "/petugas/produksi/",
            f"/petugas/produksi/?q={chips.sku}", f"/petugas/label/?n-{chips.pk}=2",
            f"/petugas/label/lembar/?n-{chips.pk}=0",
        ):  # fmt: skip
            page.goto(address)
            wrong = [
                f"{rule['id']}: {rule['nodes'][0]['html'][:160]}"
                for rule in Axe().run(page).response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wrong.append("wider than the window")
            if wrong:
                found[f"{address} {width}"] = wrong
    assert found == {}
