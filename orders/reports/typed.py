"""Figures by month that facilities type or book: PNBP, premi, people, partners.

They count by whole months: a span counts every month it touches. Source: docs/rules/monthly-figures.md.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property

from django.db.models import Case, Count, DateField, F, Max, Q, Sum, When
from django.db.models.functions import Cast, TruncMonth

from facilities.handing_in import month_before
from facilities.models import Agreement, WorkforceReport, YearlyTarget
from facilities.models.facilities import SMALLEST_PUBLIC_GROUP
from orders.models import MonthlyClosing, PremiPayout
from orders.settlement import month_of, next_month

from .filters import Filters
from .heads import HEADS, Heads
from .sales_figures import Figures, Point
from .sight import Sight, sight_of
from .spans import Span, last_day

# A head count stands until the next one comes, for three months at most.
COUNTS_LAST = 3
LEARNED = ("programmes", "trained", "certificates")
HARVEST = ("harvest_kg", "harvest_pieces")
ByMonth = list[tuple[date, int]]


def months_in(span: Span) -> list[date]:
    """First days of the months a span touches."""
    months = [month_of(span.start)]
    while months[-1] < month_of(span.end):
        months.append(next_month(months[-1]))
    return months


def month_points(rows: Iterable[tuple[date, int]]) -> tuple[Point, ...]:
    """Amounts by month as a line draws them."""
    return tuple(Point(month, last_day(month), Figures(revenue=amount)) for month, amount in rows)


class TypedFigures:
    """What tiles and pages ask; each kind of row is read once, when first asked for."""

    def __init__(self, sight: Sight, *, first: date, last: date):
        """first, last: days between which head counts will be asked for."""
        self.sight = sight
        self._first, self._last = month_of(first), month_of(last)
        self._summed: dict[date, Heads] = {}

    @classmethod
    def of(cls, filters: Filters) -> "TypedFigures":
        """For the reader and the place of a report, its span and those it is compared with."""
        span = filters.span
        first = min(span.before().start, span.last_year().start)
        return cls(sight_of(filters), first=first, last=span.end)

    @property
    def sees_money(self) -> bool:
        """Whether PNBP and premi are the reader's to see here."""
        return not self.sight.money.is_nothing

    # PNBP and premi, in rupiah
    def money(self, name: str, span: Span) -> ByMonth:
        """By month: pnbp or premi as shared, deposited, premi_paid."""
        return [(month, self._months.get(month, {}).get(name, 0)) for month in months_in(span)]

    def pnbp_deposited(self, span: Span) -> int:
        """Rupiah deposited in the months of the span."""
        return _sum(self.money("deposited", span))

    def pnbp_owed(self, span: Span) -> int:
        """Rupiah shared and not deposited at the end of the span, of all months until then."""
        last = month_of(span.end)
        return sum(
            sums["pnbp"] - sums["deposited"]
            for month, sums in self._months.items() if month <= last
        )  # fmt: skip

    def pnbp_owed_by_month(self, span: Span) -> ByMonth:
        """What was owed at the end of each month."""
        return [
            (month, self.pnbp_owed(replace(span, start=month, end=month)))
            for month in months_in(span)
        ]

    def premi_paid(self, span: Span) -> int:
        """Rupiah paid out in the months of the span, without those to fewer than five people."""
        return _sum(self.premi_by_month(span))

    def premi_by_month(self, span: Span) -> ByMonth:
        """As premi_paid, month by month."""
        hidden = self._hidden_by_month
        return [
            (month, amount - hidden[month][0]) for month, amount in self.money("premi_paid", span)
        ]

    def premi_people(self, span: Span) -> int:
        """How many payouts to a person: whoever is paid in two months counts twice."""
        return sum(
            self._people_paid.get(month, 0) - self._hidden_by_month[month][1]
            for month in months_in(span)
        )

    def premi_is_cut(self, span: Span) -> bool:
        """Whether something is left out of premi_paid because few people got it."""
        return any(month in self._hidden_by_month for month in months_in(span))

    def target(self, year: int) -> dict[str, int | None]:
        """Targets of a year, added up: pnbp, revenue, working; None where nobody set one."""
        return self._targets.get(year, dict.fromkeys(("pnbp", "revenue", "working")))

    # People
    def heads(self, span: Span) -> Heads:
        """Head counts at the end of the span: of each facility the latest of three months."""
        return self.heads_by_month(replace(span, start=span.end))[-1][1]

    def heads_by_month(self, span: Span) -> list[tuple[date, Heads]]:
        """Head counts at the end of each month of the span."""
        return [(month, self._heads_of(month)) for month in months_in(span)]

    def _heads_of(self, month: date) -> Heads:
        if month not in self._summed:
            heads = self._summed[month] = Heads()
            for facility_id, counts in self._latest(month):
                heads.add(counts, is_exact=self._is_exact(facility_id))
        return self._summed[month]

    def heads_by_place(self, span: Span) -> list[tuple[int, Heads]]:
        """Head counts at the end of the span by facility id."""
        found = []
        for facility_id, counts in self._latest(month_of(span.end)):
            heads = Heads()
            heads.add(counts, is_exact=self._is_exact(facility_id))
            found.append((facility_id, heads))
        return found

    def learned(self, span: Span) -> dict[str, int]:
        """Trainings that ended in the span: programmes, trained, certificates, and the harvest."""
        rows = [self._learned.get(month, {}) for month in months_in(span)]
        return {
            name: sum(row.get(f"{name}_") or 0 for row in rows) for name in (*LEARNED, *HARVEST)
        }

    def learned_hidden(self, span: Span) -> set[str]:
        """Which of them leave a small group out."""
        rows = [self._learned.get(month, {}) for month in months_in(span)]
        return {
            name for name in ("trained", "certificates")
            if any(row.get(f"few_{name}") for row in rows)
        }  # fmt: skip

    # Partners
    def partners(self, span: Span) -> int:
        """Partners with an agreement that holds on a day of the span."""
        return len(self._partners_between(span.start, span.end))

    def partners_by_month(self, span: Span) -> ByMonth:
        """The same for each month."""
        ends = [(month, min(span.end, next_month(month))) for month in months_in(span)]
        return [(month, len(self._partners_between(month, end))) for month, end in ends]

    def _partners_between(self, first: date, last: date) -> set[int]:
        return {
            partner
            for partner, valid_from, until in self._agreements
            if valid_from <= last and (until is None or until >= first)
        }

    def _is_exact(self, facility_id: int) -> bool:
        exact = self.sight.exact_people
        return exact is None or facility_id in exact

    @cached_property
    def _months(self) -> dict[date, dict[str, int]]:
        """Sums of every month there is: as many rows as months."""
        if not self.sees_money:
            return {}
        names = ("pnbp", "deposited", "premi", "premi_paid")
        rows = self.sight.money.of(MonthlyClosing.objects.order_by()).values("month")
        rows = rows.annotate(**{f"{name}_": Sum(name) for name in names})
        return {row["month"]: {name: row[f"{name}_"] for name in names} for row in rows}

    @cached_property
    def _hidden_by_month(self) -> dict[date, list[int]]:
        """(rupiah, people) of months in which a facility paid fewer than five people at most."""
        hidden: dict[date, list[int]] = defaultdict(lambda: [0, 0])
        for _, month, amount, people in self.hidden_payouts:
            hidden[month][0] += amount
            hidden[month][1] += people
        # Reading must not add months.
        return _Zero(hidden)

    @cached_property
    def hidden_payouts(self) -> list[tuple[int, date, int, int]]:
        """(facility id, month, rupiah, people) that this reader may not see."""
        exact = self.sight.exact_premi
        if exact is None or not self.sees_money:
            return []
        rows = self._payouts.values_list("facility", "month_").annotate(
            amount_=Sum("amount"), people_=Sum("head_count"), most=Max("head_count")
        )
        few = rows.filter(most__lt=SMALLEST_PUBLIC_GROUP)
        return [row[:4] for row in few if row[0] not in exact]

    @cached_property
    def _people_paid(self) -> dict[date, int]:
        if not self.sees_money:
            return {}
        return dict(self._payouts.values_list("month_").annotate(people_=Sum("head_count")))

    @property
    def _payouts(self):
        rows = PremiPayout.objects.filter(state=PremiPayout.State.PAID).order_by()
        # As a day on PostgreSQL too, where the month is a moment and would turn others into such.
        month = Cast(TruncMonth("paid_on"), DateField())
        return self.sight.money.of(rows).annotate(month_=month)

    @cached_property
    def _targets(self) -> dict[int, dict[str, int | None]]:
        rows = self.sight.people.of(YearlyTarget.objects.order_by()).values("year")
        sums = {f"{name}_": Sum(name) for name in ("pnbp", "revenue", "working")}
        return {
            row.pop("year"): {name.removesuffix("_"): value for name, value in row.items()}
            for row in rows.annotate(**sums)
        }

    @cached_property
    def _learned(self) -> dict[date, dict[str, int]]:
        rows = self.sight.people.of(WorkforceReport.objects.order_by()).values("month")
        rows = rows.annotate(**learned_sums(self.sight), **hidden_counts(self.sight))
        return {row.pop("month"): row for row in rows}

    @cached_property
    def _agreements(self) -> list[tuple[int, date, date | None]]:
        rows = self.sight.people.of(Agreement.objects.order_by(), "partner__facility")
        return list(rows.values_list("partner_id", "valid_from", "until"))

    @cached_property
    def _heads(self) -> dict[date, list[tuple[int, tuple[int, ...]]]]:
        since = self._first
        for _ in range(COUNTS_LAST - 1):
            since = month_before(since)
        rows = self.sight.people.of(WorkforceReport.objects.order_by())
        rows = rows.filter(month__gte=since, month__lte=self._last)
        by_month = defaultdict(list)
        for facility_id, month, *counts in rows.values_list("facility_id", "month", *HEADS):
            by_month[month].append((facility_id, tuple(counts)))
        return by_month

    def _latest(self, month: date):
        """(facility id, counts) of each facility's latest report then."""
        found: dict[int, tuple[int, ...]] = {}
        for _ in range(COUNTS_LAST):
            for facility_id, counts in self._heads.get(month, ()):
                found.setdefault(facility_id, counts)
            month = month_before(month)
        return found.items()


