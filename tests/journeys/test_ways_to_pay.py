"""Each way to pay in a real browser: order, pay, officer confirms, goods leave, completed."""

import io
import re

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from orders.models import Order, Receipt
from orders.payments import emv
from tests.builders import (
    make_officer,
    make_payment_setup,
    make_product,
    make_province,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_stock,
    make_variant,
)

pytestmark = pytest.mark.browser

PASSWORD = "sandi-contoh"


@pytest.fixture
def shop(live_server):
    """A facility with every way to pay that brings goods within its own city."""
    province = make_province(code="62", name="Kalimantan Tengah", short_name="Kalimantan Tengah")
    city = make_regency(province=province, code="62.71", name="Kota Palangka Raya")
    facility = make_selling_facility(
        short_name="Lapas Palangka Raya", name="Lapas Kelas IIA Palangka Raya", regency=city,
        city="Palangka Raya", whatsapp="+6281200000002", address="Jalan Contoh 2",
    )  # fmt: skip
    make_payment_setup(facility=facility)
    make_shipping_rate(
        facility=facility, service="local", zone="same_regency", first_kg=15_000, next_kg=5_000
    )
    make_shipping_rate(facility=facility, zone="same_regency", first_kg=18_000)
    product = make_product(name="Keranjang rotan", facility=facility)
    make_stock(variant=make_variant(product=product, name="", price=185_000), quantity=10)
    product.refresh_prices()
    return product


@pytest.fixture(params=["with script", "without script"])
def visit(request, shop):
    """A page of the shopper's browser; `visit.script` says whether JavaScript runs."""
    is_on = request.param == "with script"
    page = request.getfixturevalue("page" if is_on else "page_without_script")
    page.script = is_on
    return page


