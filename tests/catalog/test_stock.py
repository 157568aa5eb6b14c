"""Every act of catalog.stock, with each of its errors. Concurrency: test_stock_together.py."""

from datetime import UTC, date, datetime, timedelta

import pytest

from catalog import stock
from catalog.models import ProductionBatch, Reservation, StockLevel, StockLocation, StockMovement
from catalog.stock import Item
from facilities.models.places import Zone
from tests.builders import (
    make_facility,
    make_product,
    make_province,
    make_regency,
    make_stock_location,
    make_user,
    make_variant,
)

Kind = StockMovement.Kind
NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)  # 24 November, 12.00 WIB
TODAY = date(2025, 11, 24)


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def variant():
    return make_variant()


@pytest.fixture
def shelf(variant):
    return stock.online_location(variant.product.facility)


@pytest.fixture
def receive(variant, shelf, officer):
    """Receive pieces of the variant at the online location (or another)."""

    def receive(quantity, location=shelf, at=NOW, **fields):
        return stock.receive(
            variant=variant, location=location, quantity=quantity, at=at, by=officer, **fields
        )

    return receive


@pytest.fixture(autouse=True)
def _books_balance():
    yield
    assert list(stock.differences()) == []


def level(variant, location=None):
    """(on hand, reserved) of the variant, at its only location when none is named."""
    rows = StockLevel.objects.filter(variant=variant)
    row = rows.get(location=location) if location else rows.get()
    return row.on_hand, row.reserved


def ledger(**fields):
    """(kind, quantity, line, batch code) of the movements, in the order they were written."""
    rows = StockMovement.objects.filter(**fields).order_by("pk")
    return list(rows.values_list("kind", "quantity", "source_line", "batch__code"))


# The online location


def test_online_location_is_made_once_per_facility():
    facility = make_facility()

    location = stock.online_location(facility)

    assert (location.name, location.kind) == ("Gudang situs", StockLocation.Kind.WORKSHOP)
    assert stock.online_location(facility) == location


def test_online_location_takes_the_one_staff_chose():
    chosen = make_stock_location(is_online=True)

    assert stock.online_location(chosen.facility) == chosen


def test_online_location_takes_a_store_of_that_name_back_into_use():
    store = make_stock_location(name="Gudang situs")

    assert stock.online_location(store.facility) == store
    assert StockLocation.objects.get().is_online


# What can be ordered


def test_online_available_is_one_query(variant, receive, django_assert_num_queries):
    receive(5)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)
    unknown = variant.pk + 1

    with django_assert_num_queries(1):
        assert stock.online_available([variant.pk, unknown]) == {variant.pk: 3, unknown: 0}


def test_online_available_counts_the_online_location_only(variant, receive):
    receive(5, location=make_stock_location(facility=variant.product.facility))
    receive(4, location=make_stock_location(is_online=True))

    assert stock.online_available([variant.pk]) == {variant.pk: 0}


def test_online_available_leaves_out_a_location_not_in_use(variant, shelf, receive):
    receive(5)
    StockLocation.objects.update(is_active=False)

    assert stock.online_available([variant.pk]) == {variant.pk: 0}
    with pytest.raises(stock.OutOfStock):
        stock.reserve(items=[Item(variant, 1)], source_id="P-1", at=NOW)


def test_expired_goods_are_not_available(variant, receive):
    receive(5, expires_on=TODAY)
    receive(2)

    assert stock.online_available([variant.pk], at=NOW) == {variant.pk: 7}
    assert stock.online_available([variant.pk], at=NOW + timedelta(days=1)) == {variant.pk: 2}


def test_goods_expire_by_the_calendar_of_their_facility(officer):
    late = datetime(2025, 11, 24, 15, 30, tzinfo=UTC)  # 22.30 WIB, 25 November 00.30 WIT
    free = {}
    for zone in Zone:
        province = make_province(timezone=zone)
        facility = make_facility(regency=make_regency(province=province))
        goods = make_variant(product=make_product(facility=facility))
        stock.receive(
            variant=goods, location=stock.online_location(facility), quantity=3,
            expires_on=TODAY, at=NOW, by=officer,
        )  # fmt: skip
        free[zone.label] = stock.online_available([goods.pk], at=late)[goods.pk]

    assert free == {"WIB": 3, "WITA": 3, "WIT": 0}


