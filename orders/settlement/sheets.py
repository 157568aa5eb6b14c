"""The settlement as it is read: a month of one facility, or all facilities of an official.

Officials read sums only. Premi of fewer than five people is hidden from them, and with it every
figure it could be worked out from (what is still owed, the total of the column).
Source: docs/rules/settlement.md.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from catalog.dates import bulan
from facilities.access import may
from facilities.models import Facility
from facilities.models.facilities import SMALLEST_PUBLIC_GROUP

from ..models import LineSplit, MonthlyClosing, PremiPayout, StateDeposit
from ..models.closings import GOODS_SUMS
from .months import next_month, owed


@dataclass
class Sheet:
    """A month of one facility. closing: its sums (zeros while nothing was booked).

    sees_details: whether the reader works there; officials get the sums alone.
    """

    facility: Facility
    month: date
    closing: MonthlyClosing
    brought: dict[str, int]
    sees_details: bool
    paid_people: int = 0
    largest_payout: int = 0
    goods: list[dict] = field(default_factory=list)
    flags: list[tuple[str, int]] = field(default_factory=list)
    deposits: list[StateDeposit] = field(default_factory=list)
    payouts: list[PremiPayout] = field(default_factory=list)

    @property
    def name(self) -> str:
        return bulan(self.month)

    @property
    def left_pnbp(self) -> int:
        """Rupiah of PNBP still owed at the end of the month; negative when too much was paid."""
        return self.brought["pnbp"] + self.closing.pnbp - self.closing.deposited

    @property
    def left_premi(self) -> int:
        """Rupiah of premi still owed at the end of the month; negative when too much was paid."""
        return self.brought["premi"] + self.closing.premi - self.closing.premi_paid

    @property
    def hides_payouts(self) -> bool:
        """Whether what was paid out could point at a person for this reader."""
        return not self.sees_details and 0 < self.largest_payout < SMALLEST_PUBLIC_GROUP

    @property
    def outside(self) -> int:
        """Rupiah of the month that nobody shares: shipping and kode unik, less what went back."""
        closing = self.closing
        return closing.shipping + closing.rounding - closing.other_returned


def sheet_of(facility: Facility, month: date, user) -> Sheet:
    """The settlement of one month as this person may read it."""
    rows = MonthlyClosing.objects.filter(facility=facility).select_related("closed_by")
    closing = rows.filter(month=month).first()
    closing = closing or MonthlyClosing(facility=facility, month=month)
    if closing.is_closed:
        brought = {"pnbp": closing.brought_pnbp, "premi": closing.brought_premi}
    else:
        brought = owed(facility.pk, before=month)
    sheet = Sheet(facility, month, closing, brought, may(user, "view", "split_line", facility))
    people = _people(PremiPayout.objects.filter(facility=facility), month).first()
    if people:
        sheet.paid_people, sheet.largest_payout = people["people"], people["largest"]
    if sheet.sees_details:
        _add_details(sheet)
    return sheet


def _add_details(sheet: Sheet) -> None:
    in_month = Q(day__gte=sheet.month, day__lt=next_month(sheet.month))
    splits = LineSplit.objects.filter(in_month, facility=sheet.facility).order_by()
    sums = {f"{name}_": Sum(name) for name in ("goods", "base", *GOODS_SUMS)}
    by_category = splits.values(name=F("line__category__name")).annotate(**sums)
    sheet.goods = list(by_category.order_by("-goods_", "name"))
    counts = splits.exclude(flag="").filter(refund_line=None).values_list("flag")
    labels = dict(LineSplit.Flag.choices)
    sheet.flags = [(labels[flag], n) for flag, n in counts.annotate(n=Count("pk")).order_by("flag")]
    was_paid = Q(paid_on__gte=sheet.month, paid_on__lt=next_month(sheet.month))
    deposits = StateDeposit.objects.filter(facility=sheet.facility).filter(
        was_paid & Q(state="paid") | Q(state="billed", period=sheet.month)
    )
    sheet.deposits = list(deposits.order_by("paid_on", "pk"))
    payouts = PremiPayout.objects.filter(was_paid, facility=sheet.facility, state="paid")
    sheet.payouts = list(payouts.select_related("group__facility").order_by("paid_on", "pk"))


def _people(payouts: QuerySet, month: date) -> QuerySet:
    """Per facility, to how many people premi went in a month, and the largest single payout."""
    paid = payouts.filter(state="paid", paid_on__gte=month, paid_on__lt=next_month(month))
    return (
        paid.order_by("facility")
        .values("facility")
        .annotate(people=Sum("head_count"), largest=Max("head_count"))
    )


@dataclass
class Row:
    """One facility in the overview of a month. premi_paid: None when it is hidden."""

    facility: Facility
    net: int
    pnbp: int
    deposited: int
    left_pnbp: int
    premi: int
    premi_paid: int | None
    is_closed: bool


def overview(user, month: date) -> list[Row]:
    """A month of every facility this person may read, with or without figures. Three queries."""
    seen = MonthlyClosing.objects.visible_to(user, subject="settlement")
    so_far = seen.filter(month__lte=month).order_by().values("facility")
    left = so_far.annotate(left=Sum(F("pnbp") - F("deposited"))).values_list("facility", "left")
    rows = {row.facility_id: row for row in seen.filter(month=month)}
    owed_by = dict(left)
    facilities = Facility.objects.filter(pk__in=owed_by).order_by("short_name")
    largest = {
        row["facility"]: row["largest"]
        for row in _people(PremiPayout.objects.filter(facility__in=owed_by), month)
    }
    return [
        _row(
            facility,
            rows.get(facility.pk) or MonthlyClosing(month=month),
            owed_by[facility.pk],
            is_hidden=0 < largest.get(facility.pk, 0) < SMALLEST_PUBLIC_GROUP
            and not may(user, "view", "premi", facility),
        )
        for facility in facilities
    ]


def _row(facility: Facility, closing: MonthlyClosing, left: int, *, is_hidden: bool) -> Row:
    return Row(
        facility=facility,
        net=closing.net,
        pnbp=closing.pnbp,
        deposited=closing.deposited,
        left_pnbp=left,
        premi=closing.premi,
        premi_paid=None if is_hidden else closing.premi_paid,
        is_closed=closing.is_closed,
    )


def totals(rows: list[Row]) -> dict[str, int]:
    """Column sums; what is hidden in a row is in no sum either."""
    names = ("net", "pnbp", "deposited", "left_pnbp", "premi", "premi_paid")
    return {name: sum(getattr(row, name) or 0 for row in rows) for name in names}


def months_with_figures(user) -> list[date]:
    """Months anything was booked in that this person may read, latest first. One query."""
    rows = MonthlyClosing.objects.visible_to(user, subject="settlement").order_by("-month")
    return list(rows.values_list("month", flat=True).distinct())


def months_of(facility: Facility) -> QuerySet:
    """The months of one facility, latest first."""
    return MonthlyClosing.objects.filter(facility=facility).order_by("-month")
