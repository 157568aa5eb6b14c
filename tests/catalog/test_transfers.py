"""Goods on their way: what left, what came, and what became of the difference."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from catalog import locks, stock, transfers
from catalog.models import (
    ProductionBatch,
    StockLevel,
    StockMovement,
    Transfer,
    TransferEvent,
    TransferLine,
)
from catalog.stock import Item, OutOfStock
from catalog.transfers import Arrival, Missing, TransferError, errors, receiving
from facilities.history import AppendOnlyError
from tests.builders import (
    make_facility,
    make_officer,
    make_product,
    make_regional_office,
    make_stock,
    make_stock_location,
    make_transfer,
    make_variant,
)
from tests.together import outcomes, together, unqueued

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 20, 3, 0, tzinfo=UTC)
Kind = StockMovement.Kind


def on_hand(variant, place) -> int:
    return sum(
        StockLevel.objects.filter(variant=variant, location=place).values_list("on_hand", flat=True)
    )


def receive(transfer, pieces, missing=Missing.LATER, reason="", key="datang-1"):
    line = transfer.lines.get()
    return transfers.receive(
        transfer=transfer, arrivals={line.pk: Arrival(pieces, missing, reason)}, key=key,
        at=NOW, by=None,
    )  # fmt: skip


def books_balance():
    assert list(stock.differences()) == []
    return True


def test_sent_goods_lie_nowhere_until_they_arrive():
    transfer = make_transfer(quantity=4)
    line = transfer.lines.get()

    assert transfer.is_on_the_way
    assert line.on_the_way == 4
    assert on_hand(line.variant, transfer.origin) == 0
    assert on_hand(line.variant, transfer.destination) == 0
    assert books_balance()


def test_arrival_closes_a_transfer_once_all_is_there():
    transfer = receive(make_transfer(quantity=4), 4)

    line = transfer.lines.get()
    assert transfer.state == Transfer.State.CLOSED
    assert on_hand(line.variant, transfer.destination) == 4
    assert line.received == line.quantity
    assert line.surplus == 0
    assert books_balance()


def test_rest_that_follows_stays_on_the_way():
    transfer = receive(make_transfer(quantity=4), 3)
    assert transfer.is_on_the_way
    assert transfer.lines.get().on_the_way == 1

    transfer = receive(transfer, 1, key="datang-2")
    assert transfer.state == Transfer.State.CLOSED
    assert on_hand(transfer.lines.get().variant, transfer.destination) == 4
    assert books_balance()


def test_what_was_left_behind_is_back_at_the_origin():
    transfer = receive(make_transfer(quantity=4), 3, Missing.BACK, "Tertinggal di gudang")

    line = transfer.lines.get()
    assert (line.received, line.returned, line.lost) == (3, 1, 0)
    assert on_hand(line.variant, transfer.origin) == 1
    assert transfer.state == Transfer.State.CLOSED
    assert books_balance()


def test_what_broke_on_the_way_is_in_the_ledger_with_its_reason():
    transfer = receive(make_transfer(quantity=4), 3, Missing.LOST, "Pecah di mobil")

    line = transfer.lines.get()
    gone = StockMovement.objects.get(kind=Kind.DAMAGE)
    assert (gone.quantity, gone.location) == (-1, transfer.origin)
    assert gone.reason == f"{transfer.number}, di jalan: Pecah di mobil"
    assert (line.lost, line.reason) == (1, "Pecah di mobil")
    assert on_hand(line.variant, transfer.origin) == 0
    assert books_balance()


def test_more_than_was_noted_leaves_the_origin_too():
    variant = make_variant()
    make_stock(variant=variant, quantity=10)
    transfer = receive(make_transfer(variant=variant, quantity=4), 5, reason="Salah hitung")

    line = transfer.lines.get()
    assert (line.received, line.surplus) == (5, 1)
    assert on_hand(variant, transfer.origin) == 5
    assert on_hand(variant, transfer.destination) == 5
    assert transfer.state == Transfer.State.CLOSED
    assert books_balance()


def test_more_than_the_origin_has_is_refused_with_what_to_do():
    transfer = make_transfer(quantity=4)
    with pytest.raises(TransferError, match="opname") as refused:
        receive(transfer, 5, reason="Salah hitung")
    assert refused.value.about == transfer.lines.get().pk
    assert transfer.lines.get().received == 0
    assert books_balance()


@pytest.mark.parametrize(
    ("pieces", "missing", "reason", "words"),
    [
        (3, Missing.LOST, " ", "Jelaskan"),
        (3, Missing.BACK, "", "Jelaskan"),
        (5, Missing.LATER, "", "Jelaskan"),
        (3, "entah", "", "Pilih"),
        (-1, Missing.LATER, "", "Jumlah"),
        (3, Missing.LOST, "x" * 161, "paling panjang"),
        (0, Missing.LATER, "", "Isi jumlah"),
    ],
)
def test_difference_without_explanation_books_nothing(pieces, missing, reason, words):
    transfer = make_transfer(quantity=4)
    with pytest.raises(TransferError, match=words):
        receive(transfer, pieces, missing, reason)
    assert transfer.lines.get().on_the_way == 4
    assert not TransferEvent.objects.filter(kind="received").exists()


def test_same_form_twice_books_one_arrival():
    transfer = make_transfer(quantity=4)
    receive(transfer, 2)
    receive(transfer, 2)
    assert transfer.lines.get().received == 2
    assert on_hand(transfer.lines.get().variant, transfer.destination) == 2


def test_sending_twice_takes_the_goods_once():
    transfer = make_transfer(quantity=4)
    transfers.send(transfer=transfer, at=NOW, by=None)
    assert StockMovement.objects.filter(kind=Kind.TRANSFER_OUT).count() == 1


def test_carried_over_in_person_is_sent_and_received_at_once():
    transfer = make_transfer(quantity=4, sent=False)
    transfers.move_at_once(transfer=transfer, at=NOW, by=None)
    done = transfers.move_at_once(transfer=transfer, at=NOW, by=None)
    assert done.state == Transfer.State.CLOSED
    assert on_hand(done.lines.get().variant, done.destination) == 4
    assert books_balance()


def test_batches_and_their_days_travel_along():
    variant = make_variant()
    origin = stock.online_location(variant.product.facility)
    for code, day in (("LAMA", 22), ("BARU", 29)):
        stock.receive(
            variant=variant, location=origin, quantity=2, code=code, at=NOW, by=None,
            expires_on=date(2026, 4, day), produced_on=date(2026, 4, 19),
        )  # fmt: skip
    transfer = make_transfer(variant=variant, quantity=3, at=NOW)
    receive(transfer, 2)

    there = ProductionBatch.objects.filter(location=transfer.destination)
    assert dict(there.values_list("code", "remaining")) == {"LAMA": 2, "BARU": 0}
    receive(transfer, 0, Missing.BACK, "Tertinggal", key="datang-2")
    home = ProductionBatch.objects.filter(location=origin)
    assert dict(home.values_list("code", "remaining")) == {"LAMA": 0, "BARU": 2}
    assert dict(home.values_list("code", "moved_quantity")) == {"LAMA": 0, "BARU": 0}
    assert books_balance()


def test_bread_that_expires_on_the_way_arrives_and_is_not_for_sale():
    variant = make_variant()
    origin = stock.online_location(variant.product.facility)
    stock.receive(
        variant=variant, location=origin, quantity=2, at=NOW, by=None, expires_on=NOW.date()
    )
    transfer = make_transfer(variant=variant, quantity=2, at=NOW)
    later = NOW + timedelta(days=2)
    stock.write_off_expired(at=later)
    receive(transfer, 2)

    assert on_hand(variant, transfer.destination) == 2
    assert stock.sellable_pieces(transfer.destination, [variant.pk], at=later) == {variant.pk: 0}
    assert stock.write_off_expired(at=later) == 2
    assert books_balance()


def test_reserved_pieces_do_not_leave():
    variant = make_variant()
    make_stock(variant=variant, quantity=4)
    transfer = make_transfer(variant=variant, quantity=4, sent=False)
    stock.reserve(items=[Item(variant, 1)], source_id="P-1", at=NOW)
    with pytest.raises(OutOfStock):
        transfers.send(transfer=transfer, at=NOW, by=None)
    assert Transfer.objects.get().is_draft
    with pytest.raises(TransferError, match="hanya 3 yang bebas"):
        transfers.put(transfer=transfer, variant=variant, quantity=4, at=NOW)


def test_list_takes_everything_free_and_nothing_of_others():
    facility = make_facility()
    origin, booth = make_stock_location(facility=facility), make_stock_location(facility=facility)
    own = [make_variant(product=make_product(facility=facility)) for _ in range(2)]
    guest = make_variant()
    for variant in (*own, guest):
        stock.receive(variant=variant, location=origin, quantity=3, at=NOW, by=None)
    transfer = transfers.start(
        facility=facility, origin=origin, destination=booth, key="k", at=NOW, by=None
    )
    assert transfers.fill(transfer=transfer, at=NOW) == 6
    assert set(transfer.lines.values_list("variant", flat=True)) == {v.pk for v in own}
    with pytest.raises(TransferError, match="bukan barang"):
        transfers.put(transfer=transfer, variant=guest, quantity=1, at=NOW)
    transfers.put(transfer=transfer, variant=own[0], quantity=0, at=NOW)
    transfers.put(transfer=transfer, variant=own[1], quantity=2, at=NOW)
    assert list(transfer.lines.values_list("variant", "quantity")) == [(own[1].pk, 2)]


def test_what_was_not_sold_comes_home():
    transfer = receive(make_transfer(quantity=4), 4)
    variant = transfer.lines.get().variant
    stock.sell(items=[Item(variant, 1)], location=transfer.destination, source_id="P-1", at=NOW)

    back = transfers.start_return(transfer=transfer, key="pulang", at=NOW, by=None)
    again = transfers.start_return(transfer=transfer, key="pulang", at=NOW, by=None)
    assert back == again
    assert (back.origin, back.destination) == (transfer.destination, transfer.origin)
    assert back.lines.get().quantity == 3
    transfers.move_at_once(transfer=back, at=NOW, by=None)
    assert on_hand(variant, transfer.origin) == 3
    assert books_balance()


def test_called_back_goods_are_home_again():
    transfer = receive(make_transfer(quantity=4), 1)
    for _ in range(2):
        done = transfers.call_back(transfer=transfer, reason="Acara batal", at=NOW, by=None)
    assert done.state == Transfer.State.CLOSED
    line = done.lines.get()
    assert (line.received, line.returned) == (1, 3)
    assert on_hand(line.variant, transfer.origin) == 3
    assert books_balance()


@pytest.mark.parametrize("reason", ["", "x" * 161])
def test_calling_back_needs_a_reason(reason):
    with pytest.raises(TransferError, match="Alasan"):
        transfers.call_back(transfer=make_transfer(), reason=reason, at=NOW, by=None)


def test_finished_transfer_takes_no_further_act():
    transfer = receive(make_transfer(quantity=1), 1)
    with pytest.raises(TransferError, match="sudah selesai"):
        receive(transfer, 1, key="lagi")
    with pytest.raises(TransferError, match="sudah selesai"):
        transfers.call_back(transfer=transfer, reason="Batal", at=NOW, by=None)
    for act in (partial(transfers.fill, at=NOW), partial(transfers.discard, at=NOW, by=None)):
        with pytest.raises(TransferError, match="daftarnya tetap"):
            act(transfer=transfer)


def test_discarded_list_takes_nothing_along():
    transfer = make_transfer(quantity=2, sent=False)
    for _ in range(2):
        assert transfers.discard(transfer=transfer, at=NOW, by=None).state == "cancelled"
    assert on_hand(transfer.lines.get().variant, transfer.origin) == 2
    with pytest.raises(TransferError):
        transfers.send(transfer=transfer, at=NOW, by=None)
    assert books_balance()


def test_empty_list_and_closed_place_are_refused():
    transfer = make_transfer(sent=False)
    transfers.put(transfer=transfer, variant=transfer.lines.get().variant, quantity=0, at=NOW)
    with pytest.raises(TransferError, match="masih kosong"):
        transfers.send(transfer=transfer, at=NOW, by=None)
    other = make_transfer(sent=False)
    type(other.destination).objects.filter(pk=other.destination_id).update(is_active=False)
    with pytest.raises(TransferError, match="tidak dipakai lagi"):
        transfers.send(transfer=other, at=NOW, by=None)


def test_goods_go_only_to_own_places_and_open_ones_of_the_region():
    facility = make_facility()
    neighbour = make_facility(regional_office=facility.regional_office)
    far = make_facility()
    own = make_stock_location(facility=facility)
    shared = make_stock_location(facility=neighbour, takes_guests=True)
    for place in (neighbour, far):
        make_stock_location(facility=place, takes_guests=place == far)
    make_stock_location(facility=facility, is_active=False)

    assert set(transfers.destinations_for(facility)) == {own, shared}
    closed = make_stock_location(facility=neighbour)
    for destination, words in ((closed, "tidak menerima"), (own, "harus berbeda")):
        with pytest.raises(TransferError, match=words):
            transfers.start(
                facility=facility, origin=own, destination=destination, key="k", at=NOW, by=None
            )


def test_transfer_is_seen_by_owner_and_keeper_and_nobody_else():
    office = make_regional_office()
    owner, host, other = (make_facility(regional_office=office) for _ in range(3))
    shared = make_stock_location(facility=host, takes_guests=True)
    variant = make_variant(product=make_product(facility=owner))
    transfer = make_transfer(variant=variant, destination=shared, sent=False)

    def seen_by(place, role="facility_staff"):
        user = make_officer(role, place)
        rows = (
            Transfer.objects.visible_to(user, subject="transfer"),
            TransferLine.objects.visible_to(user, subject="transfer"),
            TransferEvent.objects.visible_to(user, subject="transfer"),
        )
        return [queryset.count() for queryset in rows]

    assert seen_by(owner) == [1, 1, 0]
    assert seen_by(host) == [0, 0, 0]
    transfers.send(transfer=transfer, at=NOW, by=None)
    assert seen_by(host) == [1, 1, 1]
    assert seen_by(other) == [0, 0, 0]
    assert seen_by(office, "regional_viewer") == [0, 0, 0]
    sender, keeper = make_officer("facility_staff", owner), make_officer("facility_staff", host)
    assert transfers.may_prepare(sender, transfer)
    assert not transfers.may_receive(sender, transfer)
    assert transfers.may_receive(keeper, transfer)
    assert not transfers.may_prepare(keeper, transfer)


def test_history_is_only_added_to():
    make_transfer()
    event = TransferEvent.objects.get()
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        TransferEvent.objects.all().delete()


@pytest.mark.parametrize(
    "wrong", [{"received": 2}, {"lost": 1, "reason": ""}, {"quantity": 0}, {"surplus": 1}]
)
def test_database_refuses_lines_that_cannot_be(wrong):
    line = make_transfer(quantity=1).lines.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        TransferLine.objects.filter(pk=line.pk).update(**wrong)


def test_database_refuses_one_place_and_states_without_their_moment():
    transfer = make_transfer()
    for wrong in ({"destination": transfer.origin}, {"state": "closed"}, {"state": "draft"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.filter(pk=transfer.pk).update(**wrong)


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"received": 1, "quantity": 4}, "received"),
        ({"returned": 1, "reason": "x"}, "back"),
        ({"quantity": 5}, "sent"),
    ],
)
def test_proof_names_lines_the_ledger_tells_otherwise(change, figure, capsys):
    transfer = make_transfer(quantity=4)
    TransferLine.objects.update(**change)
    found = list(stock.differences())
    assert {(d.figure, d.batch) for d in found} == {(figure, transfer.source_id)}
    with pytest.raises(Exception, match="tidak cocok"):
        call_command("verify_stock")
    assert transfer.source_id in capsys.readouterr().out


def test_proof_names_closed_transfers_with_goods_on_the_way():
    make_transfer(quantity=4)
    Transfer.objects.update(state="closed", closed_at=NOW)
    assert [(d.figure, d.recorded) for d in stock.differences()] == [("on_the_way", 4)]


def test_proof_names_goods_that_left_for_nowhere():
    transfer = make_transfer(quantity=4, sent=False)
    stock.depart(
        items=[Item(transfer.lines.get().variant, 2)], origin=transfer.origin,
        destination=transfer.destination, source_id="entah", at=NOW, by=None,
    )  # fmt: skip
    assert [(d.figure, d.counted) for d in stock.differences()] == [("on_the_way", 2)]


def test_proof_asks_seven_queries_however_many(django_assert_num_queries):
    for _ in range(3):
        make_transfer(quantity=2)
    with django_assert_num_queries(7):
        assert list(stock.differences()) == []


# Two hands at once


@pytest.mark.django_db(transaction=True)
def test_two_receivers_book_the_goods_once():
    transfer = make_transfer(quantity=4)
    done = together([partial(receive, transfer, 4, key=f"datang-{n}") for n in range(2)])
    assert outcomes(done) == {"Transfer": 1, "TransferError": 1}
    assert on_hand(transfer.lines.get().variant, transfer.destination) == 4
    assert books_balance()


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_row_lock_tells_two_arrivals(monkeypatch):
    """The ledger's own key still books the goods once, but both officers read that theirs came."""
    transfer = make_transfer(quantity=4)
    both_have_read = Barrier(2, timeout=5)
    check = receiving._check

    def unlocked(row):
        return Transfer.objects.select_related("facility", "origin", "destination").get(pk=row.pk)

    def check_together(*args):
        check(*args)
        both_have_read.wait()

    monkeypatch.setattr(receiving, "locked", unlocked)
    monkeypatch.setattr(receiving, "_check", check_together)
    monkeypatch.setattr(locks, "lock_levels", lambda keys, *, create=False: {})
    line = transfer.lines.get()
    calls = [
        partial(
            unqueued(transfers.receive), transfer=transfer, arrivals={line.pk: Arrival(4)},
            key=f"datang-{number}", at=NOW, by=None,
        )
        for number in range(2)
    ]  # fmt: skip
    assert outcomes(together(calls)) == {"Transfer": 2}
    assert transfer.events.filter(kind="received").count() == 2
    assert on_hand(line.variant, transfer.destination) == 4


def test_locked_row_is_read_anew():
    transfer = make_transfer(sent=False)
    Transfer.objects.update(note="Diubah")
    with transaction.atomic():
        assert errors.locked(transfer).note == "Diubah"
