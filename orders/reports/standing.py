"""What lies on the shelves now: its worth, its age, what is gone, who has gone quiet.

Nothing here walks through what ever moved, so it costs the same after years of movements.
Source: docs/rules/reports.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    Case,
    Count,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from catalog.models import ProductionBatch, Reservation, StockLevel, StockMovement
from catalog.shelf import NEAR_DAYS, ON_SALE, RUNNING_OUT, SOLD_OUT

from .filters import Filters
from .local_days import local_day

OWNER = "variant__product__facility"
CATEGORY = "variant__product__category"
# Last day of each age, in days since the goods were made; None: older still.
AGES = (30, 90, 180, None)
OLD = 90


@dataclass(frozen=True)
class Lying:
    """What one facility has on its shelves, wherever they stand.

    at_price, at_cost: rupiah; without_cost: pieces whose material cost nobody stated, so that
    at_cost leaves them out. on_sale, sold_out, low: goods the site sells from stock.
    """

    pieces: int = 0
    reserved: int = 0
    at_price: int = 0
    at_cost: int = 0
    without_cost: int = 0
    on_sale: int = 0
    sold_out: int = 0
    low: int = 0


@dataclass(frozen=True)
class Ages:
    """Pieces and rupiah at price by age, in the order of AGES; near, past: pieces whose last day
    comes within a week or is over. oldest: the day the oldest goods were made."""

    pieces: tuple[int, ...] = (0,) * len(AGES)
    at_price: tuple[int, ...] = (0,) * len(AGES)
    near: int = 0
    past: int = 0
    oldest: date | None = None

    @property
    def old(self) -> int:
        """Pieces older than OLD days."""
        return sum(
            count
            for count, last in zip(self.pieces, AGES, strict=True)
            if last is None or last > OLD
        )


@dataclass(frozen=True)
class Gone:
    """Goods the site sells of which nothing is free. since: when the last piece left, or was
    ordered where it still waits to be sent; None when nothing ever lay there."""

    facility_id: int
    product_id: int
    product: str
    variant: str
    sku: str
    since: datetime | None


@dataclass(frozen=True)
class Fading:
    """One batch whose last day of sale is near or over."""

    facility_id: int
    product_id: int
    product: str
    code: str
    place: str
    expires_on: date
    pieces: int


def lying(filters: Filters) -> dict[int, Lying]:
    """By facility id. One query."""
    price, cost = F("variant__price"), F("variant__material_cost")
    sums = {
        "pieces_": Sum("on_hand"),
        "reserved_": Sum("reserved"),
        "at_price_": Sum(F("on_hand") * price),
        "at_cost_": Sum(F("on_hand") * cost, default=0),
        "without_cost_": Sum("on_hand", filter=Q(variant__material_cost=None), default=0),
        "on_sale_": Count("pk", filter=ON_SALE),
        "sold_out_": Count("pk", filter=Q(ON_SALE, SOLD_OUT)),
        "low_": Count("pk", filter=Q(ON_SALE, RUNNING_OUT) & ~Q(SOLD_OUT)),
    }
    rows = _within(filters, StockLevel.objects.order_by()).values(OWNER).annotate(**sums)
    return {row.pop(OWNER): Lying(**{key[:-1]: n for key, n in row.items()}) for row in rows}


def ages(filters: Filters, *, at: datetime) -> dict[int, Ages]:
    """By facility id, of the goods that have a production code. One query."""
    today, near = _day(at), _day(at, NEAR_DAYS)
    worth = F("remaining") * F("variant__price")
    sums = {
        "near_": Sum("remaining", filter=Q(expires_on__gte=today, expires_on__lte=near), default=0),
        "past_": Sum("remaining", filter=Q(expires_on__lt=today), default=0),
        "oldest_": Min("produced_on"),
    }
    for number, made in enumerate(_made_within(at)):
        sums[f"pieces_{number}"] = Sum("remaining", filter=made, default=0)
        sums[f"worth_{number}"] = Sum(worth, filter=made, default=0)
    rows = _within(filters, _batches()).values(OWNER).annotate(**sums)
    return {row[OWNER]: _ages(row) for row in rows}


def gone(filters: Filters) -> list[Gone]:
    """What is sold out, longest first; what never lay there last. One query."""
    rows = _within(filters, StockLevel.objects.order_by()).filter(ON_SALE, SOLD_OUT)
    same = {"variant": OuterRef("variant"), "location": OuterRef("location")}
    waiting = Reservation.objects.filter(closed_at=None, **same).order_by("-created_at")
    moved = StockMovement.objects.filter(**same).order_by("-pk")
    since = Coalesce(Subquery(waiting.values("created_at")[:1]), Subquery(moved.values("at")[:1]))
    names = ("variant__product", "variant__product__name", "variant__name", "variant__sku")
    found = [Gone(*row) for row in rows.values_list(OWNER, *names, since)]
    return sorted(
        found, key=lambda one: (one.since is None, one.since and one.since.timestamp(), one.sku)
    )


def fading(filters: Filters, *, at: datetime) -> list[Fading]:
    """Batches near or past their last day, first day first. One query."""
    rows = _within(filters, _batches()).filter(expires_on__lte=_day(at, NEAR_DAYS))
    names = ("variant__product", "variant__product__name", "code", "location__name")
    rows = rows.order_by("expires_on", "pk").values_list(OWNER, *names, "expires_on", "remaining")
    return [Fading(*row) for row in rows]


def _within(filters: Filters, rows: QuerySet) -> QuerySet:
    return filters.reach.of(rows, OWNER).filter(filters.category_condition(CATEGORY))


def _batches() -> QuerySet[ProductionBatch]:
    return ProductionBatch.objects.filter(remaining__gt=0).order_by()


def _made_within(at: datetime) -> Iterator[Q]:
    """One condition per age, on the day the goods were made."""
    older = Q()
    for last in AGES:
        within = Q() if last is None else Q(produced_on__gte=_day(at, -last))
        yield older & within
        if last is not None:
            older = Q(produced_on__lt=_day(at, -last))


def _day(at: datetime, shift: int = 0) -> Case:
    """The owner's local day at this moment, some days later or before."""
    return local_day(at, f"{OWNER}__timezone", lambda day: day + timedelta(days=shift))


def _ages(row: dict) -> Ages:
    numbers = range(len(AGES))
    return Ages(
        pieces=tuple(row[f"pieces_{number}"] for number in numbers),
        at_price=tuple(row[f"worth_{number}"] for number in numbers),
        near=row["near_"],
        past=row["past_"],
        oldest=row["oldest_"],
    )
