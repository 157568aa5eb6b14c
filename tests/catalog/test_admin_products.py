"""The product page of the back office, and the buttons that write stock movements."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import stock
from catalog.models import Product, ProductionBatch, StockLevel, StockMovement
from tests.builders import (
    make_category,
    make_facility,
    make_food_label,
    make_officer,
    make_order,
    make_photo,
    make_product,
    make_selling_facility,
    make_stock,
    make_variant,
)

LIST = "/admin/catalog/product/"


@pytest.fixture
def facility():
    return make_selling_facility()


@pytest.fixture
def desk(client, facility):
    """The browser of the facility's manager."""
    client.force_login(make_officer("facility_manager", facility))
    return client


def form(**fields):
    """What the browser sends for a product with one variant."""
    prefixes = {"variants": 1, "food_label": 0}
    data = {}
    for prefix, total in prefixes.items():
        data |= {
            f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": 0,
            f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000,
        }  # fmt: skip
    return data | {
        "name": "Tas Anyaman", "category": make_category().pk, "summary": "Anyaman rapat.",
        "unit": "buah", "fulfilment": "courier",
        "variants-0-name": "", "variants-0-sku": "TAS-1", "variants-0-price": 120_000,
        "variants-0-weight_grams": 400, "variants-0-lead_time_days": 0,
        "variants-0-min_quantity": 1, "variants-0-work_units": 1, "variants-0-position": 0, "variants-0-is_active": "on",
    } | fields  # fmt: skip


def empty_form(desk, category=None):
    """The form of a new product, after its category was chosen."""
    return desk.get(f"{LIST}add/", {"category": (category or make_category()).pk})


def step(product, name):
    return reverse("admin:catalog_product_step", args=[product.pk, name])


def stock_page(product, act):
    return reverse("admin:catalog_product_stock", args=[product.pk, act])


