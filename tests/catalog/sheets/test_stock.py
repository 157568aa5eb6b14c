import pytest
from django.utils import timezone

from catalog import sheets, stock
from catalog.models import StockLevel, StockMovement
from catalog.sheets import PlanChanged, SheetRefused
from tests.builders import make_product, make_stock_location, make_variant

TITLES = ("SKU", "Tempat", "Stok tercatat", "Hasil hitung")
pytestmark = pytest.mark.django_db


@pytest.fixture
def store(facility):
    return make_stock_location(facility=facility, name="Gudang")


@pytest.fixture
def bag(facility, store):
    variant = make_variant(product=make_product(facility=facility), sku="C-1")
    stock.receive(variant=variant, location=store, quantity=10, at=timezone.now(), by=None)
    return variant


def on_hand(variant) -> int:
    return StockLevel.objects.get(variant=variant).on_hand


def found(sheet):
    return [problem for row in sheets.plan_of(sheet).rows for problem in row.problems]


def test_count_is_booked_as_one_correction(send, write, bag, officer):
    write(send(TITLES, ["C-1", "gudang", 10, 12], kind="stok"))
    assert on_hand(bag) == 12
    movement = StockMovement.objects.get(kind=StockMovement.Kind.CORRECT)
    assert (movement.quantity, movement.by) == (2, officer)
    assert movement.reason == "Hasil hitung, lembar lembar.xlsx"
    assert list(stock.differences()) == []


def test_same_count_twice_changes_nothing(send, write, bag):
    for _ in range(2):
        write(send(TITLES, ["C-1", "Gudang", 10, 7], kind="stok"))
    assert on_hand(bag) == 7
    assert StockMovement.objects.filter(kind=StockMovement.Kind.CORRECT).count() == 1


def test_stock_that_moved_since_the_sheet_was_taken_down_is_an_error(send, bag, store):
    stock.adjust(variant=bag, location=store, difference=-2, kind=StockMovement.Kind.CORRECT,
                 reason="Terjual", at=timezone.now(), by=None)  # fmt: skip
    [(title, text)] = found(send(TITLES, ["C-1", "Gudang", 10, 12], kind="stok"))
    assert title == "Stok tercatat"
    assert "kini 8" in text


def test_sheet_taken_down_and_sent_back_changes_nothing(bag, facility, officer):
    data = sheets.stock_sheet("csv", StockLevel.objects.all())
    sheet = sheets.take_in(facility=facility, kind="stok", file_name="s.csv", data=data,
                           by=officer, at=timezone.now())  # fmt: skip
    assert not sheets.plan_of(sheet).has_work


def test_first_pieces_at_a_place_need_no_booked_number(send, write, facility, store):
    variant = make_variant(product=make_product(facility=facility), sku="C-2")
    write(send(TITLES, ["C-2", "Gudang", "", 5], kind="stok"))
    assert on_hand(variant) == 5


def test_reserved_pieces_are_not_counted_away(send, bag):
    StockLevel.objects.filter(variant=bag).update(reserved=3)
    [(title, text)] = found(send(TITLES, ["C-1", "Gudang", 10, 2], kind="stok"))
    assert (title, text[:2]) == ("Hasil hitung", "3 ")


@pytest.mark.parametrize(("row", "title"), [
    (["C-9", "Gudang", 10, 12], "SKU"),
    (["", "Gudang", 10, 12], "SKU"),
    (["C-1", "Dapur", 10, 12], "Tempat"),
    (["C-1", "", 10, 12], "Tempat"),
    (["C-1", "Gudang", 10, "banyak"], "Hasil hitung"),
    (["C-1", "Gudang", 10, -1], "Hasil hitung"),
    (["C-1", "Gudang", 10, 1_000_001], "Hasil hitung"),
])  # fmt: skip
def test_wrong_cell_is_named(send, bag, row, title):
    assert [name for name, _ in found(send(TITLES, row, kind="stok"))] == [title]


def test_same_level_twice_in_a_file_is_an_error(send, bag):
    rows = [["C-1", "Gudang", 10, 12], ["c-1", "gudang", 10, 11]]
    assert [text for _, text in found(send(TITLES, *rows, kind="stok"))] == [
        "Barang ini di tempat ini sudah ada di baris 2."
    ]


def test_level_that_moves_between_looking_and_writing_writes_nothing(send, bag, store, officer):
    other = make_variant(product=bag.product, sku="C-2")
    sheet = send(TITLES, ["C-2", "Gudang", "", 5], ["C-1", "Gudang", 10, 12], kind="stok")
    mark = sheets.plan_of(sheet).mark
    stock.adjust(variant=bag, location=store, difference=-2, kind=StockMovement.Kind.CORRECT,
                 reason="Terjual", at=timezone.now(), by=None)  # fmt: skip
    with pytest.raises(SheetRefused):
        sheets.write(sheet=sheet, mark=mark, by=officer, at=timezone.now())
    assert on_hand(bag) == 8
    assert not StockLevel.objects.filter(variant=other, on_hand__gt=0).exists()
    assert issubclass(PlanChanged, SheetRefused)


def test_sheet_without_its_columns_is_refused(send, bag):
    with pytest.raises(SheetRefused, match="Hasil hitung"):
        send(("SKU", "Tempat"), ["C-1", "Gudang"], kind="stok")


def test_first_sheet_of_a_shop_asks_little_however_long(send, write, facility, store, count_of):
    """Five thousand rows within a minute: nothing is asked for each of them."""
    goods = [make_variant(product=make_product(facility=facility), sku=f"B-{n}") for n in range(40)]
    few = send(TITLES, *[[v.sku, "Gudang", 0, 3] for v in goods[:5]], kind="stok")
    many = send(TITLES, *[[v.sku, "Gudang", 0, 3] for v in goods[5:]], kind="stok")
    assert count_of(lambda: write(many)) == count_of(lambda: write(few))
    assert StockLevel.objects.filter(on_hand=3).count() == 40
    assert list(stock.differences()) == []


def test_found_pieces_are_booked_once(bag, store, officer):
    rows = [stock.Found((bag.pk, store.pk), 3, "lembar-1-1")]
    act = {"found": rows, "reason": "Hasil hitung", "at": timezone.now(), "by": officer}
    assert [stock.add_found(**act), stock.add_found(**act)] == [1, 0]
    assert on_hand(bag) == 13
    assert list(stock.differences()) == []


@pytest.mark.parametrize("pieces", [0, -1, 1_000_001])
def test_found_pieces_are_a_number_above_zero(bag, store, officer, pieces):
    rows = [stock.Found((bag.pk, store.pk), pieces, "lembar-1-1")]
    with pytest.raises(stock.StockError, match="1 sampai"):
        stock.add_found(found=rows, reason="x", at=timezone.now(), by=officer)
