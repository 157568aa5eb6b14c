"""Money that came in, each arrival a row."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from facilities.history import AppendOnlyError
from facilities.models import Membership
from orders import receipts
from orders.models import Payment, Receipt
from orders.states import take_step
from tests.builders import make_membership, make_order

NOW = timezone.now()


def treasurer(order):
    return make_membership(facility=order.facility, role=Membership.Role.TREASURER).user


def test_book_adds_to_what_the_payment_received():
    payment = make_order().payment

    receipts.book(payment=payment, amount=20_000, source="statement", at=NOW, reference="a")
    receipts.book(payment=payment, amount=5_000, source="statement", at=NOW, reference="b")

    stored = Payment.objects.get(pk=payment.pk)
    assert (stored.received_amount, payment.received_amount) == (25_000, 25_000)
    assert stored.outstanding == stored.amount - 25_000


def test_same_reference_is_booked_once():
    payment = make_order().payment
    first = receipts.book(payment=payment, amount=7, source="gateway", at=NOW, reference="t-1")

    assert (
        receipts.book(payment=payment, amount=7, source="gateway", at=NOW, reference="t-1") is None
    )
    assert list(Receipt.objects.all()) == [first]
    assert Payment.objects.get().received_amount == 7


def test_database_refuses_a_reference_twice():
    payment = make_order().payment
    row = {"payment": payment, "amount": 7, "source": "gateway", "received_at": NOW}
    Receipt.objects.create(**row, reference="t-1")
    with pytest.raises(IntegrityError):
        Receipt.objects.create(**row, reference="t-1")


def test_receipt_is_never_edited():
    payment = make_order().payment
    receipt = receipts.book(payment=payment, amount=7, source="officer", at=NOW)
    receipt.amount = 8
    with pytest.raises(AppendOnlyError):
        receipt.save()


def test_confirming_a_payment_books_what_was_due():
    order = make_order()
    by = treasurer(order)

    take_step(
        order=order, step="confirm_payment", actor="officer", by=by, reason="Mutasi 09.10", at=NOW
    )

    receipt = Receipt.objects.get()
    assert (receipt.amount, receipt.source, receipt.by) == (order.total, "officer", by)
    assert Payment.objects.get().outstanding == 0


def test_down_payment_is_a_part_and_the_rest_makes_it_whole():
    order = make_order()
    Payment.objects.filter(order=order).update(method="down_payment", down_payment=30_000)
    by = treasurer(order)
    confirm = {"order": order, "step": "confirm_payment", "actor": "officer", "by": by}

    assert Payment.objects.get().amount_due == 30_000
    take_step(**confirm, reason="Uang muka", at=NOW)
    between = Payment.objects.get()
    take_step(**confirm, reason="Pelunasan", at=NOW)
    after = Payment.objects.get()

    assert (between.state, between.received_amount) == ("partly_paid", 30_000)
    assert between.amount_due == order.total - 30_000
    assert (after.state, after.received_amount, after.amount_due) == ("paid", order.total, 0)
    assert sorted(r.amount for r in Receipt.objects.all()) == sorted([30_000, order.total - 30_000])
