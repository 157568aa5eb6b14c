import pytest
from django.utils import timezone

from catalog.models import StockLevel
from catalog.sheets.writing import write as as_file
from orders import channels
from orders.counter import SaleRefused
from orders.models import ChannelFile, ChannelSale, Order
from orders.settlement.proof import differences
from tests.builders import make_officer

pytestmark = pytest.mark.django_db
TITLES = (
    "No. Pesanan",
    "Status Pesanan",
    "Nomor SKU",
    "Jumlah",
    "Harga Satuan",
    "Biaya Layanan",
    "Tanggal",
)


@pytest.fixture
def send(store, officer):
    def run(*rows, titles=TITLES, by=None, channel="lokapasar"):
        return channels.take_in(
            facility=store.facility, channel=channel, file_name="pesanan.csv",
            data=as_file("csv", titles, rows), by=by or officer, at=timezone.now(),
        )  # fmt: skip

    return run


@pytest.fixture
def write(store, officer):
    def run(file, mark=None):
        plan = channels.plan_of(file, at=timezone.now())
        return channels.write(file=file, location=store, mark=mark or plan.mark, by=officer,
                              at=timezone.now())  # fmt: skip

    return run


def told(file):
    plan = channels.plan_of(file, at=timezone.now())
    return [problem for order in plan.orders for problem in order.problems]


def on_hand(variant) -> int:
    return StockLevel.objects.get(variant=variant).on_hand


def test_list_is_looked_at_then_booked(send, write, bag, hat):
    today = f"{timezone.localdate():%d/%m/%Y} 10:15"
    file = send(
        ["A-1", "Selesai", "C-1", 2, "Rp80.000", "8.001", today],
        ["A-1", "Selesai", "C-2", 1, "75.000", "8.001", today],
        ["A-2", "Selesai", "c-1", 1, 80_000, -500, ""],
        ["A-3", "Dibatalkan", "C-9", "", "", "", ""],
    )
    plan = channels.plan_of(file, at=timezone.now())
    assert (len(plan.new), plan.passed_over, plan.total, plan.fees) == (2, 1, 315_000, 8_501)
    assert not Order.objects.exists()

    write(file)

    kept = ChannelSale.objects.order_by("reference").values_list("reference", "fee", "order__total")
    assert list(kept) == [("A-1", 8_001, 235_000), ("A-2", 500, 80_000)]
    assert (on_hand(bag), on_hand(hat)) == (7, 9)
    file.refresh_from_db()
    assert (file.state, file.content) == ("written", {})
    assert list(differences()) == []


def test_same_list_twice_books_nothing_more(send, write, bag):
    row = ["A-1", "Selesai", "C-1", 2, 80_000, "", ""]
    write(send(row))
    again = send(row)
    plan = write(again)
    assert (len(plan.new), len(plan.known)) == (0, 1)
    assert on_hand(bag) == 8


def test_list_that_overlaps_books_only_what_is_new(send, write, bag):
    write(send(["A-1", "", "C-1", 2, 80_000, "", ""]))
    write(send(["a-1", "", "C-1", 2, 80_000, "", ""], ["A-2", "", "C-1", 1, 80_000, "", ""]))
    assert ChannelSale.objects.count() == 2
    assert on_hand(bag) == 7


@pytest.mark.parametrize("row", [
    ["", "", "C-1", 2, 80_000, "", ""],
    ["A" * 61, "", "C-1", 2, 80_000, "", ""],
    ["A-1", "", "C-9", 2, 80_000, "", ""],
    ["A-1", "", "", 2, 80_000, "", ""],
    ["A-1", "", "C-1", 0, 80_000, "", ""],
    ["A-1", "", "C-1", "dua", 80_000, "", ""],
    ["A-1", "", "C-1", 2, "", "", ""],
    ["A-1", "", "C-1", 2, 80_000, 160_001, ""],
    ["A-1", "", "C-1", 2, 80_000, "", "kemarin"],
    ["A-1", "", "C-1", 2, 80_000, "", "2999-01-01"],
])  # fmt: skip
def test_wrong_row_is_told_with_its_line(send, bag, row):
    assert [number for number, _ in told(send(row))] == [2]


def test_rows_of_an_order_must_agree(send, bag):
    file = send(["A-1", "", "C-1", 1, 80_000, 500, ""], ["A-1", "", "C-1", 1, 70_000, 600, ""])
    assert len(told(file)) == 2


def test_one_wrong_order_stops_all(send, write, bag):
    file = send(["A-1", "", "C-1", 2, 80_000, "", ""], ["A-2", "", "C-9", 2, 80_000, "", ""])
    with pytest.raises(SaleRefused, match="salah"):
        write(file)
    assert (on_hand(bag), Order.objects.count()) == (10, 0)


def test_order_that_finds_too_little_stock_takes_the_others_back(send, write, bag):
    file = send(["A-1", "", "C-1", 6, 80_000, "", ""], ["A-2", "", "C-1", 6, 80_000, "", ""])
    with pytest.raises(SaleRefused, match="Baris 3, pesanan A-2"):
        write(file)
    assert (on_hand(bag), Order.objects.count()) == (10, 0)
    file.refresh_from_db()
    assert file.is_draft


def test_sale_typed_meanwhile_is_shown_before_anything_is_booked(send, write, bag, enter):
    file = send(["INV/1", "", "C-1", 2, 80_000, "", ""])
    mark = channels.plan_of(file, at=timezone.now()).mark
    enter()
    with pytest.raises(SaleRefused, match="berubah"):
        write(file, mark=mark)
    assert on_hand(bag) == 8


def test_list_is_booked_once(send, write, bag):
    file = send(["A-1", "", "C-1", 2, 80_000, "", ""])
    mark = channels.plan_of(file, at=timezone.now()).mark
    write(file)
    with pytest.raises(SaleRefused, match="sudah dicatat"):
        channels.write(file=file, location=bag.stock_levels.get().location, mark=mark,
                       by=file.sent_by, at=timezone.now())  # fmt: skip
    assert not channels.discard(file=file)


def test_columns_are_chosen_and_remembered_by_their_titles(send, write, bag):
    titles = ("Kunci", "Barang", "Banyak", "Rupiah")
    row = ["A-1", "C-1", 2, 80_000]
    file = send(row, titles=titles)
    assert not channels.has_columns(file)
    with pytest.raises(SaleRefused):
        channels.choose_columns(file=file, layout={"reference": 0, "sku": 0, "quantity": 2, "price": 3})  # fmt: skip
    layout = {"reference": 0, "sku": 1, "quantity": 2, "price": 3}
    channels.choose_columns(file=file, layout=layout)
    write(file)
    assert send(row, titles=titles).layout == layout
    assert not channels.has_columns(send(row, titles=titles, channel="ekatalog"))


def test_right_is_asked(send, store):
    with pytest.raises(SaleRefused, match="Jabatan"):
        send(["A-1", "", "C-1", 1, 1, "", ""], by=make_officer("treasurer", store.facility))
    assert not ChannelFile.objects.exists()
