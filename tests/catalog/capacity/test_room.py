"""What the shelf says about goods that are made when ordered."""

from datetime import date

import pytest
from django.utils import timezone

from catalog import capacity, structured
from catalog.availability import Code, availability_of
from catalog.capacity import Room
from catalog.cards import cards
from catalog.models import Product, Variant
from catalog.stock import Item
from tests.builders import make_producer_group, make_product, make_stock, make_variant

from .conftest import NOW

pytestmark = pytest.mark.django_db
DAY = date(2025, 11, 24)


def test_months_run_over_the_year():
    assert capacity.months_from(date(2025, 11, 30)) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
        date(2026, 3, 1), date(2026, 4, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("free", "code", "text", "note", "most"),
    [
        (None, Code.MADE_TO_ORDER, "Pra-pesan (dikerjakan sekitar 14 hari)",
         "Bila dipesan 24 November 2025, siap sekitar 8 Desember 2025.", None),
        ([2, 0, 0, 0, 0, 0], Code.MADE_TO_ORDER, "Pra-pesan (dikerjakan sekitar 14 hari)",
         "Bila dipesan 24 November 2025, siap sekitar 8 Desember 2025.", 1),
        ([1, 0, 7, 0, 0, 0], Code.MADE_TO_ORDER, "Pra-pesan (dikerjakan mulai Januari 2026)",
         "Pekerjaan bulan-bulan sebelumnya sudah penuh. Siap sekitar 15 Januari 2026.", 4),
        ([0, 1, 0, 0, 0, 0], Code.PAUSED, "Pra-pesan dijeda",
         "Pekerjaan sampai April 2026 sudah penuh. "
         "Barang ini dapat dipesan lagi begitu ada tempat.", 0),
    ],
)  # fmt: skip
def test_wording_follows_the_room(chair, free, code, text, note, most):
    said = availability_of(chair, 0, Room(DAY, free))

    assert (said.code, said.text, said.note, said.max_quantity) == (code, text, note, most)
    assert said.can_order == (code != Code.PAUSED)


def test_group_that_takes_no_work_says_so(chair):
    said = availability_of(chair, 0, Room(DAY, [0] * 6, takes_work=False))

    assert said.note == "Kelompok kerjanya sedang tidak menerima pekerjaan baru."


@pytest.mark.parametrize(
    ("free", "note", "most"),
    [
        ([9, 9, 0, 0, 0, 0], "Lebih dari 8 dikerjakan sekitar 14 hari.", 9),
        ([9, 0, 0, 0, 0, 0], "", 8),
        ([0] * 6, "", 8),
        (None, "Lebih dari 8 dikerjakan sekitar 14 hari.", None),
    ],
)
def test_pieces_in_stock_are_sold_also_when_the_group_is_full(chair, free, note, most):
    said = availability_of(chair, 8, Room(DAY, free))

    assert (said.text, said.note, said.max_quantity) == ("Tersedia", note, most)


def fill(variant, months=6):
    now = timezone.now()
    units = variant.product.producer_group.monthly_capacity * months // variant.work_units
    capacity.book(items=[Item(variant, units)], source_id="P-penuh", at=now)


def card_of(variant):
    (card,) = cards(Product.objects.filter(pk=variant.product_id))
    return card


def offer(card):
    return structured.product(card, [])["offers"][0]["availability"]


def list_made_to_order(client):
    return [p.pk for p in client.get("/produk/?stok=pesan").context["listing"].products]


def test_a_full_group_pauses_its_goods_everywhere_and_they_return_by_themselves(client, chair):
    assert card_of(chair).availability.code == Code.MADE_TO_ORDER
    assert offer(card_of(chair)) == "https://schema.org/PreOrder"
    assert list_made_to_order(client) == [chair.product_id]

    fill(chair)

    assert card_of(chair).availability.text == "Pra-pesan dijeda"
    assert offer(card_of(chair)) == "https://schema.org/OutOfStock"
    assert list_made_to_order(client) == []
    page = client.get(chair.product.get_absolute_url())
    assert b"Pra-pesan dijeda." in page.content
    assert b"Masukkan ke Keranjang" not in page.content

    capacity.release(source_id="P-penuh", at=timezone.now())

    assert card_of(chair).availability.code == Code.MADE_TO_ORDER
    assert list_made_to_order(client) == [chair.product_id]


def test_a_card_says_the_best_of_its_variants(chair):
    fill(chair)
    small = make_variant(product=chair.product, made_to_order=True, lead_time_days=20)
    assert card_of(chair).availability.text == "Pra-pesan dijeda"

    make_stock(variant=small, quantity=3)

    assert card_of(chair).availability.text == "Sisa 3"
    assert card_of(chair).availability.max_quantity == 3


def test_lists_and_rooms_agree_about_who_can_order(facility):
    now = timezone.now()
    for number, limit in enumerate((None, 0, 1, 5, 10)):
        group = make_producer_group(facility=facility, monthly_capacity=limit)
        for units, least in ((1, 1), (2, 3), (7, 1), (3, 20)):
            product = make_product(facility=facility, producer_group=group)
            variant = make_variant(
                product=product, made_to_order=True, lead_time_days=5, work_units=units,
                min_quantity=least,
            )  # fmt: skip
            if capacity.rooms([variant])[variant.pk].fits(variant, least):
                items = [Item(variant, least)]
                capacity.book(items=items, source_id=f"P-{number}-{variant.pk}", at=now)
    make_variant(product=make_product(facility=facility), made_to_order=True, lead_time_days=5)
    make_variant(product=make_product(facility=facility))

    rows = Variant.objects.select_related("product__producer_group", "product__facility")
    rooms = capacity.rooms(rows)
    wanted = {v.pk for v in rows if v.made_to_order and rooms[v.pk].fits(v, v.min_quantity)}
    assert set(capacity.able(Variant.objects.all()).values_list("pk", flat=True)) == wanted
    assert 5 < len(wanted) < 21


def test_rooms_read_the_months_that_came_with_the_products(chair, django_assert_num_queries):
    fill(chair, months=1)
    (card,) = cards(Product.objects.filter(pk=chair.product_id))

    with django_assert_num_queries(0):
        room = capacity.rooms(card.shown_variants)[chair.pk]

    alone = Variant.objects.select_related("product__producer_group", "product__facility")
    with django_assert_num_queries(2):
        assert capacity.rooms(alone) == {chair.pk: room}
    assert room.free == [0, 10, 10, 10, 10, 10]


def test_variants_of_one_group_share_a_room(chair):
    other = make_variant(product=chair.product, made_to_order=True, lead_time_days=3)
    rows = Variant.objects.select_related("product__producer_group", "product__facility")
    rooms = capacity.rooms(rows, at=NOW)

    assert rooms[chair.pk].take(chair, 5) == date(2025, 12, 8)
    assert rooms[other.pk].ready_on(other, 1) == date(2025, 12, 4)
    assert rooms[other.pk].most(other) == 50
