"""Work is booked in the first month with room, given back, and adds up."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from catalog import capacity, stock
from catalog.capacity import CapacityTooLow, NoCapacity
from catalog.models import CapacityMonth, CapacityUse
from catalog.stock import Item
from tests.builders import make_product, make_variant

from .conftest import NOW

pytestmark = pytest.mark.django_db


def book(variant, quantity, order="P-1", at=NOW):
    return capacity.book(items=[Item(variant, quantity)], source_id=order, at=at)["1"]


def taken():
    return {f"{row.month:%Y-%m}": row.taken for row in CapacityMonth.objects.order_by("month")}


def test_work_that_fits_this_month_is_ready_after_its_lead_time(chair):
    assert book(chair, 5) == date(2025, 12, 8)
    assert taken() == {"2025-11": 10}


def test_work_that_does_not_fit_goes_whole_to_the_first_month_with_room(chair):
    book(chair, 3, "P-1")

    assert book(chair, 3, "P-2") == date(2025, 12, 15)
    assert book(chair, 2, "P-3") == date(2025, 12, 8)
    assert taken() == {"2025-11": 10, "2025-12": 6}


def test_work_larger_than_a_month_takes_month_after_month(chair):
    assert book(chair, 12) == date(2026, 1, 15)
    assert taken() == {"2025-11": 10, "2025-12": 10, "2026-01": 4}


def test_six_months_can_be_booked_and_not_a_unit_more(chair):
    book(chair, 30, "P-1")

    with pytest.raises(NoCapacity) as refused:
        book(chair, 1, "P-2")

    assert sum(taken().values()) == 60
    assert max(taken()) == "2026-04"
    assert refused.value.available == 0
    assert "Pra-pesan dijeda" in str(refused.value)
    assert isinstance(refused.value, stock.OutOfStock)


def test_too_much_at_once_says_how_many_can_be_made(chair):
    with pytest.raises(NoCapacity, match="Masih sanggup 30") as refused:
        book(chair, 31)

    assert refused.value.available == 30
    assert taken() == {}


def test_lines_of_one_order_share_the_room_and_are_booked_all_or_none(chair, group):
    stool = make_variant(product=chair.product, made_to_order=True, lead_time_days=7)
    lines = [Item(chair, 4, "1"), Item(stool, 3, "2")]

    assert capacity.book(items=lines, source_id="P-1", at=NOW) == {
        "1": date(2025, 12, 8),
        "2": date(2025, 12, 8),
    }
    with pytest.raises(NoCapacity):
        capacity.book(items=[Item(stool, 5, "1"), Item(chair, 99, "2")], source_id="P-2", at=NOW)
    assert taken() == {"2025-11": 8, "2025-12": 3}


def test_the_same_line_is_booked_once(chair):
    first = book(chair, 5)

    assert book(chair, 5, at=NOW.replace(month=12)) == first
    assert taken() == {"2025-11": 10}


def test_a_group_without_a_limit_books_nothing(chair, group):
    group.monthly_capacity = None
    group.save()

    assert book(chair, 9_999) == date(2025, 12, 8)
    assert taken() == {}


def test_goods_of_no_group_are_never_short_of_capacity():
    lone = make_variant(product=make_product(), made_to_order=True, lead_time_days=3)

    assert book(lone, 9_999) == date(2025, 11, 27)


def test_a_group_that_takes_no_work_refuses(chair, group):
    group.monthly_capacity = 0
    group.save()

    with pytest.raises(NoCapacity):
        book(chair, 1)


def test_the_month_is_the_one_of_the_facility(chair):
    # 30 November 22.30 in Jakarta is 1 December 00.30 in Ambon.
    book(chair, 1, at=datetime(2025, 11, 30, 15, 30, tzinfo=UTC))

    assert taken() == {"2025-12": 2}


def test_released_work_leaves_the_month_once(chair):
    book(chair, 12)

    capacity.release(source_id="P-1", at=NOW)
    capacity.release(source_id="P-1", at=NOW)

    assert set(taken().values()) == {0}
    assert CapacityUse.objects.filter(released_at=NOW).count() == 3
    assert list(capacity.differences(at=NOW)) == []


def test_work_booked_again_may_come_later(chair):
    book(chair, 5, "P-1")
    capacity.release(source_id="P-1", at=NOW)
    assert book(chair, 5, "P-1") == date(2025, 12, 8)  # a repeat of the first call books nothing
    assert taken() == {"2025-11": 0}
    book(chair, 4, "P-2")

    for _ in range(2):
        again = capacity.book_again(items=[Item(chair, 5)], source_id="P-1", at=NOW)
        assert again == {"1": date(2025, 12, 15)}

    assert taken() == {"2025-11": 8, "2025-12": 10}
    assert list(capacity.differences(at=NOW)) == []


def test_room_comes_back_with_the_next_month(chair):
    book(chair, 30, "P-1")

    assert book(chair, 1, "P-2", at=NOW.replace(month=12)) == date(2026, 5, 15)


def test_database_holds_more_than_the_code(chair, group):
    month = CapacityMonth.objects.create(group=group, month=date(2025, 11, 1), capacity=10)
    for wrong in ({"taken": 11}, {"capacity": 0, "taken": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CapacityMonth.objects.filter(pk=month.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        CapacityMonth.objects.create(group=group, month=date(2025, 11, 1), capacity=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(chair).objects.filter(pk=chair.pk).update(work_units=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(group).objects.filter(pk=group.pk).update(monthly_capacity=1_000_001)


def test_a_line_has_one_use_per_month(chair):
    book(chair, 1)
    use = CapacityUse.objects.get()
    use.pk = None

    with pytest.raises(IntegrityError):
        use.save(force_insert=True)


# What the officer types


def test_months_follow_the_group(chair, group):
    book(chair, 12)

    capacity.set_monthly(group=group, capacity=11, at=NOW)

    assert set(CapacityMonth.objects.values_list("capacity", flat=True)) == {11}
    assert list(capacity.differences(at=NOW)) == []


def test_less_than_is_booked_is_refused(chair, group):
    book(chair, 4)

    with pytest.raises(CapacityTooLow) as refused:
        capacity.set_monthly(group=group, capacity=7, at=NOW)

    assert str(refused.value) == (
        "November 2025 sudah terisi 8 satuan kerja. "
        "Isi paling sedikit 8, atau 0 agar tidak menerima pekerjaan baru."
    )
    group.refresh_from_db()
    assert group.monthly_capacity == 10


def test_past_months_stand_in_no_way(chair, group):
    book(chair, 5)

    capacity.set_monthly(group=group, capacity=1, at=NOW.replace(month=12))

    assert CapacityMonth.objects.get().capacity == 10
    assert list(capacity.differences(at=NOW.replace(month=12))) == []


def test_no_new_work_keeps_what_is_booked(chair, group):
    book(chair, 4)

    capacity.set_monthly(group=group, capacity=0, at=NOW)
    chair.product.producer_group.refresh_from_db()

    with pytest.raises(NoCapacity):
        book(chair, 1, "P-2")
    capacity.release(source_id="P-1", at=NOW)
    with pytest.raises(NoCapacity):
        book(chair, 1, "P-3")
    assert list(capacity.differences(at=NOW)) == []


def test_a_limit_can_be_taken_away_and_put_back(chair, group):
    book(chair, 5)
    capacity.set_monthly(group=group, capacity=None, at=NOW)
    assert book(chair, 50, "P-2") == date(2025, 12, 8)

    with pytest.raises(CapacityTooLow):
        capacity.set_monthly(group=group, capacity=9, at=NOW)
    capacity.set_monthly(group=group, capacity=12, at=NOW)

    assert book(chair, 1, "P-3") == date(2025, 12, 8)
    assert list(capacity.differences(at=NOW)) == []


# The proof


def test_verify_stock_finds_a_month_that_does_not_add_up(chair, group, capsys):
    book(chair, 4)
    call_command("verify_stock")
    CapacityMonth.objects.update(taken=7)

    with pytest.raises(CommandError):
        call_command("verify_stock")

    said = capsys.readouterr().out
    assert f"kelompok kerja {group.pk} bulan 2025-11: taken 7, dihitung 8" in said
    assert "1 bulan kapasitas diperiksa: 1 selisih." in said


def test_verify_stock_finds_a_month_with_another_capacity(chair, group):
    book(chair, 4)
    CapacityMonth.objects.update(capacity=99)

    found = [(d.figure, d.recorded, d.counted) for d in capacity.differences(at=NOW)]
    assert found == [("capacity", 99, 10)]
