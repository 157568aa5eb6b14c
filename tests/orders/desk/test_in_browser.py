"""The phone desk in Chromium: axe, the window's width, and a proof accepted with the thumb."""

import io

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from orders import proof_files
from orders.models import PaymentProof
from tests.builders import (
    make_officer,
    make_order,
    make_paid_order,
    make_photo,
    make_product,
    make_proof,
    make_selling_facility,
    make_variant,
)
from tests.journeys.test_back_office import PASSWORD, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(live_server):
    """An order whose proof waits, and a paid one."""
    facility = make_selling_facility(short_name="Lapas Contoh")
    product = make_product(facility=facility, name="Keranjang Rotan")
    make_photo(product=product)
    order = make_order(variant=make_variant(product=product), stock=6, quantity=2)
    proof = make_proof(order=order)
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "#fdfcf8").save(out, "JPEG")
    PaymentProof.objects.filter(pk=proof.pk).update(file_name=proof_files.keep(out.getvalue()))
    return {"facility": facility, "order": order, "paid": make_paid_order(facility=facility)}


def sign_in(page, facility):
    user = make_officer("facility_manager", facility, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_pass_axe_and_fit_the_window(new_context, shop, width, theme):
    page = new_context(bypass_csp=True).new_page()  # axe sets styles of its own
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=theme)
    sign_in(page, shop["facility"])
    numbers = f"pesanan={shop['paid'].number}"
    prints = reverse("orders:staff_papers")
    addresses = [
        reverse("orders:staff_home"),
        reverse("orders:staff_orders"),
        reverse("orders:staff_order", args=[shop["order"].number]),
        reverse("orders:staff_order", args=[shop["paid"].number]),
        *[f"{prints}?cetak={kind}&{numbers}" for kind in ("ambil", "kemas")],
    ]
    found = {}
    for address in addresses:
        page.goto(address, wait_until="load")
        found[address] = findings(page)
    assert {address: problems for address, problems in found.items() if problems} == {}


def test_proof_is_checked_and_the_order_sent_on_without_script(new_context, shop):
    page = new_context(java_script_enabled=False).new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, shop["facility"])
    page.goto(reverse("orders:staff_home"))
    page.get_by_role("link", name="Periksa bukti transfer").click()
    page.get_by_role("link", name="Keranjang Rotan").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Terima pembayaran").click()
    expect(page.get_by_text("diterima.").first).to_be_visible()
    page.get_by_role("button", name="Siap Diambil").click()
    expect(page.locator(".tag", has_text="Siap Diambil").first).to_be_visible()
    page.get_by_role("button", name="Daftar kemas").click()
    expect(page.get_by_role("heading", name="Daftar kemas")).to_be_visible()
