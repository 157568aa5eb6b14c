"""Opname: a frozen list, a blind count, a second officer, and sales that go on meanwhile."""

from datetime import UTC, datetime
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from catalog import counts, stock
from catalog.counts import CountError, deciding
from catalog.models import (
    CountEvent,
    CountLine,
    StockCount,
    StockLevel,
    StockMovement,
)
from catalog.stock import Item
from facilities.history import AppendOnlyError
from tests.builders import (
    make_category,
    make_count,
    make_product,
    make_stock,
    make_stock_location,
    make_user,
    make_variant,
)
from tests.together import outcomes, together, unqueued

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 20, 3, 0, tzinfo=UTC)
Kind = StockMovement.Kind


@pytest.fixture
def bag():
    """Ten pieces in the store of its facility."""
    variant = make_variant(name="Tas")
    make_stock(variant=variant, quantity=10)
    return variant


@pytest.fixture
def store(bag):
    return stock.online_location(bag.product.facility)


@pytest.fixture
def counter():
    return make_user()


@pytest.fixture
def count(store, counter):
    return make_count(location=store, by=counter)


def mark_of(count, line):
    return counts.ledger_marks(count, [line.variant_id])[line.variant_id]


def enter(count, pieces, by, mark=None):
    line = count.lines.get()
    figures = {line.pk: (pieces, mark_of(count, line) if mark is None else mark)}
    return counts.enter(count=count, figures=figures, at=NOW, by=by)


def counted(count, pieces, by):
    enter(count, pieces, by)
    return counts.submit(count=count, at=NOW, by=by)


def sell(bag, store, number, pieces=1):
    stock.sell(items=[Item(bag, pieces)], location=store, source_id=f"P-{number}", at=NOW)


def approve(count, note="Rusak, belum dicatat"):
    return counts.approve(count=count, note=note, at=NOW, by=make_user())


def on_hand(bag) -> int:
    return StockLevel.objects.get(variant=bag).on_hand


def books_balance():
    assert list(stock.differences()) == []
    return True


def test_list_is_frozen_by_name_with_what_the_books_said(count, bag, store):
    other = make_variant(product=make_product(facility=bag.product.facility))
    make_stock(variant=other, quantity=3)
    assert list(count.lines.values_list("variant", "recorded")) == [(bag.pk, 10)]


def test_difference_is_booked_by_the_second_officer(count, bag, counter):
    waiting = counted(count, 8, counter)
    assert on_hand(bag) == 10
    done = approve(waiting)

    move = StockMovement.objects.get(kind=Kind.CORRECT)
    assert (move.quantity, move.source_type, move.source_id) == (-2, "count", count.source_id)
    assert move.reason == f"{count.number}: Rusak, belum dicatat"
    assert on_hand(bag) == 8
    assert done.state == StockCount.State.APPROVED
    assert books_balance()


def test_found_pieces_are_added(count, bag, counter):
    approve(counted(count, 12, counter))
    assert on_hand(bag) == 12
    assert books_balance()


def test_count_that_fits_books_nothing_and_needs_no_words(count, bag, counter):
    approve(counted(count, 10, counter), note="")
    assert not StockMovement.objects.filter(kind=Kind.CORRECT).exists()
    assert count.events.get(kind="approved").note == "Cocok semua."


def test_sale_before_the_counting_makes_no_difference(count, bag, store, counter):
    sell(bag, store, 1, pieces=3)
    approve(counted(count, 7, counter), note="")
    assert on_hand(bag) == 7


def test_sale_after_the_counting_keeps_the_difference(count, bag, store, counter):
    enter(count, 9, counter)
    sell(bag, store, 1, pieces=3)
    approve(counts.submit(count=count, at=NOW, by=counter))
    assert on_hand(bag) == 6
    assert books_balance()


def test_sale_while_the_officer_counts_asks_for_another_look(count, bag, store, counter):
    shown = mark_of(count, count.lines.get())
    sell(bag, store, 1)
    moved = enter(count, 10, counter, mark=shown)
    assert [line.variant for line in moved] == [bag]
    assert count.lines.get().counted is None
    assert enter(count, 9, counter) == []
    assert count.lines.get().difference == 0


