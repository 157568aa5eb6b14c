"""Figures from sums of years, months and days are what the days themselves add up to."""

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders import sales
from orders.models import Period, ProductDay
from orders.reports.filters import Filters
from orders.reports.pieces import pieces
from orders.reports.reach import Reach
from orders.reports.sales_figures import Figures, SalesFigures, steps
from orders.reports.spans import Span, free_span, named_span
from orders.sales.booking import ProductKey
from tests.builders import make_category, make_facility, make_product

TODAY = date(2026, 4, 22)
FIRST = date(2024, 1, 1)
DAY = timedelta(days=1)
LENGTHS = {Period.DAY: 1, Period.MONTH: 31, Period.YEAR: 366}


def days_of(piece):
    length = LENGTHS[piece.period]
    days = {piece.start + n * DAY for n in range(length)}
    same = {
        Period.DAY: lambda day: True,
        Period.MONTH: lambda day: day.month == piece.start.month,
        Period.YEAR: lambda day: day.year == piece.start.year,
    }[piece.period]
    return {day for day in days if same(day)}


@pytest.mark.parametrize("longest", list(Period))
def test_pieces_add_up_to_the_span(longest):
    dice = random.Random(longest.value)
    for _ in range(200):
        start = FIRST + timedelta(days=dice.randrange(800))
        end = start + timedelta(days=dice.choice([0, 5, 30, 90, 364, 700]))
        covered = Counter()
        for piece in pieces(start, end, longest=longest):
            assert LENGTHS[piece.period] <= LENGTHS[longest]
            covered.update(dict.fromkeys(days_of(piece), piece.sign))
        wanted = {start + n * DAY: 1 for n in range((end - start).days + 1)}
        assert {day: n for day, n in covered.items() if n} == wanted


def test_year_that_goes_on_is_the_year_less_what_is_to_come():
    found = pieces(date(2026, 1, 1), date(2026, 11, 22), longest=Period.YEAR)
    assert [(one.period, one.start, one.sign) for one in found] == [
        ("year", date(2026, 1, 1), 1),
        *(("day", date(2026, 11, day), -1) for day in range(23, 31)),
        ("month", date(2026, 12, 1), -1),
    ]


class World:
    """Four facilities in two Kanwil that sold on random days of three years."""

    def __init__(self, dice):
        group = make_category()
        self.categories = [make_category(parent=group), make_category(parent=group)]
        self.group, self.other = group, make_category()
        first, second = make_facility(), make_facility()
        self.facilities = [
            first, second,
            *(
                make_facility(regency=one.regency, regional_office=one.regional_office)
                for one in (first, second)
            ),
        ]  # fmt: skip
        self.products = {
            facility: [
                make_product(facility=facility, category=category)
                for category in (*self.categories, self.other)
            ]
            for facility in self.facilities
        }
        rows = defaultdict(Counter)
        for _ in range(400):
            product = dice.choice(self.products[dice.choice(self.facilities)])
            key = ProductKey(
                product.facility_id, FIRST + timedelta(days=dice.randrange(1000)),
                dice.choice(["situs", "galeri", "pameran"]), product.category_id,
                dice.choice(["perorangan", "instansi"]), product.pk,
            )  # fmt: skip
            rows[key].update(
                orders=dice.randrange(2), units=dice.randint(1, 5),
                revenue=dice.randint(1, 99) * 1_000, refunds=dice.choice([0, 0, 1_000]),
            )  # fmt: skip
        sales.add_rows(rows)

    def random_filters(self, dice, span):
        facility = dice.choice(self.facilities)
        office = facility.regional_office_id
        reach = dice.choice(
            [
                Reach("Semua", nation=True),
                Reach("Kanwil", office_ids=frozenset([office])),
                Reach("UPT", facility_ids=frozenset([facility.pk]), facility=facility),
                Reach(
                    "Keduanya", office_ids=frozenset([office]),
                    facility_ids=frozenset([self.facilities[0].pk]),
                ),
            ]
        )  # fmt: skip
        return Filters(
            span=span, reach=reach, today=TODAY,
            category=dice.choice([None, None, self.group, self.categories[0], self.other]),
            channel=dice.choice(["", "", "situs", "galeri"]),
            buyer_kind=dice.choice(["", "", "instansi"]),
        )  # fmt: skip


