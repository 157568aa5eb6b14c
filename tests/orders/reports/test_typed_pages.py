"""Pages of typed figures: each reader's own part, sums that hold, small groups left out."""

from datetime import date

import pytest
from django.utils import timezone

from orders.models import MonthlyClosing
from orders.reports.pages import PAGES
from orders.reports.small_groups import FEW
from tests.builders import (
    make_category,
    make_facility,
    make_officer,
    make_premi_payout,
    make_target,
    make_workforce_report,
)

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def region():
    """Two facilities of one Kanwil, and one elsewhere with figures of its own."""
    first = make_facility(short_name="Lapas Satu")
    second = make_facility(
        short_name="Lapas Dua", regency=first.regency, regional_office=first.regional_office
    )
    elsewhere = make_facility(short_name="Lapas Jauh")
    book(elsewhere, JANUARY, pnbp=9_000_000, deposited=1_000_000)
    make_workforce_report(facility=elsewhere, month=JANUARY, working=77, trained=33)
    return first, second, elsewhere


def book(facility, month, **sums):
    goods = sums.get("pnbp", 0) + sums.get("premi", 0)
    return MonthlyClosing.objects.create(facility=facility, month=month, goods=goods, **sums)


def page(client, slug, query="rentang=2026-T1"):
    answer = client.get(f"/laporan/{slug}/?{query}")
    assert answer.status_code == 200
    return answer.context["report"]


def sign_in(client, region):
    client.force_login(make_officer("regional_viewer", region[0].regional_office))


def rows(table, *keys):
    places = [next(i for i, c in enumerate(table.columns) if c.key == key) for key in keys]
    return [tuple(row.values[place] for place in places) for row in table.rows]


def test_pnbp_is_set_against_its_target_place_by_place(client, region):
    book(region[0], JANUARY, pnbp=600_000, deposited=600_000)
    book(region[1], FEBRUARY, pnbp=200_000, deposited=50_000)
    make_target(facility=region[0], year=2026, pnbp=2_000_000)
    sign_in(client, region)
    report = page(client, "pnbp-premi")
    found = rows(report.table("tempat"), "tempat", "target", "tahun", "persen", "terutang")
    assert found == [
        ("Lapas Dua", None, 50_000, None, 150_000),
        ("Lapas Satu", 2_000_000, 600_000, 300, 0),
    ]
    assert report.tiles[0].value == 650_000
    assert report.tiles[0].note == "32,5% dari target 2026 Rp2.000.000"


def test_tile_of_pnbp_equals_both_tables(client, region):
    book(region[0], JANUARY, pnbp=600_000, deposited=100_000, premi=70_000, premi_paid=70_000)
    book(region[1], FEBRUARY, pnbp=200_000, deposited=50_000)
    book(region[1], MARCH, pnbp=1, deposited=2)
    sign_in(client, region)
    report = page(client, "pnbp-premi")
    deposited, owed = report.tiles[0].value, report.tiles[1].value
    assert sum(v for (v,) in rows(report.table("bulan"), "disetor")) == deposited == 150_002
    assert sum(v for (v,) in rows(report.table("tempat"), "disetor")) == deposited
    assert sum(v for (v,) in rows(report.table("tempat"), "terutang")) == owed == 649_999
    assert rows(report.table("bulan"), "terutang")[-1] == (owed,)


def test_oldest_month_is_paid_first_and_overdue_after_the_next(client, region):
    book(region[0], JANUARY, pnbp=300_000)
    book(region[0], FEBRUARY, pnbp=200_000)
    book(region[0], MARCH, pnbp=100_000, deposited=250_000)
    sign_in(client, region)
    overdue = page(client, "pnbp-premi").table("terlambat")
    # 250.000 of January are paid; February may be paid until the end of March.
    assert [row.values for row in overdue.rows] == [("Januari 2026", 1, 50_000)]
    april = page(client, "pnbp-premi", "rentang=2026-04").table("terlambat")
    assert [row.values for row in april.rows] == [
        ("Januari 2026", 1, 50_000),
        ("Februari 2026", 1, 200_000),
    ]


def test_overdue_longer_than_a_year_stands_together(client, region):
    book(region[0], date(2024, 5, 1), pnbp=70_000)
    book(region[0], date(2024, 6, 1), pnbp=30_000)
    sign_in(client, region)
    overdue = page(client, "pnbp-premi").table("terlambat")
    assert [row.values for row in overdue.rows] == [("Lebih dari setahun", 1, 100_000)]


def test_premi_of_few_is_said_and_not_added(client, region):
    book(region[0], MARCH, premi=500_000, premi_paid=500_000)
    book(region[1], MARCH, premi=90_000, premi_paid=90_000)
    make_premi_payout(facility=region[0], amount=500_000, head_count=9, paid_on=MARCH)
    make_premi_payout(facility=region[1], amount=90_000, head_count=4, paid_on=MARCH)
    sign_in(client, region)
    report = page(client, "pnbp-premi")
    assert rows(report.table("tempat"), "premi") == [(FEW,), (500_000,)]
    assert report.table("tempat").totals[-2] == 500_000
    assert rows(report.table("bulan"), "dibayar")[-1] == (500_000,)
    assert (
        "Rp90.000"
        not in client.get("/laporan/pnbp-premi/?rentang=2026-T1").text.split("Menurut tempat")[1]
    )
    one = page(client, "pnbp-premi", f"rentang=2026-T1&upt={region[1].slug}")
    assert rows(one.table("bulan"), "dibayar") == [(0,), (0,), (FEW,)]
    assert one.tiles[3].value is None


