"""Two sheets of counts written at the same moment, against the same books."""

from functools import partial
from threading import Barrier

import pytest
from django.utils import timezone

from catalog import sheets, stock
from catalog.models import StockLevel
from catalog.sheets import importing
from tests.builders import make_product, make_stock_location, make_variant
from tests.together import outcomes, together

TITLES = ("SKU", "Tempat", "Stok tercatat", "Hasil hitung")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bags(facility):
    place = make_stock_location(facility=facility, name="Gudang")
    product = make_product(facility=facility)
    bags = [
        make_variant(product=product, sku=f"C-{number}", name=f"{number}") for number in range(3)
    ]
    for bag in bags[:2]:  # the third has no level yet
        stock.receive(variant=bag, location=place, quantity=10, at=timezone.now(), by=None)
    return bags


def written_at_once(send, officer, times):
    """The same counts in files of several officers, the rows in opposite order."""
    rows = [["C-0", "Gudang", 10, 12], ["C-1", "Gudang", 10, 15], ["C-2", "Gudang", 0, 4]]
    drafts = [send(TITLES, *rows[:: (-1) ** number], kind="stok") for number in range(times)]
    acts = [
        partial(sheets.write, sheet=draft, mark=sheets.plan_of(draft).mark, by=officer,
                at=timezone.now())
        for draft in drafts
    ]  # fmt: skip
    return outcomes(together(acts))


def pieces():
    rows = StockLevel.objects.order_by("variant__sku")
    return list(rows.values_list("on_hand", flat=True))


def test_two_sheets_at_once_book_the_differences_once(send, officer, bags):
    result = written_at_once(send, officer, 4)
    assert result == {"Plan": 1, "PlanChanged": 3}
    assert pieces() == [12, 15, 4]
    assert list(stock.differences()) == []


@pytest.mark.only_on("postgresql")
def test_twin_without_the_second_look_books_them_twice(send, officer, bags, monkeypatch):
    both_looked = Barrier(2, timeout=10)

    def look(*about, plan=importing.plan_of_table):
        planned = plan(*about)
        both_looked.wait()
        return planned

    monkeypatch.setattr(importing, "_lock_counted", lambda planned: None)
    rows = [["C-0", "Gudang", 10, 12]]
    drafts = [send(TITLES, *rows, kind="stok") for _ in range(2)]
    marks = [sheets.plan_of(draft).mark for draft in drafts]
    monkeypatch.setattr(importing, "plan_of_table", look)
    acts = [
        partial(sheets.write, sheet=draft, mark=mark, by=officer, at=timezone.now())
        for draft, mark in zip(drafts, marks, strict=True)
    ]
    assert outcomes(together(acts)) == {"Plan": 2}
    assert pieces()[0] == 14