class _Zero(dict):
    """A dictionary that answers nothing for a month it does not hold, and keeps it out."""

    def __missing__(self, key):
        return (0, 0)


def learned_sums(sight: Sight) -> dict:
    """Sums of what was learned and harvested, without groups this reader may not see."""
    sums = {f"{name}_": Sum(name) for name in ("programmes", *HARVEST)}
    for name in ("trained", "certificates"):
        is_shown = Q(**{f"{name}__gte": SMALLEST_PUBLIC_GROUP})
        if sight.exact_people is None:
            is_shown = Q()
        elif sight.exact_people:
            is_shown |= Q(facility__in=sight.exact_people)
        sums[f"{name}_"] = Sum(Case(When(is_shown, then=F(name)), default=0))
    return sums


def hidden_counts(sight: Sight) -> dict:
    """How many cells of trained and certificates are hidden from this reader."""
    if sight.exact_people is None:
        return {}
    few = {
        name: Q(**{f"{name}__gt": 0, f"{name}__lt": SMALLEST_PUBLIC_GROUP})
        & ~Q(facility__in=sight.exact_people)
        for name in ("trained", "certificates")
    }
    return {f"few_{name}": Count("pk", filter=condition) for name, condition in few.items()}


def _sum(rows: ByMonth) -> int:
    return sum(amount for _, amount in rows)
