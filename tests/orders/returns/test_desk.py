"""The officers' queue of returns and the page of one."""

import pytest
from django.urls import reverse

from catalog.models import StockLevel
from facilities.models import Membership
from orders.models import ReturnRequest

from .conftest import accepted, ask, fetched_order, more_stock, officer_of, received


def sign_in(client, order, role=Membership.Role.FACILITY_MANAGER):
    user = officer_of(order, role)
    user.is_staff = True
    user.save()
    client.force_login(user)


def page_of(request):
    return reverse("admin:orders_returnrequest_change", args=[request.pk])


def step(client, request, name, **data):
    address = reverse("admin:orders_return_step", args=[request.pk, name])
    return client.post(address, {f"{name}-{key}": value for key, value in data.items()})


def test_officer_takes_a_return_from_the_wish_to_the_replacement(client):
    order = fetched_order(quantity=3)
    more_stock(order, 5)
    request = ask(order, 2)
    sign_in(client, order)
    assert "Jawab permintaan pengembalian" in client.get("/admin/").content.decode()
    order_page = client.get(reverse("admin:orders_order_change", args=[order.pk]))
    assert page_of(request) in order_page.content.decode()

    assert step(client, request, "setujui", sends_back="ya", answer="Silakan").status_code == 302
    row = request.lines.get()
    counts = {f"rak_{row.pk}": "1", f"rusak_{row.pk}": "1"}
    assert step(client, request, "terima", **counts).status_code == 302
    assert step(client, request, "ganti", **{f"jumlah_{row.pk}": "2"}).status_code == 302

    request.refresh_from_db()
    assert (request.state, request.outcome) == ("done", "ganti")
    assert StockLevel.objects.get(variant=row.line.variant).on_hand == 5 + 1 - 2
    assert "Pengganti Dikirim" in client.get(page_of(request)).content.decode()


def test_officer_asks_for_the_refund_of_a_return(client):
    order = fetched_order(quantity=3)
    request = received(order, quantity=2, shelved=2)
    sign_in(client, order)
    row = request.lines.get()
    data = {f"jumlah_{row.pk}": "2", "other_amount": "5.000"}
    assert step(client, request, "dana", **data).status_code == 302
    assert ReturnRequest.objects.get().refund.other_amount == 5_000


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("tolak", {"answer": ""}, "wajib"),
        ("setujui", {"sends_back": ""}, "wajib"),
    ],
)
def test_what_is_missing_is_said_and_nothing_moves(client, name, data, message):
    order = fetched_order()
    request = ask(order)
    sign_in(client, order)
    answer = step(client, request, name, **data)
    assert answer.status_code == 422
    assert message in answer.content.decode().lower()
    request.refresh_from_db()
    assert request.state == "asked"


def test_replacement_that_is_not_there_keeps_the_form(client):
    order = fetched_order(quantity=3)
    request = accepted(order, quantity=2, sends_back=False)
    sign_in(client, order)
    row = request.lines.get()
    answer = step(client, request, "ganti", **{f"jumlah_{row.pk}": "2"})
    assert answer.status_code == 422
    assert "Stok tidak mencukupi" in answer.content.decode()


def test_steps_that_are_not_due_or_not_ones_own_do_nothing(client):
    order = fetched_order()
    request = ask(order)
    sign_in(client, order, Membership.Role.FACILITY_STAFF)
    for name in ("setujui", "tolak", "terima", "ganti", "dana", "lain"):
        assert step(client, request, name, answer="x", sends_back="ya").status_code == 302
    request.refresh_from_db()
    assert request.state == "asked"


def test_another_facility_finds_nothing(client):
    request = ask(fetched_order())
    sign_in(client, fetched_order())
    assert client.get(page_of(request)).status_code == 404
    assert step(client, request, "setujui", sends_back="ya").status_code == 404
