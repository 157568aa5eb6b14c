"""An order without checkout and without shipment, on every page and path that reads either."""

import pytest
from django.urls import reverse
from django.utils import timezone

from orders import documents, refunds, returns
from orders.links import order_token
from orders.models import Order
from orders.order_pages import panel_of, with_details
from orders.states import STEPS, steps_for
from orders.whatsapp_texts import chat_address, news_address
from tests.builders import make_officer, pay_back, sell_at_counter

from .test_selling import nothing_is_broken, on_hand


@pytest.fixture
def order(gallery, cashier, bag):
    return sell_at_counter(gallery, {bag: 2}, by=cashier).orders.get()


@pytest.fixture
def manager(gallery):
    return make_officer("facility_manager", gallery.facility)


def test_shoppers_page_tells_the_sale(client, order):
    page = client.get(reverse("orders:order_detail", args=[order_token(order)]))

    assert page.status_code == 200
    text = page.content.decode()
    assert "Barang diserahkan" in text
    assert "Ambil di" not in text


def test_shoppers_data_page_does_not_exist(client, order):
    assert client.get(reverse("orders:own_data", args=[order_token(order)])).status_code == 404


def test_admin_page_lists_and_shows_it(client, order, manager):
    client.force_login(manager)

    assert client.get(reverse("admin:orders_order_changelist")).status_code == 200
    page = client.get(reverse("admin:orders_order_change", args=[order.pk]))

    assert page.status_code == 200
    assert "Diserahkan langsung" in page.content.decode()
    assert "Label A6" not in page.content.decode()


@pytest.mark.parametrize("name", ["label", "packing_slip"])
def test_there_is_no_parcel_to_label(client, order, manager, name):
    client.force_login(manager)

    assert client.get(reverse(f"admin:orders_order_{name}", args=[order.pk])).status_code == 404


def test_no_step_is_left_and_every_guard_answers(order, manager):
    order = Order.objects.select_related("payment", "shipment", "direct_sale").get(pk=order.pk)

    assert steps_for(order, manager) == []
    assert all(isinstance(step.guard(order), str) for step in STEPS)


def test_panel_and_messages_cope(order):
    order = with_details(Order.objects.filter(pk=order.pk)).get()

    panel = panel_of(order, at=timezone.now())

    assert [mark.label for mark in panel.marks] == [
        "Pesanan diterima", "Pembayaran lunas", "Barang diserahkan",
    ]  # fmt: skip
    assert not panel.is_pickup
    assert (news_address(order), chat_address(order)) == ("", "")


def test_papers_are_issued_and_printed(order):
    for kind in ("KUI", "NOT"):
        paper = documents.issue(order=order, kind=kind, by=None, at=timezone.now())
        assert documents.sheet_of(paper)["title"]
        assert order.direct_sale.location.name in documents.paper_of(paper) or kind == "KUI"
    assert documents.offered(order) == ["KUI", "NOT"]


def test_goods_are_returned_and_replaced_from_the_same_place(gallery, order, bag, manager):
    line, at = order.lines.get(), timezone.now()
    request = returns.ask(order=order, pieces={line: 1}, cause="rusak", wish="ganti", at=at)
    returns.accept(request=request, sends_back=True, by=manager, at=at)
    row = request.lines.get()
    returns.receive(request=request, back={row: returns.Back(written_off=1)}, by=manager, at=at)

    returns.replace(request=request, pieces={row: 1}, by=manager, at=at)

    assert on_hand(bag, gallery) == 7
    assert nothing_is_broken() == []


def test_money_goes_back_by_two_officers(order, cashier):
    refund = refunds.request(order=order, lines=None, reason="Retak", by=cashier, at=timezone.now())
    pay_back(refund)

    order.refresh_from_db()
    assert (order.state, order.payment.state) == ("completed", "refunded")
    assert nothing_is_broken() == []


def test_phone_pages_of_orders_cope(client, order, manager):
    client.force_login(manager)

    assert client.get(reverse("orders:staff_orders")).status_code == 200
    page = client.get(reverse("orders:staff_order", args=[order.number]))

    assert page.status_code == 200
    assert str(order.direct_sale.location.name) in page.text
