"""Pameran and e-Katalog: one channel each, whatever the address says."""

from datetime import date

import pytest

from tests.builders import (
    make_channel_sale,
    make_facility,
    make_officer,
    make_product,
    make_sales_day,
    make_selling_facility,
    make_variant,
)

DAY = date(2026, 3, 14)


@pytest.fixture
def region():
    """Two facilities of one Kanwil that sold at booths, and one elsewhere."""
    first = make_facility(short_name="Lapas Satu")
    second = make_facility(
        short_name="Lapas Dua", regency=first.regency, regional_office=first.regional_office
    )
    third = make_facility(short_name="Lapas Jauh")
    for facility, day, revenue in (
        (first, DAY, 100_000), (first, date(2026, 3, 15), 50_000), (second, DAY, 20_000),
        (third, DAY, 7_000),
    ):  # fmt: skip
        make_sales_day(facility=facility, day=day, revenue=revenue, channel="pameran")
        make_sales_day(facility=facility, day=day, revenue=1_000, channel="ekatalog",
                       buyer_kind="instansi")  # fmt: skip
        make_sales_day(facility=facility, day=day, revenue=9_999_999, channel="situs")
    return first, second, third


def report_for(client, user, slug, query="rentang=2026-03"):
    client.force_login(user)
    answer = client.get(f"/laporan/{slug}/?{query}")
    assert answer.status_code == 200
    return answer.context["report"]


@pytest.mark.parametrize(("slug", "amount"), [("pameran", 177_000), ("e-katalog", 4_000)])
@pytest.mark.parametrize("word", ["", "&jalur=situs"])
def test_page_counts_its_channel_alone(client, region, slug, amount, word):
    report = report_for(client, make_officer("national_viewer"), slug, f"rentang=2026-03{word}")
    assert report.tiles[0].value == amount
    assert report.table("upt").totals[-1] == amount
    assert ("Jalur", {"pameran": "Pameran", "e-katalog": "e-Katalog"}[slug]) in (
        report.filters.chosen()
    )


def test_booths_are_told_by_day_and_facility(client, region):
    report = report_for(client, make_officer("national_viewer"), "pameran")
    days = [(row.values[0], row.values[1], row.values[-1]) for row in report.table("hari").rows]
    assert days == [
        ("14 Maret 2026", "Lapas Dua", 20_000),
        ("14 Maret 2026", "Lapas Jauh", 7_000),
        ("14 Maret 2026", "Lapas Satu", 100_000),
        ("15 Maret 2026", "Lapas Satu", 50_000),
    ]


def test_day_by_day_of_a_year_is_for_one_facility(client, region):
    viewer = make_officer("national_viewer")
    assert report_for(client, viewer, "pameran", "rentang=2026").table("hari") is None
    one = report_for(client, viewer, "pameran", f"rentang=2026&upt={region[0].slug}")
    assert one.table("hari").totals[-1] == 150_000


@pytest.mark.parametrize("slug", ["pameran", "e-katalog"])
def test_each_reader_reads_the_own_part(client, region, slug):
    totals = []
    for reader in (
        make_officer("facility_staff", region[0]),
        make_officer("regional_viewer", region[0].regional_office),
    ):
        totals.append(report_for(client, reader, slug).table("upt").totals[-1])
    assert totals == ([150_000, 170_000] if slug == "pameran" else [2_000, 3_000])


def test_products_stand_there_with_address_or_sale(client):
    facility = make_facility(short_name="Lapas Mebel")
    listed = make_product(
        facility=facility, name="Kursi", ekatalog_url="https://katalog.inaproc.id/contoh/kursi"
    )
    make_product(facility=facility, name="Sapu")
    for name, channel in (("Lemari", "ekatalog"), ("Rak", "lokapasar")):
        product = make_product(name=name, facility=make_selling_facility())
        make_channel_sale(variant=make_variant(product=product, price=90_000), channel=channel)
    report = report_for(client, make_officer("national_viewer"), "e-katalog", "")
    rows = report.table("produk").rows
    assert [row.values[0] for row in rows] == ["Lemari", "Kursi"]
    assert [row.values[5] for row in rows] == [90_000, 0]
    assert rows[1].links["alamat"] == listed.ekatalog_url
    assert report.tiles[-1].value == 1


def test_address_in_the_e_catalogue_begins_with_https(client):
    product = make_product(ekatalog_url="http://katalog.inaproc.id/contoh")
    with pytest.raises(Exception, match="https://"):
        product.full_clean()
