"""The graph of an order: what is allowed, for whom, and that nothing else is."""

import itertools
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from catalog import stock
from catalog.models import Reservation, StockMovement
from facilities.history import AppendOnlyError
from facilities.models import Membership
from orders.models import Order, OrderEvent, Payment, Shipment
from orders.states import StepNotAllowed, steps_for, take_step
from tests.builders import (
    make_contact,
    make_facility,
    make_membership,
    make_order,
    make_product,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_stock,
    make_user,
    make_variant,
)

NOW = timezone.now()
Role = Membership.Role
SHOPPER, OFFICER, SYSTEM = "shopper", "officer", "system"
HEAD, MANAGER, STAFF, TREASURER = (
    Role.FACILITY_HEAD, Role.FACILITY_MANAGER, Role.FACILITY_STAFF, Role.TREASURER,
)  # fmt: skip
DESK, MONEY, LEADERS = {HEAD, MANAGER, STAFF}, {HEAD, MANAGER, TREASURER}, {HEAD, MANAGER}
TRANSFER, AT_PICKUP = Payment.Method.BANK_TRANSFER, Payment.Method.PAY_AT_PICKUP
COD, INVOICE = Payment.Method.COD, Payment.Method.AFTER_HANDOVER
DOWN_PAYMENT = Payment.Method.DOWN_PAYMENT
PICKUP, COURIER = Shipment.Method.PICKUP, Shipment.Method.COURIER
EXTRA = {
    "quote_shipping": {"cost": 214_000, "eta": "9 sampai 14 hari"},
    "ship": {"courier": "Pos", "tracking_number": "P260423009911"},
}

# step, delivery, way to pay, order state, payment state -> order state, payment state, who.
# Written out by hand, so that a slip in the table of the site shows here.
MOVES = [
    ("quote_shipping", COURIER, TRANSFER, "awaiting_quote", "awaiting_payment",
     "received", "awaiting_payment", DESK),
    ("confirm_payment", PICKUP, TRANSFER, "received", "awaiting_payment",
     "received", "paid", MONEY),
    ("start_production", PICKUP, TRANSFER, "received", "paid", "in_production", "paid", DESK),
    ("start_production", PICKUP, AT_PICKUP, "received", "awaiting_payment",
     "in_production", "awaiting_payment", DESK),
    ("ready", PICKUP, TRANSFER, "received", "paid", "ready_for_pickup", "paid", DESK),
    ("ready", PICKUP, TRANSFER, "in_production", "paid", "ready_for_pickup", "paid", DESK),
    ("ready", PICKUP, AT_PICKUP, "received", "awaiting_payment",
     "ready_for_pickup", "awaiting_payment", DESK),
    ("ready", PICKUP, AT_PICKUP, "in_production", "awaiting_payment",
     "ready_for_pickup", "awaiting_payment", DESK),
    ("ship", COURIER, TRANSFER, "received", "paid", "shipped", "paid", DESK),
    ("ship", COURIER, TRANSFER, "in_production", "paid", "shipped", "paid", DESK),
    ("hand_over", PICKUP, TRANSFER, "ready_for_pickup", "paid", "completed", "paid", DESK),
    ("hand_over", PICKUP, AT_PICKUP, "ready_for_pickup", "awaiting_payment",
     "completed", "paid", MONEY),
    ("complete", COURIER, TRANSFER, "shipped", "paid", "completed", "paid", DESK),
    ("extend_deadline", PICKUP, TRANSFER, "received", "awaiting_payment",
     "received", "awaiting_payment", DESK),
    ("extend_deadline", PICKUP, AT_PICKUP, "ready_for_pickup", "awaiting_payment",
     "ready_for_pickup", "awaiting_payment", DESK),
    ("cancel", PICKUP, TRANSFER, "received", "awaiting_payment", "cancelled", "void",
     DESK | {SHOPPER}),
    ("cancel", COURIER, TRANSFER, "awaiting_quote", "awaiting_payment", "cancelled", "void",
     DESK | {SHOPPER}),
    ("cancel", PICKUP, AT_PICKUP, "ready_for_pickup", "awaiting_payment", "cancelled", "void",
     DESK | {SHOPPER}),
    ("cancel", PICKUP, AT_PICKUP, "in_production", "awaiting_payment", "cancelled", "void", DESK),
    ("cancel", PICKUP, TRANSFER, "received", "paid", "cancelled", "refund_pending",
     LEADERS | {SHOPPER}),
    ("cancel", PICKUP, TRANSFER, "in_production", "paid", "cancelled", "refund_pending", LEADERS),
    ("cancel", PICKUP, TRANSFER, "ready_for_pickup", "paid",
     "cancelled", "refund_pending", LEADERS),
    ("ship", COURIER, INVOICE, "received", "awaiting_payment",
     "shipped", "awaiting_payment", DESK),
    ("complete", COURIER, INVOICE, "shipped", "awaiting_payment",
     "completed", "awaiting_payment", DESK),
    ("confirm_payment", COURIER, INVOICE, "completed", "awaiting_payment",
     "completed", "paid", MONEY),
    ("hand_over", PICKUP, INVOICE, "ready_for_pickup", "awaiting_payment",
     "completed", "awaiting_payment", DESK),
    ("confirm_payment", PICKUP, DOWN_PAYMENT, "completed", "partly_paid",
     "completed", "paid", MONEY),
    ("start_production", PICKUP, DOWN_PAYMENT, "received", "partly_paid",
     "in_production", "partly_paid", DESK),
    ("cancel", PICKUP, DOWN_PAYMENT, "in_production", "partly_paid",
     "cancelled", "refund_pending", LEADERS),
    ("collect", COURIER, COD, "shipped", "awaiting_payment", "completed", "paid", MONEY),
]  # fmt: skip
ALL_ROLES = (HEAD, MANAGER, STAFF, TREASURER, SHOPPER)
PAID_STATES = {"paid", "refund_pending", "refunded"}


