"""The proof that the ledger adds up."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import ProductionBatch, Reservation, StockLevel, StockMovement


@dataclass(frozen=True)
class Difference:
    """One figure that is not what its rows add up to.

    figure: on_hand, reserved, remaining or batches (pieces in batches, more than on hand).
    """

    figure: str
    variant_id: int
    location_id: int
    recorded: int
    counted: int
    batch: str = ""

    def __str__(self):
        batch = f" kode produksi {self.batch}" if self.batch else ""
        return (
            f"varian {self.variant_id} di tempat {self.location_id}{batch}: "
            f"{self.figure} {self.recorded}, dihitung {self.counted}"
        )


def differences() -> Iterator[Difference]:
    """Every figure that is wrong. Five queries whatever the size; the database adds up.

    Each query sees one moment, so goods may move while it runs.
    """
    for figure, counted in (("on_hand", _moved()), ("reserved", _reserved())):
        wrong = _levels(counted).exclude(**{figure: F("counted")})
        for row in wrong.values_list("variant_id", "location_id", figure, "counted"):
            yield Difference(figure, *row)
    for row in (
        _levels(_in_batches())
        .filter(counted__gt=F("on_hand"))
        .values_list("variant_id", "location_id", "on_hand", "counted")
    ):
        yield Difference("batches", *row)
    yield from _wrong_batches()
    yield from _without_level()


def _levels(counted: QuerySet) -> QuerySet:
    return StockLevel.objects.order_by("pk").annotate(counted=Coalesce(Subquery(counted), 0))


def _sum_per_level(rows: QuerySet, field: str) -> QuerySet:
    level = {"variant_id": OuterRef("variant_id"), "location_id": OuterRef("location_id")}
    grouped = rows.filter(**level).order_by().values("variant_id")
    return grouped.annotate(pieces=Sum(field)).values("pieces")


def _moved() -> QuerySet:
    return _sum_per_level(StockMovement.objects.all(), "quantity")


def _reserved() -> QuerySet:
    return _sum_per_level(Reservation.objects.filter(closed_at__isnull=True), "quantity")


def _in_batches() -> QuerySet:
    return _sum_per_level(ProductionBatch.objects.all(), "remaining")


def _wrong_batches() -> Iterator[Difference]:
    moved = StockMovement.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
    counted = Subquery(moved.annotate(pieces=Sum("quantity")).values("pieces"))
    batches = ProductionBatch.objects.annotate(counted=Coalesce(counted, 0)).order_by("pk")
    for variant_id, location_id, remaining, counted, code in batches.exclude(
        remaining=F("counted")
    ).values_list("variant_id", "location_id", "remaining", "counted", "code"):
        yield Difference("remaining", variant_id, location_id, remaining, counted, code)


def _without_level() -> Iterator[Difference]:
    """Movements at a place that has no level at all."""
    level = StockLevel.objects.filter(variant=OuterRef("variant"), location=OuterRef("location"))
    lost = StockMovement.objects.filter(~Q(Exists(level))).order_by("variant_id", "location_id")
    for row in lost.values("variant_id", "location_id").annotate(pieces=Sum("quantity")):
        yield Difference("on_hand", row["variant_id"], row["location_id"], 0, row["pieces"])