def test_order_that_reserves_does_not_disturb_the_count(count, bag, counter):
    shown = mark_of(count, count.lines.get())
    stock.reserve(items=[Item(bag, 4)], source_id="P-1", at=NOW)
    assert enter(count, 10, counter, mark=shown) == []


def test_missing_pieces_that_orders_were_promised_stop_the_booking(count, bag, counter):
    stock.reserve(items=[Item(bag, 9)], source_id="GL-0001", at=NOW)
    waiting = counted(count, 8, counter)
    with pytest.raises(CountError, match="GL-0001"):
        approve(waiting)
    assert on_hand(bag) == 10
    assert StockCount.objects.get().is_waiting


def test_correction_by_hand_after_counting_is_not_booked_twice(count, bag, store, counter):
    waiting = counted(count, 8, counter)
    stock.adjust(
        variant=bag, location=store, difference=-2, kind=Kind.DAMAGE, reason="Pecah", at=NOW,
        by=counter,
    )  # fmt: skip
    assert counts.recount_needed(waiting) == [count.lines.get()]
    with pytest.raises(CountError, match="dihitung ulang"):
        approve(waiting)
    assert on_hand(bag) == 8
    again = counts.ask_again(
        count=waiting, lines=[count.lines.get().pk], reason="Sudah dikoreksi", at=NOW,
        by=make_user(),
    )  # fmt: skip
    approve(counted(again, 8, counter), note="")
    assert on_hand(bag) == 8
    assert books_balance()


def test_who_had_a_hand_in_the_count_does_not_decide(count, counter):
    helper, third = make_user(), make_user()
    enter(count, 9, helper)
    waiting = counts.submit(count=count, at=NOW, by=third)
    for person in (counter, helper, third, None):
        assert not counts.may_decide(waiting, person)
        with pytest.raises(CountError, match="petugas lain"):
            counts.approve(count=waiting, note="Rusak", at=NOW, by=person)
        with pytest.raises(CountError, match="petugas lain"):
            counts.ask_again(
                count=waiting, lines=[waiting.lines.get().pk], reason="x", at=NOW, by=person
            )
    assert counts.may_decide(waiting, make_user())


def test_figure_that_was_sent_back_stays_in_the_history(count, counter):
    helper = make_user()
    enter(count, 9, helper)
    counts.submit(count=count, at=NOW, by=counter)
    line = count.lines.get()
    counts.ask_again(count=count, lines=[line.pk], reason="Hitung lagi", at=NOW, by=make_user())
    event = count.events.get(kind="sent_back")
    assert event.note.endswith("dihitung 9")
    assert event.headline == "Hitung lagi"
    waiting = counted(count, 10, counter)
    # What the helper counted stands no more: the helper is a second officer now.
    assert counts.may_decide(waiting, helper)
    assert not counts.may_decide(waiting, counter)


def test_count_is_handed_in_whole(count, counter):
    with pytest.raises(CountError, match="Masih 1 barang"):
        counts.submit(count=count, at=NOW, by=counter)
    counted(count, 0, counter)
    assert counts.submit(count=count, at=NOW, by=counter).is_waiting
    assert count.events.count() == 1
    with pytest.raises(CountError, match="sudah diajukan"):
        enter(count, 3, counter)


def test_differences_need_an_explanation(count, counter):
    waiting = counted(count, 9, counter)
    for note, words in (("  ", "Jelaskan"), ("x" * 161, "160")):
        with pytest.raises(CountError, match=words):
            approve(waiting, note)


def test_approving_twice_books_once(count, bag, counter):
    waiting = counted(count, 8, counter)
    approve(waiting)
    approve(waiting)
    assert on_hand(bag) == 8