# Reserving


def test_reserve_sets_pieces_aside(variant, shelf, receive):
    receive(3)

    stock.reserve(items=[Item(variant, 2, "7")], source_id="P-1", at=NOW)

    assert level(variant) == (3, 2)
    row = Reservation.objects.get()
    assert (row.location, row.quantity, row.source_id, row.source_line) == (shelf, 2, "P-1", "7")
    assert (row.created_at, row.closed_at, row.outcome) == (NOW, None, "")


def test_reserve_refuses_what_is_not_there(variant, receive):
    receive(3)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    with pytest.raises(stock.OutOfStock) as caught:
        stock.reserve(items=[Item(variant, 2)], source_id="P-2", at=NOW)

    assert (caught.value.variant, caught.value.available) == (variant, 1)
    assert str(caught.value) == f"Stok tidak mencukupi: {variant}. Tersisa 1."
    assert level(variant) == (3, 2)


def test_reserve_refuses_a_variant_that_never_had_stock(variant):
    with pytest.raises(stock.OutOfStock, match="Stoknya habis"):
        stock.reserve(items=[Item(variant, 1)], source_id="P-1", at=NOW)


def test_reserve_takes_all_lines_or_none(variant, receive):
    receive(3)
    other = make_variant(product=variant.product)

    with pytest.raises(stock.OutOfStock):
        stock.reserve(items=[Item(variant, 1, "1"), Item(other, 1, "2")], source_id="P", at=NOW)

    assert level(variant) == (3, 0)
    assert not Reservation.objects.exists()


def test_reserve_counts_two_lines_of_one_variant_together(variant, receive):
    receive(3)

    with pytest.raises(stock.OutOfStock):
        stock.reserve(items=[Item(variant, 2, "1"), Item(variant, 2, "2")], source_id="P", at=NOW)

    stock.reserve(items=[Item(variant, 2, "1"), Item(variant, 1, "2")], source_id="P", at=NOW)
    assert level(variant) == (3, 3)


def test_reserve_does_not_take_expired_goods(variant, receive):
    receive(3, expires_on=TODAY)
    receive(1)

    with pytest.raises(stock.OutOfStock) as caught:
        stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW + timedelta(days=1))

    assert caught.value.available == 1


def test_reserve_twice_is_reserving_once(variant, receive):
    receive(3)

    for _ in range(2):
        stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    assert level(variant) == (3, 2)


@pytest.mark.parametrize("lines", [1, 4])
def test_reserve_costs_one_query_per_line_and_a_few(lines, officer, django_assert_max_num_queries):
    product = make_product()
    place = stock.online_location(product.facility)
    items = [Item(make_variant(product=product), 1, str(n)) for n in range(lines)]
    for item in items:
        stock.receive(variant=item.variant, location=place, quantity=1, at=NOW, by=officer)

    with django_assert_max_num_queries(lines + 8):  # two of them open and close the savepoint
        stock.reserve(items=items, source_id="P-1", at=NOW)


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
def test_an_item_has_a_sensible_quantity(variant, quantity):
    with pytest.raises(stock.StockError, match=r"1 sampai 1\.000\.000"):
        Item(variant, quantity)


# Releasing and reserving again


def test_release_gives_pieces_free_once(variant, receive):
    receive(3)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)
    stock.reserve(items=[Item(variant, 1)], source_id="P-2", at=NOW)

    for _ in range(2):
        stock.release(source_id="P-1", at=NOW)

    assert level(variant) == (3, 1)
    released = Reservation.objects.get(source_id="P-1")
    assert (released.outcome, released.closed_at) == (Reservation.Outcome.RELEASED, NOW)


def test_a_late_reserve_of_a_released_order_does_nothing(variant, receive):
    receive(3)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)
    stock.release(source_id="P-1", at=NOW)

    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    assert level(variant) == (3, 0)


