"""The catalogue as a visitor uses it, with and without script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.catalog.listing.conftest import add_many

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def loads(page):
    """Counts whole page loads: a swap makes none."""
    seen = []
    page.on("load", lambda: seen.append(page.url))
    return seen


def cards(page):
    return page.locator("#hasil .card h2")


def test_ticking_a_box_swaps_the_result_and_the_address(page, goods, loads):
    page.set_viewport_size(WIDE)
    page.goto("/produk/")
    page.get_by_label(re.compile("^Siap kirim")).check()

    expect(cards(page)).to_have_text(["Kue Kacang", "Tas Rotan"])
    expect(page).to_have_url(re.compile(r"/produk/\?stok=ada$"))
    expect(page.locator("#kabar")).to_have_text("2 karya")
    expect(page.get_by_label(re.compile("^Siap kirim"))).to_be_focused()
    assert len(loads) == 1


def test_back_and_forward_show_the_earlier_results(page, goods, loads):
    page.set_viewport_size(WIDE)
    page.goto("/produk/")
    page.get_by_label(re.compile("^Siap kirim")).check()
    expect(cards(page)).to_have_count(2)
    page.get_by_label(re.compile("^Kuliner")).check()
    expect(cards(page)).to_have_text(["Kue Kacang"])

    page.go_back()
    expect(cards(page)).to_have_text(["Kue Kacang", "Tas Rotan"])
    expect(page).to_have_url(re.compile(r"\?stok=ada$"))
    expect(page.get_by_label(re.compile("^Kuliner"))).not_to_be_checked()
    page.go_back()
    expect(cards(page)).to_have_count(5)
    page.go_forward()
    expect(cards(page)).to_have_count(2)
    assert len(loads) == 1


def test_back_from_a_product_shows_the_filtered_list(page, goods):
    page.set_viewport_size(WIDE)
    page.goto("/produk/")
    page.get_by_label(re.compile("^Siap kirim")).check()
    expect(cards(page)).to_have_count(2)
    page.get_by_role("link", name="Tas Rotan").click()
    expect(page).to_have_url(re.compile(r"/produk/tas-rotan-\d+/$"))

    page.go_back()
    expect(cards(page)).to_have_text(["Kue Kacang", "Tas Rotan"])
    expect(page.locator("header.top")).to_be_visible()


def test_choosing_an_order_needs_no_button(page, goods, loads):
    page.set_viewport_size(WIDE)
    page.goto("/produk/")
    expect(page.get_by_role("button", name="Ubah")).to_be_hidden()
    page.get_by_label("Urutan").select_option("Harga terendah")

    expect(cards(page).first).to_have_text("Keripik Pisang")
    expect(page).to_have_url(re.compile(r"\?urut=murah$"))
    assert len(loads) == 1


def test_chip_takes_its_choice_away_and_moves_focus_to_the_count(page, goods, loads):
    page.goto("/produk/?stok=ada&kirim=ambil")
    page.get_by_role("link", name=re.compile("^Siap kirim")).click()

    expect(page).to_have_url(re.compile(r"\?kirim=ambil$"))
    expect(page.locator("#jumlah")).to_be_focused()
    expect(page.locator("#kabar")).to_have_text("1 karya")
    assert len(loads) == 1


def test_page_link_swaps_and_goes_up(page, places, kinds, loads):
    add_many(60, places, kinds)
    page.goto("/produk/")
    page.get_by_role("link", name="Halaman 2").click()

    expect(cards(page).first).to_have_text("Keranjang 00024")
    expect(page.locator("#jumlah")).to_be_focused()
    expect(page).to_have_title(re.compile("halaman 2"))
    page.wait_for_function("Math.abs(hasil.getBoundingClientRect().top) < 50")
    assert len(loads) == 1


def test_drawer_on_a_phone_stays_open_while_choosing(page, goods):
    page.goto("/produk/")
    page.locator("#saringan > summary").click()
    page.get_by_label(re.compile("^Siap kirim")).check()
    expect(page.locator("#kabar")).to_have_text("2 karya")
    expect(page.get_by_label(re.compile("^Kerajinan"))).to_be_visible()

    page.get_by_role("button", name="Tampilkan karya").click()
    expect(page.locator("#saringan")).not_to_have_attribute("open", "")
    expect(page.locator("#jumlah")).to_be_focused()


def test_a_failing_swap_falls_back_to_the_address(context, goods):
    page = context.new_page()  # not `page`: htmx tells the console of the failure made here
    page.set_viewport_size(WIDE)
    page.goto("/produk/")
    page.route(
        "**/produk/?stok=ada",
        lambda route: (
            route.fulfill(status=503, body="Sibuk")
            if route.request.headers.get("hx-request")
            else route.continue_()
        ),
    )
    page.get_by_label(re.compile("^Siap kirim")).check()
    expect(cards(page)).to_have_text(["Kue Kacang", "Tas Rotan"])


def test_everything_works_without_script(page_without_script, goods):
    page = page_without_script
    page.set_viewport_size(WIDE)
    page.goto("/produk/")
    page.get_by_label(re.compile("^Siap kirim")).check()
    page.get_by_role("button", name="Tampilkan karya").click()
    expect(cards(page)).to_have_text(["Kue Kacang", "Tas Rotan"])

    page.get_by_label("Urutan").select_option("Harga tertinggi")
    page.get_by_role("button", name="Ubah").click()
    expect(cards(page)).to_have_text(["Tas Rotan", "Kue Kacang"])
    assert "stok=ada" in page.url

    page.get_by_role("link", name=re.compile("^Siap kirim")).click()
    expect(cards(page)).to_have_count(5)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
@pytest.mark.parametrize(
    "address", ["/produk/", "/produk/?q=gerabah", "/produk/?stok=ada&hal=1", "/kategori/kerajinan/"]
)
def test_axe_finds_nothing(page, goods, address, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.evaluate("document.querySelectorAll('#hasil details').forEach(fold => fold.open = true)")
    found = Axe().run(page)
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