def put(order, *, delivery, way, state, payment_state):
    """Set both axes as if the order had come there."""
    Shipment.objects.filter(order=order).update(method=delivery)
    Payment.objects.filter(order=order).update(
        method=way,
        state=payment_state,
        paid_at=NOW if payment_state in PAID_STATES else None,
    )
    Order.objects.filter(pk=order.pk).update(state=state)
    return reread(order)


def reread(order):
    rows = Order.objects.select_related("facility", "checkout", "payment", "shipment")
    return rows.get(pk=order.pk)


def officer(facility, role=MANAGER):
    return make_membership(facility=facility, role=role).user


def attempt(order, step, who, facility=None):
    by = None if who == SHOPPER else officer(facility or order.facility, who)
    return take_step(
        order=order, step=step, actor=SHOPPER if who == SHOPPER else OFFICER, by=by,
        reason="Permintaan pembeli", at=NOW, **EXTRA.get(step, {}),
    )  # fmt: skip


@pytest.mark.parametrize("move", MOVES, ids=lambda move: "-".join(map(str, move[:5])))
def test_step_moves_both_axes_as_the_graph_says(move):
    step, delivery, way, state, payment_state, to_state, to_payment, allowed = move
    order = put(make_order(), delivery=delivery, way=way, state=state, payment_state=payment_state)
    events = order.events.count()

    after = attempt(order, step, sorted(allowed - {SHOPPER})[0])

    stored = reread(order)
    assert (after.state, after.payment.state) == (to_state, to_payment)
    assert (stored.state, stored.payment.state) == (to_state, to_payment)
    changes = (state != to_state) + (payment_state != to_payment) or 1
    assert stored.events.count() == events + changes


@pytest.mark.parametrize("move", MOVES, ids=lambda move: "-".join(map(str, move[:5])))
def test_step_is_refused_to_everyone_else(move):
    step, delivery, way, state, payment_state, _, _, allowed = move
    order = put(make_order(), delivery=delivery, way=way, state=state, payment_state=payment_state)

    for who in ALL_ROLES:
        user = None if who == SHOPPER else officer(order.facility, who)
        offered = {row.name for row in steps_for(order, user)}
        assert (step in offered) == (who in allowed), who
        if who not in allowed:
            with pytest.raises(StepNotAllowed):
                attempt(order, step, who)
    with pytest.raises(StepNotAllowed):  # the right role at another facility
        attempt(order, step, MANAGER, make_facility())
    stored = reread(order)
    assert (stored.state, stored.payment.state) == (state, payment_state)


