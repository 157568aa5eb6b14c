"""From the wish to the end: who may, when, and what the shelf and the ledger say."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import stock
from catalog.models import StockLevel, StockMovement
from facilities.models import Membership
from orders import returns
from orders.models import Order, OrderEvent, OrderLine, Payment, ReturnRequest
from orders.returns import Back, ReturnNotAllowed
from orders.states import StepNotAllowed, take_step
from orders.worker import Worker
from tests.builders import make_order, make_product, make_selling_facility, make_variant
from tests.orders.books import books_by_orders

from .conftest import accepted, ask, fetched_order, more_stock, officer_of, received, sent_order

State = ReturnRequest.State


def level_of(order):
    return StockLevel.objects.get(variant=order.lines.get().variant).on_hand


def moves(order, *kinds):
    rows = StockMovement.objects.filter(source_id=order.number, kind__in=kinds).order_by("pk")
    return list(rows.values_list("kind", "quantity"))


def test_shopper_asks_and_the_pieces_are_taken_for_the_request():
    order = fetched_order()

    request = ask(order, 2, note="Retak di tepi", photos=["retur/a.jpg", "retur/b.jpg"])

    assert (request.state, request.wish, request.cause) == (State.ASKED, "ganti", "rusak")
    assert list(request.lines.values_list("quantity", flat=True)) == [2]
    assert list(request.photos.values_list("position", "file_name")) == [
        (1, "retur/a.jpg"), (2, "retur/b.jpg"),
    ]  # fmt: skip
    assert order.lines.get().returned_quantity == 2
    # What a person typed is not written into the history, which nobody can change.
    assert not order.events.filter(reason__contains="Retak").exists()
    assert order.events.filter(reason__startswith="Pengembalian diminta").exists()


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (6.99, True), (7.01, False)])
def test_asking_ends_seven_days_after_completion(days, allowed):
    at = timezone.now() - timedelta(days=days)
    order = fetched_order(at=at)

    if allowed:
        ask(order)
    else:
        with pytest.raises(ReturnNotAllowed, match="tujuh hari"):
            ask(order)
        assert order.lines.get().returned_quantity == 0


def test_goods_on_their_way_can_be_given_back_however_long_ago_they_left():
    order = sent_order(at=timezone.now() - timedelta(days=30))
    assert ask(order).state == State.ASKED


def test_goods_that_have_not_left_cannot_be_given_back():
    with pytest.raises(ReturnNotAllowed, match="belum dikirim"):
        ask(make_order(), 1)


@pytest.mark.parametrize(
    ("pieces", "message"),
    [(0, "Pilih barang"), (4, "tidak sebanyak itu"), (-1, "dari pesanan ini")],
)
def test_only_pieces_of_the_order_can_be_asked_for(pieces, message):
    with pytest.raises(ReturnNotAllowed, match=message):
        ask(fetched_order(), pieces=None, quantity=pieces)


def test_pieces_of_another_order_are_refused():
    order, other = fetched_order(), fetched_order()
    with pytest.raises(ReturnNotAllowed, match="dari pesanan ini"):
        ask(order, pieces={other.lines.get(): 1})


def test_more_than_three_photos_are_refused():
    with pytest.raises(ReturnNotAllowed, match="3 foto"):
        ask(fetched_order(), photos=["a", "b", "c", "d"])


def test_one_request_is_open_at_a_time():
    order = fetched_order()
    ask(order, 1)
    with pytest.raises(ReturnNotAllowed, match="masih diproses"):
        ask(order, 1)


def test_database_keeps_one_open_request_per_order():
    order = fetched_order()
    ask(order, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnRequest.objects.create(
            order=order, cause="rusak", wish="ganti", asked_at=timezone.now()
        )


def test_database_lets_no_more_pieces_come_back_than_were_sold():
    line = fetched_order().lines.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderLine.objects.filter(pk=line.pk).update(returned_quantity=4)


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_request_that_comes_to_nothing_lets_its_pieces_go(end):
    order = fetched_order()
    request = ask(order, 3)
    if end == "refuse":
        returns.refuse(
            request=request, answer="Bukan dari kami", by=officer_of(order), at=timezone.now()
        )
    else:
        returns.withdraw(request=request, at=timezone.now())

    request.refresh_from_db()
    assert request.state == (State.REFUSED if end == "refuse" else State.WITHDRAWN)
    assert order.lines.get().returned_quantity == 0
    assert ask(order, 3).state == State.ASKED


def test_refusal_needs_a_reason():
    order = fetched_order()
    with pytest.raises(ReturnNotAllowed, match="alasannya"):
        returns.refuse(request=ask(order), answer=" ", by=officer_of(order), at=timezone.now())


def test_decided_request_is_not_decided_again():
    order = fetched_order()
    request = ask(order)
    returns.withdraw(request=request, at=timezone.now())
    for act in (
        lambda by: returns.accept(request=request, sends_back=True, by=by, at=timezone.now()),
        lambda by: returns.refuse(request=request, answer="Tidak", by=by, at=timezone.now()),
        lambda by: returns.receive(request=request, back={}, by=by, at=timezone.now()),
        lambda by: returns.replace(request=request, pieces={}, by=by, at=timezone.now()),
    ):
        with pytest.raises(ReturnNotAllowed, match="sudah berubah"):
            act(officer_of(order))


def test_each_piece_goes_to_the_shelf_or_is_written_off():
    order = fetched_order()

    request = received(order, quantity=3, shelved=1, written_off=1)

    assert request.state == State.RECEIVED
    assert level_of(order) == 1
    assert moves(order, "return", "damage") == [("return", 1), ("return", 1), ("damage", -1)]
    row = request.lines.get()
    assert (row.shelved, row.written_off) == (1, 1)
    with pytest.raises(ReturnNotAllowed, match="sudah berubah"):
        returns.receive(
            request=request, back={row: Back(1)}, by=officer_of(order), at=timezone.now()
        )
    assert level_of(order) == 1


def test_made_to_order_goods_come_back_to_the_shelf():
    variant = make_variant(
        product=make_product(facility=make_selling_facility()), made_to_order=True,
        lead_time_days=3,
    )  # fmt: skip
    order = fetched_order(variant=variant, stock=0, quantity=2)
    assert order.lines.get().made_to_order

    received(order, quantity=2, shelved=2)

    assert level_of(order) == 2


@pytest.mark.parametrize(
    ("back", "message"),
    [
        (Back(2, 1), "hanya 2"),
        (Back(-1, 1), "kurang dari nol"),
        (Back(), "Isi jumlah"),
    ],
)
def test_count_that_cannot_be_is_refused(back, message):
    order = fetched_order()
    request = accepted(order, quantity=2)
    with pytest.raises(ReturnNotAllowed, match=message):
        returns.receive(
            request=request, back={request.lines.get(): back}, by=officer_of(order),
            at=timezone.now(),
        )  # fmt: skip
    assert moves(order, "return") == []


def test_food_never_goes_back_on_the_shelf():
    food = make_variant(product=make_product(facility=make_selling_facility(), is_food=True))
    order = fetched_order(variant=food)
    request = accepted(order, quantity=2)
    row = request.lines.get()

    with pytest.raises(ReturnNotAllowed, match="pangan tidak boleh"):
        returns.receive(
            request=request, back={row: Back(1, 1)}, by=officer_of(order), at=timezone.now()
        )
    # The database says so too.
    with pytest.raises(IntegrityError), transaction.atomic():
        request.lines.update(shelved=1)

    returns.receive(
        request=request, back={row: Back(0, 2)}, by=officer_of(order), at=timezone.now()
    )
    assert level_of(order) == 0


def test_replacement_leaves_the_shelf_and_is_no_sale():
    order = sent_order()
    more_stock(order, 5)
    request = received(order, quantity=2, written_off=2)
    books = books_by_orders()

    request = returns.replace(
        request=request, pieces={request.lines.get(): 2}, courier="JNE", tracking_number="R2",
        by=officer_of(order), at=timezone.now(),
    )  # fmt: skip

    assert (request.state, request.outcome, request.tracking_number) == (State.DONE, "ganti", "R2")
    assert level_of(order) == 3
    assert moves(order, "ship") == [("ship", -3), ("ship", -2)]
    assert books_by_orders() == books
    # The shopper holds three pieces again, and whoever gave goods back has had them.
    assert order.lines.get().returned_quantity == 0
    order.refresh_from_db()
    assert order.state == Order.State.COMPLETED


def test_replacement_of_made_goods_is_made_again():
    variant = make_variant(
        product=make_product(facility=make_selling_facility()), made_to_order=True,
        lead_time_days=3,
    )  # fmt: skip
    order = fetched_order(variant=variant, stock=0, quantity=2)
    request = received(order, quantity=1, written_off=1)

    returns.replace(
        request=request, pieces={request.lines.get(): 1}, by=officer_of(order), at=timezone.now()
    )

    assert level_of(order) == 0
    assert moves(order, "receive", "ship")[-2:] == [("receive", 1), ("ship", -1)]


def test_replacement_that_is_not_on_the_shelf_is_refused_whole():
    order = fetched_order()
    more_stock(order, 1)
    request = accepted(order, quantity=2, sends_back=False)

    with pytest.raises(ReturnNotAllowed, match="Tersisa 1"):
        returns.replace(
            request=request, pieces={request.lines.get(): 2}, by=officer_of(order),
            at=timezone.now(),
        )  # fmt: skip

    request.refresh_from_db()
    assert request.state == State.ACCEPTED
    assert (level_of(order), request.lines.get().settled) == (1, 0)


@pytest.mark.parametrize(
    ("parcel", "message"),
    [({}, "nama kurir"), ({"courier": "JNE"}, "nomor resi")],
)
def test_replacement_by_courier_names_courier_and_number(parcel, message):
    order = sent_order()
    more_stock(order, 5)
    request = accepted(order, sends_back=False)
    with pytest.raises(ReturnNotAllowed, match=message):
        returns.replace(
            request=request, pieces={request.lines.get(): 1}, by=officer_of(order),
            at=timezone.now(), **parcel,
        )  # fmt: skip


def test_replaced_goods_can_be_given_back_once_more():
    order = fetched_order(at=timezone.now() - timedelta(days=6))
    more_stock(order, 5)
    request = received(order, quantity=3, written_off=3)
    returns.replace(
        request=request, pieces={request.lines.get(): 3}, by=officer_of(order), at=timezone.now()
    )

    # A week after the first hand-over: the replacement has a time of its own.
    again = ask(order, 3, at=timezone.now() + timedelta(days=3))
    returns.accept(request=again, sends_back=True, by=officer_of(order), at=timezone.now())
    returns.receive(
        request=again, back={again.lines.get(): Back(3)}, by=officer_of(order), at=timezone.now()
    )

    assert level_of(order) == 5
    assert moves(order, "return") == [("return", 3), ("return", 3)]


def test_replacement_waits_until_the_goods_are_counted():
    order = fetched_order()
    more_stock(order, 5)
    request = accepted(order)
    with pytest.raises(ReturnNotAllowed, match="sudah berubah"):
        returns.replace(
            request=request, pieces={request.lines.get(): 1}, by=officer_of(order),
            at=timezone.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Membership.Role.FACILITY_STAFF, {"receive"}),
        (Membership.Role.TREASURER, set()),
        (Membership.Role.FACILITY_HEAD, {"accept", "refuse", "receive", "replace"}),
    ],
)
def test_roles_do_their_own_steps_only(role, may):
    acts = {
        "accept": (ask, lambda r, by: returns.accept(request=r, sends_back=True, by=by, at=NOW)),
        "refuse": (ask, lambda r, by: returns.refuse(request=r, answer="Tidak", by=by, at=NOW)),
        "receive": (
            accepted,
            lambda r, by: returns.receive(request=r, back={r.lines.get(): Back(1)}, by=by, at=NOW),
        ),
        "replace": (
            lambda order: accepted(order, sends_back=False),
            lambda r, by: returns.replace(request=r, pieces={r.lines.get(): 1}, by=by, at=NOW),
        ),
    }
    for name, (prepare, act) in acts.items():
        order = fetched_order()
        more_stock(order, 5)
        request, officer = prepare(order), officer_of(order, role)
        if name in may:
            act(request, officer)
        else:
            with pytest.raises(ReturnNotAllowed, match="Jabatan"):
                act(request, officer)


def test_officers_of_another_facility_decide_nothing():
    order, stranger = fetched_order(), officer_of(fetched_order())
    with pytest.raises(ReturnNotAllowed, match="Jabatan"):
        returns.accept(request=ask(order), sends_back=True, by=stranger, at=NOW)


def test_shopper_is_written_to_at_each_turn_without_an_address():
    order = sent_order()
    more_stock(order, 5)
    outbox.outbox.clear()
    request = accepted(order, sends_back=False, quantity=1)
    returns.replace(
        request=request, pieces={request.lines.get(): 1}, courier="JNE", tracking_number="R2",
        by=officer_of(order), at=timezone.now(),
    )  # fmt: skip
    returns.refuse(request=ask(order, 1), answer="Sudah dipakai", by=officer_of(order), at=NOW)
    Worker(jobs=()).run_once()

    texts = [f"{letter.subject}\n{letter.body}" for letter in outbox.outbox]
    said = [text for text in texts if "engembalian" in text or "engganti" in text]
    assert any("kami terima" in text for text in said)
    assert any("R2" in text for text in said)
    assert any("Sudah dipakai" in text for text in said)
    assert not any("Jalan Contoh" in text or "Pembeli Contoh" in text for text in said)


# A parcel nobody took


def test_undelivered_parcel_is_on_the_shelf_again_and_its_money_goes_back():
    order = sent_order(quantity=3)
    assert level_of(order) == 0

    order = take_step(
        order=order, step="undelivered", actor="officer", by=officer_of(order),
        reason="Alamat tidak ditemukan", at=timezone.now(),
    )  # fmt: skip

    assert (order.state, order.payment.state) == (
        Order.State.CANCELLED, Payment.State.REFUND_PENDING,
    )  # fmt: skip
    assert level_of(order) == 3
    assert moves(order, "return") == [("return", 3)]
    with pytest.raises(StepNotAllowed):
        take_step(
            order=order, step="undelivered", actor="officer", by=officer_of(order),
            reason="Lagi", at=timezone.now(),
        )  # fmt: skip


def test_undelivered_food_is_written_off():
    facility = make_selling_facility()
    order = sent_order(product=make_product(facility=facility, is_food=True), quantity=2)

    take_step(
        order=order, step="undelivered", actor="officer", by=officer_of(order),
        reason="Tidak ada orang", at=timezone.now(),
    )  # fmt: skip

    assert level_of(order) == 0
    assert moves(order, "return", "damage") == [("return", 2), ("damage", -2)]


def test_undelivered_waits_for_an_open_return():
    order = sent_order()
    ask(order)
    with pytest.raises(StepNotAllowed, match="permintaan pengembalian"):
        take_step(
            order=order, step="undelivered", actor="officer", by=officer_of(order),
            reason="Kembali", at=timezone.now(),
        )  # fmt: skip


def test_history_names_each_turn_and_who_took_it():
    order = fetched_order()
    received(order, quantity=1, shelved=1)
    notes = order.events.filter(axis=OrderEvent.Axis.NOTE).order_by("pk")
    assert [(event.actor, event.by is not None) for event in notes][-3:] == [
        ("shopper", False), ("officer", True), ("officer", True),
    ]  # fmt: skip
    assert list(stock.differences()) == []


NOW = timezone.now()
