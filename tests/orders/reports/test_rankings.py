"""Rankings: ties share a place, those without a sale are listed without one."""

from datetime import date

import pytest

from orders.reports.ranking import ranked
from tests.builders import make_facility, make_officer, make_sales_day

MARCH = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("amounts", "places"),
    [
        ([], []),
        ([5], [1]),
        ([3, 9, 3, 1], [1, 2, 2, 4]),
        ([7, 7, 7], [1, 1, 1]),
        ([-1, 0, 0], [1, 1, 3]),
    ],
)
def test_equal_amounts_share_a_place(amounts, places):
    assert [place for place, _ in ranked(amounts, lambda one: one)] == places


@pytest.fixture
def places():
    """Four facilities: two with the same omzet, one with less, one that sold nothing."""
    facilities = [make_facility(short_name=f"Lapas {name}") for name in ("A", "B", "C", "D")]
    sums = ((90_000, 1), (90_000, 4), (10_000, 4))
    for facility, (revenue, units) in zip(facilities, sums, strict=False):
        make_sales_day(facility=facility, day=MARCH, revenue=revenue, units=units)
    return facilities


def rows_of(client, slug, key, query="rentang=2026-03"):
    report = client.get(f"/laporan/{slug}/?{query}").context["report"]
    table = report.table(key)
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row.values, strict=True)) for row in table.rows]


def test_facilities_are_ranked_both_ways(client, places):
    client.force_login(make_officer("national_viewer"))
    rows = rows_of(client, "upt", "upt")
    assert [(row["upt"], row["peringkat-omzet"], row["peringkat-terjual"]) for row in rows] == [
        ("Lapas A", 1, 3),
        ("Lapas B", 1, 1),
        ("Lapas C", 3, 1),
        ("Lapas D", None, None),
    ]


def test_every_facility_stands_beside_the_span_before(client, places):
    """Also one that sold then and sells no more: it is the one that needs a push."""
    make_sales_day(facility=places[3], day=date(2026, 2, 3), revenue=70_000)
    client.force_login(make_officer("national_viewer"))
    rows = rows_of(client, "upt", "upt")
    assert [(row["upt"], row["omzet"], row["sebelumnya"]) for row in rows] == [
        ("Lapas A", 90_000, 0),
        ("Lapas B", 90_000, 0),
        ("Lapas C", 10_000, 0),
        ("Lapas D", 0, 70_000),
    ]


def test_prizes_name_all_who_share_a_place(client, places):
    client.force_login(make_officer("national_viewer"))
    by_units = rows_of(client, "peringkat", "upt-terjual")
    assert [(row["upt"], row["peringkat"]) for row in by_units] == [
        ("Lapas B", 1), ("Lapas C", 1), ("Lapas A", 3),
    ]  # fmt: skip


def test_any_span_has_a_ranking_of_its_own(client, places):
    make_sales_day(facility=places[3], day=date(2026, 4, 1), revenue=1_000)
    client.force_login(make_officer("national_viewer"))
    query = "dari=2026-04-01&sampai=2026-04-02"
    rows = rows_of(client, "upt", "upt", query)
    assert (rows[0]["upt"], rows[0]["peringkat-omzet"]) == ("Lapas D", 1)
    assert all(row["peringkat-omzet"] is None for row in rows[1:])
