"""The catalogue page: facets, order, pages, addresses, and the number of its queries."""

import re

import pytest

from catalog.models import Publication
from facilities.models import Facility
from tests.catalog.listing.conftest import add_many, add_many_more


def names_on(response):
    return [product.name for product in response.context["listing"].products]


def counts_of(response, param):
    [facet] = [f for f in response.context["listing"].facets if f.param == param]
    return {choice.label: choice.count for choice in (*facet.choices, *facet.folded)}


def test_catalogue_shows_published_goods_newest_first(client, goods):
    goods["Panel Ukir"].status = Publication.ARCHIVED
    goods["Panel Ukir"].save()

    assert names_on(client.get("/produk/")) == [
        "Keripik Pisang",
        "Kue Kacang",
        "Tikar Pandan",
        "Tas Rotan",
    ]


def test_goods_of_a_hidden_facility_are_not_shown(client, goods):
    Facility.objects.filter(slug="lapas-ambon").update(is_public=False)
    response = client.get("/produk/")
    assert names_on(response) == ["Kue Kacang", "Tikar Pandan"]
    assert counts_of(response, "upt") == {"Lapas Jember": 2}


def test_facets_count_every_choice(client, goods):
    response = client.get("/produk/")

    assert counts_of(response, "kategori") == {"Kerajinan": 3, "Kuliner": 2}
    assert counts_of(response, "upt") == {"Lapas Ambon": 3, "Lapas Jember": 2}
    assert counts_of(response, "provinsi") == {"Maluku": 3, "Jawa Timur": 2}
    assert counts_of(response, "stok") == {"Siap kirim": 2, "Dibuat setelah dipesan": 2}
    assert counts_of(response, "harga") == {
        "Di bawah Rp50.000": 2,
        "Rp50.000–Rp150.000": 2,
        "Rp2.000.000 ke atas": 1,
    }
    assert counts_of(response, "kirim") == {
        "Dikirim kurir": 3,
        "Dikirim kargo": 1,
        "Ambil atau antar dalam kota": 1,
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kategori=kerajinan", ["Panel Ukir", "Tikar Pandan", "Tas Rotan"]),
        ("kategori=anyaman", ["Tikar Pandan", "Tas Rotan"]),
        ("kategori=ukiran&kategori=kuliner", ["Keripik Pisang", "Kue Kacang", "Panel Ukir"]),
        ("upt=lapas-jember", ["Kue Kacang", "Tikar Pandan"]),
        ("provinsi=maluku&kategori=kuliner", ["Keripik Pisang"]),
        ("harga=0-50000&harga=2000000-", ["Keripik Pisang", "Kue Kacang", "Panel Ukir"]),
        ("stok=ada", ["Kue Kacang", "Tas Rotan"]),
        ("stok=pesan", ["Panel Ukir", "Tikar Pandan"]),
        ("kirim=kargo&kirim=ambil", ["Kue Kacang", "Panel Ukir"]),
        ("q=rotan&upt=lapas-ambon", ["Tas Rotan"]),
        ("upt=tidak-ada&harga=abc&stok=x&hal=x&urut=x&lain=1", None),
    ],
)
def test_choices_are_or_within_a_facet_and_and_across(client, goods, query, names):
    response = client.get(f"/produk/?{query}")
    assert names_on(response) == (names or names_on(client.get("/produk/")))


def test_a_facet_counts_without_its_own_choice(client, goods):
    response = client.get("/produk/?upt=lapas-jember&kategori=kuliner")

    assert counts_of(response, "upt") == {"Lapas Jember": 1, "Lapas Ambon": 1}
    assert counts_of(response, "kategori") == {"Kerajinan": 1, "Kuliner": 1}
    assert counts_of(response, "stok") == {"Siap kirim": 1}


def test_count_beside_a_choice_is_what_it_shows(client, goods):
    first = client.get("/produk/?kategori=kerajinan")
    for facet in first.context["listing"].facets:
        if facet.param == "kategori":
            continue
        for choice in facet.choices:
            address = f"/produk/?kategori=kerajinan&{facet.param}={choice.value}"
            assert client.get(address).context["listing"].total == choice.count


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("terlaris", ["Kue Kacang", "Tas Rotan", "Keripik Pisang", "Tikar Pandan", "Panel Ukir"]),
        ("murah", ["Keripik Pisang", "Kue Kacang", "Tikar Pandan", "Tas Rotan", "Panel Ukir"]),
        ("mahal", ["Panel Ukir", "Tas Rotan", "Tikar Pandan", "Kue Kacang", "Keripik Pisang"]),
        ("terbaru", ["Keripik Pisang", "Kue Kacang", "Panel Ukir", "Tikar Pandan", "Tas Rotan"]),
    ],
)
def test_order_is_the_one_asked_for(client, goods, order, names):
    assert names_on(client.get(f"/produk/?urut={order}")) == names