def test_thing_the_books_do_not_know_is_added_to_the_list(count, bag, counter):
    stray = make_variant(product=bag.product)
    first = counts.add_variant(count=count, variant=stray)
    assert counts.add_variant(count=count, variant=stray) == first
    with pytest.raises(CountError, match="bukan barang"):
        counts.add_variant(count=count, variant=make_variant())
    lines = {line.pk: (10 if line.variant == bag else 2, mark_of(count, line))
             for line in count.lines.all()}  # fmt: skip
    counts.enter(count=count, figures=lines, at=NOW, by=counter)
    approve(counts.submit(count=count, at=NOW, by=counter))
    assert StockLevel.objects.get(variant=stray, location=count.location).on_hand == 2
    assert books_balance()


def test_goods_of_others_lying_there_are_counted_too(bag, store, counter):
    guest = make_variant()
    stock.receive(variant=guest, location=store, quantity=2, at=NOW, by=None)
    count = make_count(location=store, by=counter)
    assert set(count.lines.values_list("variant", flat=True)) == {bag.pk, guest.pk}
    assert count.facility == store.facility


def test_one_category_can_be_counted_alone(bag, store):
    group = make_category()
    product = make_product(
        facility=bag.product.facility, category=make_category(parent=group), name="Roti"
    )
    bread = make_variant(product=product)
    make_stock(variant=bread, quantity=2)
    count = make_count(location=store, category=group)
    assert list(count.lines.values_list("variant", flat=True)) == [bread.pk]


def test_place_is_counted_once_at_a_time(count, store):
    assert counts.start(location=store, key=count.key, at=NOW, by=None) == count
    with pytest.raises(CountError, match="sedang dihitung"):
        make_count(location=store)
    with pytest.raises(CountError, match="Alasan"):
        counts.cancel(count=count, reason=" ", at=NOW, by=None)
    for _ in range(2):
        counts.cancel(count=count, reason="Listrik padam", at=NOW, by=None)
    assert make_count(location=store).is_open
    with pytest.raises(CountError, match="Tidak ada barang"):
        make_count(location=make_stock_location(facility=store.facility))


def test_booked_count_is_not_given_up(count, counter):
    approve(counted(count, 10, counter), note="")
    with pytest.raises(CountError, match="sudah dibukukan"):
        counts.cancel(count=count, reason="x", at=NOW, by=None)


@pytest.mark.parametrize("pieces", [-1, 1_000_001])
def test_impossible_figure_is_refused(count, counter, pieces):
    with pytest.raises(CountError, match=r"1\.000\.000"):
        enter(count, pieces, counter)


def test_history_is_only_added_to(count, counter):
    counted(count, 10, counter)
    with pytest.raises(AppendOnlyError):
        CountEvent.objects.update(note="x")


def test_database_refuses_half_counted_lines_and_second_counts(count, store):
    with pytest.raises(IntegrityError), transaction.atomic():
        CountLine.objects.update(counted=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockCount.objects.create(
            facility=store.facility, location=store, key="zwei", started_at=NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        StockCount.objects.update(state="approved")


# Two hands at once


@pytest.mark.django_db(transaction=True)
def test_two_second_officers_book_the_difference_once(count, bag, counter):
    waiting = counted(count, 8, counter)
    people = [make_user(), make_user()]
    done = together(
        [partial(counts.approve, count=waiting, note="Rusak", at=NOW, by=who) for who in people]
    )
    assert outcomes(done) == {"StockCount": 2}
    assert on_hand(bag) == 8
    assert count.events.filter(kind="approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_row_lock_approves_twice(count, bag, counter, monkeypatch):
    waiting = counted(count, 8, counter)
    people = [make_user(), make_user()]
    both_have_read = Barrier(2, timeout=5)

    def unlocked(row):
        found = StockCount.objects.select_related("facility", "location").get(pk=row.pk)
        both_have_read.wait()
        return found

    monkeypatch.setattr(deciding, "locked", unlocked)
    act = unqueued(counts.approve)
    together([partial(act, count=waiting, note="Rusak", at=NOW, by=who) for who in people])
    # The ledger's own key still books the pieces once; the history tells two decisions.
    assert count.events.filter(kind="approved").count() == 2
    assert on_hand(bag) == 8