def random_span(dice):
    start = FIRST + timedelta(days=dice.randrange(900))
    if dice.random() < 0.3:
        return named_span(dice.choice(["2025", "2024-T2", "2025-07", "tahun-ini"]), today=TODAY)
    return free_span(start, start + timedelta(days=dice.choice([0, 6, 20, 45, 91, 150, 365, 600])))


def plain(filters, span, key=None):
    """The same from ProductDay, row by row."""
    found = defaultdict(Figures)
    rows = filters.reach.of(ProductDay.objects.all()).filter(filters.category_condition())
    for row in rows.filter(day__range=(span.start, span.end)):
        if filters.channel in ("", row.channel) and filters.buyer_kind in ("", row.buyer_kind):
            own = Figures(row.orders, row.units, row.revenue, row.refunds)
            name = key(row) if key else None
            found[name] = found[name] + own
    found = {name: one for name, one in found.items() if one}
    return found if key else found.get(None, Figures())


@pytest.mark.parametrize("seed", range(4))
def test_every_cut_is_the_sum_of_its_days(seed):
    dice = random.Random(seed)
    world = World(dice)
    for _ in range(25):
        span = random_span(dice)
        filters = world.random_filters(dice, span)
        figures = SalesFigures(filters)

        assert figures.total(span) == plain(filters, span)
        assert figures.by_category(span) == plain(filters, span, lambda row: row.category_id)
        assert figures.by_channel(span) == plain(filters, span, lambda row: row.channel)
        assert figures.by_buyer_kind(span) == plain(filters, span, lambda row: row.buyer_kind)
        assert figures.by_facility(span) == plain(filters, span, lambda row: row.facility_id)
        by_product = plain(filters, span, lambda row: row.product_id)
        assert figures.by_product(span) == {
            key: replace(one, orders=0)
            for key, one in by_product.items()
            if one.units or one.revenue or one.refunds
        }
        series = figures.series(span)
        assert [(one.start, one.end) for one in series] == list(steps(span))
        for point in series:
            assert point.figures == plain(filters, Span(point.start, point.end))
        for one in figures.slices(span)[0]:
            within = Span(one.start, one.end)
            assert one.category == plain(filters, within, lambda row: row.category_id)
            assert one.channel == plain(filters, within, lambda row: row.channel)


def test_top_products_come_most_first():
    world = World(random.Random(9))
    span = named_span("2025", today=TODAY)
    filters = Filters(span=span, reach=Reach("Semua", nation=True), today=TODAY)
    expected = plain(filters, span, lambda row: row.product_id)

    found = SalesFigures(filters).top_products(span, by="units", count=5)

    units = sorted((one.units for one in expected.values()), reverse=True)
    assert [one.figures.units for one in found] == units[:5]
    names = {product.pk: product.name for row in world.products.values() for product in row}
    assert [one.name for one in found] == [names[one.pk] for one in found]


def test_facility_that_changes_its_kanwil_takes_its_history_along():
    world = World(random.Random(5))
    moved, stays = world.facilities[0], world.facilities[1]
    span = named_span("2025", today=TODAY)
    offices = [Reach("", office_ids=frozenset([one.regional_office_id])) for one in (moved, stays)]
    filters = [Filters(span=span, reach=reach, today=TODAY) for reach in offices]
    own = plain(replace(filters[0], reach=Reach("", facility_ids=frozenset([moved.pk]))), span)
    before = [SalesFigures(one).total(span) for one in filters]

    type(moved).objects.filter(pk=moved.pk).update(regional_office=stays.regional_office)

    after = [SalesFigures(one).total(span) for one in filters]
    assert after == [before[0] + own.times(-1), before[1] + own]


def test_year_of_all_cuts_costs_few_queries_whatever_it_holds():
    World(random.Random(2))
    span = named_span("tahun-ini", today=TODAY)
    filters = Filters(span=span, reach=Reach("Semua", nation=True), today=TODAY)
    sales.freshen()

    with CaptureQueriesContext(connection) as queries:
        figures = SalesFigures(filters)
        figures.slices(span, span.last_year(), span.before())
        figures.by_category(span)
        figures.by_channel(span)
        figures.series(span)
        figures.total(span)

    assert len(queries) == 2  # are there marks; all sums
