"""Typed and booked figures by month, all read by one query: for the page that shows them all."""

from collections import Counter, defaultdict
from datetime import date
from functools import cached_property

from django.db.models import DateField, F, IntegerField, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast

from facilities.handing_in import month_before
from facilities.models import Agreement, WorkforceReport, YearlyTarget
from facilities.models.facilities import SMALLEST_PUBLIC_GROUP
from orders.models import MonthlyClosing
from orders.settlement import month_of

from .filters import Filters
from .heads import HEADS
from .sight import Sight, sight_of
from .spans import Span
from .typed import COUNTS_LAST, TypedFigures

COLUMNS = ("kind", "key", "day", "until", "a", "b", "c", "d")
NO_DAY = Cast(Value(None), DateField())
NOUGHT = Value(0, IntegerField())


class TypedAtOnce(TypedFigures):
    """TypedFigures of a span and the end of the one before it, in one query whatever is asked."""

    def __init__(self, sight: Sight, span: Span):
        super().__init__(sight, first=span.before().end, last=span.end)
        self._span = span

    @classmethod
    def of(cls, filters: Filters) -> "TypedAtOnce":
        return cls(sight_of(filters), filters.span)

    @cached_property
    def _rows(self) -> dict[str, list[tuple]]:
        targets, *others = self._queries()
        rows = defaultdict(list)
        for kind, *row in targets.union(*others, all=True):
            rows[kind].append(tuple(row))
        return rows

    def _queries(self) -> list[QuerySet]:
        # The targets stand first: their columns say which type the database and Django read.
        queries = [self._target_rows(), self._agreement_rows(), self._head_rows()]
        if self.sees_money:
            queries += [self._closing_rows(), self._payout_rows()]
        return queries

    def _target_rows(self) -> QuerySet:
        rows = self.sight.people.of(YearlyTarget.objects.order_by()).values("year")
        sums = {"a": Sum("pnbp"), "b": Sum("revenue"), "c": Sum("working")}
        return _columns(rows.annotate(**sums), "target", key=F("year"), d=NOUGHT)

    def _agreement_rows(self) -> QuerySet:
        rows = self.sight.people.of(Agreement.objects.order_by(), "partner__facility")
        days = {"day": F("valid_from"), "until_": F("until")}
        return _columns(rows, "agreement", key=F("partner_id"), **days)

    def _head_rows(self) -> QuerySet:
        rows = self.sight.people.of(WorkforceReport.objects.order_by())
        months = Q(month__gte=_since(self._span.start), month__lte=self._last)
        months |= Q(month__gte=_since(self._first), month__lte=self._first)
        heads = {letter: F(name) for letter, name in zip("abcd", HEADS, strict=True)}
        return _columns(rows.filter(months), "heads", key=F("facility_id"), day=F("month"), **heads)

    def _closing_rows(self) -> QuerySet:
        rows = self.sight.money.of(MonthlyClosing.objects.order_by()).values("month")
        sums = {"a": Sum("pnbp"), "b": Sum("deposited"), "c": Sum("premi"), "d": Sum("premi_paid")}
        return _columns(rows.annotate(**sums), "closing", day=F("month"))

    def _payout_rows(self) -> QuerySet:
        rows = self._payouts.values("facility_id", "month_")
        sums = {"a": Sum("amount"), "b": Sum("head_count"), "c": Max("head_count")}
        # PostgreSQL truncates to a moment; a day among moments would make all days moments.
        day = Cast(F("month_"), DateField())
        return _columns(rows.annotate(**sums), "payout", key=F("facility_id"), day=day)

    @cached_property
    def _heads(self) -> dict:
        by_month = defaultdict(list)
        for facility_id, month, _, *counts in self._rows["heads"]:
            by_month[month].append((facility_id, tuple(counts)))
        return by_month

    @cached_property
    def _months(self) -> dict:
        names = ("pnbp", "deposited", "premi", "premi_paid")
        return {
            month: dict(zip(names, sums, strict=True))
            for _, month, _, *sums in self._rows["closing"]
        }

    @cached_property
    def _targets(self) -> dict:
        names = ("pnbp", "revenue", "working")
        return {
            year: dict(zip(names, sums, strict=True))
            for year, _, _, *sums, _ in self._rows["target"]
        }

    @cached_property
    def _agreements(self) -> list:
        return [(partner, day, until) for partner, day, until, *_ in self._rows["agreement"]]

    @cached_property
    def hidden_payouts(self) -> list:
        exact = self.sight.exact_premi
        return [
            (key, month, amount, people)
            for key, month, _, amount, people, most, _ in self._rows["payout"]
            if most < SMALLEST_PUBLIC_GROUP and exact is not None and key not in exact
        ]

    @cached_property
    def _people_paid(self) -> dict:
        people = Counter()
        for _, month, _, _, paid, *_ in self._rows["payout"]:
            people[month] += paid
        return people


def _columns(rows: QuerySet, kind: str, **columns) -> QuerySet:
    """The rows under the common columns; what is not named is nought or no day."""
    blank = {"key": NOUGHT, "day": NO_DAY, "until": NO_DAY} | dict.fromkeys("abcd", NOUGHT)
    named = {"kind_": Value(kind)}
    for name in COLUMNS[1:]:
        if name in rows.query.annotations:
            continue
        named[f"{name}_"] = columns.get(name, columns.get(f"{name}_", blank[name]))
    order = [name if name in rows.query.annotations else f"{name}_" for name in COLUMNS]
    return rows.annotate(**named).values_list(*order)


def _since(day: date) -> date:
    month = month_of(day)
    for _ in range(COUNTS_LAST - 1):
        month = month_before(month)
    return month
