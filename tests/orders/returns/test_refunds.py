"""A return that ends with money: asked for by one officer, paid by a second one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from facilities.models import Membership
from orders import refunds, returns, sales
from orders.links import order_token
from orders.models import Order, Payment, Refund, ReturnRequest
from orders.returns import ReturnNotAllowed

from .conftest import ask, fetched_order, more_stock, officer_of, received, sent_order

TREASURER = Membership.Role.TREASURER


def pay_back(request, pieces=2, **fields):
    defaults = {"by": officer_of(request.order), "at": timezone.now()}
    return returns.pay_back(
        request=request, pieces={request.lines.get(): pieces}, **defaults | fields
    )


def paid(request, at=None):
    at = at or timezone.now()
    return refunds.pay(
        refund=request.refund, by=officer_of(request.order, TREASURER),
        paid_on=request.order.facility.local_day(at), how="Transfer", at=at,
    )  # fmt: skip


def page_of(client, order):
    return client.get(reverse("orders:order_detail", args=[order_token(order)])).content.decode()


def test_refund_is_of_the_settled_pieces_and_waits_for_a_second_officer(client):
    order = fetched_order(quantity=3)
    request = pay_back(received(order, quantity=3, shelved=2), 2, other_amount=5_000)

    refund = request.refund
    price = order.lines.get().unit_price
    assert (refund.amount, refund.other_amount, refund.state) == (
        2 * price + 5_000, 5_000, Refund.State.REQUESTED,
    )  # fmt: skip
    assert refund.goods_amount == 2 * price
    assert list(refund.lines.values_list("line", "quantity")) == [(order.lines.get().pk, 2)]
    assert (request.state, request.outcome) == ("done", "dana")
    # The third piece was not settled: it may be given back another time.
    assert order.lines.get().returned_quantity == 2
    assert "Menunggu Pengembalian Dana" in page_of(client, order)

    paid(request)

    page = page_of(client, order)
    assert "Dana Dikembalikan" in page
    assert list(sales.broken_orders()) == []
    order.payment.refresh_from_db()
    assert order.payment.refunded_amount == 2 * price + 5_000
    assert order.payment.state == Payment.State.PAID


def test_whoever_settled_the_return_cannot_pay_it():
    order = fetched_order()
    head = officer_of(order, Membership.Role.FACILITY_HEAD)
    request = pay_back(received(order, quantity=2, shelved=2), by=head)
    with pytest.raises(refunds.RefundNotAllowed):
        refunds.pay(
            refund=request.refund, by=head, paid_on=order.facility.local_day(timezone.now()),
            how="Transfer", at=timezone.now(),
        )  # fmt: skip


def test_order_given_back_whole_is_refunded_and_takes_no_more_returns():
    order = sent_order(quantity=2)
    shipping_and_code = order.total - order.goods_total
    request = pay_back(received(order, quantity=2, shelved=2), 2, other_amount=shipping_and_code)
    paid(request)

    order = Order.objects.select_related("payment").get(pk=order.pk)
    assert (order.state, order.payment.state) == (Order.State.COMPLETED, Payment.State.REFUNDED)
    assert not order.is_open
    with pytest.raises(ReturnNotAllowed, match="dikembalikan"):
        ask(order, 1)
    assert list(sales.broken_orders()) == []


def test_refund_that_is_refused_leaves_the_return_to_be_settled_another_way(client):
    order = fetched_order()
    more_stock(order, 5)
    request = pay_back(received(order, quantity=3, written_off=3), 2)
    refunds.refuse(
        refund=request.refund, by=officer_of(order, TREASURER), reason="Dana belum ada",
        at=timezone.now(),
    )  # fmt: skip
    assert "Diperiksa Lagi" in page_of(client, order)

    with pytest.raises(ReturnNotAllowed, match="paling banyak 2"):
        returns.replace(
            request=request, pieces={request.lines.get(): 3}, by=officer_of(order),
            at=timezone.now(),
        )  # fmt: skip
    request = returns.replace(
        request=request, pieces={request.lines.get(): 2}, by=officer_of(order), at=timezone.now()
    )

    assert (request.state, request.outcome) == ("done", "ganti")
    assert order.lines.get().returned_quantity == 0
    assert "Pengganti Dikirim" in page_of(client, order)


def test_what_the_refund_objects_to_changes_nothing():
    order = fetched_order()
    request = received(order, quantity=2, shelved=2)
    refunds.request(
        order=order, lines={}, other_amount=5_000, reason="Lain", by=officer_of(order),
        at=timezone.now(),
    )  # fmt: skip

    with pytest.raises(ReturnNotAllowed, match="Masih ada pengembalian dana"):
        pay_back(request, 2)

    request = ReturnRequest.objects.get()
    assert (request.state, request.refund) == ("received", None)
    assert order.lines.get().returned_quantity == 2


def test_asking_is_over_when_everything_has_been_given_back():
    order = fetched_order(quantity=2)
    pay_back(received(order, quantity=2, shelved=2), 2)
    with pytest.raises(ReturnNotAllowed, match="Semua barang"):
        ask(order, 1, at=timezone.now() + timedelta(days=1))
