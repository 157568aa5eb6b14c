"""PNBP and premi of each facility: shared, deposited, owed, overdue. docs/rules/monthly-figures.md."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q, Sum

from facilities.handing_in import month_before
from facilities.models import YearlyTarget
from orders.models import MonthlyClosing
from orders.settlement import month_of

from .spans import Span
from .typed import TypedFigures

# Months that are looked through one by one; what is older stands together.
MONTHS_AGED = 12


@dataclass
class PlaceMoney:
    """Rupiah of one facility, or of several added up.

    pnbp, deposited, premi, premi_paid: of the span; year_deposited: from January to its end; owed:
    at its end; overdue: of that, what was to be deposited earlier; open_months: over and not closed.
    target: None where nobody set one. is_cut: whether premi_paid leaves out what few people got.
    """

    pnbp: int = 0
    deposited: int = 0
    premi: int = 0
    premi_paid: int = 0
    year_deposited: int = 0
    owed: int = 0
    overdue: int = 0
    open_months: int = 0
    target: int | None = None
    is_cut: bool = False

    def add(self, other: "PlaceMoney") -> None:
        """Count another facility in."""
        for name in (
            "pnbp", "deposited", "premi", "premi_paid", "year_deposited", "owed", "overdue",
            "open_months",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        if other.target is not None:
            self.target = (self.target or 0) + other.target
        self.is_cut = self.is_cut or other.is_cut

    @property
    def reached(self) -> int | None:
        """Tenths of a per cent of the year's target, None without one."""
        return self.year_deposited * 1000 // self.target if self.target else None


@dataclass
class Money:
    """By facility id, and what is overdue by the month it was shared in (None: before those)."""

    places: dict[int, PlaceMoney] = field(default_factory=dict)
    overdue: Counter = field(default_factory=Counter)
    overdue_places: Counter = field(default_factory=Counter)

    def of(self, facility_ids) -> PlaceMoney:
        """Several facilities together."""
        together = PlaceMoney()
        for pk in facility_ids:
            together.add(self.places.get(pk, PlaceMoney()))
        return together


def money_by_place(figures: TypedFigures, span: Span) -> Money:
    """Everything about PNBP and premi within the reader's sight. Four queries."""
    found = Money()
    if not figures.sees_money:
        return found
    reach, last = figures.sight.money, month_of(span.end)
    for row in _sums(reach, span, last):
        facility_id = row.pop("facility")
        found.places[facility_id] = PlaceMoney(**{k.rstrip("_"): v for k, v in row.items()})
    for pk, month, amount, _ in figures.hidden_payouts:
        if pk in found.places and month_of(span.start) <= month <= last:
            found.places[pk].premi_paid -= amount
            found.places[pk].is_cut = True
    targets = reach.of(YearlyTarget.objects.filter(year=last.year, pnbp__isnull=False))
    for pk, target in targets.order_by().values_list("facility", "pnbp"):
        found.places.setdefault(pk, PlaceMoney()).target = target
    _age(found, reach, last)
    return found


def premi_by_place(figures: TypedFigures, span: Span) -> dict[int, tuple[int, bool]]:
    """(rupiah paid out in the span, whether something is left out) by facility id. One query."""
    if not figures.sees_money:
        return {}
    first, last = month_of(span.start), month_of(span.end)
    rows = figures.sight.money.of(MonthlyClosing.objects.filter(month__range=(first, last)))
    paid = rows.order_by().values_list("facility").annotate(paid_=Sum("premi_paid"))
    found = {pk: (amount, False) for pk, amount in paid}
    for pk, month, amount, _ in figures.hidden_payouts:
        if pk in found and first <= month <= last:
            found[pk] = found[pk][0] - amount, True
    return found


def _sums(reach, span: Span, last: date):
    in_span = Q(month__gte=month_of(span.start))
    in_year = Q(month__gte=date(last.year, 1, 1))
    rows = reach.of(MonthlyClosing.objects.filter(month__lte=last)).order_by()
    sums = {
        f"{name}_": Sum(name, filter=in_span, default=0)
        for name in ("pnbp", "deposited", "premi", "premi_paid")
    }
    return rows.values("facility").annotate(
        **sums,
        year_deposited_=Sum("deposited", filter=in_year, default=0),
        owed_=Sum(F("pnbp") - F("deposited"), default=0),
        open_months_=Count("pk", filter=Q(closed_at=None, month__lt=last)),
    )


def _age(found: Money, reach, last: date) -> None:
    """Deposits pay the oldest month first, so what is owed is the latest that was shared."""
    owing = {pk: place.owed for pk, place in found.places.items() if place.owed > 0}
    if not owing:
        return
    since, on_time_from = last, month_before(last)
    for _ in range(MONTHS_AGED):
        since = month_before(since)
    shared = defaultdict(dict)
    rows = reach.of(MonthlyClosing.objects.filter(month__gte=since, month__lte=last)).order_by()
    for pk, month, pnbp in rows.filter(pnbp__gt=0).values_list("facility", "month", "pnbp"):
        shared[pk][month] = pnbp
    for pk, left in owing.items():
        month = last
        while left > 0 and month >= since:
            part = min(left, shared[pk].get(month, 0))
            left -= part
            if part and month < on_time_from:
                _overdue(found, pk, month, part)
            month = month_before(month)
        if left > 0:
            _overdue(found, pk, None, left)


def _overdue(found: Money, pk: int, month: date | None, amount: int) -> None:
    found.places[pk].overdue += amount
    found.overdue[month] += amount
    found.overdue_places[month] += 1
