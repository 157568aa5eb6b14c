"""Which picture a demo product shows: the very thing, or none."""

from collections import Counter

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from catalog import pictures
from catalog.demo import photos
from catalog.demo.products import load_products
from catalog.models import Product, ProductPhoto, Variant
from facilities.demo.facilities import load_facilities
from facilities.places import load_places, rows_of

PRODUCTS = {row["sku"]: row for row in rows_of(photos.HERE / "products.csv")}
PICTURES = {row["file"]: row for row in rows_of(photos.FOLDER / "pictures.csv")}
CHOSEN = rows_of(photos.HERE / "product_pictures.csv")

# Packs with a name printed on them, and the words a product's name must have to show them.
PRINTED = {
    "cocopeat": ["cocopeat"],
    "emping-singkong": ["emping singkong"],
    "jahe-merah": ["jahe merah"],
    "keripik-bawang": ["keripik bawang"],
    "keripik-pisang": ["keripik pisang"],
    "keripik-tempe": ["keripik tempe"],
    "kopi-bubuk-flores": ["kopi bubuk flores"],
    "kopi-bubuk-robusta": ["robusta"],
    "madu-kelulut": ["madu kelulut"],
    "makaroni-keju": ["makaroni keju"],
    "minyak-herbal": ["kayu putih", "serai merah", "minyak kelapa"],
    "pupuk-kompos": ["pupuk kompos"],
    "sabun-cair": ["sabun cuci piring", "deterjen cair", "pelembut pakaian"],
}


def test_every_picture_fits_the_category_of_its_product():
    wrong = [
        (PRODUCTS[row["sku"]]["name"], row["file"])
        for row in CHOSEN
        if PRODUCTS[row["sku"]]["category"] not in PICTURES[row["file"]]["category_codes"].split()
    ]

    assert wrong == []


def test_a_printed_pack_shows_only_the_product_of_that_name():
    wrong = [
        (PRODUCTS[row["sku"]]["name"], row["file"])
        for row in CHOSEN
        if row["file"].removesuffix(".webp") in PRINTED
        and not any(
            words in PRODUCTS[row["sku"]]["name"].lower()
            for words in PRINTED[row["file"].removesuffix(".webp")]
        )
    ]

    assert wrong == []
    # Another chip, another label: the plain tempe pack is not shown for it.
    assert "LPS-MLG-002" not in {row["sku"] for row in CHOSEN}


def test_no_picture_stands_for_more_than_three_products():
    uses = Counter(file for file, _ in {(row["file"], row["sku"]) for row in CHOSEN})

    assert max(uses.values()) <= 3
    assert len({row["sku"] for row in CHOSEN}) == 117


def test_views_of_one_basket_go_to_one_product_together():
    views = [row["file"] for row in CHOSEN if row["sku"] == "LPS-NML-001"]

    assert views[:3] == [
        "anyaman-keranjang.webp",
        "anyaman-keranjang-atas.webp",
        "anyaman-keranjang-detail.webp",
    ]


@pytest.fixture
def _goods():
    load_places()
    load_facilities()
    load_products(at=timezone.now())


@pytest.mark.usefixtures("_goods")
def test_load_photos_encodes_once_and_gives_each_product_its_own_files(monkeypatch):
    twice = ["LPS-TKL-001", "LPS-TKL-002", "LPS-PKL-001"]
    monkeypatch.setattr(
        photos, "missing", lambda all_of=photos.missing: _only(all_of(), skus=twice)
    )
    drawn = []
    monkeypatch.setattr(
        photos, "_draw", lambda file, draw=photos._draw: drawn.append(file) or draw(file)
    )

    with photos.Drawings(photos.missing_files()) as drawings:
        assert photos.load_photos(drawings=drawings) == 6

    assert len(drawn) == len(set(drawn)) == 5
    rows = ProductPhoto.objects.all()
    assert len({photo.image.name for photo in rows}) == 6
    for photo in rows:
        assert photo.is_processed
        assert photo.alt.endswith(".")
        assert (photo.width, photo.height) == (1200, 1200)
        for _, files in pictures.sources(photo):
            assert all(default_storage.exists(url.removeprefix("/media/")) for _, url in files)
    nila = Variant.objects.get(sku="LPS-PKL-001-PN")
    assert nila.photo.alt == PICTURES["batik-parang-nila.webp"]["alt"]
    with photos.Drawings([]) as drawings:
        assert photos.load_photos(drawings=drawings) == 0


@pytest.mark.usefixtures("_goods")
def test_missing_photos_are_those_of_products_without_any():
    all_of = photos.missing()
    assert len(all_of) == 117

    product = Product.objects.get(name="Tudung Saji Anyaman Bambu")
    ProductPhoto.objects.create(product=product, image="produk/x.jpg", alt="x", width=1, height=1)

    assert set(all_of) - set(photos.missing()) == {product.pk}


def _only(wanted, *, skus):
    return {key: rows for key, rows in wanted.items() if rows[0]["sku"] in skus}
