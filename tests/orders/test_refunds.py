"""Money that goes back: never more than came, never by one officer alone, never by editing."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from orders import receipts, refunds, sales
from orders.models import (
    LineSplit,
    Order,
    Payment,
    Receipt,
    Refund,
    RefundLine,
    SalesDay,
)
from orders.payments import accept_proof
from orders.refunds import RefundNotAllowed
from orders.states import take_step
from orders.worker import Worker
from tests.builders import (
    make_category,
    make_checkout,
    make_facility,
    make_officer,
    make_order,
    make_paid_order,
    make_product,
    make_proof,
    make_refund,
    make_selling_facility,
    make_stock,
    make_variant,
    pay_back,
)

now = timezone.now


def ask(order, by=None, **fields):
    by = by or make_officer("facility_staff", order.facility)
    defaults = {"lines": None, "reason": "Barang rusak", "at": now()}
    return refunds.request(order=order, by=by, **defaults | fields)


def decide(refund, by, **fields):
    facility = refund.order.facility
    defaults = {"paid_on": facility.local_day(now()), "how": "Transfer", "at": now()}
    return refunds.pay(refund=refund, by=by, **defaults | fields)


def faults():
    return [*sales.differences(), *sales.broken_orders()]


@pytest.fixture
def two_kinds():
    """A paid order of two bags at 75,000 and three cakes at 48,000, and its lines."""
    facility = make_selling_facility()
    bag = make_variant(
        product=make_product(facility=facility, category=make_category()), price=75_000
    )
    cake = make_variant(
        product=make_product(facility=facility, category=make_category()), price=48_000
    )
    for variant in (bag, cake):
        make_stock(variant=variant, quantity=5)
    order = make_checkout({bag: 2, cake: 3}).orders.get()
    by = make_officer("facility_manager", facility)
    take_step(
        order=order, step="confirm_payment", actor="officer", by=by, reason="Mutasi", at=now()
    )
    order.refresh_from_db()
    return order, *order.lines.order_by("-unit_price")


# Asking


def test_cancelling_a_paid_order_asks_for_everything_by_the_officer_who_cancels():
    order = make_paid_order(quantity=2)
    manager = make_officer("facility_manager", order.facility)

    take_step(order=order, step="cancel", actor="officer", by=manager, reason="Retak", at=now())

    refund = Refund.objects.get()
    assert (refund.state, refund.requested_by, refund.reason) == ("requested", manager, "Retak")
    assert (refund.amount, refund.goods_amount) == (order.total, order.goods_total)
    assert refund.other_amount == order.unique_code
    assert [(back.quantity, back.amount) for back in refund.lines.all()] == [(2, 150_000)]


def test_down_payment_that_never_became_a_sale_goes_back_without_goods():
    order = make_order()
    Payment.objects.filter(order=order).update(method="down_payment", down_payment=30_000)
    manager = make_officer("facility_manager", order.facility)
    step = {"order": order, "actor": "officer", "by": manager, "reason": "Cocok", "at": now()}
    take_step(step="confirm_payment", **step)
    take_step(step="cancel", **step)

    refund = Refund.objects.get()
    assert (refund.amount, refund.goods_amount, refund.other_amount) == (30_000, 0, 30_000)
    pay_back(refund)

    assert Payment.objects.get().state == "refunded"
    assert SalesDay.objects.count() == 0
    assert faults() == []


def test_part_of_an_order_goes_back_by_line(two_kinds):
    order, bag, cake = two_kinds

    refund = ask(order, lines={bag: 1, cake: 2}, other_amount=1_000)

    assert (refund.goods_amount, refund.amount) == (171_000, 172_000)
    rows = RefundLine.objects.values_list("line", "quantity", "amount")
    assert set(rows) == {(bag.pk, 1, 75_000), (cake.pk, 2, 96_000)}
    assert Payment.objects.get().state == "paid"
    assert Payment.objects.get().refunded_amount == 0


def test_pieces_given_back_are_not_given_back_again(two_kinds):
    order, bag, cake = two_kinds
    pay_back(ask(order, lines={bag: 2}))

    with pytest.raises(RefundNotAllowed, match="paling banyak 0"):
        ask(order, lines={bag: 1})
    rest = ask(order)

    assert {back.line: back.quantity for back in rest.lines.all()} == {cake: 3}
    assert rest.amount == order.total - 150_000


REFUSED_WISHES = {
    "more pieces than bought": lambda bag: {"lines": {bag: 3}},
    "fewer than none": lambda bag: {"lines": {bag: -1}},
    "nothing": lambda bag: {"lines": {}},
    "none of a line": lambda bag: {"lines": {bag: 0}},
    "a negative amount": lambda bag: {"lines": {bag: 2}, "other_amount": -1},
    "more than came in": lambda bag: {"lines": {}, "other_amount": 10**9},
    "one rupiah more than came in": lambda bag: {
        "lines": {bag: 2}, "other_amount": bag.order.total - 150_000 + 1,
    },
    "a line of another order": lambda bag: {"lines": {make_order().lines.get(): 1}},
    "no reason": lambda bag: {"reason": "  "},
}  # fmt: skip


@pytest.mark.parametrize("wish", REFUSED_WISHES)
def test_wish_is_refused(wish, two_kinds):
    order, bag, _ = two_kinds
    with pytest.raises(RefundNotAllowed):
        ask(order, **REFUSED_WISHES[wish](bag))
    assert not Refund.objects.exists()


def test_everything_but_one_rupiah_too_much_is_the_whole(two_kinds):
    order, bag, _ = two_kinds
    refund = ask(order, lines={bag: 2}, other_amount=order.total - 150_000)
    assert refund.amount == order.total


def test_unpaid_order_has_nothing_to_give_back():
    with pytest.raises(RefundNotAllowed, match="belum lunas"):
        ask(make_order())


def test_second_wish_waits_for_the_first(two_kinds):
    order, bag, cake = two_kinds
    ask(order, lines={bag: 1})
    with pytest.raises(RefundNotAllowed, match="menunggu"):
        ask(order, lines={cake: 1})


def test_cancelling_takes_the_place_of_a_smaller_wish(two_kinds):
    order, bag, _ = two_kinds
    small = ask(order, lines={bag: 1})
    manager = make_officer("facility_manager", order.facility)

    take_step(order=order, step="cancel", actor="officer", by=manager, reason="Habis", at=now())

    small.refresh_from_db()
    assert (small.state, small.decided_by) == ("refused", None)
    assert Refund.objects.get(state="requested").amount == order.total


def test_order_whose_price_was_lowered_by_a_refund_can_still_be_cancelled(two_kinds):
    order, bag, _ = two_kinds
    pay_back(ask(order, lines={}, other_amount=200_000))
    manager = make_officer("facility_manager", order.facility)

    take_step(order=order, step="cancel", actor="officer", by=manager, reason="Retak", at=now())

    rest = Refund.objects.get(state="requested")
    assert rest.amount == order.total - 200_000
    # Of 94,000 and the code one bag is covered, no cake; the others were paid back before.
    assert {back.line: back.quantity for back in rest.lines.all()} == {bag: 1}
    pay_back(rest)
    assert Payment.objects.get().state == "refunded"
    assert faults() == []


def test_all_that_is_left_can_be_asked_for_after_the_price_was_lowered(two_kinds):
    order, bag, _ = two_kinds
    pay_back(ask(order, lines={bag: 2}, other_amount=100_000))
    rest = ask(order)
    assert (rest.amount, rest.goods_amount) == (order.total - 250_000, 0)


def test_money_that_was_too_much_goes_back_and_the_order_goes_on():
    order = make_paid_order()
    receipts.book(payment=order.payment, amount=40_000, source="statement", at=now())

    pay_back(ask(order, lines={}, other_amount=40_000))

    payment = Payment.objects.get()
    assert (payment.state, payment.received_amount - payment.refunded_amount) == (
        "paid", order.total,
    )  # fmt: skip
    assert SalesDay.objects.get().refunds == 0
    assert faults() == []


# Deciding


def test_paying_moves_payment_sales_and_history():
    order = make_paid_order(quantity=2, at=now() - timedelta(days=3))
    manager = make_officer("facility_manager", order.facility)
    treasurer = make_officer("treasurer", order.facility)
    take_step(order=order, step="cancel", actor="officer", by=manager, reason="Retak", at=now())

    refund = decide(Refund.objects.get(), treasurer, how="Transfer BRI")

    payment = Payment.objects.get()
    assert (payment.state, payment.refunded_amount) == ("refunded", order.total)
    assert payment.refunded_at == refund.decided_at
    assert (refund.state, refund.decided_by, refund.how) == ("paid", treasurer, "Transfer BRI")
    assert sum(SalesDay.objects.values_list("refunds", flat=True)) == order.goods_total
    last = Order.objects.get().events.last()
    assert (last.to_state, last.by) == ("refunded", treasurer)
    assert faults() == []


def test_partial_refund_counts_by_line_and_leaves_the_payment_paid(two_kinds):
    order, bag, cake = two_kinds

    pay_back(ask(order, lines={bag: 1, cake: 1}, other_amount=500))

    assert Payment.objects.get().state == "paid"
    rows = SalesDay.objects.order_by("-revenue").values_list("revenue", "refunds")
    assert list(rows) == [(150_000, 75_000), (144_000, 48_000)]
    assert faults() == []


def test_completed_order_given_back_whole_is_refunded():
    order = make_paid_order()
    manager = make_officer("facility_manager", order.facility)
    for step in ("ready", "hand_over"):
        take_step(order=order, step=step, actor="officer", by=manager, reason="Dikenal", at=now())

    pay_back(ask(order))

    order = Order.objects.get()
    assert (order.state, order.payment.state) == ("completed", "refunded")
    assert faults() == []


def test_order_given_back_whole_while_its_goods_travel_can_still_be_completed():
    order = make_paid_order()
    Order.objects.update(state="shipped")
    pay_back(ask(order))
    assert Payment.objects.get().state == "paid"


def test_requester_never_decides():
    order = make_paid_order()
    manager = make_officer("facility_manager", order.facility)
    refund = ask(order, by=manager)
    for act in (
        lambda: decide(refund, manager),
        lambda: refunds.refuse(refund=refund, by=manager, reason="Tidak", at=now()),
    ):
        with pytest.raises(RefundNotAllowed, match="petugas lain"):
            act()
    assert Refund.objects.get().state == "requested"
    assert Payment.objects.get().refunded_amount == 0


def test_database_refuses_the_requester_as_decider():
    refund = make_refund()
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.update(
            state="paid", decided_by=refund.requested_by, decided_at=now(), paid_on=now().date(),
            how="x",
        )  # fmt: skip


def test_database_refuses_more_back_than_came():
    order = make_paid_order()
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(order=order).update(refunded_amount=order.total + 1)


@pytest.mark.parametrize("role", ["facility_staff", "treasurer", "facility_manager"])
def test_who_asks_and_who_pays(role):
    order = make_paid_order()
    refund = ask(order, by=make_officer(role, order.facility))
    second = make_officer(role, order.facility)
    if role == "facility_staff":
        with pytest.raises(RefundNotAllowed, match="Jabatan"):
            decide(refund, second)
    else:
        assert decide(refund, second).state == "paid"


@pytest.mark.parametrize("role", ["facility_head", "regional_viewer", "national_viewer"])
def test_stranger_neither_asks_nor_pays(role):
    order = make_paid_order()
    place = {"facility_head": make_facility(), "regional_viewer": order.facility.regional_office}
    stranger = make_officer(role, place.get(role))
    with pytest.raises(RefundNotAllowed, match="Jabatan"):
        ask(order, by=stranger)
    refund = ask(order)
    with pytest.raises(RefundNotAllowed, match="Jabatan"):
        decide(refund, stranger)


def test_wish_of_the_system_needs_one_officer_only():
    order = make_paid_order()
    refund = refunds.request(order=order, lines=None, reason="Retur", by=None, at=now())
    assert pay_back(refund).state == "paid"


def test_wish_of_the_shopper_is_not_decided_by_who_took_the_money():
    order = make_paid_order()
    taker = order.payment.confirmed_by
    refund = refunds.request(order=order, lines=None, reason="Batal", by=None, at=now())

    assert not refunds.may_decide(refund, taker)
    with pytest.raises(RefundNotAllowed, match="menerima pembayaran"):
        decide(refund, taker)
    assert decide(refund, make_officer("treasurer", order.facility)).state == "paid"


def test_refund_is_decided_once():
    refund = make_refund()
    pay_back(refund)
    with pytest.raises(RefundNotAllowed, match="sudah diputus"):
        pay_back(refund)
    assert SalesDay.objects.get().refunds == 75_000


@pytest.mark.parametrize("fields", [{"how": " "}, {"paid_on": (now() + timedelta(days=2)).date()},
                                    {"paid_on": (now() - timedelta(days=2)).date()}])  # fmt: skip
def test_payment_back_needs_a_way_and_a_day_that_has_been(fields):
    refund = make_refund()
    with pytest.raises(RefundNotAllowed):
        decide(refund, make_officer("treasurer", refund.order.facility), **fields)


def test_split_follows_by_line(two_kinds):
    order, bag, _ = two_kinds
    pay_back(ask(order, lines={bag: 1}))
    rows = LineSplit.objects.filter(line=bag).order_by("pk").values_list("quantity", "goods")
    assert list(rows) == [(2, 150_000), (-1, -75_000)]


def test_refund_counts_today_whatever_day_the_money_went():
    order = make_paid_order(at=now() - timedelta(days=40))
    refund = ask(order)
    earlier = order.facility.local_day(now() - timedelta(days=39))
    treasurer = make_officer("treasurer", order.facility)

    decide(refund, treasurer, paid_on=earlier)

    today = order.facility.local_day(now())
    assert SalesDay.objects.get(refunds__gt=0).day == today
    assert LineSplit.objects.get(goods__lt=0).day == today
    assert Refund.objects.get().paid_on == earlier
    assert faults() == []


def test_refused_refund_moves_nothing_and_can_be_asked_for_again():
    refund = make_refund()
    treasurer = make_officer("treasurer", refund.order.facility)
    with pytest.raises(RefundNotAllowed, match="alasan"):
        refunds.refuse(refund=refund, by=treasurer, reason=" ", at=now())

    refunds.refuse(refund=refund, by=treasurer, reason="Barang tidak rusak", at=now())

    assert Payment.objects.get().refunded_amount == 0
    assert SalesDay.objects.get().refunds == 0
    assert ask(refund.order).amount == refund.order.total
    assert faults() == []


def test_shopper_is_told_how_much_went_back_for_what(two_kinds):
    order, bag, _ = two_kinds
    mail.outbox.clear()
    pay_back(ask(order, lines={bag: 1}, other_amount=2_000))
    Worker(jobs=()).run_once()

    letter = mail.outbox[-1]
    assert "Dana pesanan" in letter.subject
    assert "Rp77.000" in letter.body
    assert f"1 {bag.unit} {bag.name}: Rp75.000" in letter.body
    assert "Ongkos kirim dan lainnya: Rp2.000" in letter.body


# Orders older than the rows of money


def test_older_orders_get_their_rows(capsys):
    waiting, back, paid, unpaid = make_paid_order(), make_paid_order(), make_order(), make_order()
    proof = make_proof(order=paid)
    accept_proof(proof=proof, by=make_officer("treasurer", paid.facility), at=now())
    for order in (waiting, back):
        manager = make_officer("facility_manager", order.facility)
        take_step(order=order, step="cancel", actor="officer", by=manager, reason="Habis", at=now())
    pay_back(back.refunds.get())
    before = rows_of_money()
    QuerySet(LineSplit).delete()
    RefundLine.objects.all().delete()
    Refund.objects.all().delete()
    QuerySet(Receipt).delete()
    Payment.objects.update(received_amount=0, refunded_amount=0)
    assert faults()

    name = "orders.migrations.0010_receipts_and_refunds_of_older_orders"
    fill = importlib.import_module(name).fill
    fill(apps, None)
    fill(apps, None)  # again: nothing twice

    assert rows_of_money() == before
    assert not unpaid.payment.receipts.exists()
    call_command("verify_sales")


def rows_of_money():
    return (
        sorted(Receipt.objects.values_list("payment", "amount", "source", "by")),
        sorted(Refund.objects.values_list("order", "amount", "goods_amount", "state", "reason")),
        sorted(RefundLine.objects.values_list("line", "quantity", "amount")),
        sorted(Payment.objects.values_list("pk", "received_amount", "refunded_amount")),
    )
