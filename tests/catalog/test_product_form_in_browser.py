"""The product form on a phone: it follows the category, with script and without; axe in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from catalog.models import Category, Product
from catalog.models.products import Publication
from tests.builders import make_category, make_selling_facility, make_variant
from tests.catalog.test_photos_in_browser import sign_in

pytestmark = pytest.mark.browser

GOODS = Category.Goods


@pytest.fixture
def shop(live_server):
    """A facility's product, and categories of three kinds."""
    for name, kind in (("Roti", GOODS.FOOD), ("Kemeja", GOODS.CLOTHES), ("Kursi", GOODS.FURNITURE)):
        make_category(name=name, goods=kind)
    facility = make_selling_facility()
    product = Product.objects.create(
        facility=facility, name="Tas", category=make_category(name="Anyaman"), summary="Rapi."
    )
    make_variant(product=product)
    return product


def parts(page) -> dict[str, bool]:
    """Which parts of the form can be seen."""
    expect(page.locator("#id_name")).to_be_visible()
    shown = {
        "bahan": page.locator("#id_material"),
        "komposisi": page.locator("#id_food_label-0-ingredients"),
        "ukuran": page.get_by_role("checkbox", name="XL", exact=True),
        "panjang": page.locator("#id_variants-0-length_cm"),
    }
    return {name: place.is_visible() for name, place in shown.items()}


FOOD = {"bahan": False, "komposisi": True, "ukuran": False, "panjang": False}
CLOTHES = {"bahan": True, "komposisi": False, "ukuran": True, "panjang": False}
FURNITURE = {"bahan": True, "komposisi": False, "ukuran": False, "panjang": True}


def test_form_follows_the_category_at_once(page, shop):
    sign_in(page, shop)
    page.goto("/admin/catalog/product/add/")
    page.get_by_role("link", name="Roti", exact=True).click()
    assert parts(page) == FOOD
    page.locator("#id_category").select_option("Kemeja")
    assert parts(page) == CLOTHES
    page.locator("#id_category").select_option("Kursi")
    assert parts(page) == FURNITURE
    # How long it takes is asked once it is made when ordered.
    expect(page.locator("#id_variants-0-lead_time_days")).to_be_hidden()
    page.locator("#id_variants-0-made_to_order").check()
    expect(page.locator("#id_variants-0-lead_time_days")).to_be_visible()


def test_product_is_written_without_script(page_without_script, shop):
    page = page_without_script
    sign_in(page, shop)
    page.goto("/admin/catalog/product/add/")
    page.get_by_role("link", name="Kemeja", exact=True).click()
    assert parts(page) == CLOTHES
    page.locator("#id_name").fill("Kemeja Lurik")
    page.locator("#id_summary").fill("Dijahit Pak Contoh.")
    page.locator("#id_variants-0-price").fill("135.000")
    page.locator("#id_variants-0-weight_grams").fill("300")
    for size in ("M", "L"):
        page.get_by_role("checkbox", name=size, exact=True).check()
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_label("sudah diperiksa, tidak menunjuk seorang pun").check()
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_text("Kelengkapan:")).to_be_visible()
    product = Product.objects.get(name="Kemeja Lurik")
    assert list(product.variants.values_list("name", "price")) == [("M", 135_000), ("L", 135_000)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_product_pages_have_no_finding_of_axe_and_no_overflow(context, shop, scheme):
    # A page of its own: axe writes styles itself, which the policy refuses and reports.
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    sign_in(page, shop)
    found = {}
    addresses = ("", "add/", f"add/?category={shop.category_id}", f"{shop.pk}/change/",
                 f"{shop.pk}/jeda/")  # fmt: skip
    for path in [f"/admin/catalog/product/{end}" for end in addresses] + [
        "/admin/",
        f"/admin/facilities/facility/{shop.facility_id}/change/",
    ]:
        page.goto(path)
        wrong = [
            f"{rule['id']}: {node['html'][:120]}"
            for rule in Axe().run(page).response["violations"]
            for node in rule["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong.append("wider than the window")
        if wrong:
            found[path] = wrong
    assert found == {}


def test_leaving_typed_words_behind_is_asked_first(page, shop):
    sign_in(page, shop)
    page.goto(f"/admin/catalog/product/{shop.pk}/change/", wait_until="load")
    page.wait_for_timeout(100)
    page.locator("#id_material").fill("Bambu apus")
    asked = []

    def stay(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("button", name="Ajukan", exact=True).click()
    assert "belum disimpan" in asked[0]
    expect(page.locator("#id_material")).to_have_value("Bambu apus")
    shop.refresh_from_db()
    assert shop.status == Publication.DRAFT

    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert len(asked) == 1
    shop.refresh_from_db()
    assert shop.material == "Bambu apus"
