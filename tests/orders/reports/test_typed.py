"""Figures by month: counted by whole months, each reader's own part, small groups left out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from facilities.models import Membership
from orders.models import MonthlyClosing
from orders.reports.filters import Filters
from orders.reports.sight import public_sight
from orders.reports.spans import named_span
from orders.reports.typed import TypedFigures, months_in
from orders.reports.typed_at_once import TypedAtOnce
from orders.reports.typed_tiles import typed_tiles
from tests.builders import (
    make_agreement,
    make_facility,
    make_officer,
    make_partner,
    make_premi_payout,
    make_regency,
    make_target,
    make_workforce_report,
)

AT = datetime(2026, 5, 20, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def region():
    """Two facilities of one Kanwil."""
    first = make_facility(short_name="Lapas Satu")
    second = make_facility(
        short_name="Lapas Dua", regency=first.regency, regional_office=first.regional_office
    )
    return first, second


def closing(facility, month, **sums):
    goods = sums.get("pnbp", 0) + sums.get("premi", 0)
    return MonthlyClosing.objects.create(facility=facility, month=month, goods=goods, **sums)


def report_for(user, **words):
    return Filters.from_request(user, {"rentang": "2026", **words}, at=AT)


def official(region):
    return make_officer("regional_viewer", region[0].regional_office)


def test_months_of_a_span_are_all_it_touches():
    assert months_in(named_span("2026-T1", today=AT.date()))[-1] == MARCH
    assert months_in(named_span("tahun-ini", today=AT.date()))[-1] == MAY
    assert months_in(named_span("2025-12-31", today=AT.date())) == [date(2025, 12, 1)]


def test_pnbp_is_deposited_and_owed_by_month(region):
    closing(region[0], date(2025, 12, 1), pnbp=100_000)
    closing(region[0], MARCH, pnbp=300_000, deposited=100_000)
    closing(region[1], APRIL, pnbp=50_000, deposited=50_000)
    filters = report_for(official(region))
    figures = TypedFigures.of(filters)
    assert figures.pnbp_deposited(filters.span) == 150_000
    assert figures.pnbp_owed(filters.span) == 300_000
    assert figures.pnbp_owed_by_month(filters.span) == [
        (date(2026, 1, 1), 100_000),
        (date(2026, 2, 1), 100_000),
        (MARCH, 300_000),
        (APRIL, 300_000),
        (MAY, 300_000),
    ]


def test_target_is_set_against_the_whole_year(region):
    closing(region[0], date(2026, 1, 1), pnbp=600_000, deposited=600_000)
    closing(region[0], APRIL, pnbp=10_000, deposited=12_000)
    make_target(facility=region[0], year=2026, pnbp=1_000_000)
    make_target(facility=region[1], year=2026, pnbp=None)
    filters = Filters.from_request(official(region), {"rentang": "2026-04"}, at=AT)
    tile = typed_tiles(filters)["deposited"]
    assert tile.value == 12_000
    assert tile.note == "sejak Januari 61,2% dari target 2026 Rp1.000.000"


def test_premi_of_few_people_is_in_no_sum_of_an_official(region):
    closing(region[0], APRIL, premi=500_000, premi_paid=500_000)
    closing(region[1], APRIL, premi=90_000, premi_paid=90_000)
    make_premi_payout(facility=region[0], amount=500_000, head_count=12, paid_on=APRIL)
    make_premi_payout(facility=region[1], amount=90_000, head_count=4, paid_on=APRIL)
    filters = report_for(official(region))
    figures = TypedFigures.of(filters)
    assert figures.premi_paid(filters.span) == 500_000
    assert figures.premi_people(filters.span) == 12
    assert typed_tiles(filters)["premi"].note == "tanpa kelompok di bawah 5 orang"
    one = report_for(official(region), upt=region[1].slug)
    assert typed_tiles(one)["premi"].value is None


def test_premi_of_few_people_is_exact_for_its_own_treasurer(region):
    closing(region[1], APRIL, premi=90_000, premi_paid=90_000)
    make_premi_payout(facility=region[1], amount=90_000, head_count=4, paid_on=APRIL)
    filters = report_for(make_officer("treasurer", region[1]))
    assert TypedFigures.of(filters).premi_paid(filters.span) == 90_000


def test_money_of_a_month_is_not_for_staff(region):
    closing(region[0], APRIL, pnbp=500_000, deposited=500_000)
    make_workforce_report(facility=region[0], month=APRIL)
    tiles = typed_tiles(report_for(make_officer("facility_staff", region[0])))
    assert tiles.keys() == {"working", "partners"}
    assert tiles["working"].value == 60


def test_nobody_reads_another_place(region):
    closing(region[0], APRIL, pnbp=500_000, deposited=500_000)
    make_workforce_report(facility=region[0], month=APRIL)
    filters = report_for(make_officer("facility_head", make_facility()))
    figures = TypedFigures.of(filters)
    assert figures.pnbp_deposited(filters.span) == 0
    assert figures.heads(filters.span).facilities == 0


def test_head_count_stands_for_three_months(region):
    make_workforce_report(facility=region[0], month=date(2026, 1, 1), working=60)
    make_workforce_report(facility=region[0], month=MARCH, working=70)
    make_workforce_report(facility=region[1], month=date(2026, 1, 1), working=10)
    filters = report_for(official(region))
    by_month = TypedFigures.of(filters).heads_by_month(filters.span)
    assert [heads.sums["working"] for _, heads in by_month] == [70, 70, 80, 70, 70]


def test_few_workers_are_in_no_sum_of_an_official(region):
    make_workforce_report(facility=region[0], month=APRIL, working=60, trained=20)
    make_workforce_report(facility=region[1], month=APRIL, working=4, trained=3, certificates=0)
    filters = report_for(official(region))
    figures = TypedFigures.of(filters)
    heads = figures.heads(filters.span)
    assert (heads.sums["working"], heads.hidden) == (60, {"working"})
    assert figures.learned(filters.span)["trained"] == 20
    own = report_for(make_officer("facility_head", region[1]))
    assert TypedFigures.of(own).heads(own.span).sums["working"] == 4
    assert TypedFigures.of(own).learned(own.span)["trained"] == 3
    public = TypedFigures(public_sight(), first=MARCH, last=MAY)
    assert public.heads(filters.span).sums["working"] == 60
    assert public.learned(filters.span)["trained"] == 20


def test_partners_count_while_an_agreement_holds(region):
    coop = make_partner(facility=region[0])
    make_agreement(partner=coop, valid_from=date(2025, 1, 1), until=date(2026, 3, 31))
    make_agreement(partner=coop, valid_from=date(2026, 2, 1))
    over = make_partner(facility=region[1])
    make_agreement(partner=over, valid_from=date(2024, 1, 1), until=date(2025, 12, 31))
    make_partner(facility=region[1])
    filters = report_for(official(region))
    figures = TypedFigures.of(filters)
    assert figures.partners(filters.span) == 1
    assert figures.partners(filters.span.last_year()) == 2


def test_tiles_cost_the_same_for_one_facility_and_for_many(region, django_assert_max_num_queries):
    user = official(region)
    for number in range(6):
        place = make_facility(regency=region[0].regency, short_name=f"Lapas {number}")
        make_workforce_report(facility=place)
        closing(place, APRIL, pnbp=1_000)
    filters = report_for(user)
    with django_assert_max_num_queries(6):
        typed_tiles(filters)


@pytest.mark.parametrize("has_second_role", [False, True])
def test_money_of_one_province_is_not_that_of_the_whole_kanwil(region, has_second_role):
    office = region[0].regional_office
    other = make_facility(regency=make_regency(), regional_office=office)
    for facility, pnbp in ((region[0], 100_000), (region[1], 20_000), (other, 7_000)):
        closing(facility, MARCH, pnbp=pnbp)
    reader = official(region)
    if has_second_role:  # reads sales of a place whose money is not theirs
        Membership.objects.create(user=reader, role="facility_staff", facility=make_facility())
    province = region[0].regency.province.slug
    for kind in (TypedFigures, TypedAtOnce):
        filters = report_for(reader, provinsi=province)
        assert filters.errors == {}
        assert kind.of(filters).pnbp_owed(filters.span) == 120_000
