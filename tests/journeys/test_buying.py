"""Whole visits in a real browser, on a phone's width, with JavaScript on and off."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from orders import private_pictures
from orders.models import CartLine, Checkout, Order, PaymentProof
from orders.payments import accept_proof
from tests.builders import make_membership

pytestmark = pytest.mark.browser

ADDRESS = {
    "district": "Sirimau",
    "village": "Batu Merah",
    "street": "Jalan Contoh 1",
    "postal_code": "97128",
}


@pytest.fixture(params=["with script", "without script"])
def visit(request, gallery):
    """A page of the shopper's browser; `visit.script` says whether JavaScript runs."""
    is_on = request.param == "with script"
    page = request.getfixturevalue("page" if is_on else "page_without_script")
    page.script = is_on
    return page


def put_in_cart(page, *products):
    for product in products:
        page.goto(product.get_absolute_url())
        page.get_by_role("button", name="Masukkan ke Keranjang").click()
        expect(page.get_by_role("heading", name="Keranjang", exact=True)).to_be_visible()


def choose_address(page):
    """Province, then regency: with script they follow, without it a button shows them."""
    more = page.get_by_role("button", name="Tampilkan kabupaten/kota dan ongkos kirim")
    page.get_by_label("Provinsi").select_option(label="Maluku")
    if not page.script:
        more.click()
    page.get_by_label("Kabupaten atau kota").select_option(label="Kota Ambon")
    if not page.script:
        more.click()
    expect(page.locator("#pengiriman").get_by_text("Rp38.000").first).to_be_visible()
    for name, text in ADDRESS.items():
        page.fill(f"#id_{name}", text)


def fill_contact(page):
    page.get_by_label("Nama penerima").fill("Pembeli Contoh")
    page.get_by_label("Nomor WhatsApp").fill("0812 0000 0001")
    page.get_by_label("Saya setuju data saya dipakai").check()


def fetch_from(page, product):
    """Choose pick-up at this product's facility and have the total worked out."""
    slug = product.facility.slug
    page.locator(f"[name='kirim-{slug}'][value=pickup]").check()
    if page.script:
        expect(
            page.locator(f"#ringkasan-isi >> text=Ambil di {product.facility.city}")
        ).to_have_count(1)
    else:
        page.get_by_role("button", name="Hitung ongkir").click()


def order_button(page):
    return page.get_by_role("button", name=re.compile("^Buat .*pesanan"))


def place(page, *products):
    put_in_cart(page, *products)
    page.get_by_role("link", name="Lanjut ke pembayaran").click()
    fill_contact(page)
    for product in products:
        fetch_from(page, product)
    order_button(page).click()
    page.wait_for_url("**/belanja/**")


def test_guest_buys_from_two_facilities_and_follows_the_order(visit, gallery, proof_picture):
    page, (basket, cookies) = visit, gallery
    put_in_cart(page, basket, cookies)
    page.get_by_role("link", name="Lanjut ke pembayaran").click()
    fill_contact(page)
    choose_address(page)
    fetch_from(page, cookies)
    expect(order_button(page)).to_have_text("Buat dua pesanan, Rp271.000")
    order_button(page).click()

    page.wait_for_url("**/belanja/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dua pesanan dari dua UPT")
    sent = Order.objects.get(facility=basket.facility)
    fetched = Order.objects.get(facility=cookies.facility)
    assert (sent.shipment.method, fetched.shipment.method) == ("courier", "pickup")
    panel = page.locator("section.panel").filter(has_text=sent.number)
    expect(panel).to_contain_text(sent.payment.account_number)
    panel.get_by_role("link", name="Buka halaman pesanan").click()
    page.wait_for_url("**/pesanan/**")
    page.get_by_label("Bukti transfer").set_input_files(proof_picture)
    page.get_by_label("Nama pemilik rekening").fill("Pengirim Contoh")
    page.get_by_role("button", name="Kirim bukti").click()
    expect(page.locator(".tag").first).to_have_text("Menunggu Verifikasi")

    officer = make_membership(facility=basket.facility).user
    accept_proof(proof=PaymentProof.objects.get(), by=officer, at=timezone.now())
    page.reload()
    expect(page.locator(".tag").first).to_have_text("Dibayar")
    expect(page.locator(".stitch .done").last).to_contain_text("Pembayaran lunas")

    page.goto("/lacak/")
    page.get_by_label("Nomor pesanan").fill(sent.number)
    page.get_by_label("Nomor WhatsApp saat memesan").fill("081200000001")
    page.get_by_role("button", name="Lacak", exact=True).click()
    expect(page.locator(".tag")).to_have_text("Dibayar")

    assert Session.objects.count() == 0
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"keranjang", "jumlah", "csrf"}


