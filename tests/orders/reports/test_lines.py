"""The list of lines: what it shows of the shopper, who may open the order, what it refuses."""

from datetime import UTC, datetime

import pytest

from orders.reports.lines import lines_of
from orders.reports.pages import PAGES
from tests.builders import (
    make_contact,
    make_officer,
    make_paid_order,
    make_regency,
    make_selling_facility,
)

AT = datetime(2026, 4, 22, 5, tzinfo=UTC)
ADDRESS = "/laporan/baris/?rentang=2026"


@pytest.fixture
def order():
    regency = make_regency(name="Kota Contoh")
    contact = make_contact(recipient="Pembeli Rahasia", regency=regency, street="Jalan Rahasia 7")
    return make_paid_order(facility=make_selling_facility(), contact=contact, at=AT)


@pytest.mark.parametrize(
    "role", ["national_viewer", "regional_viewer", "facility_head", "facility_staff", "treasurer"]
)
def test_shopper_is_a_kind_and_a_regency(client, order, role):
    where = {"national_viewer": None, "regional_viewer": order.facility.regional_office}
    client.force_login(make_officer(role, where.get(role, order.facility)))
    page = client.get(ADDRESS).content.decode()
    assert "Kota Contoh" in page
    assert "Perorangan" in page
    assert order.number in page
    for secret in ("Rahasia", "0812", order.checkout.number, order.checkout.email or "@"):
        assert secret not in page
    opens = f"/petugas/pesanan/{order.number}/" in page
    assert opens == (role not in ("national_viewer", "regional_viewer"))


def test_link_of_the_order_opens(client, order):
    client.force_login(make_officer("facility_staff", order.facility))
    row = client.get(ADDRESS).context["report"].tables[0].rows[0]
    assert client.get(row.links["nomor"]).status_code == 200


def test_lines_of_another_place_are_not_there(client, order):
    client.force_login(make_officer("facility_head", make_selling_facility()))
    assert client.get(ADDRESS).context["report"].tables[0].rows == ()
    product = order.lines.first().variant.product
    answer = client.get(f"{ADDRESS}&produk={product.slug}-{product.pk}")
    assert answer.status_code == 422
    assert "bukan bagian Anda" in answer.content.decode()


@pytest.mark.parametrize("word", ["x", "1.j", "1.z.1", "9" * 40 + ".j.1", "1.j." + "9" * 30,
                                  "²²²²²²²²²².j.1", "-1.j.-1", "99999999999999999.j.1"])  # fmt: skip
def test_nonsense_after_which_to_go_on_is_answered(client, order, word):
    client.force_login(make_officer("national_viewer"))
    answer = client.get(f"{ADDRESS}&setelah={word}")
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize("word", ["tas", "tas-", "tas-999999999", "9" * 30, "tas-²"])
def test_unknown_product_is_answered_beside_its_field(client, order, word):
    client.force_login(make_officer("national_viewer"))
    answer = client.get(ADDRESS, {"produk": word})
    assert answer.status_code == 422
    assert set(answer.context["filters"].errors) == {"produk"}


def test_one_product_is_listed_alone(client, order):
    make_paid_order(at=AT)
    product = order.lines.first().variant.product
    client.force_login(make_officer("national_viewer"))
    report = client.get(f"{ADDRESS}&produk={product.slug}-{product.pk}").context["report"]
    assert [row.values[5] for row in report.tables[0].rows] == [order.number]
    assert {tile.label: tile.value for tile in report.tiles}["Omzet"] == order.goods_total


def test_further_pages_cost_what_the_first_does(client, django_assert_num_queries):
    facility = make_selling_facility()
    for minute in range(4):
        make_paid_order(facility=facility, at=AT.replace(minute=minute))
    page, user = PAGES["baris"], make_officer("facility_head", facility)
    filters = page.filters(user, {"rentang": "2026"}, at=AT)
    with django_assert_num_queries(2):
        first = lines_of(filters, count=2)
    with django_assert_num_queries(2):
        second = lines_of(filters, count=2, after=first[-1].cursor)
    assert len({line.pk for line in first + second}) == 4
