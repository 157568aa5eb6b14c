"""A draft begun from a product there is."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from catalog import copying
from catalog.models import FoodLabel, Product, ProductPhoto, Variant
from tests.builders import (
    make_food_label,
    make_officer,
    make_photo,
    make_producer_group,
    make_product,
    make_selling_facility,
    make_variant,
)

# What a copy never takes along, each for its reason: of this product alone, or set by the site.
LEFT = {
    Product: {
        "id", "name", "slug", "status", "review_note", "returned_at", "returned_by", "resumes_on",
        "published_at", "created_at", "updated_at", "price_from", "price_to", "sold_count",
        "ekatalog_url",
    },
    Variant: {"id", "product", "sku", "barcode", "photo"},
    FoodLabel: {
        "id", "product", "pirt_no", "bpom_no", "halal_no", "halal_issued_on", "registration_kind",
        "registration_number",
    },
}  # fmt: skip
TAKEN = {
    Product: copying.PRODUCT_FIELDS,
    Variant: copying.VARIANT_FIELDS,
    FoodLabel: copying.LABEL_FIELDS,
}


@pytest.fixture
def product():
    facility = make_selling_facility()
    product = make_product(
        facility=facility, name="Keripik", summary="Renyah.", description="Digoreng pelan.",
        material="Singkong", technique="Goreng", care="Tutup rapat", unit="bungkus", is_food=True,
        fulfilment="local", producer_group=make_producer_group(facility=facility), sold_count=9,
    )  # fmt: skip
    make_food_label(
        product=product, net_weight_grams=250, shelf_life_days=30, allergens="Kacang",
        storage="Kering", pirt_no="1234567890123-45", halal_no="ID" + "1" * 14,
    )  # fmt: skip
    photo = make_photo(product=product, alt="Keripik dalam bungkus", digest="a" * 32)
    make_variant(product=product, name="Kecil", sku="LAMA-1", price=10_000, photo=photo)
    make_variant(
        product=product, name="Besar", sku="LAMA-2", price=25_000, material_cost=9_000,
        weight_grams=700, length_cm=30, width_cm=20, height_cm=5, made_to_order=True,
        lead_time_days=3, work_units=2, min_quantity=4, is_active=False, position=1,
        barcode="8991234567890",
    )  # fmt: skip
    return product


def values(rows, names):
    return list(rows.values(*names))


@pytest.mark.parametrize("model", TAKEN, ids=lambda model: model.__name__)
def test_every_field_is_taken_or_left_on_purpose(model):
    fields = {field.name for field in model._meta.concrete_fields}
    assert set(TAKEN[model]) | LEFT[model] == fields
    assert set(TAKEN[model]) & LEFT[model] == set()


def test_copy_is_a_draft_with_the_same_text_variants_and_label(product):
    copy = copying.copy_product(product=product, name="Keripik pedas", with_photos=False)
    originals = Product.objects.filter(pk=product.pk)
    assert values(Product.objects.filter(pk=copy.pk), copying.PRODUCT_FIELDS) == values(
        originals, copying.PRODUCT_FIELDS
    )
    assert values(copy.variants, copying.VARIANT_FIELDS) == values(
        product.variants, copying.VARIANT_FIELDS
    )
    labels = FoodLabel.objects.order_by("pk").values(*copying.LABEL_FIELDS)
    assert labels[0] == labels[1]
    assert (copy.status, copy.published_at, copy.sold_count) == ("draf", None, 0)
    assert (copy.price_from, copy.price_to) == (10_000, 10_000)


def test_copy_leaves_what_belongs_to_one_product_alone(product):
    code = product.facility.code
    copy = copying.copy_product(product=product, name="Keripik pedas", with_photos=False)
    skus = copy.variants.values_list("sku", "barcode")
    assert list(skus) == [(f"{code}-001", ""), (f"{code}-002", "")]
    assert (copy.food_label.pirt_no, copy.food_label.halal_no) == ("", "")
    assert not copy.photos.exists()
    assert not copy.variants.exclude(photo=None).exists()


def test_copied_photos_have_files_of_their_own(product, django_capture_on_commit_callbacks):
    make_photo(product=product, alt="", has_face=None)
    make_photo(product=product, alt="Wajah", has_face=True)
    with django_capture_on_commit_callbacks(execute=True):
        copy = copying.copy_product(product=product, name="Keripik pedas", with_photos=True)
    (photo,) = copy.photos.all()
    original = product.photos.get(alt="Keripik dalam bungkus")
    assert (photo.alt, photo.has_face, photo.image.name != original.image.name) == (
        original.alt, False, True
    )  # fmt: skip
    assert copy.variants.get(name="Kecil").photo == photo
    with django_capture_on_commit_callbacks(execute=True):
        product.photos.all().delete()
    assert default_storage.exists(photo.image.name)


def test_taken_name_is_refused_and_leaves_nothing_behind(product, settings, tmp_path):
    name = product.photos.get().image.name
    with default_storage.open(name) as file:
        master = file.read()
    settings.MEDIA_ROOT = tmp_path
    default_storage.save(name, ContentFile(master))
    before = sorted(path.name for path in tmp_path.rglob("*.jpg"))
    with pytest.raises(copying.NameTakenError, match="sudah punya produk dengan nama itu"):
        copying.copy_product(product=product, name=product.name, with_photos=True)
    assert sorted(path.name for path in tmp_path.rglob("*.jpg")) == before
    assert (Product.objects.count(), ProductPhoto.objects.count()) == (1, 1)


def test_free_name_counts_on_and_fits(product):
    facility = product.facility
    assert copying.free_name(product) == "Keripik (salinan)"
    make_product(facility=facility, name="Keripik (salinan)")
    assert copying.free_name(product) == "Keripik (salinan 2)"
    long = make_product(facility=facility, name="K" * 80)
    assert copying.free_name(long) == "K" * 70 + " (salinan)"


def page_of(product):
    return reverse("admin:catalog_product_copy", args=[product.pk])


def test_officer_copies_with_one_form(client, product):
    client.force_login(make_officer("facility_staff", product.facility))
    assert 'value="Keripik (salinan)"' in client.get(page_of(product)).text
    answer = client.post(
        page_of(product), {"name": "Keripik pedas", "with_photos": "on"}, follow=True
    )
    copy = Product.objects.get(name="Keripik pedas")
    assert copy.photos.count() == 1
    assert answer.redirect_chain[-1][0] == f"/admin/catalog/product/{copy.pk}/change/"
    assert "Isi nomor P-IRT, BPOM, dan halal" in answer.text


def test_second_press_makes_no_second_copy(client, product):
    client.force_login(make_officer("facility_staff", product.facility))
    for _ in range(2):
        answer = client.post(page_of(product), {"name": "Keripik pedas"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["name"]
    assert Product.objects.count() == 2


@pytest.mark.parametrize("role", ["treasurer", "regional_viewer", "national_viewer"])
def test_who_may_not_write_products_copies_none(client, product, role):
    place = {"treasurer": product.facility, "national_viewer": None}.get(
        role, product.facility.regional_office
    )
    client.force_login(make_officer(role, place))
    assert client.get(page_of(product)).status_code == 403
    assert client.post(page_of(product), {"name": "Keripik pedas"}).status_code == 403
    assert Product.objects.count() == 1
