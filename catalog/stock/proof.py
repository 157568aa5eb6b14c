"""The proof that the ledger adds up."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import CharField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from catalog.models import (
    ProductionBatch,
    Reservation,
    StockLevel,
    StockMovement,
    Transfer,
    TransferLine,
)
from catalog.models.stock import Source


@dataclass(frozen=True)
class Difference:
    """One figure that is not what its rows add up to.

    figure: on_hand, reserved, remaining, batches (pieces in batches, more than on hand), or of
    a transfer, at its origin: sent, received, back (returned or lost) or on_the_way.
    batch: the code of a batch, or the source of a transfer's movements.
    """

    figure: str
    variant_id: int
    location_id: int
    recorded: int
    counted: int
    batch: str = ""

    def __str__(self):
        batch = f" ({self.batch})" if self.batch else ""
        return (
            f"varian {self.variant_id} di tempat {self.location_id}{batch}: "
            f"{self.figure} {self.recorded}, dihitung {self.counted}"
        )


def differences() -> Iterator[Difference]:
    """Every figure that is wrong. Seven queries whatever the size; the database adds up.

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
    yield from _wrong_transfers()
    yield from _moved_by_nobody()


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


def _wrong_transfers() -> Iterator[Difference]:
    """Lines of transfers that the ledger tells otherwise, and closed ones with goods on the way."""
    lines = TransferLine.objects.order_by("pk").annotate(
        out=-_moved_for_line(kind=StockMovement.Kind.TRANSFER_OUT),
        there=_moved_for_line(
            kind=StockMovement.Kind.TRANSFER_IN, location=OuterRef("transfer__destination")
        ),
        home=_moved_for_line(
            kind=StockMovement.Kind.TRANSFER_IN, location=OuterRef("transfer__origin")
        ),
        sent=F("quantity") + F("surplus"),
        back=F("returned") + F("lost"),
    )
    left = ~Q(transfer__state=Transfer.State.DRAFT) & Q(transfer__sent_at__isnull=False)
    as_told = Q(out=F("sent"), there=F("received"), home=F("back"))
    whole = Q(transfer__state=Transfer.State.SENT) | Q(sent=F("received") + F("back"))
    stayed = Q(out=0, there=0, home=0)
    for line in (
        lines.exclude(left & as_told & whole).exclude(~left & stayed).select_related("transfer")
    ):
        yield from _told_otherwise(line)


def _moved_for_line(**where) -> Coalesce:
    moves = StockMovement.objects.filter(
        source_type=Source.TRANSFER,
        source_id=_source_of(OuterRef("transfer_id")),
        variant=OuterRef("variant"),
        **where,
    )
    grouped = moves.order_by().values("variant").annotate(pieces=Sum("quantity"))
    return Coalesce(Subquery(grouped.values("pieces")), 0)


def _told_otherwise(line: TransferLine) -> Iterator[Difference]:
    transfer = line.transfer
    has_left = transfer.sent_at is not None
    figures = [
        ("sent", line.sent if has_left else 0, line.out),
        ("received", line.received, line.there),
        ("back", line.back, line.home),
    ]
    if has_left and not transfer.is_on_the_way:
        figures.append(("on_the_way", line.on_the_way, 0))
    for figure, recorded, counted in figures:
        if recorded != counted:
            yield Difference(
                figure, line.variant_id, transfer.origin_id, recorded, counted, transfer.source_id
            )


def _moved_by_nobody() -> Iterator[Difference]:
    """Goods that left a place for another one, did not arrive, and are on no transfer's line."""
    lines = TransferLine.objects.alias(source=_source_of("transfer_id"))
    known = lines.filter(source=OuterRef("source_id"), variant=OuterRef("variant"))
    kinds = (StockMovement.Kind.TRANSFER_OUT, StockMovement.Kind.TRANSFER_IN)
    moves = StockMovement.objects.filter(
        ~Exists(known), source_type=Source.TRANSFER, kind__in=kinds
    )
    grouped = moves.order_by().values("source_id", "variant_id")
    for row in grouped.annotate(pieces=Sum("quantity"), place=Min("location")).exclude(pieces=0):
        yield Difference(
            "on_the_way", row["variant_id"], row["place"], 0, -row["pieces"], row["source_id"]
        )


def _source_of(transfer_id: str | OuterRef) -> Concat:
    """Transfer.source_id, in SQL."""
    return Concat(Value("pindah-"), Cast(transfer_id, CharField()))
