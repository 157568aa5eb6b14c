"""Stok: what lies there, how old it is, what is gone, who is quiet."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import stock
from orders.reports.filters import Filters
from orders.reports.pages.stock import stock as stock_page
from tests.builders import (
    make_facility,
    make_membership,
    make_officer,
    make_order,
    make_product,
    make_sales_day,
    make_selling_facility,
    make_stock_location,
    make_variant,
    put_on_shelf,
)


def report_for(client, user, query=""):
    client.force_login(user)
    answer = client.get(f"/laporan/stok/?{query}")
    assert answer.status_code == 200
    return answer.context["report"]


def column(report, table, key):
    found = report.table(table)
    place = [column.key for column in found.columns].index(key)
    return [row.values[place] for row in found.rows]


def row_of(report, name):
    table = report.table("upt")
    keys = [column.key for column in table.columns]
    return next(
        dict(zip(keys, row.values, strict=True)) for row in table.rows if row.values[0] == name
    )


def goods(facility, *, price, cost=None, name=""):
    product = (
        make_product(facility=facility, name=name) if name else make_product(facility=facility)
    )
    return make_variant(product=product, price=price, material_cost=cost)


def received(variant, pieces, *, days_ago=0, expires_in=None, at_place=None):
    now = timezone.now()
    facility = variant.product.facility
    today = facility.local_day(now)
    stock.receive(
        variant=variant, location=at_place or stock.online_location(facility), quantity=pieces,
        at=now, by=None, produced_on=today - timedelta(days=days_ago),
        expires_on=today + timedelta(days=expires_in) if expires_in is not None else None,
    )  # fmt: skip


@pytest.fixture
def facility():
    return make_selling_facility(short_name="Lapas Rak")


def test_worth_counts_price_and_known_material_cost_wherever_goods_lie(client, facility):
    bag, mat = goods(facility, price=50_000, cost=20_000), goods(facility, price=10_000)
    received(bag, 3)
    received(bag, 2, at_place=make_stock_location(name="Titipan"))  # in another facility's room
    received(mat, 4)
    report = report_for(client, make_officer("national_viewer"))
    row = row_of(report, "Lapas Rak")
    assert (row["barang"], row["nilai"], row["bahan"]) == (9, 290_000, 100_000)
    assert report.tiles[0].value == 290_000
    assert "4 barang belum ada biaya bahannya" in report.tiles[1].note


def test_age_is_told_from_the_day_of_production(client, facility):
    bag = goods(facility, price=1_000)
    for days, pieces in ((0, 1), (30, 2), (31, 4), (90, 8), (91, 16), (180, 32), (181, 64)):
        received(bag, pieces, days_ago=days)
    report = report_for(client, make_officer("facility_staff", facility))
    assert column(report, "umur", "barang") == [3, 12, 48, 64]
    assert column(report, "umur", "nilai") == [3_000, 12_000, 48_000, 64_000]
    row = row_of(report, "Lapas Rak")
    assert row["lama"] == 112
    assert row["tertua"] == facility.local_day(timezone.now()) - timedelta(days=181)


def test_pieces_without_a_code_stand_apart(client, facility):
    bag = goods(facility, price=1_000)
    received(bag, 5)
    place = stock.online_location(facility)
    stock.adjust(
        variant=bag, location=place, difference=2, kind="correct", reason="Hitung ulang",
        at=timezone.now(), by=make_officer("facility_manager", facility), key="hitung-1",
    )  # fmt: skip
    report = report_for(client, make_officer("facility_staff", facility))
    assert column(report, "umur", "barang") == [5, 0, 0, 0, 2]
    assert sum(column(report, "umur", "nilai")) == row_of(report, "Lapas Rak")["nilai"]


def test_sold_out_since_the_last_piece_left(client, facility):
    place = stock.online_location(facility)
    now = timezone.now()
    for name, days in (("Baru habis", 1), ("Lama habis", 9)):
        bag = goods(facility, price=1_000, name=name)
        received(bag, 1)
        stock.sell(
            items=[stock.Item(bag, 1)], location=place, source_id=name,
            at=now - timedelta(days=days),
        )  # fmt: skip
    received(goods(facility, price=1_000, name="Masih ada"), 1)
    report = report_for(client, make_officer("facility_staff", facility))
    names = [name.partition(",")[0] for name in column(report, "habis", "produk")]
    assert names == ["Lama habis", "Baru habis"]
    assert column(report, "habis", "hari") == [9, 1]
    assert row_of(report, "Lapas Rak")["habis"] == 2


def test_sold_out_since_the_order_while_it_waits_to_be_sent(client, facility):
    bag = goods(facility, price=1_000)
    at = timezone.now() - timedelta(days=3)
    make_order(variant=bag, at=at)
    report = report_for(client, make_officer("facility_staff", facility))
    assert column(report, "habis", "sejak") == [facility.local_day(at)]


def test_near_and_past_expiry_are_told_apart(client, facility):
    food = goods(facility, price=1_000)
    for pieces, days in ((1, 0), (2, 7), (4, 8)):
        received(food, pieces, expires_in=days)
    report = report_for(client, make_officer("facility_staff", facility))
    assert row_of(report, "Lapas Rak")["dekat"] == 3
    assert column(report, "kedaluwarsa", "barang") == [1, 2]
    tomorrow = timezone.now() + timedelta(days=1)
    filters = Filters.from_request(make_officer("facility_staff", facility), {}, at=tomorrow)
    later = stock_page(filters, tomorrow)
    assert row_of(later, "Lapas Rak")["lewat"] == 1


def test_category_narrows_the_goods(client, facility):
    bag, mat = goods(facility, price=1_000), goods(facility, price=500)
    received(bag, 1)
    received(mat, 1)
    query = f"kategori={mat.product.category.slug}"
    report = report_for(client, make_officer("national_viewer"), query)
    assert row_of(report, "Lapas Rak")["nilai"] == 500


def quiet_names(client):
    return column(report_for(client, make_officer("national_viewer")), "diam", "upt")


def test_quiet_is_who_neither_sold_nor_moved_nor_signed_in(client, facility):
    now = timezone.now()
    make_facility(short_name="Lapas Sepi")
    sold, moved, signed = (
        make_facility(short_name=name) for name in ("Lapas Jual", "Lapas Gerak", "Lapas Masuk")
    )
    make_sales_day(facility=sold, day=sold.local_day(now) - timedelta(days=13))
    received(goods(moved, price=1_000), 1)
    officer = make_officer("facility_staff", signed)
    officer.last_login = now - timedelta(days=13)
    officer.save()
    assert quiet_names(client) == ["Lapas Rak", "Lapas Sepi"]


def test_quiet_begins_after_fourteen_days_and_names_the_last_one(client):
    now = timezone.now()
    quiet = make_facility(short_name="Lapas Lama")
    day = quiet.local_day(now) - timedelta(days=14)
    make_sales_day(facility=quiet, day=day)
    gone = make_officer("facility_staff", quiet)
    gone.last_login = now
    gone.is_active = False  # an account that was closed is nobody's sign-in
    gone.save()
    report = report_for(client, make_officer("national_viewer"))
    assert column(report, "diam", "upt") == ["Lapas Lama"]
    assert column(report, "diam", "jual") == [day]
    assert column(report, "diam", "hari") == [14]


def test_only_who_keeps_the_stock_is_led_to_its_lists(client, facility):
    received(goods(facility, price=1_000), 3)
    own = report_for(client, make_officer("facility_staff", facility), f"upt={facility.slug}")
    assert f"?upt={facility.pk}" in own.table("upt").rows[0].links["menipis"]
    viewer = make_officer("regional_viewer", facility.regional_office)
    theirs = report_for(client, viewer, f"upt={facility.slug}")
    assert set(theirs.table("upt").rows[0].links) == {"upt", "kanwil"}


def test_a_facility_reads_its_own_shelves_alone(client, facility):
    other = make_selling_facility(short_name="Lapas Lain")
    received(goods(other, price=7_000), 1)
    received(goods(facility, price=1_000), 1)
    report = report_for(client, make_officer("facility_staff", facility))
    assert column(report, "upt", "upt") == ["Lapas Rak"]
    assert report.tiles[0].value == 1_000


def test_membership_elsewhere_counts_for_both(client, facility):
    """Who works at two places and signs in keeps both awake."""
    other = make_facility(short_name="Lapas Kedua")
    officer = make_officer("facility_staff", facility)
    make_membership(user=officer, role="facility_staff", facility=other)
    officer.last_login = timezone.now()
    officer.save()
    assert quiet_names(client) == []


def test_moved_by_hand_keeps_a_facility_awake_until_it_grows_old(client, facility):
    bag = goods(facility, price=1_000)
    place = stock.online_location(facility)
    put_on_shelf(bag, place, 2)
    assert quiet_names(client) == []
