"""/dampak/: the same for everybody, rounded down, without small groups, cached whole."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from orders.models import MonthlyClosing
from orders.reports.public import count, money, public_figures
from tests.builders import (
    make_facility,
    make_premi_payout,
    make_sales_day,
    make_workforce_report,
)

AT = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
PAGE = reverse("orders:impact")
OCTOBER = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "–"), (1, "kurang dari 10"), (9, "kurang dari 10"), (10, "10"), (99, "90"),
     (999, "990"), (1_000, "1.000"), (1_299, "1.200"), (47_650, "47.600")],
)  # fmt: skip
def test_count_is_rounded_down(number, words):
    assert count(number) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [(-5, "–"), (0, "–"), (999, "Rp0"), (123_456, "Rp123.000"), (162_999_999, "Rp162,9 jt"),
     (2_340_000_000, "Rp2,3 M")],
)  # fmt: skip
def test_money_is_rounded_down(amount, words):
    assert money(amount) == words


def test_twelve_full_months_of_all_facilities(db):
    first, second = make_facility(), make_facility()
    make_sales_day(facility=first, day=OCTOBER, units=30, revenue=2_000_000, refunds=100_000)
    make_sales_day(facility=second, day=date(2025, 11, 1), units=25, revenue=350_000)
    # The month that runs, and the one a year and more ago, are outside.
    make_sales_day(facility=first, day=date(2026, 11, 3), units=900, revenue=90_000_000)
    make_sales_day(facility=first, day=date(2025, 10, 31), units=900, revenue=90_000_000)
    make_workforce_report(facility=first, month=OCTOBER, working=60, trained=22, certificates=4)
    make_workforce_report(facility=second, month=OCTOBER, working=4, trained=3, certificates=0)
    figures = public_figures(at=AT)
    assert figures.span == "November 2025 sampai Oktober 2026"
    assert {words: figure for figure, words in figures.goods} == {
        "hasil penjualan barang": "Rp2,2 jt",
        "karya terjual": "50",
        "UPT di galeri ini": "2",
    }
    assert {words: figure for figure, words in figures.people} == {
        "warga binaan bekerja": "60",
        "kali orang selesai pelatihan": "20",
    }
    assert [month.sold for month in figures.months] == ["20", *["–"] * 10, "30"]


def test_premi_of_few_people_is_left_out(db):
    facility = make_facility()
    MonthlyClosing.objects.create(
        facility=facility, month=OCTOBER, premi=900_000, premi_paid=900_000, goods=900_000
    )
    make_premi_payout(facility=facility, amount=900_000, head_count=4, paid_on=OCTOBER)
    figures = public_figures(at=AT)
    assert "premi" not in " ".join(words for _, words in figures.people)
    assert figures.months[-1].premi == "–"


def test_page_is_public_and_asks_little(client, db, django_assert_num_queries):
    for _ in range(3):
        make_workforce_report()
    with django_assert_num_queries(7):
        page = client.get(PAGE)
    assert page.status_code == 200
    assert page.headers["Cache-Control"].startswith("public")
    assert page.headers["ETag"]
    assert not page.cookies
    assert "Warga binaan" in page.text


def test_page_stands_without_any_figure(client, db):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Bagaimana dihitung" in page.text


def test_page_is_found(client, db):
    assert f'href="{PAGE}"' in client.get(reverse("catalog:about")).text
    assert PAGE in client.get("/sitemap.xml").text
