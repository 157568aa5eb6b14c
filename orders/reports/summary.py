"""Sales of a year by facility and month."""

from dataclasses import dataclass, field

from django.db.models import Max, Min, Sum
from django.db.models.functions import ExtractMonth

from catalog.dates import MONTHS
from orders.models import SalesDay


@dataclass
class Figures:
    """Sums of one row. revenue: rupiah of goods sold; refunds: rupiah given back."""

    name: str = ""
    orders: int = 0
    units: int = 0
    revenue: int = 0
    refunds: int = 0

    @property
    def net(self) -> int:
        """Omzet as reported: sold, less what was given back."""
        return self.revenue - self.refunds

    def add(self, row: dict) -> None:
        """Count another row of the roll-up in."""
        self.orders += row["orders_"]
        self.units += row["units_"]
        self.revenue += row["revenue_"]
        self.refunds += row["refunds_"]


@dataclass
class FacilityFigures(Figures):
    """One facility: its sums and its omzet month by month, January first."""

    months: list[int] = field(default_factory=lambda: [0] * 12)


@dataclass
class Summary:
    """A year: months (January first), facilities (highest omzet first) and the total."""

    year: int
    months: list[Figures]
    facilities: list[FacilityFigures]
    total: Figures

    @property
    def is_empty(self) -> bool:
        return not self.facilities


def years_with_sales(user) -> list[int]:
    """The years the person's roll-up covers, latest first. One query."""
    span = SalesDay.objects.visible_to(user).aggregate(first=Min("day"), last=Max("day"))
    if span["first"] is None:
        return []
    return list(range(span["last"].year, span["first"].year - 1, -1))


def yearly_summary(user, year: int) -> Summary:
    """Orders, units and rupiah of the facilities this person may read. One query of SalesDay."""
    rows = (
        SalesDay.objects.visible_to(user)
        .filter(day__year=year)
        .order_by()
        .annotate(month=ExtractMonth("day"))
        .values("facility_id", "facility__short_name", "month")
        .annotate(
            orders_=Sum("orders"),
            units_=Sum("units"),
            revenue_=Sum("revenue"),
            refunds_=Sum("refunds"),
        )
    )
    months = [Figures(name) for name in MONTHS]
    facilities: dict[int, FacilityFigures] = {}
    total = Figures("Jumlah")
    for row in rows:
        name = row["facility__short_name"]
        facility = facilities.setdefault(row["facility_id"], FacilityFigures(name))
        for figures in (facility, months[row["month"] - 1], total):
            figures.add(row)
        facility.months[row["month"] - 1] += row["revenue_"] - row["refunds_"]
    ranked = sorted(facilities.values(), key=lambda one: (-one.net, one.name))
    return Summary(year, months, ranked, total)