def test_photo_straight_from_the_camera_is_made_small_before_it_is_sent(page, gallery, tmp_path):
    page.script = True
    place(page, gallery[1])
    photo = tmp_path / "kamera.png"
    Image.frombytes("RGB", (2000, 1500), os.urandom(2000 * 1500 * 3)).save(photo)
    assert photo.stat().st_size > private_pictures.MAX_BYTES
    field = page.get_by_label("Bukti transfer")

    field.set_input_files(photo)
    expect(field).to_have_value(re.compile("bukti.jpg$"))
    page.get_by_label("Nama pemilik rekening").fill("Pengirim Contoh")
    page.get_by_role("button", name="Kirim bukti").click()

    expect(page.locator(".tag").first).to_have_text("Menunggu Verifikasi")


def test_printed_order_lists_its_goods_and_no_buttons(page, gallery):
    page.script = True
    place(page, gallery[1])
    page.get_by_role("link", name="Buka halaman pesanan").click()
    page.emulate_media(media="print")

    expect(page.get_by_text("Kue kacang")).to_be_visible()
    expect(page.get_by_text("Transfer tepat sampai 3 digit terakhir.")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_double_click_is_one_order(visit, gallery):
    page = visit
    put_in_cart(page, gallery[0])
    page.get_by_role("link", name="Lanjut ke pembayaran").click()
    fill_contact(page)
    fetch_from(page, gallery[0])

    order_button(page).dblclick()

    # The second press breaks off the first answer: wait for the page that stays, not for a load.
    expect(page).to_have_url(re.compile("/belanja/"))
    assert Checkout.objects.count() == 1
    assert Order.objects.count() == 1


def test_errors_keep_what_was_typed_and_lead_to_the_field(visit, gallery):
    page = visit
    put_in_cart(page, gallery[0])
    page.get_by_role("link", name="Lanjut ke pembayaran").click()
    fill_contact(page)
    choose_address(page)
    page.get_by_label("Nomor WhatsApp").fill("0812 99")
    page.get_by_label("Catatan untuk petugas").fill("Titip di pos")

    order_button(page).click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Satu isian perlu diperbaiki: nomor WhatsApp.")
    expect(page.get_by_label("Nama penerima")).to_have_value("Pembeli Contoh")
    expect(page.get_by_label("Catatan untuk petugas")).to_have_value("Titip di pos")
    expect(page.get_by_label("Kabupaten atau kota")).to_have_value("81.71")
    for name, text in ADDRESS.items():
        expect(page.locator(f"#id_{name}")).to_have_value(text)
    alert.get_by_role("link", name="nomor WhatsApp").click()
    expect(page.get_by_label("Nomor WhatsApp")).to_be_focused()
    page.get_by_label("Nomor WhatsApp").fill("0812 0000 0001")
    order_button(page).click()
    page.wait_for_url("**/belanja/**")


def test_cart_changes_by_button_and_by_typing(visit, gallery):
    page = visit
    put_in_cart(page, gallery[0])

    page.get_by_role("button", name="Tambah Keranjang rotan").click()
    expect(page.locator(".sum")).to_contain_text("Rp370.000")
    quantity = page.get_by_role("textbox", name="Jumlah Keranjang rotan")
    quantity.fill("5")
    quantity.press("Enter")
    expect(page.locator(".sum")).to_contain_text("Rp925.000")
    assert CartLine.objects.get().quantity == 5
    page.get_by_role("button", name="Hapus Keranjang rotan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keranjang masih kosong")


def test_enter_in_a_field_never_orders(visit, gallery):
    page = visit
    put_in_cart(page, gallery[0])
    page.get_by_role("link", name="Lanjut ke pembayaran").click()
    fill_contact(page)
    fetch_from(page, gallery[0])

    page.get_by_label("Nama penerima").press("Enter")

    expect(page.get_by_label("Nama penerima")).to_have_value("Pembeli Contoh")
    assert Order.objects.count() == 0


def test_number_on_the_icon_follows_the_cart(page, gallery):
    page.script = True
    put_in_cart(page, *gallery)
    expect(page.locator("[data-keranjang] b")).to_have_text("2")

    page.get_by_role("button", name="Hapus Kue kacang").click()
    expect(page.locator("[data-keranjang] b")).to_have_text("1")


def test_recalculating_keeps_focus_and_tells_the_total(page, gallery):
    page.script = True
    put_in_cart(page, gallery[0])
    page.get_by_role("link", name="Lanjut ke pembayaran").click()
    choose_address(page)
    pickup = page.locator("[name^=kirim-][value=pickup]")

    pickup.focus()
    page.keyboard.press("Space")

    expect(page.locator("#pengumuman")).to_have_text("Jumlah Rp185.000")
    expect(pickup).to_be_focused()
    expect(pickup).to_be_checked()


def tab_to(page, target):
    """Press Tab until the target has the focus; fails when it is never reached."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {target}")


def test_everything_is_reached_by_keyboard(page, gallery):
    page.script = True
    put_in_cart(page, gallery[0])
    tab_to(page, page.get_by_role("link", name="Lanjut ke pembayaran"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/pesan/")

    tab_to(page, page.get_by_label("Nama penerima"))
    page.keyboard.type("Pembeli Contoh")
    tab_to(page, page.get_by_label("Nomor WhatsApp"))
    page.keyboard.type("081200000001")
    tab_to(page, page.locator("[name^=kirim-]").first)
    page.keyboard.press("Space")
    expect(page.locator("#ringkasan-isi")).to_contain_text("Gratis")
    tab_to(page, page.get_by_label("Saya setuju data saya dipakai"))
    page.keyboard.press("Space")
    tab_to(page, order_button(page))
    page.keyboard.press("Enter")

    page.wait_for_url("**/belanja/**")
    tab_to(page, page.get_by_label("Bukti transfer"))
    tab_to(page, page.get_by_role("button", name="Kirim bukti"))


def complaints(page):
    return [
        (item["id"], node["target"], node["failureSummary"])
        for item in Axe().run(page).response["violations"]
        for node in item["nodes"]
    ]


def look_closely(page):
    """axe over the page as it stands, light and dark, on a phone and a desk."""
    page.emulate_media(reduced_motion="reduce")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert complaints(page) == []
            overflow = "document.documentElement.scrollWidth - innerWidth"
            assert page.evaluate(overflow) <= 0
    page.set_viewport_size({"width": 390, "height": 844})


def test_pages_of_a_purchase_are_accessible(page, gallery, proof_picture):
    page.script = True
    page.goto("/keranjang/")
    look_closely(page)
    put_in_cart(page, *gallery)
    look_closely(page)
    page.get_by_role("link", name="Lanjut ke pembayaran").click()
    page.locator("summary").first.click()
    look_closely(page)
    order_button(page).click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_closely(page)
    fill_contact(page)
    for product in gallery:
        fetch_from(page, product)
    order_button(page).click()
    page.wait_for_url("**/belanja/**")
    page.locator("summary").first.click()
    look_closely(page)
    page.get_by_role("link", name="Buka halaman pesanan").first.click()
    page.get_by_role("button", name="Kirim bukti").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_closely(page)
    page.get_by_role("link", name="Batalkan pesanan").click()
    look_closely(page)
    page.goto("/lacak/")
    page.get_by_role("button", name="Lacak", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_closely(page)