def test_chips_take_away_one_choice_each(client, goods):
    listing = client.get("/produk/?upt=lapas-ambon&stok=ada&urut=murah&q=rotan").context["listing"]

    assert [(chip.label, chip.address) for chip in listing.chips] == [
        ("Lapas Ambon", "/produk/?q=rotan&stok=ada&urut=murah"),
        ("Siap kirim", "/produk/?q=rotan&upt=lapas-ambon&urut=murah"),
    ]
    assert listing.address_without_filters == "/produk/?q=rotan&urut=murah"


def test_category_page_offers_its_kinds_and_keeps_within_them(client, goods):
    response = client.get("/kategori/kerajinan/")

    assert names_on(response) == ["Panel Ukir", "Tikar Pandan", "Tas Rotan"]
    assert counts_of(response, "kategori") == {"Anyaman": 2, "Ukiran": 1}
    assert names_on(client.get("/kategori/kerajinan/?kategori=ukiran")) == ["Panel Ukir"]
    assert names_on(client.get("/kategori/anyaman/")) == ["Tikar Pandan", "Tas Rotan"]
    assert client.get("/kategori/tidak-ada/").status_code == 404


def test_pages_hold_24_and_link_on(client, places, kinds):
    add_many(60, places, kinds)

    response = client.get("/produk/?hal=2&kategori=anyaman")
    listing = response.context["listing"]
    page = response.content.decode()

    assert len(listing.products) == 24
    assert listing.products[0].name == "Keranjang 00024"
    assert listing.previous_address == "/produk/?kategori=anyaman"
    assert listing.next_address == "/produk/?hal=3&kategori=anyaman"
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


@pytest.mark.parametrize(("asked", "number"), [("99", 3), ("-4", 3), ("0", 3), ("x", 1), ("", 1)])
def test_page_out_of_range_is_the_last_one(client, places, kinds, asked, number):
    add_many(60, places, kinds)
    assert client.get(f"/produk/?hal={asked}").context["listing"].page.number == number


@pytest.mark.parametrize(
    "address",
    [
        "/produk/",
        "/produk/?hal=2",
        "/produk/?q=kerajang",
        "/produk/?q=keranjang+gerabah",
        "/produk/?q=gerabah",
        "/produk/?kategori=kerajinan&upt=lapas-ambon&stok=ada&urut=murah",
        "/produk/?upt=lapas-jember&stok=ada&kategori=kuliner",
        "/kategori/kerajinan/",
    ],
)
def test_catalogue_asks_at_most_five_queries_for_any_number(
    client, places, kinds, address, django_assert_max_num_queries
):
    """A sixth one, for the catalogue's version, comes at most once a second."""
    add_many(10, places, kinds)
    with django_assert_max_num_queries(5) as few:
        client.get(address)
    add_many_more(200, places, kinds)
    with django_assert_max_num_queries(5) as many:
        client.get(address)

    assert len(few) == len(many)


def test_unknown_word_offers_near_words_and_categories(client, goods):
    page = client.get("/produk/?q=pandaan+merah+jingga+xyzzy").content.decode()
    empty = client.get("/produk/?q=xyzzyx").content.decode()

    assert "Tikar Pandan" in page
    assert "Tidak ada karya yang cocok dengan semua kata" in page
    assert "Belum ada yang cocok dengan “xyzzyx”" in empty
    assert 'href="/kategori/kuliner/"' in empty
    assert "Karya terbaru" in empty


def test_corrected_word_is_told(client, goods):
    page = client.get("/produk/?q=kue+kcang").content.decode()
    assert "Hasil untuk “kue kacang”" in page
    assert "“kue kcang”, tidak ada di katalog" in page


def test_filters_that_hide_everything_can_be_dropped(client, goods):
    response = client.get("/produk/?q=rotan&upt=lapas-jember")
    page = response.content.decode()

    assert names_on(response) == []
    assert "Tidak ada karya dengan saringan ini" in page
    assert [p.name for p in response.context["listing"].suggested] == ["Tas Rotan"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>', "'; DROP TABLE x"])
def test_typed_text_is_shown_as_text(client, goods, text):
    page = client.get("/produk/", {"q": text}).content.decode()
    assert text not in page or "<" not in text


def test_plain_pages_have_a_canonical_address_and_others_stay_out_of_search_engines(client, goods):
    plain = client.get("/produk/?utm_source=wa").content.decode()
    chosen = client.get("/produk/?stok=ada").content.decode()

    assert re.search(r'<link rel="canonical" href="[^"]+/produk/">', plain)
    assert 'content="noindex' not in plain
    assert 'content="noindex, follow"' in chosen


def test_catalogue_is_a_public_page(client, goods):
    response = client.get("/produk/")
    assert response.headers["Cache-Control"].startswith("public")
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_price_changed_in_the_admin_way_is_in_the_facets_at_once(client, goods):
    variant = goods["Tas Rotan"].variants.get()
    variant.price = 5_000_000
    variant.save()
    goods["Tas Rotan"].refresh_prices()

    assert "Tas Rotan" in names_on(client.get("/produk/?harga=2000000-"))
