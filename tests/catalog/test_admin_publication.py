"""The product's page: what is missing, who is next, pauses; and a form that follows the category."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import Category, Product
from facilities.models import Facility
from tests.builders import (
    make_category,
    make_facility,
    make_food_label,
    make_officer,
    make_photo,
    make_product,
    make_selling_facility,
    make_variant,
)
from tests.catalog.test_admin_products import LIST, form

GOODS = Category.Goods
LATER = timezone.localdate() + timedelta(days=12)


@pytest.fixture
def facility():
    return make_selling_facility()


@pytest.fixture
def desk(client, facility):
    client.force_login(make_officer("facility_manager", facility))
    return client


def page_of(product):
    return f"{LIST}{product.pk}/change/"


def pause_page(row):
    kind = "facilities_facility" if isinstance(row, Facility) else "catalog_product"
    return reverse(f"admin:{kind}_pause", args=[row.pk])


def resume_page(row):
    kind = "facilities_facility" if isinstance(row, Facility) else "catalog_product"
    return reverse(f"admin:{kind}_resume", args=[row.pk])


def left_out(page) -> set[str]:
    body = re.search(r'<body class="([^"]*)"', page.text)[1]
    return {name for name in body.split() if name.startswith("tanpa-")}


# A form that follows the category


def test_new_product_begins_with_the_choice_of_its_category(desk):
    group = make_category(name="Mebel")
    chair = make_category(name="Kursi", parent=group, goods=GOODS.FURNITURE)
    page = desk.get(f"{LIST}add/")
    assert f'<a href="?category={chair.pk}">Kursi</a>' in page.text
    assert f'<a href="?category={group.pk}">Mebel, lainnya</a>' in page.text
    form_page = desk.get(f"{LIST}add/?category={chair.pk}")
    assert form_page.context["adminform"].form["category"].value() == chair.pk
    assert form_page.context["adminform"].form["fulfilment"].value() == "cargo"


@pytest.mark.parametrize("category", ["0", "x", "99999999999999999999", "%00"])
def test_category_that_is_none_leads_to_an_open_form(desk, category):
    make_category()
    assert desk.get(f"{LIST}add/?category={category}", follow=True).status_code == 200


@pytest.mark.parametrize(
    ("goods", "hidden"),
    [
        (GOODS.PLAIN, {"tanpa-label", "tanpa-sizes"}),
        (GOODS.FOOD, {"tanpa-craft", "tanpa-measures", "tanpa-tick", "tanpa-sizes"}),
        (GOODS.CLOTHES, {"tanpa-measures", "tanpa-tick", "tanpa-label"}),
        (GOODS.FURNITURE, {"tanpa-tick", "tanpa-label", "tanpa-sizes"}),
    ],
)
def test_form_shows_what_the_category_needs(desk, facility, goods, hidden):
    category = make_category(goods=goods)
    assert left_out(desk.get(f"{LIST}add/?category={category.pk}")) == hidden
    product = make_product(facility=facility, category=category)
    assert left_out(desk.get(page_of(product))) == hidden
    sent = desk.post(f"{LIST}add/", form(category=category.pk, name=""))
    assert left_out(sent) == hidden


@pytest.mark.parametrize(
    ("goods", "tick", "is_food"),
    [
        (GOODS.FOOD, {}, True),
        (GOODS.CLOTHES, {"is_food": "on"}, False),
        (GOODS.PLAIN, {"is_food": "on"}, True),
        (GOODS.PLAIN, {}, False),
    ],
)
def test_category_says_whether_it_is_food(desk, goods, tick, is_food):
    desk.post(f"{LIST}add/", form(category=make_category(goods=goods).pk, **tick))
    assert Product.objects.get().is_food is is_food


def test_sizes_become_variants_like_the_first(desk):
    clothes = make_category(goods=GOODS.CLOTHES)
    answer = desk.post(f"{LIST}add/", form(category=clothes.pk, sizes=["M", "L", "XL"]))
    assert answer.status_code == 302
    product = Product.objects.get()
    rows = list(product.variants.values_list("name", "price", "weight_grams"))
    assert rows == [("M", 120_000, 400), ("L", 120_000, 400), ("XL", 120_000, 400)]
    assert len({v.sku for v in product.variants.all()}) == 3
    offered = desk.get(page_of(product)).context["adminform"].form.fields["sizes"].choices
    assert [size for size, _ in offered] == ["S", "XXL", "Semua ukuran"]


def test_sizes_are_for_clothes_only(desk):
    desk.post(f"{LIST}add/", form(sizes=["M", "L"]))
    assert Product.objects.get().variants.count() == 1


def test_label_typed_before_stays_when_the_category_changes(desk, facility):
    product = make_product(
        facility=facility, is_food=True, category=make_category(goods=GOODS.FOOD)
    )
    variant = make_variant(product=product)
    label = make_food_label(product=product, ingredients="Tepung")
    data = form(
        **{
            "name": product.name, "category": make_category().pk, "is_food": "",
            "variants-INITIAL_FORMS": 1, "variants-0-id": variant.pk,
            "variants-0-product": product.pk, "variants-0-sku": variant.sku,
            "food_label-TOTAL_FORMS": 1, "food_label-INITIAL_FORMS": 1,
            "food_label-0-id": label.pk, "food_label-0-product": product.pk,
            "food_label-0-ingredients": "Tepung",
        }
    )  # fmt: skip
    assert desk.post(page_of(product), data).status_code == 302
    product.refresh_from_db()
    assert (product.is_food, product.food_label.ingredients) == (False, "Tepung")


def test_official_reads_the_product_without_its_form(client, facility):
    product = make_product(facility=facility, category=make_category(goods=GOODS.CLOTHES))
    client.force_login(make_officer("regional_viewer", facility.regional_office))
    assert client.get(page_of(product)).status_code == 200


# What is missing


def test_list_says_what_is_missing_and_its_filter_finds_it(desk, facility):
    bare = make_product(facility=facility, name="Kursi", summary="", description="")
    pictured = make_product(facility=facility, name="Meja")
    make_photo(product=pictured)
    page = desk.get(LIST)
    assert re.search(r"field-kelengkapan[^>]*>Kurang harga, keterangan, foto", page.text)
    found = desk.get(LIST, {"kurang": "foto"}).context["cl"].result_list
    assert list(found) == [bare]
    assert desk.get(LIST, {"kurang": "sulap"}).status_code in {200, 302}


def test_form_names_what_is_missing_with_the_way_to_it(desk, facility):
    product = make_product(facility=facility, status="draf", published_at=None, summary="")
    page = desk.get(page_of(product)).text
    assert '<a href="#variants-group">Isi paling sedikit satu varian yang dijual.</a>' in page
    assert page.count("Wajib sebelum tayang") == 2
    assert 'id="variants-group"' in page
    assert 'id="id_summary"' in page


# The way to the public


def test_page_says_where_the_product_stands_and_who_is_next(desk, facility):
    product = make_product(facility=facility, status="diajukan", published_at=None)
    page = desk.get(page_of(product)).text
    assert re.findall(r'<li class="(\w*)"(?: aria-current="step")?>(\w+)</li>', page) == [
        ("done", "Draf"),
        ("here", "Diajukan"),
        ("", "Tayang"),
    ]
    assert "Menunggu Kasi Giatja atau Kepala UPT" in page


def test_returned_product_shows_whose_note_it_is(desk, client, facility):
    product = make_product(facility=facility)
    make_variant(product=product)
    officer = desk.get(page_of(product)).wsgi_request.user
    client.force_login(make_officer("regional_viewer", facility.regional_office))
    step = reverse("admin:catalog_product_step", args=[product.pk, "kembalikan"])
    assert client.post(step, {"note": "Foto buram."}).status_code == 302
    client.force_login(officer)
    page = client.get(page_of(product)).text
    assert f"{facility.regional_office} meminta" in page
    assert "Foto buram." in page
    assert "Dikembalikan: Foto buram." in client.get(LIST).text


# Pauses


def test_product_is_paused_and_sold_again_by_buttons(desk, facility):
    product = make_product(facility=facility)
    assert pause_page(product) in desk.get(page_of(product)).text
    answer = desk.post(pause_page(product), {"resumes_on": LATER.isoformat()}, follow=True)
    assert "Penjualan dijeda." in answer.text
    product.refresh_from_db()
    assert product.resumes_on == LATER
    assert list(desk.get(LIST, {"jeda": "ya"}).context["cl"].result_list) == [product]
    assert "Dijeda sampai" in desk.get(LIST).text
    answer = desk.post(resume_page(product), follow=True)
    assert "dijual lagi" in answer.text
    product.refresh_from_db()
    assert not product.is_paused
    history = desk.get(f"{LIST}{product.pk}/history/").text
    assert len(re.findall(r"dijual lagi mulai", history, re.IGNORECASE)) == 2


def test_facility_is_paused_and_sells_again_by_buttons(desk, facility):
    page = reverse("admin:facilities_facility_change", args=[facility.pk])
    assert pause_page(facility) in desk.get(page).text
    answer = desk.post(pause_page(facility), {"resumes_on": LATER.isoformat()}, follow=True)
    assert "UPT menerima pesanan lagi mulai" in answer.text
    facility.refresh_from_db()
    assert (facility.is_selling, facility.resumes_on) == (False, LATER)
    desk.post(resume_page(facility))
    facility.refresh_from_db()
    assert (facility.is_selling, facility.resumes_on) == (True, None)


@pytest.mark.parametrize(
    ("day", "words"),
    [("", "Isi tanggal"), ("kemarin", "tanggal"), ("2020-01-01", "harus sesudah hari ini")],
)
def test_wrong_day_is_said_beside_the_field_and_kept(desk, facility, day, words):
    page = desk.post(pause_page(make_product(facility=facility)), {"resumes_on": day})
    assert words in str(page.context["form"]["resumes_on"].errors)
    assert f'value="{day}"' in page.text or not day


def test_who_may_not_pause_meets_a_closed_door(client, facility):
    product = make_product(facility=facility)
    for role in ("treasurer", "regional_viewer"):
        place = facility if role == "treasurer" else facility.regional_office
        client.force_login(make_officer(role, place))
        for url in (pause_page(product), pause_page(facility)):
            assert client.get(url).status_code == 403
            assert client.post(url, {"resumes_on": LATER.isoformat()}).status_code == 403
        assert pause_page(product) not in client.get(page_of(product)).text
    client.force_login(make_officer("facility_staff", facility))
    assert client.get(pause_page(product)).status_code == 200
    assert client.get(pause_page(facility)).status_code == 403
    assert client.get(resume_page(product)).status_code == 405


def test_pause_of_another_facility_is_not_found(desk):
    stranger = make_product(facility=make_facility())
    for row in (stranger, stranger.facility):
        assert desk.post(pause_page(row), {"resumes_on": LATER.isoformat()}).status_code == 404
        assert desk.post(resume_page(row)).status_code == 404


def test_operator_who_opens_a_facility_ends_its_pause(db):
    facility = make_facility(is_selling=False, resumes_on=LATER)
    facility.is_selling = True
    facility.save()
    facility.refresh_from_db()
    assert facility.resumes_on is None
