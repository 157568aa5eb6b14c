"""The product as the shopper will see it: saved or only typed, never written."""

import pytest
from django.urls import reverse

from catalog.models import Product, SearchDocument
from tests.builders import (
    make_officer,
    make_photo,
    make_product,
    make_selling_facility,
    make_variant,
)
from tests.catalog.test_admin_products import form


@pytest.fixture
def product():
    draft = {"status": "draf", "published_at": None}
    product = make_product(facility=make_selling_facility(), name="Tas", summary="Rapi.", **draft)
    make_variant(product=product, sku="TAS-9", price=50_000)
    product.refresh_prices()
    return product


@pytest.fixture
def desk(client, product):
    client.force_login(make_officer("facility_staff", product.facility))
    return client


def address(product):
    return reverse("admin:catalog_product_preview", args=[product.pk])


NEW = "/admin/catalog/product/tampilan/"


def typed(product, **fields):
    variant = product.variants.get()
    return form(
        **{
            "name": product.name, "category": product.category_id, "variants-INITIAL_FORMS": 1,
            "variants-0-id": variant.pk, "variants-0-product": product.pk,
            "variants-0-sku": variant.sku,
        } | fields
    )  # fmt: skip


def test_draft_is_shown_by_the_template_of_the_shop(desk, product):
    answer = desk.get(address(product))
    used = [template.name for template in answer.templates]
    assert "catalog/product_detail.html" in used
    assert "Rp50.000" in answer.text
    assert "Pembeli belum dapat membukanya: keadaannya draf." in answer.text
    assert answer["Cache-Control"].count("no-store") == 1
    assert '<meta name="robots" content="noindex">' in answer.text
    assert desk.get(product.get_absolute_url()).status_code == 404


def test_preview_shows_only_photos_the_shop_would_show(desk, product):
    shown = make_photo(product=product, alt="Tas dari depan")
    hidden = make_photo(product=product, alt="Wajah", has_face=True)
    text = desk.get(address(product)).text
    assert shown.image.name.removesuffix(".jpg") in text
    assert hidden.image.name.removesuffix(".jpg") not in text
    assert "1 foto belum tampil" in text


def test_typed_values_are_shown_and_not_saved(desk, product):
    before = list(Product.objects.values()), list(SearchDocument.objects.values())
    data = typed(product, name="Tas Besar", **{"variants-0-price": "75.000"})
    text = desk.post(address(product), data).text
    assert "Tas Besar" in text
    assert "Rp75.000" in text
    assert "isian Anda belum disimpan" in text
    assert (list(Product.objects.values()), list(SearchDocument.objects.values())) == before
    assert product.variants.get().price == 50_000


def test_new_product_is_shown_before_it_exists(desk, product):
    answer = desk.post(NEW, form(name="Topi", **{"variants-0-sku": ""}))
    assert "Topi" in answer.text
    assert "Rp120.000" in answer.text
    assert [row.name for row in Product.objects.all()] == ["Tas"]


def test_what_cannot_be_shown_says_why(desk, product):
    answer = desk.post(address(product), typed(product, **{"name": "", "variants-0-price": "nol"}))
    assert answer.status_code == 200
    wrong = answer.context["wrong"]
    assert any(text.startswith("Nama produk: ") for text in wrong)
    assert any(text.startswith("Harga (Rp): ") for text in wrong)
    product.refresh_from_db()
    assert product.name == "Tas"


def test_buttons_of_the_shop_do_nothing_in_a_preview(desk, product):
    Product.objects.update(status="tayang", published_at=product.created_at)
    variant = product.variants.get()
    variant.made_to_order, variant.lead_time_days = True, 3
    variant.save()
    text = desk.get(address(product)).text
    before, _, after = text.partition("Masukkan ke Keranjang")
    assert after
    assert "<div inert>" in before[before.rindex("<form") - 400 :]


@pytest.mark.parametrize("role", ["treasurer", "regional_viewer", "national_viewer"])
def test_readers_see_the_preview_but_type_none(client, product, role):
    place = {"treasurer": product.facility, "national_viewer": None}.get(
        role, product.facility.regional_office
    )
    client.force_login(make_officer(role, place))
    assert client.get(address(product)).status_code == 200
    assert client.post(address(product), typed(product)).status_code == 403
    assert client.post(NEW, form()).status_code == 403


def test_form_offers_the_preview_behind_the_buttons_that_save(desk, product):
    page = desk.get(reverse("admin:catalog_product_change", args=[product.pk])).text
    assert page.index('name="_save"') < page.index(f'formaction="{address(product)}"')
    new = desk.get(f"/admin/catalog/product/add/?category={product.category_id}").text
    assert f'formaction="{NEW}"' in new
