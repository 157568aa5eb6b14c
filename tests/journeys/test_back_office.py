"""The back office in Chromium: strict policy, axe, both themes, phone and desk."""

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from catalog import stock
from catalog.models import StockLevel
from orders import proof_files
from orders.models import Payment, PaymentProof
from tests.builders import (
    make_food_label,
    make_gallery,
    make_officer,
    make_order,
    make_photo,
    make_product,
    make_proof,
    make_sales_day,
    make_selling_facility,
    make_user,
    make_variant,
)

pytestmark = pytest.mark.browser

PASSWORD = "sandi-contoh"
WIDTHS = {"phone": 390, "desk": 1280}


@pytest.fixture
def facility(live_server):
    return make_selling_facility(short_name="Lapas Contoh")


@pytest.fixture
def shop(facility):
    """A product with all there is, and an order whose proof waits."""
    product = make_product(facility=facility, name="Keranjang Rotan", is_food=True, summary="Rapi.")
    make_food_label(product=product, shelf_life_days=30)
    make_photo(product=product)
    variant = make_variant(product=product, name="Besar", price=240_000)
    product.refresh_prices()
    order = make_order(variant=variant, stock=6, quantity=2)
    proof = make_proof(order=order)
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "#fdfcf8").save(out, "JPEG")
    PaymentProof.objects.filter(pk=proof.pk).update(file_name=proof_files.keep(out.getvalue()))
    make_sales_day(facility=facility, revenue=12_500_000)
    gallery = make_gallery(facility=facility)
    return {"product": product, "order": order, "proof": proof, "gallery": gallery}


