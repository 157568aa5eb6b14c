import json
import re
from datetime import date

import pytest
from django.urls import reverse

from catalog.models import Publication
from tests.builders import (
    make_category,
    make_facility,
    make_food_label,
    make_photo,
    make_producer_group,
    make_product,
    make_stock,
    make_variant,
)


def page_of(client, product):
    response = client.get(product.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def json_ld(html, kind):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return next(data for data in map(json.loads, blocks) if data["@type"] == kind)


def test_product_without_a_picture_is_shared_with_the_picture_of_the_site(client, settings):
    settings.SITE_URL = "https://galeri.example"
    html = page_of(client, make_product())

    [picture] = json_ld(html, "Product")["image"]
    assert re.fullmatch(r"https://galeri\.example/static/img/bagikan[^/]*\.jpg", picture)
    assert f'og:image" content="{picture}"' in html
    assert "Foto menyusul" in html


def test_product_page_with_a_wrong_slug_moves_to_the_right_one(client):
    product = make_product(name="Keranjang rotan")

    response = client.get(f"/produk/nama-lama-{product.pk}/")

    assert response.status_code == 301
    assert response["Location"] == f"/produk/keranjang-rotan-{product.pk}/"


@pytest.mark.parametrize("status", [s for s in Publication if s != Publication.LIVE])
def test_product_page_is_only_for_products_that_are_live(client, status):
    product = make_product(status=status)
    make_product(facility=product.facility)

    assert client.get(product.get_absolute_url()).status_code == 404


def test_product_page_is_hidden_with_its_facility(client):
    product = make_product(facility=make_facility(is_public=False))

    assert client.get(product.get_absolute_url()).status_code == 404


def test_product_page_names_a_category_like_its_group_once(client):
    group = make_category(name="Bahan Bangunan")
    variant = make_variant(
        product=make_product(category=make_category(name=group.name, parent=group))
    )

    crumbs = client.get(variant.product.get_absolute_url()).context["crumbs"]

    assert [label for label, _ in crumbs] == ["Beranda", "Bahan Bangunan", variant.product.name]


def test_product_page_sums_up_the_smallest_order(client):
    variant = make_variant(price=1_500, min_quantity=100, made_to_order=True, lead_time_days=3)

    assert "Pesanan paling sedikit 100 buah, Rp150.000." in page_of(client, variant.product)


def test_product_page_posts_its_variant_to_the_cart(client):
    variant = make_variant(min_quantity=100, made_to_order=True, lead_time_days=14)

    html = page_of(client, variant.product)

    assert f'action="{reverse("orders:cart_add")}"' in html
    assert f'name="variant" value="{variant.pk}"' in html
    assert re.search(r'name="jumlah"[^>]*value="100"[^>]*min="100"', html)
    assert "Pra-pesan (dikerjakan sekitar 14 hari)" in html
    assert "csrf" not in html


def test_product_page_says_the_stock_of_each_variant_and_ticks_one_that_can_be_bought(client):
    product = make_product()
    make_variant(product=product, name="Kecil", position=0)
    large = make_variant(product=product, name="Besar", position=1)
    make_stock(variant=large, quantity=3)

    html = page_of(client, product)

    radios = re.findall(r'<input class="form-check-input"[^>]*>', html)
    assert ["disabled" in radio for radio in radios] == [True, False]
    assert ["checked" in radio for radio in radios] == [False, True]
    assert html.count("Stok habis") == 1
    assert html.count("Sisa 3") == 1


def test_product_page_without_stock_offers_no_button_that_fails(client):
    variant = make_variant()

    html = page_of(client, variant.product)

    assert "Stok habis" in html
    assert "<form" not in html.split("<main", 1)[1]


def test_product_page_names_groups_of_five_people_or_more_only(client):
    small = make_producer_group(name="Pokja Kecil", member_count=4)
    large = make_producer_group(name="Pokja Besar", member_count=5)

    small_html = page_of(client, make_product(producer_group=small, facility=small.facility))
    large_html = page_of(client, make_product(producer_group=large, facility=large.facility))

    assert "Pokja Kecil" not in small_html
    assert "Pokja Besar" in large_html


def test_product_page_of_food_says_what_its_label_does_not_state(client):
    product = make_product(is_food=True)

    html = page_of(client, product)

    label = html.split("Label pangan", 1)[1].split("</section>", 1)[0]
    assert label.count("Belum dicantumkan") == 7
    assert "tag-ok" not in html


def test_product_page_of_food_shows_the_halal_mark_only_with_number_and_date(client):
    product = make_product(is_food=True)
    label = make_food_label(product=product, halal_no="ID35110000000000123")

    without_date = page_of(client, product)
    label.halal_issued_on = date(2026, 1, 5)
    label.save()
    with_date = page_of(client, product)

    assert "Halal</span>" not in without_date
    assert "Halal</span>" in with_date


def test_product_page_shows_the_motif_of_the_facility_when_there_is_no_photo(client):
    product = make_product(facility=make_facility(motif="parang"))

    assert '<span class="motif parang">' in page_of(client, product)


def test_product_page_tells_search_engines_its_offers(client, settings):
    settings.SITE_URL = "https://galeri.example"
    product = make_product(name="Tas </script><b>", summary="Kuat & rapi")
    small = make_variant(product=product, name="Kecil", price=50_000, position=0)
    make_variant(product=product, name="Besar", price=75_000, position=1)
    make_stock(variant=small, quantity=9)
    make_photo(product=product)
    product.refresh_prices()

    data = json_ld(page_of(client, product), "Product")

    assert data["name"] == "Tas </script><b>"
    assert data["url"] == "https://galeri.example" + product.get_absolute_url()
    assert data["image"][0].startswith("https://galeri.example/media/")
    assert [(o["price"], o["availability"].rsplit("/")[-1]) for o in data["offers"]] == [
        ("50000", "InStock"),
        ("75000", "OutOfStock"),
    ]


def test_product_page_previews_with_a_jpeg_and_its_price(client, settings):
    settings.SITE_URL = "https://galeri.example"
    product = make_product()
    make_variant(product=product, price=1_250_000)
    product.refresh_prices()
    make_photo(product=product)

    html = page_of(client, product)

    assert re.search(r'og:image" content="https://galeri.example/media/[^"]+1200w\.jpeg"', html)
    assert 'og:image:width" content="1200"' in html
    assert 'product:price:amount" content="1250000"' in html
    address = "https://galeri.example" + product.get_absolute_url()
    assert f'<link rel="canonical" href="{address}">' in html


def test_product_page_is_the_same_for_a_visitor_with_cookies(client):
    product = make_variant().product
    first = client.get(product.get_absolute_url())
    client.cookies["sid"] = "a" * 32
    client.cookies["jumlah"] = "7"

    second = client.get(product.get_absolute_url())

    assert first.content == second.content
    assert "Cookie" not in second.get("Vary", "")


def test_product_page_shows_others_of_its_facility_but_not_itself(client):
    product = make_product(name="Keranjang")
    make_product(name="Tampah", facility=product.facility)
    make_product(name="Batik lain")

    html = page_of(client, product).split("Dari UPT yang sama", 1)[1]

    assert "Tampah" in html
    assert "Batik lain" not in html
    assert ">Keranjang</a></h3>" not in html


def test_product_page_is_marked_on_its_day(client, stocked):
    featured, other, *_ = stocked(3)

    assert "Produk hari ini" in page_of(client, featured)
    assert "Produk hari ini" not in page_of(client, other)
