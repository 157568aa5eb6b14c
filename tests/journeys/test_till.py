"""A sale at the till in a real browser: by keyboard, by thumb, and without script."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from catalog import stock
from orders import sales
from orders.models import DirectSale
from tests.builders import (
    make_officer,
    make_product,
    make_selling_facility,
    make_shift,
    make_stock_location,
    make_variant,
    put_on_shelf,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def till(live_server):
    """An open shift with two things on the shelf; returns it."""
    place = make_stock_location(facility=make_selling_facility(), name="Galeri")
    for name, price in (("Mangkuk kayu bubut", 225_000), ("Kue kacang", 48_000)):
        product = make_product(facility=place.facility, name=name)
        variant = make_variant(product=product, name="", price=price, sku=name[:3].upper() + "-1")
        put_on_shelf(variant, place, 10)
    return make_shift(place, by=make_officer("facility_staff", place.facility))


@pytest.fixture
def signed_in(client, till, live_server):
    """Signs the cashier in on a page of the browser and opens the till."""

    def go(page):
        client.force_login(till.opened_by)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        page.goto("/petugas/kasir/")
        return page

    return go


def nothing_is_broken():
    return [*stock.differences(), *sales.broken_orders(), *sales.differences()]


def test_sale_by_keyboard_takes_twenty_keys(page, signed_in):
    page.set_viewport_size({"width": 1280, "height": 900})
    signed_in(page)
    keys = 0
    for text in ("kue", "kue", "man"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        keys += len(text) + 1
        expect(page.locator("#cari")).to_have_value("")
    expect(page.locator("#nota .sum")).to_contain_text("Rp321.000")
    page.keyboard.press("Enter")  # nothing typed: on to the money
    expect(page.locator("#uang")).to_be_focused()
    page.keyboard.type("350000")
    expect(page.locator("[data-kembali]")).to_contain_text("Rp29.000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kembali Rp29.000")).to_be_visible()
    keys += 1 + 6 + 1

    assert keys == 20
    page.keyboard.press("Enter")  # the next buyer
    expect(page.locator("#cari")).to_be_focused()
    assert DirectSale.objects.get().total == 321_000
    assert nothing_is_broken() == []


def test_sale_by_thumb_takes_five_taps(new_context, signed_in):
    page = signed_in(new_context(has_touch=True, is_mobile=True).new_page())
    taps = 0

    def tap(locator):
        nonlocal taps
        locator.tap()
        taps += 1

    tap(page.get_by_role("button", name=re.compile("^Kue kacang")))
    tap(page.get_by_role("button", name=re.compile("^Kue kacang")))
    expect(page.locator(".bar")).to_contain_text("2 barang")
    tap(page.get_by_role("link", name="Ke nota"))
    tap(page.get_by_role("button", name="100.000"))
    expect(page.locator("[data-kembali]")).to_contain_text("Rp4.000")
    tap(page.get_by_role("button", name="Selesaikan penjualan"))
    expect(page.get_by_role("heading", name="Kembali Rp4.000")).to_be_visible()

    assert taps == 5
    assert nothing_is_broken() == []


def test_quick_taps_all_count(page, signed_in):
    signed_in(page)
    for _ in range(5):
        page.locator(".tile").first.click(no_wait_after=True)

    expect(page.locator("#nota .tag")).to_contain_text("5 barang")


def test_sale_without_script(page_without_script, signed_in):
    page = signed_in(page_without_script)
    page.get_by_role("button", name=re.compile("^Mangkuk")).click()
    page.get_by_role("button", name="Tambah Mangkuk kayu bubut").click()
    page.get_by_role("button", name="500.000").click()
    expect(page.locator("[data-kembali]")).to_contain_text("Rp50.000")
    page.fill("#cari", "kue")
    page.keyboard.press("Enter")
    expect(page.locator("#nota .sum")).to_contain_text("Rp498.000")
    page.get_by_role("button", name="Selesaikan penjualan").click()

    expect(page.get_by_role("heading", name="Kembali Rp2.000")).to_be_visible()
    assert nothing_is_broken() == []


def test_refused_sale_keeps_what_was_typed(page, signed_in):
    signed_in(page)
    page.locator(".tile").first.click()
    page.fill("#uang", "1000")
    page.get_by_role("button", name="Selesaikan penjualan").click()

    expect(page.get_by_text("Uangnya kurang")).to_be_visible()
    expect(page.locator("#uang")).to_have_value("1000")
    assert not DirectSale.objects.exists()


def test_slip_is_one_sheet_on_either_paper(page, signed_in, till):
    for name in ("Sapu ijuk", "Keset sabut", "Tempat pensil"):
        product = make_product(facility=till.facility, name=name)
        put_on_shelf(make_variant(product=product, name="", price=20_000), till.location, 5)
    signed_in(page)
    for number in range(5):
        page.locator(".tile").nth(number).click()
        expect(page.locator("#nota .tag")).to_contain_text(f"{number + 1} barang")
    page.get_by_role("button", name="Selesaikan penjualan").click()
    expect(page.get_by_role("heading", name="Kembali Rp0")).to_be_visible()
    for paper in ("58", "a6"):
        page.goto(f"{page.url.split('?')[0]}?kertas={paper}")
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1, paper
