"""What only a browser can tell: axe, sideways overflow, the keyboard, the theme, the cart count."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from catalog.models import Publication
from tests.builders import (
    make_facility,
    make_photo,
    make_product,
    make_service,
    make_stock,
    make_variant,
)

pytestmark = pytest.mark.browser

# The same rules, without collecting what passed: quicker.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
LONG = "Seperangkat kursi tamu jati berukir dengan dudukan rotan anyaman rapat pilihan"


@pytest.fixture
def addresses(live_server, stocked):
    """Every kind of public page, with full and with bare data."""
    craft, food, *_ = stocked(5)
    bare = make_facility(short_name="Lapas Tanpa Karya", is_selling=False)
    long = make_product(name=LONG, facility=bare, unit="seperangkat")
    make_variant(product=long, price=125_000_000, min_quantity=100)
    long.refresh_prices()
    many = make_product(name="Batako", facility=craft.facility, category=craft.category)
    for name in ("Merah", "Abu-abu dengan lubang tembus di tengahnya", "Hitam"):
        variant = make_variant(product=many, name=name, made_to_order=True, lead_time_days=45)
        make_stock(variant=variant, quantity=2)
    many.refresh_prices()
    for position in range(3):
        make_photo(product=many, position=position)
    service = make_service(facility=bare, name=LONG, status=Publication.LIVE)
    named = [
        "home", "service_list", "facility_list", "about", "how_to_shop", "terms", "privacy",
        "returns",
    ]  # fmt: skip
    return {name: reverse(f"catalog:{name}") for name in named} | {
        "impact": reverse("orders:impact"),
        "product": craft.get_absolute_url(),
        "food": food.get_absolute_url(),
        "sold_out": long.get_absolute_url(),
        "variants": many.get_absolute_url(),
        "service": service.get_absolute_url(),
        "facility": reverse("catalog:facility_detail", args=["lapas-ambon"]),
        "bare_facility": reverse("catalog:facility_detail", args=[bare.slug]),
        "province": reverse("catalog:province_detail", args=["maluku"]),
        "found_facility": reverse("catalog:facility_list") + "?q=ambon",
        "no_facility": reverse("catalog:facility_list") + "?q=tidakada",
        "missing": "/tidak-ada/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_have_no_finding_of_axe_and_no_overflow(page, addresses, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for name, address in addresses.items():
        page.goto(address)
        # Drawers are part of the page: look into them as well.
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width in (360, 390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            violations = Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
            broken = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in violations]
            too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if broken or too_wide > 0:
                found[name, width] = [*broken, f"{too_wide} px too wide"]
    assert found == {}


def test_skip_link_is_first_and_leads_to_the_content(page, live_server):
    page.goto("/tentang/")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Langsung ke isi"
    assert page.locator(".skip").bounding_box()["width"] > 40
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_every_control_of_a_product_is_reached_by_keyboard_with_a_visible_ring(page, addresses):
    page.goto(addresses["variants"])
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('main a, main button, main input, main summary')]
        .filter(e => e.checkVisibility() && !e.disabled && e.type !== 'hidden'
            && !(e.type === 'radio' && !e.checked)).length"""
    )
    reached = set()
    for _ in range(wanted + 60):
        page.keyboard.press("Tab")
        step = page.evaluate(
            """() => {const e = document.activeElement; if (!e.closest('main')) return null;
            window.n ??= new Map(); if (!n.has(e)) n.set(e, n.size);
            const ring = getComputedStyle(e).outlineStyle;
            return [n.get(e), ring !== 'none' || !!e.closest('.search:focus-within'),
                e.matches('a, button, input, summary'), e.outerHTML.slice(0, 80)]}"""
        )
        if step is None:
            continue
        assert step[1], f"no focus ring: {step[3]}"
        if step[2]:
            reached.add(step[0])
    assert len(reached) == wanted


def test_chosen_theme_is_kept_and_set_before_paint(page, live_server):
    page.goto("/tentang/")
    page.get_by_role("button", name="Gelap").click()

    assert page.evaluate("document.documentElement.dataset.tema") == "gelap"
    page.goto("/privasi/")
    assert page.evaluate("document.documentElement.dataset.tema") == "gelap"
    assert page.get_by_role("button", name="Gelap").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Otomatis").click()
    assert page.evaluate("'tema' in document.documentElement.dataset") is False


def test_cart_link_tells_the_number_from_the_readable_cookie(page, context, live_server):
    page.goto("/tentang/")
    assert page.get_by_role("link", name="Keranjang", exact=True).count() == 1
    context.add_cookies([{"name": "jumlah", "value": "3", "url": live_server.url}])

    page.goto("/tentang/")

    assert page.get_by_role("link", name="Keranjang, 3 barang").locator("b").inner_text() == "3"


@pytest.mark.parametrize("width", [320, 340, 360])
def test_header_with_a_full_cart_fits_small_phones(page, context, live_server, width):
    context.add_cookies([{"name": "jumlah", "value": "120", "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 700})

    page.goto("/tentang/")

    assert page.get_by_role("link", name="Keranjang, 120 barang").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("value", ["<b>", "-1", "3x", "99999"])
def test_cart_link_ignores_a_cookie_that_is_no_number(page, context, live_server, value):
    context.add_cookies([{"name": "jumlah", "value": value, "url": live_server.url}])

    page.goto("/tentang/")

    link = page.get_by_role("link", name="Keranjang", exact=True)
    assert not link.locator("b").is_visible()


def test_pages_read_without_script(page_without_script, addresses):
    page = page_without_script
    page.goto(addresses["variants"])

    assert page.get_by_role("button", name="Masukkan ke Keranjang").is_visible()
    assert page.get_by_role("radio").count() == 3
    assert page.get_by_role("button", name="Gelap").count() == 0


def test_buy_bar_stays_at_the_thumb_on_phones(page, addresses):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(addresses["product"])
    button = page.get_by_role("button", name="Masukkan ke Keranjang")

    before = button.bounding_box()["y"]
    page.evaluate("window.scrollTo(0, 900)")

    assert button.bounding_box()["y"] == before
    assert 700 < before < 844
