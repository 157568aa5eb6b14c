"""What a product lacks: one condition per thing, for one row and for a list."""

import pytest

from catalog import completeness
from catalog.models import Category, Product
from tests.builders import (
    make_category,
    make_food_label,
    make_photo,
    make_producer_group,
    make_product,
    make_variant,
)

GOODS = Category.Goods


def bare(**fields):
    defaults = {"summary": "", "description": "", "material": "", "producer_group": None}
    return make_product(**defaults | fields)


def missing(product) -> list[str]:
    return [check.key for check in completeness.report(product).missing]


def whole(goods=GOODS.PLAIN, **variant):
    product = bare(
        category=make_category(goods=goods), summary="Rapi.", description="Dianyam.",
        material="Rotan",
    )  # fmt: skip
    product.producer_group = make_producer_group(facility=product.facility)
    product.save()
    make_photo(product=product)
    make_variant(product=product, material_cost=1_000, **variant)
    return product


def test_new_product_lacks_everything_that_is_asked_of_plain_goods():
    report = completeness.report(bare())
    keys = ["varian", "keterangan", "foto", "cerita", "kelompok", "bahan"]
    assert [check.key for check in report.missing] == keys
    assert (report.done, report.total) == (0, 6)
    assert report.stopping == [
        "Isi paling sedikit satu varian yang dijual.",
        "Isi keterangan singkat atau cerita produk.",
    ]


def test_whole_product_lacks_nothing():
    assert completeness.report(whole()).is_whole


@pytest.mark.parametrize(
    ("goods", "variant", "lacks"),
    [
        (GOODS.FURNITURE, {}, ["ukuran"]),
        (GOODS.FURNITURE, {"length_cm": 120, "width_cm": 60}, ["ukuran"]),
        (GOODS.FURNITURE, {"length_cm": 120, "width_cm": 60, "height_cm": 75}, []),
        (GOODS.CLOTHES, {"name": ""}, ["pilihan"]),
        (GOODS.CLOTHES, {"name": "L"}, []),
        (GOODS.PLAIN, {"name": ""}, []),
    ],
)
def test_each_kind_of_goods_is_asked_for_what_it_needs(goods, variant, lacks):
    assert missing(whole(goods, **variant)) == lacks


def test_food_is_asked_for_its_label_and_not_for_its_material():
    product = whole()
    Product.objects.update(is_food=True, material="")
    assert missing(product) == ["label"]
    label = make_food_label(product=product, ingredients="Tepung, gula", net_weight_grams=250)
    assert missing(product) == ["label"]
    label.shelf_life_days = 5
    label.save()
    assert missing(product) == []


def test_variant_off_sale_counts_for_nothing():
    product = whole()
    product.variants.update(is_active=False, material_cost=None)
    assert missing(product) == ["varian"]


def test_photo_without_words_is_named():
    product = whole()
    make_photo(product=product, alt="")
    assert missing(product) == ["alt"]


@pytest.mark.parametrize("has_face", [None, True])
def test_photo_with_a_face_or_not_looked_at_stops_the_product(has_face):
    product = whole()
    make_photo(product=product, has_face=has_face)
    (sentence,) = completeness.report(product).stopping
    assert sentence.startswith("Jawab pada setiap foto apakah ada wajah")


def test_list_asks_for_all_rows_at_once(django_assert_num_queries):
    done, undone = whole(), bare()
    rows = completeness.with_completeness(Product.objects.order_by("pk"))
    with django_assert_num_queries(1):
        reports = {row.pk: completeness.report(row).done for row in rows}
    assert reports == {done.pk: 9, undone.pk: 0}


@pytest.mark.parametrize("check", completeness.CHECKS, ids=lambda check: check.key)
def test_filter_finds_what_the_report_names(check):
    kinds = {"label": GOODS.FOOD, "ukuran": GOODS.FURNITURE, "pilihan": GOODS.CLOTHES}
    done = whole(length_cm=1, width_cm=1, height_cm=1, name="M")
    lame = whole(kinds.get(check.key, GOODS.PLAIN))
    if check.key == "varian":
        lame.variants.update(is_active=False)
    if check.key in {"keterangan", "cerita"}:
        Product.objects.filter(pk=lame.pk).update(summary="", description="")
    if check.key == "foto":
        lame.photos.all().delete()
    if check.key == "alt":
        lame.photos.update(alt="")
    if check.key == "wajah":
        lame.photos.update(has_face=None)
    if check.key == "kelompok":
        Product.objects.filter(pk=lame.pk).update(producer_group=None)
    if check.key == "bahan":
        Product.objects.filter(pk=lame.pk).update(material="")
    if check.key == "label":
        Product.objects.filter(pk=lame.pk).update(is_food=True)
    if check.key == "pilihan":
        lame.variants.update(name="")
    if check.key == "biaya":
        lame.variants.update(material_cost=None)
    assert check.key in missing(lame)
    assert list(completeness.lacking(Product.objects.all(), check.key)) == [lame]
    assert completeness.report(done).is_whole
