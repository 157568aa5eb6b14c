"""What One Day One Prison's Product did for the product of each day."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Sum

from catalog.models import Feature
from orders.models import ProductDay

from .filters import Filters
from .sales_figures import Figures
from .spans import Span

BEFORE_DAYS = 14  # what the day is compared with: as many days right before it
# The day before the first of them, as a moment: so that both databases compare alike.
_FIRST = ExpressionWrapper(
    F("product__features__day") - timedelta(days=BEFORE_DAYS + 1), output_field=DateTimeField()
)


@dataclass
class FeaturedDay:
    """One day, its product and what that sold: on the day, by kind of buyer, and before it."""

    day: date
    product_id: int
    product: str
    slug: str
    is_live: bool
    facility_id: int
    sold: Figures = field(default_factory=Figures)
    before: Figures = field(default_factory=Figures)
    buyers: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def against_usual(self) -> int | None:
        """Pieces of the day in tenths of a per cent of a usual day before; None without any."""
        if not self.before.units:
            return None
        return self.sold.units * BEFORE_DAYS * 1000 // self.before.units


def featured_days(filters: Filters, span: Span) -> list[FeaturedDay]:
    """The days of the span, up to today, with a product within reach, in order. Two queries.

    Sales of the product at its own facility, under the filters; a day without a sale is there.
    """
    days = filters.reach.of(Feature.objects.order_by("day"), "product__facility")
    days = days.filter(
        filters.category_condition("product__category"),
        day__range=(span.start, min(span.end, filters.today)),
    )
    names = ("product", "product__name", "product__slug", "product__status", "product__facility")
    found = {
        day: FeaturedDay(day, pk, name, slug, status == "tayang", facility)
        for day, pk, name, slug, status, facility in days.values_list("day", *names)
    }
    for row in _sales(filters, span) if found else ():
        one = found.get(row["product__features__day"])
        if one is None:
            continue
        figures = Figures(*(row[f"{name}_"] for name in ("orders", "units", "revenue", "refunds")))
        if row["day"] == one.day:
            one.sold += figures
            one.buyers[row["buyer_kind"]] += figures.units
        else:
            one.before += figures
    return list(found.values())


def _sales(filters: Filters, span: Span):
    """Product days on a featured day or within the days before it, one row per day and buyer."""
    narrowed = filters.category_condition() & Q(
        product__features__day__range=(span.start, span.end),
        day__lte=F("product__features__day"),
        day__gt=_FIRST,
    )
    if filters.channel:
        narrowed &= Q(channel=filters.channel)
    if filters.buyer_kind:
        narrowed &= Q(buyer_kind=filters.buyer_kind)
    sums = {f"{name}_": Sum(name) for name in ("orders", "units", "revenue", "refunds")}
    rows = filters.reach.of(ProductDay.objects.order_by()).filter(narrowed)
    return rows.values("product__features__day", "day", "buyer_kind").annotate(**sums)
