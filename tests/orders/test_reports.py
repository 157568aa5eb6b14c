"""Summaries: from the roll-up alone, each reader's own part, no orders and no contacts."""

from datetime import date

import pytest

from orders.models import Order, OrderLine
from orders.reports import bar_chart, yearly_summary, years_with_sales
from tests.builders import make_facility, make_officer, make_order, make_sales_day, make_user

PAGE = "/laporan/"


@pytest.fixture
def region():
    """Two facilities of one Kanwil, and a third elsewhere."""
    first = make_facility(short_name="Lapas Satu")
    second = make_facility(
        short_name="Lapas Dua", regency=first.regency, regional_office=first.regional_office
    )
    elsewhere = make_facility(short_name="Lapas Jauh")
    make_sales_day(facility=first, day=date(2026, 1, 5), orders=2, units=3, revenue=300_000)
    make_sales_day(facility=first, day=date(2026, 1, 9), orders=1, units=1, revenue=50_000)
    make_sales_day(facility=second, day=date(2026, 3, 1), orders=4, units=9, revenue=900_000,
                   refunds=100_000)  # fmt: skip
    make_sales_day(facility=first, day=date(2025, 12, 31), orders=1, units=1, revenue=10_000)
    make_sales_day(facility=elsewhere, day=date(2026, 1, 5), orders=7, units=7, revenue=7_000_000)
    return first, second, elsewhere


def figures(row):
    return (row.name, row.orders, row.units, row.net)


def test_summary_adds_up_by_month_and_facility(region):
    user = make_officer("regional_viewer", region[0].regional_office)
    summary = yearly_summary(user, 2026)
    assert [figures(row) for row in summary.facilities] == [
        ("Lapas Dua", 4, 9, 800_000),
        ("Lapas Satu", 3, 4, 350_000),
    ]
    assert figures(summary.months[0]) == ("Januari", 3, 4, 350_000)
    assert figures(summary.months[2]) == ("Maret", 4, 9, 800_000)
    assert summary.facilities[1].months[:3] == [350_000, 0, 0]
    assert figures(summary.total) == ("Jumlah", 7, 13, 1_150_000)


@pytest.mark.parametrize(
    ("role", "place", "names"),
    [
        ("facility_staff", 0, {"Lapas Satu"}),
        ("treasurer", 1, {"Lapas Dua"}),
        ("regional_viewer", 0, {"Lapas Satu", "Lapas Dua"}),
        ("national_viewer", None, {"Lapas Satu", "Lapas Dua", "Lapas Jauh"}),
    ],
)
def test_each_reader_sees_the_own_part(client, region, role, place, names):
    at = region[place] if place is not None else None
    user = make_officer(role, at.regional_office if role == "regional_viewer" else at)
    client.force_login(user)
    page = client.get(PAGE, {"tahun": "2026"})
    assert {row.name for row in page.context["summary"].facilities} == names
    for name in {"Lapas Satu", "Lapas Dua", "Lapas Jauh"} - names:
        assert name not in page.content.decode()


def test_years_are_a_choice_and_nonsense_means_the_latest(client, region):
    client.force_login(make_officer("facility_head", region[0]))
    assert years_with_sales(make_officer("facility_head", region[0])) == [2026, 2025]
    assert client.get(PAGE, {"tahun": "2025"}).context["summary"].total.net == 10_000
    for odd in ("", "1999", "x", "²"):
        assert client.get(PAGE, {"tahun": odd}).context["summary"].year == 2026


def test_page_asks_little_and_reads_no_order(client, region, django_assert_max_num_queries):
    make_order(facility=None)
    client.force_login(make_officer("national_viewer"))
    client.get(PAGE)
    with django_assert_max_num_queries(8) as queries:
        assert client.get(PAGE).status_code == 200
    asked = " ".join(query["sql"] for query in queries.captured_queries)
    assert Order._meta.db_table not in asked
    assert OrderLine._meta.db_table not in asked


def test_page_says_when_nothing_was_sold_yet(client):
    client.force_login(make_officer("national_viewer"))
    page = client.get(PAGE).content.decode()
    assert "Belum ada penjualan" in page
    assert '<svg class="y"' not in page


def test_page_is_for_officers_only_and_kept_nowhere(client, region):
    assert client.get(PAGE).headers["Location"].startswith("/admin/login/")
    client.force_login(make_user(is_staff=True))
    assert client.get(PAGE).status_code == 403
    client.force_login(make_officer("national_viewer"))
    assert "no-store" in client.get(PAGE).headers["Cache-Control"]


def test_figures_are_written_as_readers_write_them(client, region):
    client.force_login(make_officer("facility_head", region[2]))
    page = client.get(PAGE).content.decode()
    assert "Rp7 jt" in page
    assert "Rp7.000.000" in page


def test_chart_draws_in_percent_and_pixels_and_says_its_finding():
    chart = bar_chart([0, 2_500_000, 10_000_000] + [0] * 9)
    assert chart.unit == "juta rupiah"
    assert [tick.value for tick in chart.ticks] == ["0", "2,5", "5", "7,5", "10"]
    assert [(bar.label, bar.value, bar.height) for bar in chart.bars[:3]] == [
        ("Jan", "", "0.0"),
        ("Feb", "2,5", "46.0"),
        ("Mar", "10", "184.0"),
    ]
    assert chart.finding == "Omzet per bulan, juta rupiah. Tertinggi Maret 10, jumlah 12,5."
    assert "," not in "".join(bar.x + bar.width + bar.y for bar in chart.bars)


@pytest.mark.parametrize("amounts", [[0] * 12, [-5_000] + [0] * 11, [1] * 12, [3_400_000_000] * 12])
def test_chart_stays_inside_its_frame(amounts):
    chart = bar_chart(amounts)
    assert all(0 <= float(bar.height) <= 184 for bar in chart.bars)


def test_single_facility_is_not_listed_against_itself(client, region):
    client.force_login(make_officer("treasurer", region[0]))
    page = client.get("/laporan/").content.decode()
    assert "Per bulan" in page
    assert "Per UPT" not in page
    assert "UPT yang menjual" not in page
