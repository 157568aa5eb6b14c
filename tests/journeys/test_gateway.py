"""Paying at a gateway in a real browser: there, paid, back; and when the gateway is away."""

import pytest
from playwright.sync_api import expect

from orders.models import Order, PaymentEvent
from tests.builders import make_gateway_account
from tests.journeys.test_buying import fetch_from, fill_contact, order_button, put_in_cart
from tests.journeys.test_ways_to_pay import complaints
from tests.orders.standins.midtrans import MidtransStandIn
from tests.orders.standins.server import running

pytestmark = pytest.mark.browser


@pytest.fixture
def midtrans(settings, live_server):
    """Midtrans on this machine, whose page the browser opens and which tells the site."""
    with running(MidtransStandIn()) as stand_in:
        settings.MIDTRANS_SNAP_URL = settings.MIDTRANS_API_URL = stand_in.address
        settings.GATEWAY_PAGE_HOSTS = ["127.0.0.1"]
        settings.SITE_URL = live_server.url
        stand_in.told_at = f"{live_server.url}/gerbang/midtrans/"
        yield stand_in


@pytest.fixture(params=["with script", "without script"])
def visit(request, gallery):
    is_on = request.param == "with script"
    page = request.getfixturevalue("page" if is_on else "page_without_script")
    page.script = is_on
    return page


def place_at_midtrans(page, product):
    """Order one piece, fetched, to be paid at Midtrans, and open its page."""
    make_gateway_account(facility=product.facility)
    put_in_cart(page, product)
    page.get_by_role("link", name="Lanjut ke pembayaran").click()
    fill_contact(page)
    fetch_from(page, product)
    page.get_by_label("Bayar lewat Midtrans").check()
    order_button(page).click()
    page.wait_for_url("**/belanja/**")
    page.get_by_role("link", name="Buka halaman pesanan").click()
    page.wait_for_url("**/pesanan/**")


def test_shopper_pays_on_the_page_of_midtrans_and_comes_back(visit, gallery, midtrans):
    page = visit
    place_at_midtrans(page, gallery[1])
    page.get_by_role("button", name="Bayar Rp48.000").click()

    page.wait_for_url(f"{midtrans.address}/snap/**")
    expect(page.get_by_role("heading")).to_have_text("Snap 48000")
    page.get_by_role("link", name="Bayar").click()
    # The notice has come before the shopper is back.
    expect(page.get_by_role("heading")).to_have_text("Lunas")
    assert PaymentEvent.objects.get().source == "notice"
    page.get_by_role("link", name="Kembali ke toko").click()

    page.wait_for_url("**/pesanan/**")
    expect(page.locator(".tag").first).to_have_text("Dibayar")
    assert Order.objects.get().payment.received_amount == 48_000


def test_shopper_comes_back_before_the_notice(page, gallery, midtrans):
    page.script = True
    midtrans.told_at = ""
    place_at_midtrans(page, gallery[1])
    page.get_by_role("button", name="Bayar Rp48.000").click()
    page.get_by_role("link", name="Bayar").click()
    page.get_by_role("link", name="Kembali ke toko").click()

    page.wait_for_url("**/pesanan/**")
    expect(page.locator(".tag").first).to_have_text("Dibayar")
    assert PaymentEvent.objects.get().source == "asked"


def test_shopper_pays_another_way_while_midtrans_is_away(visit, gallery, midtrans):
    page = visit
    place_at_midtrans(page, gallery[1])
    midtrans.status = 503
    page.get_by_role("button", name="Bayar Rp48.000").click()

    expect(page.get_by_role("alert")).to_contain_text("Midtrans sedang tidak dapat dihubungi.")
    page.get_by_role("button", name="Transfer bank").click()
    expect(page.get_by_role("heading", name="Transfer bank")).to_be_visible()
    payment = Order.objects.get().payment
    assert (payment.method, payment.amount) == ("bank_transfer", 48_000 + payment.unique_code)


def test_pages_on_the_way_are_accessible(page, gallery, midtrans):
    page.script = True
    place_at_midtrans(page, gallery[1])
    midtrans.status = 503
    page.get_by_role("button", name="Bayar Rp48.000").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert complaints(page) == []
    midtrans.heal()
    # The page that leads there would be gone at once.
    page.route("**/bayar/", without_refresh)
    page.get_by_role("button", name="Bayar Rp48.000").click()
    expect(page.get_by_role("link", name="Buka halaman Midtrans")).to_be_visible()
    assert complaints(page) == []
    page.goto("/pesanan/" + page.url.split("/pesanan/")[1].removesuffix("bayar/"))
    expect(page.get_by_role("button", name="Saya sudah membayar, periksa")).to_be_visible()
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def without_refresh(route):
    answer = route.fetch()
    headers = {name: text for name, text in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=headers)