ANY_DELIVERY = {PICKUP, COURIER}
ANY_WAY = set(Payment.Method.values)
PACKING = {"received", "in_production"}
RUNNING = {*PACKING, "ready_for_pickup", "shipped", "completed"}
LATER = {"pay_at_pickup", "cod", "after_handover"}
SAFE = {"paid", "partly_paid"}
OPEN = {"awaiting_payment"}
# What the manager may press: step, deliveries, ways to pay, order states, payment states. Nothing
# has come in yet; written out by hand like MOVES.
BUTTONS = [
    ("quote_shipping", ANY_DELIVERY, ANY_WAY, {"awaiting_quote"}, OPEN),
    ("confirm_payment", ANY_DELIVERY, {"bank_transfer", "qris", "down_payment"}, {"received"}, OPEN),
    ("confirm_payment", ANY_DELIVERY, {"after_handover"}, RUNNING, OPEN),
    ("confirm_payment", ANY_DELIVERY, ANY_WAY, RUNNING, {"partly_paid"}),
    ("start_production", ANY_DELIVERY, ANY_WAY, {"received"}, SAFE),
    ("start_production", ANY_DELIVERY, LATER, {"received"}, OPEN),
    ("ready", {PICKUP}, ANY_WAY, PACKING, SAFE),
    ("ready", {PICKUP}, LATER, PACKING, OPEN),
    ("ship", {COURIER}, ANY_WAY, PACKING, SAFE),
    ("ship", {COURIER}, LATER, PACKING, OPEN),
    ("hand_over", {PICKUP}, ANY_WAY, {"ready_for_pickup"}, SAFE),
    ("hand_over", {PICKUP}, {"pay_at_pickup", "after_handover"}, {"ready_for_pickup"}, OPEN),
    ("complete", {COURIER}, ANY_WAY, {"shipped"}, SAFE),
    ("complete", {COURIER}, {"after_handover"}, {"shipped"}, OPEN),
    ("collect", {COURIER}, {"cod"}, {"shipped"}, OPEN),
    ("extend_deadline", ANY_DELIVERY, ANY_WAY, {"received", "ready_for_pickup", "completed"},
     OPEN | {"partly_paid"}),
    ("cancel", ANY_DELIVERY, ANY_WAY, {"awaiting_quote"}, OPEN),
    ("cancel", ANY_DELIVERY, ANY_WAY, {*PACKING, "ready_for_pickup"}, OPEN | SAFE),
    ("undelivered", {COURIER}, ANY_WAY, {"shipped"}, OPEN | SAFE),
]  # fmt: skip


def test_no_other_combination_of_states_allows_a_step():
    order = reread(make_order())
    manager = officer(order.facility, MANAGER)
    for delivery, way, state, payment_state in itertools.product(
        (PICKUP, COURIER), Payment.Method.values, Order.State.values, Payment.State.values
    ):
        order.state, order.shipment.method = state, delivery
        order.payment.method, order.payment.state = way, payment_state
        offered = {step.name for step in steps_for(order, manager)}
        expected = {
            name
            for name, deliveries, ways, states, payment_states in BUTTONS
            if delivery in deliveries and way in ways
            and state in states and payment_state in payment_states
        }  # fmt: skip
        assert offered == expected, (delivery, way, state, payment_state)


def test_money_that_came_in_review_can_be_taken_or_given_back():
    order = reread(make_order())
    manager = officer(order.facility, MANAGER)
    order.payment.state = "payment_review"
    offered = {}
    for received in (0, order.total - 1, order.total):
        order.payment.received_amount = received
        offered[received] = {step.name for step in steps_for(order, manager)}
    assert list(offered.values()) == [
        set(), {"give_back_money"}, {"give_back_money", "take_money"},
    ]  # fmt: skip


def test_stale_page_cannot_take_a_step_twice():
    order = make_order()
    seen_by_both = reread(order)
    attempt(order, "confirm_payment", TREASURER)

    with pytest.raises(StepNotAllowed):
        attempt(seen_by_both, "confirm_payment", MANAGER)
    with pytest.raises(StepNotAllowed):
        attempt(seen_by_both, "cancel", STAFF)


def test_unknown_step_is_refused():
    with pytest.raises(StepNotAllowed):
        attempt(make_order(), "teleport", MANAGER)


def test_steps_of_other_functions_are_no_buttons():
    order = make_order()
    for step in ("expire", "submit_proof", "refund_done"):
        with pytest.raises(StepNotAllowed):
            attempt(order, step, HEAD)
    assert not {"expire", "submit_proof", "refund_done"} & {
        s.name for s in steps_for(order, make_user())
    }


def test_reason_is_required_where_the_graph_says():
    order = make_order()
    with pytest.raises(StepNotAllowed, match="alasan"):
        take_step(
            order=order, step="cancel", actor=OFFICER, by=officer(order.facility),
            reason="  ", at=NOW,
        )  # fmt: skip


