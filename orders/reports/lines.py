"""Order lines and refund lines under the filters of a report: what every figure is a sum of.

The only module of the reports that reads orders. Nothing of the shopper but kind of buyer and
regency leaves it. Source: docs/rules/reports.md, "Down to the lines".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from facilities.models.places import Zone
from orders.models import OrderLine, Refund, RefundLine

from .filters import Filters
from .spans import Span

SOLD, GIVEN_BACK = "j", "k"  # in this order where both happened at the same moment
_COLUMNS = (
    "name", "variant_name", "sku", "category__name", "order__number", "order__channel",
    "order__buyer_kind", "order__checkout__regency__name", "order__facility_id",
    "order__facility__short_name", "order__facility__slug", "order__facility__timezone",
)  # fmt: skip


class NotACursor(ValueError):
    """The word `setelah` of the address names no place in the list."""


@dataclass(frozen=True)
class Line:
    """A line sold, or one given back (units 0, amount negative). amount: rupiah of goods.

    orders: 1 where the order itself is counted. day: local day of the facility.
    """

    kind: str
    pk: int
    at: datetime
    orders: int
    units: int
    amount: int
    name: str
    variant_name: str
    sku: str
    category: str
    number: str
    channel: str
    buyer_kind: str
    regency: str | None
    facility_id: int
    facility_name: str
    facility_slug: str
    timezone: str

    @property
    def day(self) -> date:
        return self.at.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def cursor(self) -> str:
        """This line in the word `setelah` of the address."""
        moment = (self.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        return f"{moment}.{self.kind}.{self.pk}"


def lines_of(filters: Filters, *, count: int, after: str = "") -> list[Line]:
    """The newest lines under the filters, at most so many. after: cursor of the line before.

    By key, never by number of rows, so the thousandth page costs what the first does. Two
    queries. Raises NotACursor.
    """
    place = _place(after) if after else None
    sold = _newest(sold_lines(filters, filters.span), "order__payment__paid_at", SOLD, place)
    back = _newest(refund_lines(filters, filters.span), "refund__decided_at", GIVEN_BACK, place)
    found = [*_read_sold(sold[:count]), *_read_back(back[:count])]
    found.sort(key=lambda line: line.pk)
    found.sort(key=lambda line: line.kind)
    found.sort(key=lambda line: line.at, reverse=True)
    return found[:count]


def sold_lines(filters: Filters, span: Span) -> QuerySet[OrderLine]:
    """Lines of orders paid in the span, by the local days of each facility."""
    lines = filters.reach.of(OrderLine.objects.order_by(), "order__payment__facility")
    return lines.filter(
        _on_days(filters, span, "order__payment__paid_at", "order__facility__timezone"),
        _dimensions(filters, ""),
    )


def refund_lines(filters: Filters, span: Span) -> QuerySet[RefundLine]:
    """Lines of refunds paid in the span, by the local days of each facility."""
    lines = filters.reach.of(RefundLine.objects.order_by(), "refund__order__facility")
    return lines.filter(
        _on_days(filters, span, "refund__decided_at", "line__order__facility__timezone"),
        _dimensions(filters, "line__"),
        refund__state=Refund.State.PAID,
    )


def _on_days(filters: Filters, span: Span, moment: str, zone_path: str) -> Q:
    facility = filters.reach.facility
    zones = [facility.timezone] if facility else Zone.values
    bounds = {zone: _bounds(span, ZoneInfo(zone)) for zone in zones}
    first = min(start for start, _ in bounds.values())
    last = max(end for _, end in bounds.values())
    within = Q(**{f"{moment}__gte": first, f"{moment}__lt": last})  # what an index can do
    if facility:
        return within
    days = Q()
    for zone, (start, end) in bounds.items():
        days |= Q(**{zone_path: zone, f"{moment}__gte": start, f"{moment}__lt": end})
    return within & days


def _bounds(span: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start = datetime.combine(span.start, time.min, zone)
    end = datetime.combine(span.end + timedelta(days=1), time.min, zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def _dimensions(filters: Filters, path: str) -> Q:
    condition = filters.category_condition(f"{path}category")
    if filters.channel:
        condition &= Q(**{f"{path}order__channel": filters.channel})
    if filters.buyer_kind:
        condition &= Q(**{f"{path}order__buyer_kind": filters.buyer_kind})
    if filters.product:
        condition &= Q(**{f"{path}variant__product": filters.product})
    return condition


def _place(cursor: str) -> tuple[datetime, str, int]:
    try:
        moment, kind, key = cursor.split(".")
        if kind not in (SOLD, GIVEN_BACK) or len(key) > 18 or len(moment) > 17:
            raise ValueError
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(moment))
        return at, kind, int(key)
    except (ValueError, OverflowError):
        raise NotACursor(cursor) from None


def _newest(rows: QuerySet, moment: str, kind: str, place: tuple | None) -> QuerySet:
    rows = rows.order_by(f"-{moment}", "pk")
    if place is None:
        return rows
    at, last_kind, last_key = place
    later = Q(**{f"{moment}__lt": at})
    if kind == last_kind:
        later |= Q(**{moment: at, "pk__gt": last_key})
    elif kind > last_kind:
        later |= Q(**{moment: at})
    return rows.filter(Q(**{f"{moment}__lte": at}) & later)


def _read_sold(rows: QuerySet) -> Iterator[Line]:
    own = ("pk", "order__payment__paid_at", "position", "quantity", "unit_price")
    for pk, at, position, quantity, price, *rest in rows.values_list(*own, *_COLUMNS):
        yield Line(SOLD, pk, at, int(position == 1), quantity, price * quantity, *rest)


def _read_back(rows: QuerySet) -> Iterator[Line]:
    columns = [f"line__{name}" for name in _COLUMNS]
    for pk, at, amount, *rest in rows.values_list("pk", "refund__decided_at", "amount", *columns):
        yield Line(GIVEN_BACK, pk, at, 0, 0, -amount, *rest)
