from datetime import timedelta

import pytest

from orders import limits
from orders.models import Checkout
from tests.builders import make_order


def look_up(client, number, phone, **more):
    return client.post("/lacak/", {"number": number, "phone": phone}, **more)


def test_lookup_shows_the_status_and_nothing_else(client):
    order = make_order()

    page = look_up(client, f" {order.number.lower()} ", "0812 0000 0001").content.decode()

    assert "Menunggu Pembayaran" in page
    for secret in (order.payment.account_number, "Pembeli Contoh", "/pesanan/", "Rp"):
        assert secret not in page


def test_number_is_understood_as_people_read_it_aloud(client):
    order = make_order()
    read_aloud = order.number.replace("0", "O").replace("1", "l").replace("-", " ")

    without_prefix = order.number.removeprefix("P-")

    assert look_up(client, read_aloud, "0812 0000 0001").status_code == 200
    assert look_up(client, without_prefix, "0812 0000 0001").status_code == 200


def test_wrong_number_and_wrong_phone_get_the_same_answer(client):
    order = make_order()

    wrong_phone = look_up(client, order.number, "0812-0000-0009")
    wrong_number = look_up(client, "P-00000000", "0812-0000-0001")

    assert wrong_phone.status_code == wrong_number.status_code == 422
    told = [response.context["form"].errors.as_json() for response in (wrong_phone, wrong_number)]
    assert told[0] == told[1]
    assert "Tidak ada pesanan dengan nomor dan telepon itu." in told[0]


def test_masked_phone_opens_nothing(client):
    order = make_order()
    Checkout.objects.update(phone="")

    assert look_up(client, order.number, "0812-0000-0001").status_code == 422
    assert look_up(client, order.number, "").status_code == 422


@pytest.mark.parametrize("value", ["", "\0", "x" * 100, "' OR 1=1 --"])
def test_junk_is_answered_with_the_form(client, value):
    response = look_up(client, value, value)

    assert response.status_code == 422


def test_lookup_is_slowed_per_address_and_keeps_the_form(client, monkeypatch):
    monkeypatch.setattr(limits, "LOOKUP", limits.Limit("lookup", 2, timedelta(minutes=1)))
    order = make_order()
    for _ in range(2):
        look_up(client, order.number, "0812-0000-0009")

    response = look_up(client, order.number, "0812-0000-0001")

    assert response.status_code == 429
    assert int(response["Retry-After"]) <= 60
    page = response.content.decode()
    assert f'value="{order.number}"' in page
    assert "Menunggu Pembayaran" not in page
    neighbour = look_up(client, order.number, "0812-0000-0001", REMOTE_ADDR="10.1.2.3")
    assert neighbour.status_code == 200


def test_page_opens_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/lacak/")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