def test_cancelling_gives_the_pieces_back():
    order = make_order(quantity=2, stock=3)
    variant = order.lines.get().variant

    attempt(order, "cancel", SHOPPER)

    assert stock.online_available([variant.pk]) == {variant.pk: 3}
    assert reread(order).payment.closed_at == NOW


def test_shopper_cannot_cancel_while_a_proof_is_checked():
    order = put(
        make_order(), delivery=PICKUP, way=TRANSFER, state="received",
        payment_state="payment_review",
    )  # fmt: skip
    with pytest.raises(StepNotAllowed):
        attempt(order, "cancel", SHOPPER)
    with pytest.raises(StepNotAllowed):
        attempt(order, "cancel", HEAD)


def test_shipping_takes_the_pieces_off_the_shelf():
    order = make_order(quantity=2, stock=3)
    put(order, delivery=COURIER, way=TRANSFER, state="received", payment_state="paid")

    attempt(order, "ship", STAFF)

    assert StockMovement.objects.get(kind="ship").quantity == -2
    assert Reservation.objects.get().outcome == "shipped"
    shipment = reread(order).shipment
    assert (shipment.courier, shipment.tracking_number) == ("Pos", "P260423009911")
    assert shipment.shipped_at == NOW


@pytest.mark.parametrize(
    ("delivery", "extra"),
    [("courier", {"courier": "Pos"}), ("courier", {}), ("cargo", {"tracking_number": "1"})],
)
def test_shipping_wants_courier_and_number(delivery, extra):
    order = put(
        make_order(), delivery=delivery, way=TRANSFER, state="received", payment_state="paid"
    )
    with pytest.raises(StepNotAllowed):
        take_step(
            order=order, step="ship", actor=OFFICER, by=officer(order.facility), at=NOW, **extra
        )


def test_made_to_order_goods_come_and_leave_when_handed_over():
    chair = make_variant(
        made_to_order=True, lead_time_days=14,
        product=make_product(facility=make_selling_facility()),
    )  # fmt: skip
    order = make_order(variant=chair, quantity=4, stock=0)
    put(order, delivery=PICKUP, way=TRANSFER, state="ready_for_pickup", payment_state="paid")

    attempt(order, "hand_over", STAFF)

    moved = StockMovement.objects.order_by("pk").values_list("kind", "quantity")
    assert list(moved) == [("receive", 4), ("ship", -4)]


def test_paying_in_the_gallery_counts_as_paid_and_sold():
    order = make_order(payment_method=AT_PICKUP, quantity=2)
    attempt(order, "ready", STAFF)

    attempt(order, "hand_over", TREASURER)

    paid = reread(order)
    assert (paid.payment.paid_at, paid.status_label) == (NOW, "Selesai")
    product = paid.lines.get().variant.product
    assert product.sold_count == 2


def test_goods_for_pickup_are_held_anew_once_they_are_ready():
    order = make_order(payment_method=AT_PICKUP, at=NOW - timedelta(days=2))

    attempt(order, "ready", STAFF)

    assert reread(order).payment.pay_before == NOW + timedelta(days=3)


def test_naming_the_cargo_cost_sets_total_code_seal_and_deadline():
    chair = make_variant(
        product=make_product(facility=make_selling_facility(), fulfilment="cargo"), price=780_000
    )
    order = make_order(
        variant=chair, method=Shipment.Method.CARGO,
        contact=make_contact(regency=make_regency()),
    )  # fmt: skip
    seal = order.seal

    attempt(order, "quote_shipping", STAFF)

    quoted = reread(order)
    assert quoted.shipping_cost == 214_000
    assert 1 <= quoted.unique_code <= 999
    assert quoted.total == quoted.payment.amount == 994_000 + quoted.unique_code
    assert quoted.payment.pay_before == NOW + timedelta(hours=24)
    assert quoted.shipment.eta == "9 sampai 14 hari"
    assert quoted.seal != seal
    with pytest.raises(StepNotAllowed):  # once only
        attempt(quoted, "quote_shipping", STAFF)


@pytest.mark.parametrize("cost", [-1, None, "214000", 1.5, True, 10**12])
def test_cargo_cost_must_be_whole_rupiah(cost):
    order = put(
        make_order(), delivery="cargo", way=TRANSFER, state="awaiting_quote",
        payment_state="awaiting_payment",
    )  # fmt: skip
    with pytest.raises(StepNotAllowed):
        take_step(
            order=order, step="quote_shipping", actor=OFFICER, by=officer(order.facility),
            at=NOW, cost=cost,
        )  # fmt: skip


