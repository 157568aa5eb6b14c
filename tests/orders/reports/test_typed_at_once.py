"""All typed figures in one query: the same ones, whoever asks."""

from datetime import date

import pytest

from orders.models import MonthlyClosing
from orders.reports.filters import Filters
from orders.reports.typed import TypedFigures
from orders.reports.typed_at_once import TypedAtOnce
from orders.reports.typed_tiles import typed_tiles
from tests.builders import (
    make_agreement,
    make_facility,
    make_officer,
    make_partner,
    make_premi_payout,
    make_target,
    make_workforce_report,
)

from .test_typed import AT


@pytest.fixture
def places():
    """Two facilities of one Kanwil and one elsewhere, with two years of figures."""
    first = make_facility()
    second = make_facility(regency=first.regency, regional_office=first.regional_office)
    for number, facility in enumerate((first, second, make_facility()), start=1):
        for year in (2025, 2026):
            make_target(facility=facility, year=year, pnbp=1_000_000 * number)
            for month in (2, 3, 5):
                day = date(year, month, 1)
                sums = {"pnbp": 1_000 * month, "premi": 5_000 * number, "premi_paid": 700 * number}
                goods = sums["pnbp"] + sums["premi"]
                MonthlyClosing.objects.create(
                    facility=facility, month=day, goods=goods, deposited=500 * month, **sums
                )
                make_workforce_report(facility=facility, month=day, working=10 * number + month)
                make_premi_payout(
                    facility=facility, amount=700 * number, head_count=2 * number + 1, paid_on=day
                )
        make_agreement(
            partner=make_partner(facility=facility), valid_from=date(2025, number, 1), until=None
        )
    return first, second


@pytest.mark.parametrize("rentang", ["2026", "2026-03", "2025-T1", "minggu-ini"])
@pytest.mark.parametrize("role", ["facility_head", "treasurer", "facility_staff",
                                  "regional_viewer", "national_viewer"])  # fmt: skip
def test_figures_read_at_once_are_those_read_one_by_one(places, role, rentang):
    where = {"regional_viewer": places[0].regional_office, "national_viewer": None}
    user = make_officer(role, where.get(role, places[0]))
    filters = Filters.from_request(user, {"rentang": rentang}, at=AT)
    expected = typed_tiles(filters, TypedFigures.of(filters))
    assert typed_tiles(filters, TypedAtOnce.of(filters)) == expected
    assert expected["partners"].value


def test_they_are_one_query(places, django_assert_num_queries):
    filters = Filters.from_request(make_officer("national_viewer"), {"rentang": "2026"}, at=AT)
    with django_assert_num_queries(1):
        typed_tiles(filters, TypedAtOnce.of(filters))