def sent(desk, url, **fields):
    """Fill the form as it was shown (with its hidden fields) and send it."""
    shown = desk.get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(key|recorded)" value="([^"]*)"', shown))
    return desk.post(url, hidden | fields)


def test_new_product_belongs_to_the_officers_facility_and_has_its_prices(desk, facility):
    answer = desk.post(LIST + "add/", form())
    assert answer.status_code == 302
    product = Product.objects.get()
    assert (product.facility, product.status) == (facility, "draf")
    assert (product.price_from, product.price_to) == (120_000, 120_000)


def test_blank_sku_is_filled_with_the_next_of_the_facility(desk, facility):
    make_variant(product=make_product(facility=facility), sku=f"{facility.code}-041")
    two = {
        key.replace("variants-0-", "variants-1-"): value
        for key, value in form().items()
        if key.startswith("variants-0-")
    }
    blank = {"variants-0-sku": "", "variants-1-sku": " ", "variants-1-name": "Kecil"}
    assert "Kosongkan untuk kode UPT dan nomor berikutnya" in empty_form(desk).text
    answer = desk.post(f"{LIST}add/", form(**two | blank | {"variants-TOTAL_FORMS": 2}))
    assert answer.status_code == 302
    given = Product.objects.get(name="Tas Anyaman").variants.values_list("sku", flat=True)
    assert list(given) == [f"{facility.code}-042", f"{facility.code}-043"]


def test_known_variant_keeps_its_sku(desk, facility):
    product = make_product(facility=facility)
    variant = make_variant(product=product)
    data = form(
        **{
            "name": product.name, "category": product.category_id,
            "variants-INITIAL_FORMS": 1, "variants-0-id": variant.pk,
            "variants-0-product": product.pk, "variants-0-sku": "",
        }
    )  # fmt: skip
    answer = desk.post(f"{LIST}{product.pk}/change/", data)
    assert "Wajib diisi" in answer.text
    assert product.variants.get().sku == variant.sku


def test_list_shows_a_picture_or_the_cloth_in_the_same_queries(desk, facility):
    make_photo(product=make_product(facility=facility))
    desk.get(LIST)
    with CaptureQueriesContext(connection) as with_one:
        desk.get(LIST)
    for _ in range(4):
        photo = make_photo(product=make_product(facility=facility))
    make_product(facility=facility)
    with CaptureQueriesContext(connection) as with_more:
        page = desk.get(LIST).text
    assert len(with_more) == len(with_one) <= 12
    assert photo.image.name.removesuffix(".jpg") in page
    assert page.count('<span class="pic"><picture>') == 5
    assert page.count("pic-motif") == 1


def test_product_without_variant_is_refused(desk):
    answer = desk.post(LIST + "add/", form(**{"variants-TOTAL_FORMS": 0}))
    assert answer.status_code == 200
    assert not Product.objects.exists()


def test_saved_prices_reach_the_list(desk, facility):
    product = make_product(facility=facility)
    variant = make_variant(product=product, price=50_000)
    data = form(
        **{
            "name": product.name, "category": product.category_id,
            "variants-INITIAL_FORMS": 1, "variants-0-id": variant.pk,
            "variants-0-product": product.pk, "variants-0-price": 65_000,
        }
    )  # fmt: skip
    assert desk.post(f"{LIST}{product.pk}/change/", data).status_code == 302
    product.refresh_from_db()
    assert (product.price_from, product.price_to) == (65_000, 65_000)


def test_variant_is_taken_off_sale_never_deleted(desk, facility):
    product = make_product(facility=facility)
    variant = make_variant(product=product)
    data = form(
        **{
            "name": product.name, "category": product.category_id,
            "variants-INITIAL_FORMS": 1, "variants-0-id": variant.pk, "variants-0-DELETE": "on",
            "variants-0-product": product.pk, "variants-0-sku": variant.sku,
            "variants-0-is_active": "",
        }
    )  # fmt: skip
    assert desk.post(f"{LIST}{product.pk}/change/", data).status_code == 302
    assert [kept.is_active for kept in product.variants.all()] == [False]


def test_group_of_another_facility_is_no_choice(desk):
    stranger = make_product(facility=make_facility())
    page = empty_form(desk)
    field = page.context["adminform"].form.fields["producer_group"]
    assert not field.queryset.exists()
    assert stranger.facility.short_name not in page.content.decode()


def test_products_are_never_deleted(desk, facility):
    product = make_product(facility=facility)
    assert desk.post(f"{LIST}{product.pk}/delete/", {"post": "yes"}).status_code == 403


def test_publishing_buttons_take_the_step_and_tell(desk, facility):
    product = make_product(facility=facility, status="draf", published_at=None, summary="Rapi.")
    make_variant(product=product)
    answer = desk.post(step(product, "tayangkan"), follow=True)
    assert "Keadaan menjadi Tayang" in answer.content.decode()
    product.refresh_from_db()
    assert product.is_live
    trail = desk.get(f"{LIST}{product.pk}/history/").content.decode()
    assert "Draf" in trail
    assert "Tayang" in trail


def test_publishing_button_is_a_post(desk, facility):
    product = make_product(facility=facility)
    assert desk.get(step(product, "arsipkan")).status_code == 405


def test_refused_step_says_why(desk, facility):
    product = make_product(facility=facility, status="draf", published_at=None)
    page = desk.post(step(product, "tayangkan"), follow=True).content.decode()
    assert "Isi paling sedikit satu varian" in page


def test_product_page_shows_stock_read_only(desk, facility):
    variant = make_variant(product=make_product(facility=facility))
    make_order(variant=variant, stock=7, quantity=2)
    page = desk.get(f"{LIST}{variant.product.pk}/change/")
    (level,) = page.context["levels"]
    assert (level.on_hand, level.reserved, level.available) == (7, 2, 5)
    assert "on_hand" not in page.content.decode()


def test_receiving_writes_one_movement_and_a_batch(desk, facility):
    variant = make_variant(product=make_product(facility=facility))
    place = stock.online_location(facility)
    answer = sent(
        desk, stock_page(variant.product, "terima"),
        variant=variant.pk, location=place.pk, quantity=12, rejected=1, code="A-7",
    )  # fmt: skip
    assert answer.status_code == 302
    movement = StockMovement.objects.get()
    assert (movement.kind, movement.quantity, movement.by is None) == ("receive", 12, False)
    batch = ProductionBatch.objects.get()
    assert (batch.code, batch.rejected_quantity, batch.remaining) == ("A-7", 1, 12)
    assert StockLevel.objects.get().on_hand == 12


def test_same_form_sent_twice_is_received_once(desk, facility):
    variant = make_variant(product=make_product(facility=facility))
    place = stock.online_location(facility)
    data = {"variant": variant.pk, "location": place.pk, "quantity": 3, "key": "a" * 32}
    for _ in range(2):
        assert desk.post(stock_page(variant.product, "terima"), data).status_code == 302
    assert StockLevel.objects.get().on_hand == 3


def test_food_needs_its_last_day_or_a_shelf_life(desk, facility):
    product = make_product(facility=facility, is_food=True)
    variant = make_variant(product=product)
    place = stock.online_location(facility)
    data = {"variant": variant.pk, "location": place.pk, "quantity": 5}
    refused = sent(desk, stock_page(product, "terima"), **data)
    assert "Wajib diisi untuk pangan" in refused.content.decode()
    make_food_label(product=product, shelf_life_days=5)
    assert sent(desk, stock_page(product, "terima"), **data).status_code == 302
    batch = ProductionBatch.objects.get()
    assert (batch.expires_on - batch.produced_on).days == 5


def test_counting_writes_the_difference(desk, facility):
    variant = make_variant(product=make_product(facility=facility))
    make_stock(variant=variant, quantity=10)
    level = StockLevel.objects.get()
    url = stock_page(variant.product, "koreksi")
    answer = sent(desk, url, level=level.pk, counted=8, reason="Hitung bulanan")
    assert answer.status_code == 302
    movement = StockMovement.objects.get(kind="correct")
    assert (movement.quantity, movement.reason) == (-2, "Hitung bulanan")
    level.refresh_from_db()
    assert level.on_hand == 8


def test_counting_what_changed_meanwhile_asks_to_count_again(desk, facility):
    variant = make_variant(product=make_product(facility=facility))
    make_stock(variant=variant, quantity=10)
    level = StockLevel.objects.get()
    old = f"{level.pk}:{level.on_hand}"
    make_stock(variant=variant, quantity=5)
    data = {"level": level.pk, "counted": 8, "reason": "Hitung", "recorded": old, "key": "b" * 32}
    answer = desk.post(stock_page(variant.product, "koreksi"), data)
    assert "Stok berubah selagi Anda menghitung: sekarang tercatat 15" in answer.content.decode()
    assert not StockMovement.objects.filter(kind="correct").exists()


def test_broken_goods_leave_with_their_reason(desk, facility):
    variant = make_variant(product=make_product(facility=facility))
    make_stock(variant=variant, quantity=4)
    level = StockLevel.objects.get()
    url = stock_page(variant.product, "rusak")
    assert sent(desk, url, level=level.pk, quantity=1, reason="").status_code == 200
    assert sent(desk, url, level=level.pk, quantity=1, reason="Jatuh").status_code == 302
    assert StockMovement.objects.get(kind="damage").quantity == -1


def test_reserved_goods_cannot_be_taken_out(desk, facility):
    variant = make_variant(product=make_product(facility=facility))
    make_order(variant=variant, stock=2, quantity=2)
    level = StockLevel.objects.get()
    answer = sent(
        desk, stock_page(variant.product, "rusak"), level=level.pk, quantity=1, reason="Jatuh"
    )
    assert "sudah dipesan" in answer.content.decode()
    level.refresh_from_db()
    assert level.on_hand == 2


@pytest.mark.parametrize("act", ["terima", "koreksi", "rusak"])
def test_treasurer_reads_stock_but_changes_none(client, facility, act):
    product = make_product(facility=facility)
    client.force_login(make_officer("treasurer", facility))
    assert client.get(f"{LIST}{product.pk}/change/").status_code == 200
    assert client.get(stock_page(product, act)).status_code == 403


def test_unknown_stock_act_is_not_found(desk, facility):
    assert desk.get(stock_page(make_product(facility=facility), "sulap")).status_code == 404


def test_thousands_are_read_as_officers_write_them(desk, facility):
    desk.post(f"{LIST}add/", form(**{"variants-0-price": "35.000"}))
    product = Product.objects.get()
    assert product.price_from == 35_000
    assert 'value="35.000"' in desk.get(f"{LIST}{product.pk}/change/").text

    place = stock.online_location(facility)
    sent(
        desk, stock_page(product, "terima"),
        variant=product.variants.get().pk, location=place.pk, quantity="1.000",
    )  # fmt: skip
    assert StockLevel.objects.get().on_hand == 1_000


def test_price_with_a_comma_is_refused_not_guessed(desk):
    page = desk.post(f"{LIST}add/", form(**{"variants-0-price": "35,5"}))
    assert "angka bulat" in page.text
    assert not Product.objects.exists()


def test_categories_are_chosen_under_their_groups(desk):
    group = make_category(name="Kuliner")
    leaf = make_category(name="Roti & Kue", parent=group)
    page = empty_form(desk, leaf).text
    assert re.search(rf'<optgroup label="Kuliner">\s*<option value="{leaf.pk}" selected>', page)
    assert f'value="{group.pk}"' in page  # a product may stand in the group itself


def test_saving_a_new_product_leads_to_its_photos_stock_and_publication(desk):
    answer = desk.post(f"{LIST}add/", form(), follow=True)
    assert answer.redirect_chain[0][0] == f"{LIST}{Product.objects.get().pk}/change/"
    assert "tersimpan sebagai draf. Kirim fotonya" in answer.text
    assert "Terima hasil produksi" in answer.text


def test_text_that_could_point_at_a_person_is_asked_about_once(desk):
    named = {"summary": "Dianyam Pak Contoh.", "variants-0-name": "Blok B 12"}
    page = desk.post(f"{LIST}add/", form(**named)).text
    assert "“Pak Contoh” (sebutan orang)" in page
    assert "“Blok B 12” (nomor sel atau blok)" in page
    assert not Product.objects.exists()
    ticks = dict(re.findall(r'name="([\w-]+-diperiksa)" value="(\w+)"', page))
    assert set(ticks) == {"summary-diperiksa", "variants-0-name-diperiksa"}
    assert desk.post(f"{LIST}add/", form(**named, **ticks)).status_code == 302
    assert Product.objects.get().summary == "Dianyam Pak Contoh."
