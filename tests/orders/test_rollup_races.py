"""Sales booked while cells are folded, and two folds at once. Twins: tests/together.py."""

import threading
import time
from datetime import date

import pytest
from django.db import transaction
from django.db.models import QuerySet

from orders import sales
from orders.models import NationCell, SalesDayMark
from orders.sales import folding
from orders.sales.booking import ProductKey
from tests.builders import make_product, make_selling_facility
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 14)


@pytest.fixture
def book():
    """A call that books Rp1.000, as a sale does."""
    product = make_product(facility=make_selling_facility())
    key = ProductKey(
        product.facility_id, DAY, "situs", product.category_id, "perorangan", product.pk
    )

    @transaction.atomic
    def act():
        sales.add_rows({key: {"orders": 1, "units": 1, "revenue": 1_000, "refunds": 0}})

    return act


def folded_revenue():
    return NationCell.objects.get(period="year", by="all").revenue


def after_the_sums(monkeypatch, act):
    """Do something once when a fold has its sums, before it takes the marks away."""
    steps, done = folding.cell_steps, []

    def steps_and_act(part):
        yield from steps(part)
        if not done:
            done.append(True)
            act()

    monkeypatch.setattr(folding, "cell_steps", steps_and_act)


@pytest.mark.only_on("postgresql")
def test_sale_booked_while_folding_is_folded_the_next_time(book, monkeypatch):
    book()
    after_the_sums(monkeypatch, lambda: together([book]))

    sales.fold()
    assert folded_revenue() == 1_000
    assert SalesDayMark.objects.count() == 1
    sales.freshen()

    assert folded_revenue() == 2_000


@pytest.mark.only_on("postgresql")
def test_twin_taking_every_mark_loses_the_sale(book, monkeypatch):
    book()
    after_the_sums(monkeypatch, lambda: together([book]))
    delete = QuerySet.delete
    monkeypatch.setattr(QuerySet, "delete", lambda rows: delete(rows.model.objects.all()))

    sales.fold()
    sales.freshen()

    assert folded_revenue() == 1_000


def slowly(monkeypatch):
    """Every fold takes a moment between reading the marks and ending."""
    monkeypatch.setattr(folding, "cell_steps", lambda part: iter(time.sleep(0.5) or ()))


def test_of_two_folds_at_once_the_second_finds_the_marks_gone(book, monkeypatch):
    book()
    slowly(monkeypatch)

    assert sorted(together([sales.fold, sales.fold])) == [0, 1]


@pytest.mark.only_on("postgresql")
def test_twin_without_the_lock_both_fold_the_same_marks(book, monkeypatch):
    book()
    slowly(monkeypatch)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    assert together([sales.fold, sales.fold]) == [1, 1]


def test_sales_and_folds_side_by_side_lose_nothing(book):
    ended = threading.Event()

    def sell():
        for _ in range(10):
            book()
        ended.set()

    def go_on_folding():
        while not ended.is_set():
            sales.freshen()

    assert together([sell, go_on_folding, go_on_folding]) == [None, None, None]
    sales.freshen()

    assert folded_revenue() == 10_000
    assert list(sales.differences())[2:] == []  # only that no order stands behind them
