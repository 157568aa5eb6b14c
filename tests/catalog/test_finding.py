"""One thing on the shelf, found by its code or by words of its name."""

import pytest
from django.urls import reverse

from catalog.finding import by_code, find
from catalog.models import Variant
from catalog.search import index
from tests.builders import make_facility, make_product, make_variant

ALL = Variant.objects.all


@pytest.fixture
def chips(db):
    product = make_product(name="Keripik Tempe")
    return make_variant(product=product, sku="LPS-AMB-036", name="150 g", barcode="8991234567891")


@pytest.fixture
def others(chips):
    product = make_product(name="Tas Tenun", facility=chips.product.facility)
    return [
        make_variant(product=product, sku="LPS-AMB-037", name="Besar"),
        make_variant(product=product, sku="LPS-AMB-038", name="Kecil"),
    ]


@pytest.mark.parametrize(
    "typed", ["LPS-AMB-036", "lps-amb-036", "  LPS-AMB-036 ", "8991234567891", "\0lps-amb-036"]
)
def test_code_finds_the_one_thing(chips, others, typed):
    assert find(ALL(), typed) == [chips]


def test_exact_code_comes_before_words(chips, others):
    """A product named like a code does not stand in the way of the code."""
    make_variant(product=make_product(name="Salinan LPS-AMB-036"), sku="X-1")
    assert find(ALL(), "LPS-AMB-036") == [chips]


def test_leading_zero_of_a_package_code_does_not_matter(db):
    with_zero = make_variant(barcode="0123456789012")
    without = make_variant(barcode="723456789012")
    assert by_code(ALL(), "123456789012") == with_zero
    assert by_code(ALL(), "0723456789012") == without


@pytest.mark.parametrize(
    "typed", ["keri", "tempe keripik", "150 tempe", "036", "KERIPIK", "kripik"]
)
def test_words_and_parts_find_it(chips, others, typed):
    index(type(chips.product).objects.all())
    assert find(ALL(), typed) == [chips]


def test_every_word_must_fit(chips, others):
    assert find(ALL(), "tas besar") == [others[0]]
    assert find(ALL(), "tas") == others
    assert find(ALL(), "tas tempe 150") == []
    assert find(ALL(), "kripik 200") == []


@pytest.mark.parametrize(
    "typed", ["", "   ", "\0", "tidak ada yang seperti ini", "%", "_", "http://["]
)
def test_nothing_is_found_for_nothing(chips, others, typed):
    index(type(chips.product).objects.all())
    assert find(ALL(), typed) == []


def test_address_on_a_label_leads_to_the_thing(chips, others):
    address = f"https://contoh.test{chips.product.get_absolute_url()}"
    assert by_code(ALL(), address) == chips
    assert find(ALL(), f"https://contoh.test{others[0].product.get_absolute_url()}") == others
    for useless in (
        "https://contoh.test/",
        f"https://contoh.test{reverse('catalog:product_list')}",
        "https://contoh.test/produk/x-99999999999999999999/",
    ):
        assert find(ALL(), useless) == []


def test_only_the_rows_given_are_searched(chips):
    theirs = make_variant(product=make_product(facility=make_facility()), barcode="8990000000001")
    own = Variant.objects.filter(product__facility=chips.product.facility)
    assert find(own, "8990000000001") == []
    assert find(own, theirs.sku) == []


def test_at_most_so_many_rows(db):
    product = make_product(name="Peci")
    for _ in range(5):
        make_variant(product=product)
    assert len(find(ALL(), "peci", most=3)) == 3


@pytest.mark.parametrize(("typed", "most"), [("LPS-AMB-036", 1), ("tas", 3), ("tidakada", 4)])
def test_finding_asks_little(chips, others, django_assert_max_num_queries, typed, most):
    with django_assert_max_num_queries(most):
        find(ALL(), typed)