def test_reserve_again_takes_released_pieces_back_once(variant, receive):
    receive(3)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)
    stock.release(source_id="P-1", at=NOW)

    for _ in range(2):
        stock.reserve_again(source_id="P-1", at=NOW)

    assert level(variant) == (3, 2)
    assert Reservation.objects.get().outcome == ""


def test_reserve_again_refuses_when_others_took_them(variant, receive):
    receive(2)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)
    stock.release(source_id="P-1", at=NOW)
    stock.reserve(items=[Item(variant, 1)], source_id="P-2", at=NOW)

    with pytest.raises(stock.OutOfStock) as caught:
        stock.reserve_again(source_id="P-1", at=NOW)

    assert caught.value.available == 1
    assert level(variant) == (2, 1)


# Shipping


def test_ship_moves_reserved_pieces_out_once(variant, receive, officer):
    receive(3, code="A")
    stock.reserve(items=[Item(variant, 2, "4")], source_id="P-1", at=NOW)

    for _ in range(2):
        stock.ship(source_id="P-1", at=NOW, by=officer)

    assert level(variant) == (1, 0)
    assert ledger(kind=Kind.SHIP) == [("ship", -2, "4", "A")]
    assert StockMovement.objects.get(kind=Kind.SHIP).by == officer
    assert Reservation.objects.get().outcome == Reservation.Outcome.SHIPPED


def test_ship_takes_first_what_expires_first(variant, receive):
    receive(2, code="TAHAN", produced_on=TODAY - timedelta(days=9))
    receive(2, code="BARU", expires_on=TODAY + timedelta(days=9))
    receive(2, code="LAMA", expires_on=TODAY + timedelta(days=2))
    stock.reserve(items=[Item(variant, 5)], source_id="P-1", at=NOW)

    stock.ship(source_id="P-1", at=NOW)

    assert ledger(kind=Kind.SHIP) == [
        ("ship", -2, "1", "LAMA"),
        ("ship", -2, "1/2", "BARU"),
        ("ship", -1, "1/3", "TAHAN"),
    ]
    remaining = dict(ProductionBatch.objects.values_list("code", "remaining"))
    assert remaining == {"LAMA": 0, "BARU": 0, "TAHAN": 1}


def test_ship_takes_pieces_of_no_batch_last(variant, shelf, receive, officer):
    receive(1, code="A")
    stock.adjust(
        variant=variant, location=shelf, difference=2, kind=Kind.CORRECT, reason="Hitung ulang",
        at=NOW, by=officer,
    )  # fmt: skip
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    stock.ship(source_id="P-1", at=NOW)

    assert ledger(kind=Kind.SHIP) == [("ship", -1, "1", "A"), ("ship", -1, "1/2", None)]


def test_ship_never_sends_goods_that_expired_meanwhile(variant, receive):
    receive(2, expires_on=TODAY)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    with pytest.raises(stock.OutOfStock):
        stock.ship(source_id="P-1", at=NOW + timedelta(days=1))

    assert level(variant) == (2, 2)
    assert Reservation.objects.get().closed_at is None


def test_ship_after_release_does_nothing(variant, receive):
    receive(2)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)
    stock.release(source_id="P-1", at=NOW)

    stock.ship(source_id="P-1", at=NOW)

    assert level(variant) == (2, 0)


def test_make_and_ship_passes_through_stock_once(variant):
    for _ in range(2):
        stock.make_and_ship(items=[Item(variant, 7)], source_id="P-1", at=NOW)

    assert level(variant) == (0, 0)
    assert ledger() == [("receive", 7, "1", None), ("ship", -7, "1", None)]


def test_make_and_ship_leaves_others_pieces_alone(variant, receive):
    receive(3)
    stock.reserve(items=[Item(variant, 3)], source_id="P-1", at=NOW)

    stock.make_and_ship(items=[Item(variant, 7)], source_id="P-2", at=NOW)

    assert level(variant) == (3, 3)


# Receiving


def test_receive_books_a_batch(variant, shelf, receive, officer):
    batch = receive(5, code=" A-1 ", rejected=2, expires_on=TODAY + timedelta(days=3))

    batch.refresh_from_db()
    assert (batch.code, batch.produced_on) == ("A-1", TODAY)
    assert (batch.good_quantity, batch.rejected_quantity, batch.remaining) == (5, 2, 5)
    assert level(variant, shelf) == (5, 0)
    assert ledger() == [("receive", 5, "1", "A-1")]