def test_dampak_hides_few_and_leaves_them_out_of_every_sum(client, region):
    make_workforce_report(facility=region[0], month=MARCH, working=60, trained=20, certificates=6)
    make_workforce_report(facility=region[1], month=MARCH, working=4, trained=3, certificates=0)
    sign_in(client, region)
    report = page(client, "dampak")
    found = rows(report.table("tempat"), "tempat", "bekerja", "bagian", "dilatih", "sertifikat")
    assert found == [("Lapas Dua", FEW, None, FEW, 0), ("Lapas Satu", 60, 200, 20, 6)]
    assert report.table("tempat").totals[2] == 60
    assert rows(report.table("bulan"), "bekerja", "dilatih")[-1] == (60, 20)
    by_label = {tile.label: tile for tile in report.tiles}
    assert by_label["WBP Bekerja"].value == 60
    assert by_label["Selesai Pelatihan"].value == 20


def test_no_difference_of_spans_or_places_gives_a_small_group_away(client, region):
    """Every sum an official can ask for is one of cells that may be shown."""
    for month, few in ((JANUARY, 3), (FEBRUARY, 11), (MARCH, 2)):
        make_workforce_report(facility=region[0], month=month, trained=8)
        make_workforce_report(facility=region[1], month=month, trained=few)
    sign_in(client, region)

    def trained(query):
        report = page(client, "dampak", query)
        return next(tile.value for tile in report.tiles if tile.label == "Selesai Pelatihan") or 0

    spans = ("2026-01", "2026-02", "2026-03", "2026-T1")
    for span in spans:
        both = trained(f"rentang={span}")
        apart = [trained(f"rentang={span}&upt={place.slug}") for place in region[:2]]
        assert both == sum(apart), span
    assert [trained(f"rentang={span}&upt={region[1].slug}") for span in spans] == [0, 11, 0, 11]


def test_facility_reads_its_own_small_figures(client, region):
    make_workforce_report(facility=region[1], month=MARCH, working=4, trained=3)
    client.force_login(make_officer("facility_head", region[1]))
    report = page(client, "dampak")
    assert rows(report.table("tempat"), "bekerja", "dilatih") == [(4, 3)]


def test_staff_read_no_money_of_a_month(client, region):
    book(region[0], MARCH, premi=500_000, premi_paid=500_000)
    make_workforce_report(facility=region[0], month=MARCH)
    client.force_login(make_officer("facility_staff", region[0]))
    assert client.get("/laporan/pnbp-premi/").status_code == 403
    report = page(client, "dampak")
    assert "premi" not in {column.key for column in report.table("tempat").columns}
    assert not any("Premi" in tile.label for tile in report.tiles)


def test_nation_reads_by_kanwil_and_goes_down(client, region):
    make_workforce_report(facility=region[0], month=MARCH, working=60)
    client.force_login(make_officer("national_viewer", None))
    table = page(client, "dampak").table("tempat")
    assert {name for (name,) in rows(table, "tempat")} == {
        region[0].regional_office.name, region[2].regional_office.name,
    }  # fmt: skip
    link = next(
        row.links["tempat"] for row in table.rows
        if row.values[0] == region[0].regional_office.name
    )  # fmt: skip
    below = page(client, "dampak", link.removeprefix("?")).table("tempat")
    assert rows(below, "tempat", "bekerja") == [("Lapas Dua", None), ("Lapas Satu", 60)]


def test_missing_months_are_listed_longest_first(client, region):
    last = region[0].local_day(timezone.now()).replace(day=1)
    for months_back in (4, 3):
        month = date((last.year * 12 + last.month - 1 - months_back) // 12,
                     (last.month - 1 - months_back) % 12 + 1, 1)  # fmt: skip
        make_workforce_report(facility=region[0], month=month)
    sign_in(client, region)
    report = page(client, "belum-masuk")
    found = rows(report.table("belum"), "upt", "jumlah", "terakhir")
    assert [(name, count) for name, count, _ in found] == [("Lapas Satu", 2), ("Lapas Dua", 1)]
    assert found[1][2] == "belum pernah"
    assert [tile.value for tile in report.tiles] == [2, report.tiles[1].value, 0]


@pytest.mark.parametrize("slug", ["pnbp-premi", "dampak", "belum-masuk"])
def test_page_asks_the_same_of_one_facility_and_of_many(
    client, region, slug, django_assert_max_num_queries
):
    client.force_login(make_officer("national_viewer", None))
    for number in range(8):
        place = make_facility(short_name=f"Lapas {number}", email=f"upt{number}@galeri.example")
        book(place, MARCH, pnbp=1_000, premi=10, premi_paid=10)
        make_workforce_report(facility=place, month=MARCH)
        make_target(facility=place, year=2026)
    client.get("/laporan/dampak/")
    with django_assert_max_num_queries(12):
        page(client, slug)


def test_copy_names_only_filters_that_the_page_heeds(client, region):
    sign_in(client, region)
    words = f"rentang=2026-T1&jalur=situs&kategori={make_category().slug}&pembeli=instansi"
    named = {slug: dict(page(client, slug, words).filters.chosen()) for slug in PAGES}
    assert {"Kategori", "Jalur", "Pembeli"}.isdisjoint(named["pnbp-premi"])
    assert {"Kategori", "Jalur", "Pembeli"} <= named["penjualan"].keys()
    assert named["pameran"]["Jalur"] == "Pameran"
