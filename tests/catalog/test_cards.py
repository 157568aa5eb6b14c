import pytest
from django.utils import timezone

from catalog.availability import Code
from catalog.cards import cards
from catalog.models import Product, ProductPhoto
from catalog.stock import online_location, receive
from tests.builders import make_product, make_user, make_variant


def add_photo(product, alt, position=0):
    return ProductPhoto.objects.create(
        product=product,
        image=f"produk/{alt}.jpg",
        width=800,
        height=800,
        alt=alt,
        has_face=False,
        position=position,
    )


def stock(variant, quantity):
    receive(
        variant=variant,
        location=online_location(variant.product.facility),
        quantity=quantity,
        at=timezone.now(),
        by=make_user(),
    )


def test_cards_carry_the_cover_the_price_and_the_wording():
    product = make_product()
    add_photo(product, "second", position=1)
    add_photo(product, "first", position=0)
    stock(make_variant(product=product), 3)

    [card] = cards(Product.objects.all())

    assert card.cover.alt == "first"
    assert card.cover.image.url.endswith("produk/first.jpg")
    assert card.availability.text == "Sisa 3"
    assert card.availability.code == Code.FEW


def test_card_without_photo_has_no_cover():
    make_product()
    [card] = cards(Product.objects.all())
    assert card.cover is None
    assert card.availability.code == Code.SOLD_OUT


@pytest.mark.parametrize("number", [1, 3])
def test_cards_ask_three_queries_for_any_number(number, django_assert_num_queries):
    for _ in range(number):
        product = make_product()
        add_photo(product, "cover")
        make_variant(product=product)
        stock(make_variant(product=product), 2)

    with django_assert_num_queries(3):
        for card in cards(Product.objects.all()):
            assert card.facility.short_name
            assert card.cover.image.url
            assert card.availability.text
