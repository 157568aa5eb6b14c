"""An officer with nothing but docs/petugas.md: a product, a batch, a sale, a proof, a parcel, on 390 px.

Only words of the guide are pressed, and no address is typed but the first one.
"""

import io

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import expect

from catalog import stock
from catalog.models import Product, StockLocation
from orders import proof_files
from orders.models import DirectSale, PaymentProof
from tests.builders import (
    make_category,
    make_contact,
    make_officer,
    make_order,
    make_producer_group,
    make_product,
    make_proof,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_stock_location,
    make_variant,
)
from tests.journeys.test_back_office import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def picture(colour: str, size=(1200, 1200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def facility(live_server):
    facility = make_selling_facility(short_name="Lapas Contoh")
    make_shipping_rate(facility=facility, zone="elsewhere", first_kg=38_000, next_kg=20_000)
    make_producer_group(facility=facility, name="Pokja Anyaman")
    make_category(name="Anyaman", parent=make_category(name="Kerajinan Tangan"))
    stock.online_location(facility)
    make_stock_location(facility=facility, kind=StockLocation.Kind.GALLERY, name="Galeri Contoh")
    return facility


@pytest.fixture
def proof(facility):
    """An order to be sent far, paid by transfer, whose proof waits."""
    regency = make_regency()
    regency.province.island_group = "Maluku"
    regency.province.save()
    order = make_order(
        variant=make_variant(product=make_product(facility=facility, name="Tudung Saji")),
        stock=5,
        method="courier",
        contact=make_contact(
            province=regency.province, regency=regency, district="Kecamatan", village="Desa",
            street="Jalan Contoh 1", postal_code="97111",
        ),
    )  # fmt: skip
    proof = make_proof(order=order)
    name = proof_files.keep(picture("#fdfcf8", (600, 800)))
    PaymentProof.objects.filter(pk=proof.pk).update(file_name=name)
    return proof


@pytest.fixture
def phone(new_context, facility):
    """A phone on which the head of the workshops has signed in, at the page of what waits."""
    page = new_context(reduced_motion="reduce").new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    user = make_officer("facility_manager", facility, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("link", name="Halaman ponsel").click()
    return page


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_product_with_photos_is_made_received_and_sold(phone):
    # 2. Menambah barang dengan foto
    phone.get_by_role("link", name="Lainnya").first.click()
    phone.get_by_role("link", name="Tambah produk").first.click()
    phone.get_by_role("link", name="Anyaman").click()
    phone.get_by_label("Nama produk").fill("Keranjang Buah")
    phone.get_by_label("Kelompok kerja").select_option(label="Pokja Anyaman, Lapas Contoh")
    phone.get_by_label("Keterangan singkat").fill("Keranjang bambu untuk buah.")
    phone.get_by_label("Harga (Rp)").first.fill("65.000")
    phone.get_by_label("Berat terbungkus (gram)").first.fill("400")
    phone.get_by_role("button", name="Simpan", exact=True).click()
    files = [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture(colour)}
        for n, colour in enumerate(("#bb9988", "#88aabb"))
    ]
    phone.locator("input[type=file]").set_input_files(files)
    phone.get_by_role("button", name="Kirim foto").click()
    for n, words in enumerate(("Keranjang bambu dari samping", "Keranjang bambu dari atas")):
        phone.get_by_label("Apa yang terlihat").nth(n).fill(words)
        phone.get_by_label("Tidak ada").nth(n).check()
    phone.get_by_role("button", name="Simpan", exact=True).last.click()
    assert fits(phone)
    phone.get_by_role("link", name="Kembali ke produk").click()
    phone.get_by_role("button", name="Tayangkan").click()
    product = Product.objects.get(name="Keranjang Buah")
    assert (product.status, product.photos.count()) == ("tayang", 2)

    # 3. Mencatat hasil bengkel
    phone.get_by_role("link", name="Halaman ponsel").click()
    phone.get_by_role("link", name="Lainnya").first.click()
    phone.get_by_role("link", name="Produksi").first.click()
    phone.get_by_role("searchbox").fill("keranjang")
    phone.keyboard.press("Enter")
    phone.get_by_label("Jumlah baik").fill("10")
    phone.get_by_text("Tempat, tanggal, dan kode produksi").click()
    phone.get_by_label("Disimpan di").select_option(label="Galeri Contoh")
    phone.get_by_role("button", name="Simpan ke stok").click()
    expect(phone.get_by_text("masuk ke Galeri Contoh")).to_be_visible()

    # 4. Menjual di galeri
    phone.get_by_role("link", name="Kasir").first.click()
    phone.get_by_label("Uang di laci sekarang").fill("200.000")
    phone.get_by_role("button", name="Buka giliran").click()
    phone.get_by_role("button", name="Keranjang Buah").first.click()
    phone.get_by_role("button", name="100.000").click()
    expect(phone.get_by_text("Rp35.000").first).to_be_visible()
    assert fits(phone)
    phone.get_by_role("button", name="Selesaikan penjualan").click()
    expect(phone.get_by_role("heading", name="Kembali Rp35.000")).to_be_visible()
    assert DirectSale.objects.get().total == 65_000
    call_command("verify_stock")
    call_command("verify_sales")
    call_command("verify_money")


def test_proof_is_checked_and_the_order_sent(phone, proof):
    # 5. Memeriksa bukti transfer
    phone.get_by_role("link", name="Beranda").click()
    phone.get_by_role("link", name="Periksa bukti transfer").click()
    phone.get_by_role("link", name="Tudung Saji").click()
    expect(phone.get_by_text("Harus masuk")).to_be_visible()
    phone.get_by_role("checkbox", name="sudah terlihat di mutasi").check()
    phone.get_by_role("button", name="Terima pembayaran").click()

    # 6. Mengemas dan mengirim pesanan
    phone.get_by_role("link", name="Pesanan").first.click()
    phone.get_by_role("link", name="Siap Dikemas").click()
    phone.get_by_role("checkbox", name="Cetak").check()
    phone.get_by_role("button", name="Daftar ambil").click()
    expect(phone.get_by_role("heading", name="Gudang situs")).to_be_visible()
    phone.get_by_role("link", name="Kembali ke pesanan").click()
    phone.get_by_role("link", name="Tudung Saji").click()
    phone.get_by_label("Kurir atau kargo").fill("JNE")
    phone.get_by_label("Nomor resi").fill("JX1234567890")
    phone.get_by_role("button", name="Kirim", exact=True).click()
    expect(phone.locator(".tag", has_text="Dikirim").first).to_be_visible()
    news = phone.get_by_role("link", name="Kabari pembeli")
    assert "wa.me" in news.get_attribute("href")
    assert fits(phone)
    order = proof.payment.order
    order.refresh_from_db()
    order.shipment.refresh_from_db()
    assert (order.state, order.shipment.tracking_number) == ("shipped", "JX1234567890")
    call_command("verify_stock")