def sign_in(page, facility, role="facility_manager"):
    user = make_officer(role, facility, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    return user


def findings(page) -> list[str]:
    """What axe objects to, and content wider than the window."""
    found = [
        f"{rule['id']}: {rule['nodes'][0]['html'][:160]}"
        for rule in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{page.url} is wider than the window")
    return found


def addresses(shop):
    product, order = shop["product"].pk, shop["order"].pk
    return [
        "/admin/",
        "/admin/catalog/product/",
        f"/admin/catalog/product/{product}/change/",
        "/admin/catalog/product/add/",
        f"/admin/catalog/product/{product}/stok/terima/",
        f"/admin/catalog/product/{product}/stok/koreksi/",
        f"/admin/catalog/product/{product}/history/",
        "/admin/catalog/stocklevel/",
        "/admin/catalog/stockmovement/",
        "/admin/orders/order/",
        f"/admin/orders/order/{order}/change/",
        f"/admin/facilities/facility/{shop['product'].facility_id}/change/",
        f"/admin/facilities/gallery/{shop['gallery'].pk}/delete/",
        "/admin/password_change/",
        "/admin/password_change/done/",
        "/laporan/",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS)
def test_pages_pass_axe_and_fit_the_window(new_context, facility, shop, size, theme):
    # axe itself sets styles on forms, which the policy would refuse: it is off here only.
    page = new_context(bypass_csp=True).new_page()
    page.set_viewport_size({"width": WIDTHS[size], "height": 900})
    page.emulate_media(color_scheme=theme)
    page.goto("/admin/login/")
    found = {"/admin/login/": findings(page)}
    sign_in(page, facility)
    for address in addresses(shop):
        page.goto(address, wait_until="load")
        found[address] = findings(page)
    page.goto("/admin/")
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Anda sudah keluar")).to_be_visible()
    found["keluar"] = findings(page)
    assert {address: problems for address, problems in found.items() if problems} == {}


def test_pages_keep_the_strict_policy(page, facility, shop):
    """The fixture fails on any refused style or script; every control that makes one is used."""
    sign_in(page, facility)
    for address in addresses(shop):
        written = page.goto(address).text()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", written), address


def test_choice_with_search_keeps_the_strict_policy(page, facility):
    make_user(username="pengelola", is_staff=True, is_superuser=True, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill("pengelola")
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.goto(f"/admin/facilities/facility/{facility.pk}/change/")
    page.get_by_role("combobox", name="Kabupaten/kota").click()
    page.get_by_role("searchbox").fill(facility.regency.name)
    expect(page.get_by_role("option", name=facility.regency.name)).to_be_visible()


def test_long_form_lists_its_errors_with_the_way_to_each(page, facility):
    sign_in(page, facility)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/admin/catalog/product/add/")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator(".errornote")).to_contain_text("Belum disimpan")
    page.locator(".errornote").get_by_role("link", name="Harga (Rp): Wajib diisi.").click()
    expect(page.locator("#id_variants-0-price")).to_be_in_viewport()


def test_officer_checks_a_proof_on_the_phone(page, facility, shop):
    sign_in(page, facility, "treasurer")
    page.get_by_role("link", name="Periksa bukti transfer").click()
    page.get_by_role("link", name=shop["order"].number).click()
    expect(page.get_by_role("img", name="Bukti transfer")).to_be_visible()
    page.get_by_label("sudah terlihat di mutasi").check()
    page.get_by_role("button", name="Terima pembayaran").click()
    expect(page.get_by_text("diterima.")).to_be_visible()
    assert Payment.objects.get(order=shop["order"]).state == Payment.State.PAID


def test_officer_adds_a_variant_and_receives_goods_by_script(page, facility, shop):
    sign_in(page, facility)
    product = shop["product"]
    page.goto(f"/admin/catalog/product/{product.pk}/change/")
    page.get_by_role("button", name="Tambahkan Varian lagi").click()
    page.locator("#id_variants-1-name").fill("Kecil")
    page.locator("#variants-1").get_by_text("Kode, foto, dan urutan").click()
    page.locator("#id_variants-1-sku").fill("KCL-1")
    page.locator("#id_variants-1-price").fill("90000")
    page.locator("#id_variants-1-weight_grams").fill("300")
    page.get_by_role("button", name="Simpan", exact=True).click()
    small = product.variants.get(sku="KCL-1")

    page.goto(f"/admin/catalog/product/{product.pk}/stok/terima/")
    page.get_by_label("Varian").select_option(str(small.pk))
    page.get_by_label("Jumlah baik").fill("4")
    page.get_by_role("button", name="Simpan ke stok").click()
    expect(page.get_by_role("heading", name="Stok")).to_be_visible()
    place = stock.online_location(facility)
    assert StockLevel.objects.get(variant=small, location=place).on_hand == 4


def test_desk_works_without_script(page_without_script, facility, shop):
    page = page_without_script
    sign_in(page, facility)
    page.goto(f"/admin/orders/order/{shop['order'].pk}/change/")
    page.get_by_text("Bukti tidak cocok").click()
    page.get_by_label("Gambar tidak terbaca").check()
    page.get_by_role("button", name="Tolak dan minta bukti baru").click()
    expect(page.get_by_text("Bukti ditolak: Gambar tidak terbaca")).to_be_visible()


def test_official_lands_on_the_summary(page, facility, shop):
    sign_in(page, facility.regional_office, "regional_viewer")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ringkasan")
    expect(page.get_by_role("img", name="Omzet, juta rupiah", exact=True)).to_be_visible()
    assert findings(page) == []


def test_chosen_theme_stays(page, facility):
    sign_in(page, facility)
    page.get_by_role("button", name="Tema").first.click()
    chosen = page.evaluate("document.documentElement.dataset.theme")
    page.goto("/admin/catalog/product/")
    assert page.evaluate("document.documentElement.dataset.theme") == chosen


def test_site_and_desk_share_one_choice_of_theme(page, facility):
    page.emulate_media(color_scheme="light")
    page.goto("/")
    page.get_by_role("button", name="Gelap").click()
    sign_in(page, facility)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.get_by_role("button", name="Tema").first.click()  # on a light device: dark, light, as it
    page.goto("/laporan/")
    expect(page.locator("html")).to_have_attribute("data-tema", "terang")
    page.goto("/")
    page.get_by_role("button", name="Gelap").click()
    page.goto("/admin/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    for _ in range(2):
        page.get_by_role("button", name="Tema").first.click()
    page.goto("/")
    assert page.evaluate("document.documentElement.dataset.tema") is None