def test_receive_makes_up_a_code_from_the_day(receive):
    first, second = receive(1), receive(1)

    assert first.code.startswith("251124-")
    assert first.code != second.code


def test_receive_with_the_same_key_is_receiving_once(variant, receive):
    assert receive(5, key="formulir-1") == receive(5, key="formulir-1")
    assert level(variant) == (5, 0)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"code": "A"}, "Kode produksi A sudah dipakai untuk barang ini."),
        ({"produced_on": date(2025, 11, 25)}, "Tanggal produksi belum tiba."),
        (
            {"produced_on": TODAY, "expires_on": date(2025, 11, 23)},
            "Tanggal baik sebelum tidak boleh mendahului produksi.",
        ),
        (
            {"produced_on": date(2025, 11, 1), "expires_on": date(2025, 11, 23)},
            "Barang ini sudah kedaluwarsa, jadi tidak dapat masuk stok.",
        ),
        ({"rejected": -1}, "Jumlah gagal harus 0 sampai 1.000.000."),
        ({"code": "A" * 31}, "Kode produksi paling panjang 30 huruf."),
    ],
)
def test_receive_refuses_wrong_figures(variant, receive, fields, message):
    receive(1, code="A")

    with pytest.raises(stock.StockError) as caught:
        receive(1, **fields)

    assert str(caught.value) == message
    assert level(variant) == (1, 0)


# Selling and taking back


def test_sell_takes_goods_over_the_counter_once(variant, receive, officer):
    counter = make_stock_location(facility=variant.product.facility)
    receive(3, location=counter, code="A")

    for _ in range(2):
        stock.sell(items=[Item(variant, 2)], location=counter, source_id="P-1", at=NOW, by=officer)

    assert level(variant) == (1, 0)
    assert ledger(kind=Kind.SELL) == [("sell", -2, "1", "A")]


def test_sell_refuses_what_is_reserved_or_expired(variant, shelf, receive):
    receive(2)
    receive(1, expires_on=TODAY)
    stock.reserve(items=[Item(variant, 1)], source_id="P-1", at=NOW)

    with pytest.raises(stock.OutOfStock) as caught:
        stock.sell(
            items=[Item(variant, 2)], location=shelf, source_id="P-2",
            at=NOW + timedelta(days=1),
        )  # fmt: skip

    assert caught.value.available == 1


def test_take_back_returns_goods_to_their_batches_once(variant, receive, officer):
    receive(2, code="LAMA", expires_on=TODAY + timedelta(days=2))
    receive(2, code="BARU")
    stock.reserve(items=[Item(variant, 3)], source_id="P-1", at=NOW)
    stock.ship(source_id="P-1", at=NOW)

    for _ in range(2):
        stock.take_back(items=[Item(variant, 2)], source_id="P-1", at=NOW, by=officer)

    assert level(variant) == (3, 0)
    assert ledger(kind=Kind.RETURN) == [("return", 1, "1", "BARU"), ("return", 1, "1/2", "LAMA")]


def test_take_back_of_the_rest_has_its_own_line(variant, shelf, receive, officer):
    receive(3)
    stock.sell(items=[Item(variant, 3)], location=shelf, source_id="P-1", at=NOW)
    stock.take_back(items=[Item(variant, 1, "1")], source_id="P-1", at=NOW, by=officer)

    stock.take_back(items=[Item(variant, 2, "1b")], source_id="P-1", at=NOW, by=officer)

    assert level(variant) == (3, 0)
    with pytest.raises(stock.StockError, match="tidak sebanyak itu, kurangi 1"):
        stock.take_back(items=[Item(variant, 1, "1c")], source_id="P-1", at=NOW, by=officer)


