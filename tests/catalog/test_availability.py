import pytest

from catalog.availability import Availability, Code, availability_of, availability_of_product
from catalog.models import Product, Variant
from facilities.models import Facility


def variant(pk=1, *, is_selling=True, **fields):
    product = Product(facility=Facility(is_selling=is_selling))
    return Variant(pk=pk, product=product, **fields)


ORDERED = {"made_to_order": True, "lead_time_days": 14}


@pytest.mark.parametrize(
    ("fields", "pieces", "expected"),
    [
        ({}, 6, Availability(Code.READY, "Tersedia", "", True, 6)),
        ({}, 5, Availability(Code.FEW, "Sisa 5", "", True, 5)),
        ({}, 1, Availability(Code.FEW, "Sisa 1", "", True, 1)),
        ({}, 0, Availability(Code.SOLD_OUT, "Stok habis", "", False, 0)),
        (ORDERED, 0, Availability(Code.MADE_TO_ORDER, "Pra-pesan (dikerjakan sekitar 14 hari)", "", True, None)),
        (ORDERED, 9, Availability(Code.READY, "Tersedia", "Lebih dari 9 dikerjakan sekitar 14 hari.", True, None)),
        (ORDERED, 2000, Availability(Code.READY, "Tersedia", "Lebih dari 2.000 dikerjakan sekitar 14 hari.", True, None)),
        (ORDERED, 2, Availability(Code.FEW, "Sisa 2", "Lebih dari 2 dikerjakan sekitar 14 hari.", True, None)),
        ({"min_quantity": 100}, 100, Availability(Code.READY, "Tersedia", "", True, 100)),
        ({"min_quantity": 100}, 99, Availability(Code.SOLD_OUT, "Stok habis", "Tersisa 99, di bawah pesanan paling sedikit 100.", False, 0)),
        ({"min_quantity": 100, **ORDERED}, 99, Availability(Code.MADE_TO_ORDER, "Pra-pesan (dikerjakan sekitar 14 hari)", "", True, None)),
        ({"is_selling": False}, 9, Availability(Code.BACK_SOON, "Segera kembali", "UPT ini sedang tidak menerima pesanan.", False, 0)),
        ({"is_selling": False, **ORDERED}, 0, Availability(Code.BACK_SOON, "Segera kembali", "UPT ini sedang tidak menerima pesanan.", False, 0)),
        ({"is_active": False}, 9, Availability(Code.SOLD_OUT, "Stok habis", "", False, 0)),
    ],
)  # fmt: skip
def test_a_variant_has_exactly_one_wording(fields, pieces, expected):
    assert availability_of(variant(**fields), pieces) == expected


def card(*variants, pieces, is_selling=True):
    product = Product(facility=Facility(is_selling=is_selling))
    return availability_of_product(product, variants, pieces).text


def test_a_card_counts_its_variants_together():
    assert card(variant(1), variant(2), pieces={1: 3, 2: 4}) == "Tersedia"
    assert card(variant(1), variant(2), pieces={1: 3, 2: 0}) == "Sisa 3"
    assert card(variant(1), variant(2, is_active=False), pieces={1: 3, 2: 9}) == "Sisa 3"
    assert card(variant(1, min_quantity=10), variant(2), pieces={1: 9, 2: 1}) == "Sisa 1"


def test_a_card_of_goods_made_to_order_names_the_shortest_time():
    slow = variant(1, made_to_order=True, lead_time_days=30)
    quick = variant(2, made_to_order=True, lead_time_days=7)

    assert card(slow, quick, pieces={}) == "Pra-pesan (dikerjakan sekitar 7 hari)"


def test_a_card_without_anything_is_sold_out_and_a_closed_facility_comes_back():
    assert card(variant(1), pieces={1: 0}) == "Stok habis"
    assert card(pieces={}) == "Stok habis"
    assert card(variant(1), pieces={1: 9}, is_selling=False) == "Segera kembali"