@pytest.fixture
def desk(new_context, shop):
    """The browser of an officer who packs and takes money."""
    page = new_context().new_page()
    user = make_officer("facility_manager", shop.facility, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    return page


def recalculate(page, name):
    if not page.script:
        page.get_by_role("button", name=name, exact=True).click()


def way(page, shop, method):
    return page.locator(f"[name='bayar-{shop.facility.slug}'][value={method}]")


def begin(page, shop, *, office=False):
    page.goto(shop.get_absolute_url())
    page.get_by_role("button", name="Masukkan ke Keranjang").click()
    page.get_by_role("link", name="Lanjut ke pembayaran").click()
    page.get_by_label("Nama penerima").fill("Pembeli Contoh")
    page.get_by_label("Nomor WhatsApp").fill("0812 0000 0001")
    page.get_by_label("Saya setuju data saya dipakai").check()
    if office:
        page.get_by_label("Pembelian untuk instansi").check()
        page.get_by_label("Nama instansi").fill("Dinas Contoh")
        if page.script:
            expect(way(page, shop, "down_payment")).to_have_count(1)


def deliver(page, shop, method):
    """Have the goods brought within the city, or fetch them."""
    if method != "pickup":
        page.get_by_label("Provinsi").select_option(label="Kalimantan Tengah")
        recalculate(page, "Tampilkan kabupaten/kota dan ongkos kirim")
        page.get_by_label("Kabupaten atau kota").select_option(label="Kota Palangka Raya")
        recalculate(page, "Tampilkan kabupaten/kota dan ongkos kirim")
        for name, text in (
            ("district", "Jekan Raya"), ("village", "Menteng"), ("street", "Jalan Contoh 1"),
            ("postal_code", "73112"),
        ):  # fmt: skip
            page.fill(f"#id_{name}", text)
    choice = page.locator(f"[name='kirim-{shop.facility.slug}'][value={method}]")
    choice.check()
    recalculate(page, "Hitung ongkir")
    word = "Ambil di" if method == "pickup" else "Kirim dari"
    expect(page.locator("#ringkasan-isi")).to_contain_text(f"{word} Palangka Raya")


def press(page):
    page.get_by_role("button", name=re.compile("^Buat .*pesanan")).click()
    page.wait_for_url("**/belanja/**")
    page.get_by_role("link", name="Buka halaman pesanan").click()
    page.wait_for_url("**/pesanan/**")
    return Order.objects.get()


def order(page, shop, method, *, delivery="local", office=False):
    begin(page, shop, office=office)
    deliver(page, shop, delivery)
    if office:
        recalculate(page, "Perbarui cara bayar")
    way(page, shop, method).check()
    return press(page)


def status(page):
    page.reload()
    return expect(page.locator(".tag").first)


def send_proof(page, picture, label="Bukti transfer", name="Nama pemilik rekening"):
    page.get_by_label(label).set_input_files(picture)
    page.get_by_label(name).fill("Pengirim Contoh")
    page.get_by_role("button", name="Kirim bukti").click()
    expect(page.locator(".tag").first).to_have_text("Menunggu Verifikasi")


def accept(desk, order, amount):
    desk.goto(f"/admin/orders/order/{order.pk}/change/")
    desk.get_by_label(f"Uang {amount} sudah terlihat di mutasi").check()
    desk.get_by_role("button", name="Terima pembayaran").click()
    expect(desk.get_by_text(f"Pembayaran {amount} diterima.")).to_be_visible()


def take(desk, order, *labels):
    for label in labels:
        desk.goto(f"/admin/orders/order/{order.pk}/change/")
        desk.get_by_role("button", name=label, exact=True).click()
        expect(desk.get_by_text(f"{label} tercatat.")).to_be_visible()


def rupiah(amount):
    return f"Rp{amount:,}".replace(",", ".")


def scanned(locator) -> list[str]:
    picture = Image.open(io.BytesIO(locator.screenshot()))
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_qris_is_scanned_paid_checked_and_sent(visit, shop, desk, proof_picture):
    page = visit
    placed = order(page, shop, "qris")
    amount = rupiah(placed.total)
    code = page.locator(".qr")
    expect(code).to_contain_text("GALERI LAPAS CONTOH")
    expect(code).to_contain_text(amount)
    expect(code).to_contain_text("Bayar sebelum")
    [text] = scanned(code)
    items = {item.tag: item.value for item in emv.read(text)}
    assert (items["54"], items["01"]) == (str(placed.total), "12")
    with page.expect_download() as download:
        page.get_by_role("link", name="Simpan gambar QR").click()
    assert download.value.suggested_filename == f"qris-{placed.number}.png"
    [saved] = zxingcpp.read_barcodes(Image.open(download.value.path()))
    assert saved.text == text

    send_proof(page, proof_picture, "Bukti pembayaran", "Nama pemilik akun pembayar")
    expect(page.locator(".qr")).to_have_count(0)
    accept(desk, placed, amount)
    status(page).to_have_text("Dibayar")
    take(desk, placed, "Kirim", "Sudah Diterima Pembeli")
    status(page).to_have_text("Selesai")
    assert Receipt.objects.get().amount == placed.total


def test_money_at_the_door_is_counted_by_the_officer(visit, shop, desk):
    page = visit
    placed = order(page, shop, "cod")
    assert placed.total == 200_000
    expect(page.locator(".tag").first).to_have_text("Diterima")
    expect(page.get_by_text("Siapkan Rp200.000 tunai untuk petugas pengantar.")).to_be_visible()

    take(desk, placed, "Kirim")
    status(page).to_have_text("Dikirim")
    take(desk, placed, "Uang dari Pengantar Diterima")
    status(page).to_have_text("Selesai")
    expect(page.locator(".stitch .done").last).to_contain_text("Diterima dan dibayar")
    assert Receipt.objects.get().source == "counter"


def test_office_gets_its_goods_first_and_pays_after(visit, shop, desk, proof_picture):
    page = visit
    placed = order(page, shop, "after_handover", office=True)
    expect(page.locator(".tag").first).to_have_text("Diterima")
    expect(page.get_by_text("dibayar paling lambat 14 hari setelah barang")).to_be_visible()

    take(desk, placed, "Kirim", "Sudah Diterima Pembeli")
    status(page).to_have_text("Menunggu Pembayaran")
    expect(page.get_by_text("Barang sudah diserahterimakan.")).to_be_visible()
    send_proof(page, proof_picture)
    accept(desk, placed, "Rp200.000")
    status(page).to_have_text("Selesai")
    expect(page.locator(".stitch .done").last).to_contain_text("Pembayaran lunas")


def test_office_pays_a_part_gets_its_goods_and_pays_the_rest(visit, shop, desk, proof_picture):
    page = visit
    placed = order(page, shop, "down_payment", office=True)
    expect(page.get_by_text("Bayar uang muka Rp56.000 sebelum")).to_be_visible()
    send_proof(page, proof_picture)
    accept(desk, placed, "Rp56.000")
    status(page).to_have_text("Uang Muka Diterima")

    take(desk, placed, "Kirim", "Sudah Diterima Pembeli")
    status(page).to_have_text("Menunggu Pembayaran")
    expect(page.get_by_text("Bayar Rp144.000 paling lambat")).to_be_visible()
    send_proof(page, proof_picture)
    accept(desk, placed, "Rp144.000")
    status(page).to_have_text("Selesai")
    assert list(Receipt.objects.order_by("pk").values_list("amount", flat=True)) == [
        56_000,
        144_000,
    ]


def test_money_in_the_gallery_is_taken_with_the_hand_over(visit, shop, desk):
    page = visit
    placed = order(page, shop, "pay_at_pickup", delivery="pickup")
    take(desk, placed, "Siap Diambil")
    status(page).to_have_text("Siap Diambil")
    code = page.locator("figcaption .copy").inner_text()
    desk.goto(f"/admin/orders/order/{placed.pk}/change/")
    desk.get_by_label("Kode ambil").fill(code)
    desk.get_by_role("button", name="Terima Uang dan Serahkan").click()
    expect(desk.get_by_text("Terima Uang dan Serahkan tercatat.")).to_be_visible()
    status(page).to_have_text("Selesai")


def test_ways_follow_delivery_and_buyer_while_choosing(visit, shop):
    page = visit
    begin(page, shop)
    deliver(page, shop, "local")
    expect(way(page, shop, "cod")).to_have_count(1)
    expect(way(page, shop, "after_handover")).to_have_count(0)
    way(page, shop, "cod").check()

    page.locator(f"[name='kirim-{shop.facility.slug}'][value=courier]").check()
    recalculate(page, "Perbarui cara bayar")
    expect(way(page, shop, "cod")).to_have_count(0)
    expect(page.locator("#bayar :checked")).to_have_count(0)

    page.get_by_label("Pembelian untuk instansi").check()
    recalculate(page, "Perbarui cara bayar")
    expect(way(page, shop, "down_payment")).to_have_count(1)
    page.get_by_label("Pembelian untuk instansi").uncheck()
    recalculate(page, "Perbarui cara bayar")
    expect(way(page, shop, "down_payment")).to_have_count(0)


def test_way_that_no_longer_fits_is_refused_and_the_right_ones_are_shown(page_without_script, shop):
    """Without script the page may be behind: the server's answer is right all the same."""
    page = page_without_script
    page.script = False
    begin(page, shop)
    deliver(page, shop, "local")
    way(page, shop, "cod").check()
    page.locator(f"[name='kirim-{shop.facility.slug}'][value=courier]").check()
    page.get_by_role("button", name=re.compile("^Buat .*pesanan")).click()

    expect(page.get_by_text("tidak berlaku untuk pengiriman")).to_be_visible()
    expect(way(page, shop, "cod")).to_have_count(0)
    assert Order.objects.count() == 0
    way(page, shop, "bank_transfer").check()
    page.get_by_role("button", name=re.compile("^Buat .*pesanan")).click()
    page.wait_for_url("**/belanja/**")


def complaints(page):
    return [
        (item["id"], node["target"], node["failureSummary"])
        for item in Axe().run(page).response["violations"]
        for node in item["nodes"]
    ]


@pytest.mark.parametrize("method", ["qris", "cod", "after_handover", "down_payment"])
def test_page_of_each_way_is_accessible_and_fits(page, shop, method):
    page.script = True
    order(page, shop, method, office=method in ("after_handover", "down_payment"))
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert complaints(page) == []
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