def test_take_back_puts_made_goods_in_stock(variant, officer):
    stock.make_and_ship(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    stock.take_back(items=[Item(variant, 2)], source_id="P-1", at=NOW, by=officer)

    assert level(variant) == (2, 0)


# Moving


def test_transfer_moves_goods_with_their_dates_once(variant, shelf, receive, officer):
    booth = make_stock_location(kind=StockLocation.Kind.EXHIBITION)
    last_day = TODAY + timedelta(days=5)
    receive(2, code="A", expires_on=last_day)
    receive(2, code="B")

    for _ in range(2):
        stock.transfer(
            items=[Item(variant, 3)], origin=shelf, destination=booth, source_id="T-1",
            at=NOW, by=officer,
        )  # fmt: skip

    assert level(variant, shelf) == (1, 0)
    assert level(variant, booth) == (3, 0)
    moved = ledger(kind__in=(Kind.TRANSFER_OUT, Kind.TRANSFER_IN))
    assert moved == [
        ("transfer_out", -2, "1", "A"),
        ("transfer_out", -1, "1/2", "B"),
        ("transfer_in", 2, "1", "A"),
        ("transfer_in", 1, "1/2", "B"),
    ]
    there = ProductionBatch.objects.get(location=booth, code="A")
    assert (there.good_quantity, there.moved_quantity, there.remaining) == (0, 2, 2)
    assert there.expires_on == last_day


def test_transfer_there_and_back_ends_where_it_began(variant, shelf, receive, officer):
    booth = make_stock_location()
    receive(4, code="A")

    for number, (origin, destination) in enumerate([(shelf, booth), (booth, shelf)] * 2):
        stock.transfer(
            items=[Item(variant, 4)], origin=origin, destination=destination,
            source_id=f"T-{number}", at=NOW, by=officer,
        )  # fmt: skip

    assert level(variant, shelf) == (4, 0)
    assert ProductionBatch.objects.get(location=shelf).remaining == 4


def test_transfer_refuses_reserved_goods_and_the_same_place(variant, shelf, receive, officer):
    receive(2)
    stock.reserve(items=[Item(variant, 1)], source_id="P-1", at=NOW)
    act = {"items": [Item(variant, 2)], "source_id": "T-1", "at": NOW, "by": officer}

    with pytest.raises(stock.OutOfStock):
        stock.transfer(origin=shelf, destination=make_stock_location(), **act)
    with pytest.raises(stock.StockError, match="harus berbeda"):
        stock.transfer(origin=shelf, destination=shelf, **act)


def test_transfer_refuses_to_mix_batches_of_one_code(variant, shelf, receive, officer):
    booth = make_stock_location(name="Stan")
    receive(1, code="A", expires_on=TODAY)
    receive(1, code="A", location=booth)

    with pytest.raises(stock.StockError, match="Di Stan sudah ada kode produksi A"):
        stock.transfer(
            items=[Item(variant, 1)], origin=shelf, destination=booth, source_id="T-1",
            at=NOW, by=officer,
        )  # fmt: skip


# Correcting


@pytest.fixture
def adjust(variant, shelf, officer):
    def adjust(difference, kind=Kind.CORRECT, reason="Hitung ulang", **fields):
        return stock.adjust(
            variant=variant, location=shelf, difference=difference, kind=kind, reason=reason,
            at=NOW, by=officer, **fields,
        )  # fmt: skip

    return adjust


def test_adjust_adds_what_was_found(variant, adjust):
    movement = adjust(3)

    assert (movement.quantity, movement.reason) == (3, "Hitung ulang")
    assert level(variant) == (3, 0)


def test_adjust_takes_out_the_oldest_first(variant, receive, adjust):
    receive(1, code="LAMA", expires_on=TODAY)
    receive(3, code="BARU")

    movement = adjust(-2, Kind.DAMAGE, "Pecah")

    assert movement.quantity == -1
    assert ledger(kind=Kind.DAMAGE) == [("damage", -1, "1", "LAMA"), ("damage", -1, "1/2", "BARU")]
    assert level(variant) == (2, 0)


def test_adjust_with_the_same_key_is_adjusting_once(variant, adjust):
    assert adjust(3, key="formulir-1") == adjust(3, key="formulir-1")
    assert level(variant) == (3, 0)


def test_adjust_leaves_reserved_pieces(variant, receive, adjust):
    receive(3)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    with pytest.raises(stock.StockError) as caught:
        adjust(-2)

    assert str(caught.value) == (
        "Hanya 1 yang dapat dikurangi: ada 3, 2 di antaranya sudah dipesan."
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0,), "Jumlah harus 1 sampai"),
        ((2_000_000,), "Jumlah harus 1 sampai"),
        ((1, Kind.DAMAGE), "hanya mengurangi stok"),
        ((1, Kind.EXPIRE), "hanya mengurangi stok"),
        ((1, Kind.SAMPLE), "Contoh hanya mengurangi stok"),
        ((-1, Kind.RETURN), "hanya menambah stok"),
        ((1, Kind.SELL), "Hanya koreksi"),
        ((1, Kind.CORRECT, "  "), "Alasan wajib diisi"),
        ((1, Kind.CORRECT, "a" * 201), "paling panjang 200"),
    ],
)
def test_adjust_refuses_wrong_figures(adjust, arguments, message):
    with pytest.raises(stock.StockError, match=message):
        adjust(*arguments)


