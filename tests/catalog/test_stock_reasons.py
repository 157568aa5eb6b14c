"""Plus and minus at the shelf: each reason as the ledger keeps it, and taking it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from catalog import stock
from catalog.models import FoodLabel, ProductionBatch, StockLevel, StockMovement, Variant
from catalog.stock import BY_CODE, Item, StockError
from tests.builders import (
    make_producer_group,
    make_product,
    make_stock_location,
    make_user,
    make_variant,
)

NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)  # 24 November, 12.00 WIB
TODAY = date(2025, 11, 24)


@pytest.fixture
def variant(db):
    return make_variant()


@pytest.fixture
def shelf(variant):
    return stock.online_location(variant.product.facility)


@pytest.fixture
def officer(db):
    return make_user()


@pytest.fixture
def book(variant, shelf, officer):
    def book(code, difference, key="k1", of=None):
        return stock.book(
            variant=of or variant, location=shelf, difference=difference, reason=BY_CODE[code],
            at=NOW, by=officer, key=key,
        )  # fmt: skip

    return book


@pytest.fixture
def undo(officer):
    def undo(movement):
        return stock.undo(movement=movement, reason="Diurungkan", at=NOW, by=officer)

    return undo


@pytest.fixture(autouse=True)
def _books_balance(db):
    yield
    assert list(stock.differences()) == []


def on_hand(variant):
    return sum(StockLevel.objects.filter(variant=variant).values_list("on_hand", flat=True))


@pytest.mark.parametrize(
    ("code", "difference", "kind", "reason"),
    [
        ("produksi", 4, "receive", ""),
        ("hitung", 4, "correct", "Hitung ulang"),
        ("hitung", -4, "correct", "Hitung ulang"),
        ("kembali", 4, "return", "Dikembalikan"),
        ("rusak", -4, "damage", "Rusak"),
        ("kedaluwarsa", -4, "expire", "Kedaluwarsa"),
        ("contoh", -4, "sample", "Contoh"),
    ],
)
def test_reason_writes_its_kind(book, variant, officer, code, difference, kind, reason):
    book("hitung", 10, key="k0")
    movement = book(code, difference)
    assert (movement.kind, movement.quantity, movement.reason) == (kind, difference, reason)
    assert movement.by == officer
    assert on_hand(variant) == 10 + difference


@pytest.mark.parametrize("code", ["rusak", "kedaluwarsa", "contoh"])
def test_reason_that_takes_away_does_not_add(book, code):
    with pytest.raises(StockError, match="mengurangi stok: tekan tanda kurang"):
        book(code, 1)


@pytest.mark.parametrize("code", ["produksi", "kembali"])
def test_reason_that_adds_does_not_take_away(book, code):
    book("hitung", 10, key="k0")
    with pytest.raises(StockError, match="menambah stok: tekan tanda tambah"):
        book(code, -1)


@pytest.mark.parametrize(("code", "difference"), [("produksi", 3), ("hitung", 3), ("rusak", -3)])
def test_same_key_books_once(book, variant, code, difference):
    book("hitung", 10, key="k0")
    assert book(code, difference) == book(code, difference)
    assert on_hand(variant) == 10 + difference


def test_reserved_pieces_cannot_be_taken(book, variant):
    book("hitung", 3, key="k0")
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)
    with pytest.raises(StockError, match="Hanya 1 yang dapat dikurangi"):
        book("contoh", -2)


def test_production_becomes_a_batch_of_the_group(book, variant):
    group = make_producer_group(facility=variant.product.facility)
    variant.product.producer_group = group
    book("produksi", 5)
    batch = ProductionBatch.objects.get()
    assert (batch.producer_group, batch.produced_on, batch.expires_on) == (group, TODAY, None)
    assert (batch.good_quantity, batch.remaining) == (5, 5)


def food(**label):
    product = make_product(is_food=True)
    if label:
        FoodLabel.objects.create(product=product, **label)
    return Variant.objects.get(pk=make_variant(product=product).pk)


def test_food_gets_its_last_day_from_the_label(book):
    book("produksi", 5, of=food(shelf_life_days=30))
    assert ProductionBatch.objects.get().expires_on == TODAY + timedelta(days=30)


def test_food_without_shelf_life_is_sent_to_production(book):
    for bread in (food(), food(shelf_life_days=None)):
        with pytest.raises(StockError, match="catat lewat Produksi"):
            book("produksi", 5, of=bread)


def test_food_never_comes_back_for_sale(book):
    with pytest.raises(StockError, match="tidak dijual lagi"):
        book("kembali", 1, of=food(shelf_life_days=30))


@pytest.mark.parametrize(
    ("code", "difference"),
    [("produksi", 2), ("hitung", 2), ("hitung", -2), ("kembali", 2), ("contoh", -2)],
)
def test_undo_writes_the_opposite_once(book, variant, undo, code, difference):
    book("hitung", 10, key="k0")
    movement = book(code, difference)
    assert undo(movement) == undo(movement) == -difference
    assert on_hand(variant) == 10
    assert StockMovement.objects.filter(kind="reverse").count() == 1


def test_undo_takes_back_every_part_of_an_act(book, variant, undo):
    """Five pieces went out of three batches, so as three rows: all come back, each to its own."""
    for n in range(3):
        book("produksi", 2, key=f"b{n}")
    movement = book("rusak", -5)
    assert StockMovement.objects.filter(kind="damage").count() == 3
    assert undo(movement) == 5
    assert on_hand(variant) == 6
    assert set(ProductionBatch.objects.values_list("remaining", flat=True)) == {2}


def test_undo_refuses_what_has_gone_meanwhile(book, variant, undo):
    movement = book("produksi", 2)
    stock.reserve(items=[Item(variant, 1)], source_id="P-1", at=NOW)
    with pytest.raises(StockError, match="sudah keluar atau dipesan"):
        undo(movement)
    assert on_hand(variant) == 2


def test_undone_production_was_never_made(book, undo):
    undo(book("produksi", 2))
    batch = ProductionBatch.objects.get()
    assert batch.is_undone
    assert (batch.good_quantity, batch.remaining) == (0, 0)


def receive(variant, shelf, officer, quantity, **fields):
    return stock.receive(
        variant=variant, location=shelf, quantity=quantity, at=NOW, by=officer, **fields
    )


def test_code_of_an_undone_batch_is_free_again(variant, shelf, officer):
    wrong = receive(variant, shelf, officer, 50, code="A-1", rejected=2, material_cost=90_000)
    stock.undo_batch(batch=wrong, reason="Diurungkan", at=NOW, by=officer)
    stock.undo_batch(batch=wrong, reason="Diurungkan", at=NOW, by=officer)
    right = receive(variant, shelf, officer, 5, code="A-1", material_cost=9_000)
    assert right == wrong
    assert (right.good_quantity, right.rejected_quantity, right.remaining) == (5, 0, 5)
    assert right.material_cost == 9_000
    with pytest.raises(StockError, match="sudah dipakai"):
        receive(variant, shelf, officer, 5, code="A-1")
    assert on_hand(variant) == 5


def test_batch_of_which_nothing_is_good_is_counted_and_stocks_nothing(variant, shelf, officer):
    for _ in range(2):  # the same form sent twice
        batch = receive(variant, shelf, officer, 0, rejected=7, key="abcd1234")
    assert ProductionBatch.objects.get() == batch
    assert (batch.good_quantity, batch.rejected_quantity, batch.remaining) == (0, 7, 0)
    assert on_hand(variant) == 0
    assert not StockMovement.objects.exists()
    stock.undo_batch(batch=batch, reason="Diurungkan", at=NOW, by=officer)
    batch.refresh_from_db()
    assert batch.is_undone


def test_batch_of_nothing_at_all_is_refused(variant, shelf, officer):
    with pytest.raises(StockError, match="Jumlah harus 1"):
        receive(variant, shelf, officer, 0)


def test_moved_batch_is_undone_where_it_was_made_only(variant, shelf, officer):
    receive(variant, shelf, officer, 3, code="A-1")
    there = make_stock_location(facility=variant.product.facility)
    stock.transfer(
        items=[Item(variant, 1)], origin=shelf, destination=there, source_id="T", at=NOW, by=officer
    )
    moved = ProductionBatch.objects.get(location=there)
    stock.undo_batch(batch=moved, reason="Diurungkan", at=NOW, by=officer)
    moved.refresh_from_db()
    assert moved.remaining == 1
    made = ProductionBatch.objects.get(location=shelf)
    with pytest.raises(StockError, match="sudah keluar atau dipesan"):
        stock.undo_batch(batch=made, reason="Diurungkan", at=NOW, by=officer)


# What lies at one place


def test_pieces_at_a_place(variant, shelf, officer):
    receive(variant, shelf, officer, 3, expires_on=TODAY)
    receive(variant, shelf, officer, 4, expires_on=TODAY + timedelta(days=9))
    receive(variant, make_stock_location(facility=variant.product.facility), officer, 50)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)
    tomorrow = TODAY + timedelta(days=1)

    (row,) = stock.with_pieces_at(Variant.objects.all(), shelf, day=tomorrow)

    assert (row.on_hand, row.reserved, row.expired, row.free) == (7, 2, 3, 2)
    assert row.first_day == TODAY
    assert row.level is not None


def test_kept_at_online_place_is_also_what_has_not_come(variant, shelf, officer):
    facility = variant.product.facility
    gallery = make_stock_location(facility=facility)
    product = make_product(facility=facility)
    lying = make_variant(product=product, is_active=False)
    made = make_variant(product=product, made_to_order=True, lead_time_days=5)
    gone = make_variant(product=make_product(facility=facility, status="diarsipkan"))
    for thing in (lying, gone):
        receive(thing, gallery, officer, 1)

    def kept(place):
        rows = stock.with_pieces_at(Variant.objects.all(), place, day=TODAY)
        return set(stock.kept_at(rows, place))

    assert kept(shelf) == {variant}
    assert kept(gallery) == {lying, gone}
    stock.adjust(
        variant=gone, location=gallery, difference=-1, kind="correct", reason="Hitung", at=NOW,
        by=officer,
    )  # fmt: skip
    receive(made, gallery, officer, 1)
    assert kept(gallery) == {lying, made}


def test_low_at_leaves_out_what_is_made_when_ordered(variant, shelf, officer):
    product = variant.product
    make_variant(product=product, made_to_order=True, lead_time_days=5)
    plenty = make_variant(product=product)
    receive(plenty, shelf, officer, 4)
    rows = stock.with_pieces_at(Variant.objects.all(), shelf, day=TODAY)
    assert set(stock.low_at(rows)) == {variant}
