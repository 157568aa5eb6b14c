"""The last walls under catalog.stock: constraints, the append-only ledger, and its proof."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from catalog import stock
from catalog.models import ProductionBatch, Reservation, StockLevel, StockLocation, StockMovement
from catalog.stock import Difference, Item
from facilities.history import AppendOnlyError
from tests.builders import make_stock_location, make_user, make_variant

NOW = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def variant():
    return make_variant()


@pytest.fixture
def shelf(variant):
    return stock.online_location(variant.product.facility)


@pytest.fixture
def batch(variant, shelf):
    """Five pieces in stock, two of them reserved."""
    batch = stock.receive(
        variant=variant, location=shelf, quantity=5, code="A", at=NOW, by=make_user()
    )
    stock.reserve(items=[Item(variant, 2)], source_id="P-1", at=NOW)
    return batch


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def movement(variant, shelf, **fields):
    defaults = {
        "variant": variant, "location": shelf, "kind": StockMovement.Kind.CORRECT, "quantity": 1,
        "source_type": "desk", "source_id": "1", "at": NOW,
    }  # fmt: skip
    return StockMovement(**defaults | fields)


# Constraints


@pytest.mark.parametrize(
    "wrong",
    [{"reserved": 6}, {"on_hand": 1}, {"on_hand": -1}, {"reserved": -1}],
)
def test_a_level_never_holds_less_than_it_promised(batch, wrong):
    refused(lambda: StockLevel.objects.update(**wrong))


def test_a_variant_has_one_level_per_location(batch, variant, shelf):
    refused(lambda: StockLevel.objects.create(variant=variant, location=shelf))


def test_a_facility_has_one_online_location_and_no_two_of_a_name(shelf):
    place = {"facility": shelf.facility, "kind": StockLocation.Kind.SAE}

    refused(lambda: StockLocation.objects.create(name="Kedua", is_online=True, **place))
    refused(lambda: StockLocation.objects.create(name=shelf.name, **place))


def test_a_source_is_in_the_ledger_once(variant, shelf):
    movement(variant, shelf).save()

    refused(movement(variant, shelf, quantity=2).save)
    movement(variant, shelf, source_line="2").save()
    movement(variant, shelf, kind=StockMovement.Kind.DAMAGE).save()


def test_a_movement_moves_something(variant, shelf):
    refused(movement(variant, shelf, quantity=0).save)


def test_a_movement_is_reversed_once(variant, shelf):
    first = movement(variant, shelf)
    first.save()
    movement(variant, shelf, source_id="2", quantity=-1, reverses=first).save()

    refused(movement(variant, shelf, source_id="3", quantity=-1, reverses=first).save)


def test_an_order_line_is_reserved_once(batch, variant, shelf):
    row = {"variant": variant, "location": shelf, "source_type": "order", "created_at": NOW}

    refused(lambda: Reservation.objects.create(source_id="P-1", quantity=1, **row))
    refused(lambda: Reservation.objects.create(source_id="P-2", quantity=0, **row))


def test_a_reservation_is_closed_with_an_outcome(batch):
    refused(lambda: Reservation.objects.update(closed_at=NOW))
    refused(lambda: Reservation.objects.update(outcome=Reservation.Outcome.SHIPPED))


@pytest.mark.parametrize(
    "wrong", [{"remaining": 6}, {"remaining": -1}, {"expires_on": date(2025, 11, 23)}]
)
def test_a_batch_is_sane(batch, wrong):
    refused(lambda: ProductionBatch.objects.update(**wrong))


def test_a_code_names_one_batch_at_a_location(batch, variant, shelf):
    row = {"variant": variant, "code": "A", "produced_on": date(2025, 11, 1), "remaining": 0}

    refused(lambda: ProductionBatch.objects.create(location=shelf, **row))
    ProductionBatch.objects.create(location=make_stock_location(), **row)


# Append-only


def test_the_ledger_is_only_ever_added_to(batch):
    row = StockMovement.objects.get()
    row.quantity = 9

    for change in (
        row.save,
        row.delete,
        StockMovement.objects.all().delete,
        lambda: StockMovement.objects.update(quantity=9),
        lambda: StockMovement.objects.bulk_update([row], ["quantity"]),
        lambda: StockMovement.objects.update_or_create(pk=row.pk, defaults={"quantity": 9}),
        lambda: StockMovement.objects.bulk_create(
            [row], update_conflicts=True, update_fields=["quantity"], unique_fields=["id"]
        ),
    ):
        with pytest.raises(AppendOnlyError), transaction.atomic():
            change()

    assert StockMovement.objects.get().quantity == 5


# The proof


def verify(capsys) -> list[str]:
    call_command("verify_stock")
    return capsys.readouterr().out.splitlines()


def test_verify_stock_tells_what_it_checked(batch, capsys):
    assert verify(capsys) == [
        "1 stok, 1 gerak, 1 pesanan terbuka, 1 hasil produksi, "
        "0 bulan kapasitas diperiksa: 0 selisih."
    ]


@pytest.mark.parametrize(
    ("model", "wrong", "found"),
    [
        (StockLevel, {"on_hand": 7}, ["on_hand 7, dihitung 5"]),
        (StockLevel, {"reserved": 3}, ["reserved 3, dihitung 2"]),
        (Reservation, {"quantity": 1}, ["reserved 2, dihitung 1"]),
        (ProductionBatch, {"remaining": 4}, ["remaining 4, dihitung 5"]),
    ],
)
def test_verify_stock_finds_every_wrong_figure(batch, capsys, model, wrong, found):
    model.objects.update(**wrong)

    with pytest.raises(CommandError) as caught:
        verify(capsys)

    assert caught.value.returncode == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in lines[:-1]] == found
    assert lines[-1].endswith(": 1 selisih.")


def test_differences_name_the_batch_and_goods_without_a_level(batch, variant, shelf):
    elsewhere = make_stock_location()
    movement(variant, elsewhere, quantity=3).save()
    ProductionBatch.objects.update(remaining=4)

    assert list(stock.differences()) == [
        Difference("remaining", variant.pk, shelf.pk, 4, 5, "A"),
        Difference("on_hand", variant.pk, elsewhere.pk, 0, 3),
    ]
    assert str(next(stock.differences())) == (
        f"varian {variant.pk} di tempat {shelf.pk} (A): remaining 4, dihitung 5"
    )


def test_differences_find_more_in_batches_than_on_hand(batch, variant, shelf):
    movement(variant, shelf, kind=StockMovement.Kind.DAMAGE, quantity=-1).save()
    StockLevel.objects.update(on_hand=4)

    assert list(stock.differences()) == [Difference("batches", variant.pk, shelf.pk, 4, 5)]


@pytest.mark.parametrize("levels", [1, 5])
def test_differences_ask_seven_queries_whatever_the_size(levels, django_assert_num_queries):
    for _ in range(levels):
        goods = make_variant()
        place = stock.online_location(goods.product.facility)
        stock.receive(variant=goods, location=place, quantity=1, at=NOW, by=None)

    with django_assert_num_queries(7):
        assert list(stock.differences()) == []