@pytest.fixture
def reverse(officer):
    def reverse(movement, reason="Salah ketik"):
        return stock.reverse(movement=movement, reason=reason, at=NOW, by=officer)

    return reverse


def test_reverse_undoes_a_receipt_once(variant, receive, reverse):
    receive(3)
    mistake = StockMovement.objects.get()

    assert reverse(mistake) == reverse(mistake)

    assert level(variant) == (0, 0)
    assert ProductionBatch.objects.get().remaining == 0
    assert mistake.reversed_by.quantity == -3


def test_reverse_undoes_damage(variant, receive, adjust, reverse):
    receive(3)

    reverse(adjust(-2, Kind.DAMAGE))

    assert level(variant) == (3, 0)
    assert ProductionBatch.objects.get().remaining == 3


def test_reverse_refuses_when_the_pieces_are_gone(variant, receive, adjust, reverse):
    found = adjust(2)
    receive(2)
    stock.reserve(items=[Item(variant, 3)], source_id="P-1", at=NOW)
    stock.ship(source_id="P-1", at=NOW)

    for mistake in (found, StockMovement.objects.get(kind=Kind.RECEIVE)):
        with pytest.raises(stock.StockError, match="sudah keluar atau dipesan"):
            reverse(mistake)

    assert level(variant) == (1, 0)


def test_reverse_refuses_acts_with_two_sides(variant, shelf, receive, reverse, officer):
    receive(3)
    stock.sell(items=[Item(variant, 1)], location=shelf, source_id="P-1", at=NOW)
    stock.make_and_ship(items=[Item(variant, 1)], source_id="P-2", at=NOW)
    stock.transfer(
        items=[Item(variant, 1)], origin=shelf, destination=make_stock_location(),
        source_id="T-1", at=NOW, by=officer,
    )  # fmt: skip

    for movement in StockMovement.objects.exclude(source_type="batch"):
        with pytest.raises(stock.StockError, match="tidak dapat dibatalkan"):
            reverse(movement)


def test_reverse_needs_a_reason(receive, reverse):
    receive(3)

    with pytest.raises(stock.StockError, match="Alasan wajib diisi"):
        reverse(StockMovement.objects.get(), " ")


def test_write_off_takes_expired_goods_out_once(variant, receive):
    receive(3, code="A", expires_on=TODAY)
    receive(2, code="B", expires_on=TODAY + timedelta(days=1))
    receive(1, code="C")
    tomorrow = NOW + timedelta(days=1)

    assert stock.write_off_expired(at=NOW) == 0
    assert stock.write_off_expired(at=tomorrow) == 3
    assert stock.write_off_expired(at=tomorrow) == 0

    assert level(variant) == (3, 0)
    assert ledger(kind=Kind.EXPIRE) == [("expire", -3, "2025-11-25", "A")]


def test_write_off_waits_for_reserved_pieces(variant, receive):
    receive(3, expires_on=TODAY)
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)

    assert stock.write_off_expired(at=NOW + timedelta(days=1)) == 1
    stock.release(source_id="P-1", at=NOW + timedelta(days=1))
    assert stock.write_off_expired(at=NOW + timedelta(days=2)) == 2

    assert level(variant) == (0, 0)
