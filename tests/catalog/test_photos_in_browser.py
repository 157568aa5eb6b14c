"""Photos of a product on a phone, with script and without; axe in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.builders import (
    make_officer,
    make_photo,
    make_product,
    make_selling_facility,
    make_variant,
)

pytestmark = pytest.mark.browser

PASSWORD = "sandi-contoh"


@pytest.fixture
def product(live_server):
    facility = make_selling_facility()
    product = make_product(facility=facility, name="Tas", status="draf", published_at=None)
    make_variant(product=product, price=50_000)
    product.refresh_prices()
    return product


@pytest.fixture
def pictures(tmp_path):
    """Three pictures as a phone takes them, wider than high."""
    paths = []
    for colour in ("#8a4a1c", "#2a3d70", "#2d6746"):
        path = tmp_path / f"IMG_{colour[1:]}.jpg"
        # Noise keeps the file as heavy as a real photo.
        noise = Image.effect_noise((2400, 1800), 60).convert("RGB")
        Image.blend(noise, Image.new("RGB", noise.size, colour), 0.5).save(path, quality=92)
        paths.append(path)
    return paths


def sign_in(page, product):
    user = make_officer("facility_manager", product.facility, password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def order(page):
    return [card.get_attribute("id") for card in page.locator(".photo-card").all()]


def stored(product):
    return [f"foto-{photo.pk}" for photo in product.photos.all()]


def describe_all(page):
    for number, card in enumerate(page.locator(".photo-card").all(), 1):
        card.get_by_label("Apa yang terlihat").fill(f"Tas, gambar {number}")
        card.get_by_label("Tidak ada").check()


def test_phone_sends_orders_and_crops_photos_with_script(page, product, pictures):
    sign_in(page, product)
    page.goto(f"/admin/catalog/product/{product.pk}/change/")
    panel = page.locator("#foto")
    panel.get_by_label("Pilih foto").set_input_files(pictures)
    expect(panel.get_by_role("status")).to_contain_text("3 foto siap dikirim", timeout=30_000)
    panel.get_by_role("button", name="Kirim foto").click()
    expect(page.locator(".photo-card")).to_have_count(3)
    # Made light on the phone, and in the order of choosing.
    assert [photo.width for photo in product.photos.all()] == [2048] * 3

    describe_all(page)
    one, two, three = order(page)
    kabar = page.locator(".submit-row").get_by_role("status")
    page.locator(f"#{one}").get_by_role("button", name="Ke belakang").click()
    expect(kabar).to_have_text("Urutan tersimpan.")
    assert order(page) == stored(product) == [two, one, three]

    # All three in one window, so that nothing scrolls along.
    page.set_viewport_size({"width": 390, "height": 2400})
    start = page.locator(f"#{three} .drag").bounding_box()
    above = page.locator(f"#{one}").bounding_box()
    page.mouse.move(start["x"] + 9, start["y"] + 9)
    page.mouse.down()
    page.mouse.move(start["x"] + 9, above["y"] + 30, steps=6)
    expect(page.locator(f"#{one}.drop-here")).to_be_visible()
    with page.expect_response(lambda answer: answer.status == 204):
        page.mouse.up()
    expect(kabar).to_have_text("Urutan tersimpan.")
    assert order(page) == stored(product) == [two, three, one]
    # What was typed went along with the order.
    assert product.photos.shown().count() == 3

    page.locator(f"#{two}").get_by_role("link", name="Potong, ganti").click()
    whole = page.locator(".crop-all")
    whole.scroll_into_view_if_needed()
    box = whole.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 2, middle, steps=4)
    page.mouse.up()
    assert page.locator("[name=across]").input_value() == "1000"
    assert page.locator(".crop-part").get_attribute("viewBox") == "512 0 1536 1536"
    page.get_by_role("button", name="Potong foto ini").click()
    expect(page.get_by_text("Foto dipotong. Jawab lagi apakah ada wajah.")).to_be_visible()
    cropped = product.photos.get(pk=two.removeprefix("foto-"))
    assert (cropped.width, cropped.height, cropped.has_face) == (1536, 1536, None)


def test_same_visit_without_script(page_without_script, product, pictures):
    page = page_without_script
    sign_in(page, product)
    page.goto(f"/admin/catalog/product/{product.pk}/change/")
    page.locator("#foto").get_by_label("Pilih foto").set_input_files(pictures)
    page.get_by_role("button", name="Kirim foto").click()
    expect(page.locator(".photo-card")).to_have_count(3)
    describe_all(page)
    one, two, three = order(page)
    page.locator(f"#{three}").get_by_role("button", name="Ke depan").click()
    assert order(page) == stored(product) == [one, three, two]
    assert product.photos.shown().count() == 3

    page.locator(f"#{one}").get_by_role("link", name="Potong, ganti").click()
    page.get_by_label("Geser ke kanan").fill("0")
    page.get_by_role("button", name="Lihat hasilnya dahulu").click()
    assert page.locator(".crop-part").get_attribute("viewBox") == "0 0 1536 1536"
    page.get_by_role("button", name="Potong foto ini").click()
    expect(page.get_by_text("Foto dipotong.")).to_be_visible()


def test_preview_opens_with_what_is_typed(page, product):
    sign_in(page, product)
    page.goto(f"/admin/catalog/product/{product.pk}/change/")
    page.locator("#id_name").fill("Tas Besar")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Lihat seperti pembeli").click()
    preview = opened.value
    expect(preview.get_by_role("heading", name="Tas Besar", level=1)).to_be_visible()
    expect(preview.get_by_text("isian Anda belum disimpan")).to_be_visible()
    product.refresh_from_db()
    assert product.name == "Tas"
    # The form is still there, and saves.
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.wait_for_url("**/admin/catalog/product/**")
    product.refresh_from_db()
    assert product.name == "Tas Besar"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_photo_pages_have_no_finding_of_axe_and_no_overflow(context, product, scheme):
    # A page of its own: axe writes styles itself, which the policy refuses and reports.
    page = context.new_page()
    sign_in(page, product)
    for position, has_face in enumerate((False, True, None)):
        photo = make_photo(product=product, position=position, has_face=has_face)
    start = f"/admin/catalog/product/{product.pk}"
    page.emulate_media(color_scheme=scheme)
    found = {}
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        for path in ("/change/", "/foto/", f"/foto/{photo.pk}/", "/tampilan/", "/salin/"):
            page.goto(start + path)
            wrong = [
                f"{rule['id']}: {rule['nodes'][0]['html'][:160]}"
                for rule in Axe().run(page).response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wrong.append("wider than the window")
            if wrong:
                found[f"{path} {width}"] = wrong
    assert found == {}