def test_same_person_taking_money_and_packing_is_recorded():
    order = make_order()
    manager = officer(order.facility)
    for step, extra in (
        ("confirm_payment", {"reason": "Mutasi 21 April"}), ("ready", {}),
        ("hand_over", {"reason": "Nama cocok"}),
    ):  # fmt: skip
        take_step(order=order, step=step, actor=OFFICER, by=manager, at=NOW, **extra)

    notes = order.events.filter(axis=OrderEvent.Axis.NOTE).values_list("reason", flat=True)
    assert list(notes) == ["Petugas yang menerima pembayaran juga yang mengemas barang."]


@pytest.mark.parametrize(
    ("state", "payment_state", "way", "label"),
    [
        ("awaiting_quote", "awaiting_payment", TRANSFER, "Menunggu Ongkos Kirim"),
        ("received", "awaiting_payment", TRANSFER, "Menunggu Pembayaran"),
        ("received", "awaiting_payment", AT_PICKUP, "Diterima"),
        ("received", "payment_review", TRANSFER, "Menunggu Verifikasi"),
        ("received", "paid", TRANSFER, "Dibayar"),
        ("in_production", "paid", TRANSFER, "Sedang Dikerjakan"),
        ("ready_for_pickup", "awaiting_payment", AT_PICKUP, "Siap Diambil"),
        ("shipped", "paid", TRANSFER, "Dikirim"),
        ("completed", "paid", TRANSFER, "Selesai"),
        ("cancelled", "void", TRANSFER, "Dibatalkan"),
        ("expired", "void", TRANSFER, "Kedaluwarsa"),
        ("cancelled", "refund_pending", TRANSFER, "Menunggu Pengembalian Dana"),
        ("cancelled", "refunded", TRANSFER, "Dana Dikembalikan"),
    ],
)
def test_one_status_is_shown_for_both_axes(state, payment_state, way, label):
    order = Order(state=state, payment=Payment(state=payment_state, method=way))
    assert order.status_label == label


def test_a_step_that_fails_late_changes_nothing(monkeypatch):
    order = make_order(quantity=2, stock=2)
    variant = order.lines.get().variant
    events = order.events.count()
    monkeypatch.setattr("orders.mail.tell", lambda **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        attempt(order, "cancel", SHOPPER)

    stored = reread(order)
    assert (stored.state, stored.payment.state) == ("received", "awaiting_payment")
    assert stored.events.count() == events
    assert stock.online_available([variant.pk]) == {variant.pk: 0}


def test_buttons_of_a_page_cost_no_query(django_assert_num_queries):
    order = make_order()
    manager = officer(order.facility)
    with django_assert_num_queries(1):  # the memberships, once per user
        steps_for(order, manager)
        steps_for(order, manager)


def test_ordering_of_courier_goods_reaches_the_shopper():
    facility = make_selling_facility()
    make_shipping_rate(facility=facility, zone="same_regency")
    bag = make_variant(product=make_product(facility=facility))
    make_stock(variant=bag, quantity=1)
    order = make_order(
        variant=bag,
        stock=0,
        method=COURIER,
        contact=make_contact(regency=facility.regency),
        at=NOW - timedelta(minutes=1),
    )
    for step, who in (("confirm_payment", TREASURER), ("ship", STAFF), ("complete", STAFF)):
        attempt(order, step, who)

    assert reread(order).state == Order.State.COMPLETED
    labels = order.events.values_list("axis", "from_state", "to_state")
    assert list(labels)[2:] == [
        ("payment", "awaiting_payment", "paid"),
        ("order", "received", "shipped"),
        ("order", "shipped", "completed"),
    ]


def test_history_is_only_ever_added_to():
    event = make_order().events.first()

    for change in (
        event.save,
        event.delete,
        OrderEvent.objects.all().delete,
        lambda: OrderEvent.objects.update(reason="lain"),
        lambda: OrderEvent.objects.bulk_update([event], ["reason"]),
    ):
        with pytest.raises(AppendOnlyError), transaction.atomic():
            change()


def test_every_step_says_when_the_order_last_changed():
    order = make_order()
    manager = make_membership(facility=order.facility).user
    later = order.placed_at + timedelta(hours=1)

    # Moves the payment only; the look-up page shows this moment.
    take_step(
        order=order, step="confirm_payment", actor="officer", by=manager, reason="Cocok", at=later
    )

    assert Order.objects.get().updated_at == later
