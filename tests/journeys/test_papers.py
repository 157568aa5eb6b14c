"""Every paper of an office's order in Chromium: issued, read, scanned, voided."""

import io

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from orders.links import order_token
from orders.models import Document
from tests.builders import (
    make_contact,
    make_order,
    make_product,
    make_selling_facility,
    make_shipping_rate,
    make_variant,
)

from .test_back_office import findings, sign_in

pytestmark = pytest.mark.browser
ALL = ["BAST", "KUI", "NOT", "PEN", "SJ", "SP", "TAG"]
PERSONAL = ("Dinas Contoh", "Pembeli Contoh", "Jalan Contoh 9", "0812-0000-0001")


@pytest.fixture
def order(live_server):
    facility = make_selling_facility(
        short_name="Lapas Contoh", name="Lapas Kelas IIA Contoh", document_code="CTH"
    )
    make_shipping_rate(facility=facility, zone="same_regency", first_kg=20_000, next_kg=5_000)
    contact = make_contact(
        buyer_kind="instansi", office_name="Dinas Contoh", street="Jalan Contoh 9",
        village="Batu Meja", district="Sirimau", postal_code="97128",
        regency=facility.regency, province=facility.regency.province,
    )  # fmt: skip
    product = make_product(facility=facility, name="Kursi jati, dudukan rotan")
    variant = make_variant(product=product, name="Cokelat", price=780_000)
    return make_order(variant=variant, quantity=8, method="courier", contact=contact)


def issue(page, label, reference=""):
    page.get_by_text(f"Terbitkan {label}").first.click()
    if reference:
        page.get_by_label("Nomor surat dari instansi").locator("visible=true").fill(reference)
    page.get_by_role("button", name=f"Terbitkan {label}").click()
    expect(page.locator(".messagelist")).to_contain_text(label)


def issue_all(page, order):
    """The officer's way through the order, each paper at its time."""
    page.goto(reverse("admin:orders_order_change", args=[order.pk]))
    issue(page, "Surat Penawaran")
    issue(page, "Surat Pesanan", "027/131/2026")
    issue(page, "Tagihan")
    page.get_by_label("Terlihat di mutasi").fill("22 November, 09.00")
    page.get_by_role("button", name="Uang Sudah Masuk").click()
    expect(page.get_by_role("link", name="KUI/CTH/").first).to_be_visible()
    issue(page, "Surat Jalan")
    page.get_by_label("Kurir atau kargo").fill("Kurir Contoh")
    page.get_by_label("Nomor resi").fill("CONTOH1")
    page.get_by_role("button", name="Kirim", exact=True).click()
    page.get_by_role("button", name="Sudah Diterima Pembeli", exact=True).click()
    expect(page.get_by_role("link", name="NOT/CTH/").first).to_be_visible()
    issue(page, "Berita Acara Serah Terima")


def scanned(page) -> str:
    """What a phone reads from the code on the paper."""
    picture = Image.open(io.BytesIO(page.locator(".paper-qr").screenshot()))
    [found] = zxingcpp.read_barcodes(picture.resize((picture.width * 3, picture.height * 3)))
    return found.text


def test_office_gets_every_paper_and_anybody_may_check_it(page, order, settings, live_server):
    settings.SITE_URL = live_server.url
    sign_in(page, order.facility)
    issue_all(page, order)
    papers = {paper.kind: paper for paper in Document.objects.all()}
    assert sorted(papers) == ALL

    page.context.clear_cookies()
    page.goto(reverse("orders:order_detail", args=[order_token(order)]))
    page.get_by_text("Dokumen (7)").click()
    for paper in papers.values():
        page.goto(reverse("orders:order_detail", args=[order_token(order)]))
        link = page.get_by_role("link", name=f"{paper.get_kind_display()} {paper.number}")
        if not link.is_visible():
            page.get_by_text("Dokumen (7)").click()
        link.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(paper.get_kind_display())
        expect(page.locator("article")).to_contain_text("Dinas Contoh")
        assert findings(page) == [], paper.number
        with page.expect_download() as download:
            page.get_by_role("link", name="Unduh PDF").click()
        assert download.value.suggested_filename == f"{paper.number.replace('/', '-')}.pdf"

        page.goto(scanned(page))
        expect(page.get_by_role("status")).to_contain_text(paper.number)
        expect(page.get_by_role("status")).to_contain_text("Asli")
        assert findings(page) == [], paper.number
        assert [text for text in PERSONAL if text in page.content()] == []


def test_void_bill_is_found_out_by_its_code(page_without_script, order):
    page = page_without_script
    sign_in(page, order.facility)
    page.goto(reverse("admin:orders_order_change", args=[order.pk]))
    issue(page, "Tagihan")
    page.get_by_role("link", name="rincian").click()
    page.get_by_role("button", name="Batalkan surat").click()
    expect(page.get_by_text("Wajib diisi.")).to_be_visible()
    page.get_by_label("Alasan pembatalan").fill("Salah jumlah")
    page.get_by_role("button", name="Batalkan surat").click()
    expect(page.locator(".lead-line")).to_contain_text("Dibatalkan")

    page.context.clear_cookies()
    page.goto("/cek/")
    page.get_by_label("Kode periksa").fill(Document.objects.get().code.lower())
    page.get_by_role("button", name="Periksa").click()
    expect(page.get_by_role("status")).to_contain_text("dibatalkan pada")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_papers_pass_axe(page, order, width, theme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    sign_in(page, order.facility)
    page.goto(reverse("admin:orders_order_change", args=[order.pk]))
    issue(page, "Tagihan")
    paper = Document.objects.get()
    for address in (
        reverse("admin:orders_order_change", args=[order.pk]),
        reverse("admin:orders_document_changelist"),
        reverse("admin:orders_document_change", args=[paper.pk]),
        reverse("orders:document", args=[paper.code]),
        "/cek/",
        "/cek/?kode=salah",
        "/cek/000000000000/",
    ):
        page.goto(address)
        assert findings(page) == [], address
