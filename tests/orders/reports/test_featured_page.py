"""Produk hari ini: each day's product against its days before."""

from datetime import date

import pytest

from orders.models import ProductDay
from tests.builders import make_category, make_facility, make_feature, make_officer, make_product

DAY = date(2026, 4, 10)


def sold(product, day, units, *, price=10_000, buyer_kind="perorangan", channel="situs"):
    ProductDay.objects.create(
        facility=product.facility, product=product, category=product.category, day=day,
        channel=channel, buyer_kind=buyer_kind, orders=1, units=units, revenue=units * price,
    )  # fmt: skip


def report_for(client, user, query="rentang=2026-04"):
    client.force_login(user)
    answer = client.get(f"/laporan/produk-hari-ini/?{query}")
    assert answer.status_code == 200
    return answer.context["report"]


def rows(report, table="hari"):
    found = report.table(table)
    keys = [column.key for column in found.columns]
    return [dict(zip(keys, row.values, strict=True)) for row in found.rows]


@pytest.fixture
def bag():
    product = make_product(name="Tas purun", facility=make_facility(short_name="Lapas Tenun"))
    make_feature(product=product, day=DAY)
    return product


def test_day_is_compared_with_the_fourteen_days_before(client, bag):
    sold(bag, DAY, 4)
    sold(bag, date(2026, 4, 9), 3)
    sold(bag, date(2026, 3, 27), 11)  # the first of the fourteen
    sold(bag, date(2026, 3, 26), 50)  # a day too early
    sold(bag, date(2026, 4, 11), 60)  # a day too late
    (row,) = rows(report_for(client, make_officer("national_viewer")))
    assert (row["terjual"], row["omzet"]) == (4, 40_000)
    assert (row["terjual-sebelum"], row["omzet-sebelum"]) == (14, 140_000)
    assert row["banding"] == 4_000  # one a day before, four on its day: 400%


def test_days_of_one_product_overlap_and_count_each_for_itself(client, bag):
    make_feature(product=bag, day=date(2026, 4, 12))
    sold(bag, DAY, 4)
    sold(bag, date(2026, 4, 12), 1)
    first, second = rows(report_for(client, make_officer("national_viewer")))
    assert (first["terjual"], first["terjual-sebelum"]) == (4, 0)
    assert (second["terjual"], second["terjual-sebelum"]) == (1, 4)
    assert first["banding"] is None


def test_buyers_are_told_apart_and_refunds_taken_off(client, bag):
    sold(bag, DAY, 2)
    sold(bag, DAY, 5, buyer_kind="instansi", channel="whatsapp")
    ProductDay.objects.filter(buyer_kind="instansi").update(refunds=20_000)
    (row,) = rows(report_for(client, make_officer("national_viewer")))
    assert (row["perorangan"], row["instansi"], row["mitra"]) == (2, 5, 0)
    assert row["omzet"] == 50_000


def test_other_products_of_the_day_stay_out(client, bag):
    sold(make_product(facility=bag.facility), DAY, 9)
    (row,) = rows(report_for(client, make_officer("national_viewer")))
    assert (row["terjual"], row["omzet"]) == (0, 0)


def test_filters_of_channel_and_category_narrow(client, bag):
    sold(bag, DAY, 2)
    sold(bag, DAY, 5, channel="galeri")
    viewer = make_officer("national_viewer")
    (row,) = rows(report_for(client, viewer, "rentang=2026-04&jalur=galeri"))
    assert row["terjual"] == 5
    other = make_product()
    report = report_for(client, viewer, f"rentang=2026-04&kategori={other.category.slug}")
    assert rows(report) == []


def test_recap_adds_the_days_of_a_facility_up(client, bag):
    make_feature(product=make_product(facility=bag.facility), day=date(2026, 4, 11))
    elsewhere = make_product(facility=make_facility(short_name="Lapas Lain"))
    make_feature(product=elsewhere, day=date(2026, 4, 12))
    sold(bag, DAY, 2)
    found = rows(report_for(client, make_officer("national_viewer")), "upt")
    assert [(row["upt"], row["hari"], row["terjual"]) for row in found] == [
        ("Lapas Tenun", 2, 2),
        ("Lapas Lain", 1, 0),
    ]


def test_facility_and_kanwil_read_their_own_days(client, bag):
    elsewhere = make_product(facility=make_facility(short_name="Lapas Lain"))
    make_feature(product=elsewhere, day=date(2026, 4, 12))
    for reader in (
        make_officer("facility_staff", bag.facility),
        make_officer("regional_viewer", bag.facility.regional_office),
    ):
        assert [row["upt"] for row in rows(report_for(client, reader))] == ["Lapas Tenun"]


def test_number_leads_to_its_lines(client, bag):
    sold(bag, DAY, 2)
    report = report_for(client, make_officer("national_viewer"))
    there = report.table("hari").rows[0].links["terjual"]
    assert "/laporan/baris/?" in there
    assert "rentang=2026-04-10" in there
    assert f"produk={bag.slug}-{bag.pk}" in there
    assert client.get(there).status_code == 200


def test_category_narrows_to_what_was_sold_in_it_as_the_lines_do(client, bag):
    old, bag.category = bag.category, make_category()
    bag.save()
    sold(bag, DAY, 4)
    ProductDay.objects.update(category=old)
    sold(bag, DAY, 1)
    query = f"rentang=2026-04&kategori={bag.category.slug}"
    (row,) = rows(report_for(client, make_officer("national_viewer"), query))
    assert row["terjual"] == 1
