"""The ground of every stock act: guarded changes of a level, batch by batch, and their errors.

Nothing here opens a transaction or locks: the acts do both first, in the order of catalog/locks.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.locks import LevelKey
from catalog.models import ProductionBatch, StockLevel, StockMovement, Variant
from catalog.models.stock import Source

LARGEST_QUANTITY = 1_000_000


class StockError(Exception):
    """A stock act that cannot be done. str() says why, in Indonesian, to the person at it."""


class OutOfStock(StockError):
    """Fewer pieces are free than were asked for.

    variant: what is short; available: pieces that could be had at that moment.
    """

    def __init__(self, variant: Variant, available: int):
        self.variant = variant
        self.available = max(available, 0)
        left = f"Tersisa {self.available}." if self.available else "Stoknya habis."
        super().__init__(f"Stok tidak mencukupi: {variant}. {left}")


@dataclass(frozen=True)
class Item:
    """Pieces of one variant. line tells the lines of one source apart (1 to 17 characters)."""

    variant: Variant
    quantity: int
    line: str = "1"

    def __post_init__(self):
        check_quantity(self.quantity)


@dataclass(frozen=True)
class Entry:
    """What a movement answers to; with the line and the kind it can be in the ledger only once."""

    kind: StockMovement.Kind
    source_type: Source
    source_id: str
    at: datetime
    by: object = None
    reason: str = ""

    def movement(self, key: LevelKey, quantity: int, line: str, batch=None) -> StockMovement:
        return StockMovement(
            variant_id=key[0],
            location_id=key[1],
            kind=self.kind,
            quantity=quantity,
            source_type=self.source_type,
            source_id=self.source_id,
            source_line=line,
            batch=batch,
            reason=self.reason,
            by=self.by,
            at=self.at,
        )

    def lines_done(self) -> set[str]:
        """Lines of this source that are in the ledger already: repeats leave them out."""
        return set(
            StockMovement.objects.filter(
                kind=self.kind, source_type=self.source_type, source_id=self.source_id
            ).values_list("source_line", flat=True)
        )


def check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= LARGEST_QUANTITY:
        raise StockError("Jumlah harus 1 sampai 1.000.000.")


def checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise StockError("Alasan wajib diisi.")
    if len(reason) > 200:
        raise StockError("Alasan paling panjang 200 huruf.")
    return reason


def local_days(variant_ids: Iterable[int], at: datetime) -> dict[int, date]:
    """The calendar day at this moment where each variant's facility is."""
    zones = Variant.objects.filter(pk__in=set(variant_ids)).values_list(
        "pk", "product__facility__timezone"
    )
    return {pk: timezone.localdate(at, ZoneInfo(zone)) for pk, zone in zones}


def expired(day: date | Value) -> QuerySet:
    """Pieces of a level (outer query) past their last day of sale."""
    return Coalesce(
        Subquery(
            ProductionBatch.objects.filter(
                variant_id=OuterRef("variant_id"),
                location_id=OuterRef("location_id"),
                expires_on__lt=day,
            )
            .order_by()
            .values("variant_id")
            .annotate(pieces=Sum("remaining"))
            .values("pieces")
        ),
        0,
    )


def level_at(key: LevelKey) -> QuerySet:
    return StockLevel.objects.filter(variant_id=key[0], location_id=key[1])


def sellable(key: LevelKey, day: date) -> int:
    """Pieces at this level that are neither reserved nor expired."""
    row = level_at(key).annotate(expired=expired(day)).first()
    return max(row.available - row.expired, 0) if row else 0


def set_aside(key: LevelKey, quantity: int, day: date) -> bool:
    """Reserve pieces if that many are free and good: one conditional update, no look before."""
    enough = (
        level_at(key)
        .annotate(expired=expired(day))
        .filter(on_hand__gte=F("reserved") + F("expired") + quantity)
    )
    return bool(enough.update(reserved=F("reserved") + quantity))


def put_back(key: LevelKey, quantity: int) -> None:
    """End a reservation; the pieces stay where they are."""
    held = level_at(key).filter(reserved__gte=quantity)
    _expect_one(held.update(reserved=F("reserved") - quantity))


def add(key: LevelKey, quantity: int, batch: ProductionBatch | None = None) -> None:
    """Pieces arrive. A batch they belong to counts them as not left."""
    _expect_one(level_at(key).update(on_hand=F("on_hand") + quantity))
    if batch:
        row = ProductionBatch.objects.filter(pk=batch.pk)
        _expect_one(row.update(remaining=F("remaining") + quantity))


def take_free(key: LevelKey, quantity: int, day: date | None = None) -> bool:
    """Pieces leave that nobody reserved. day: count expired ones as not there."""
    row = level_at(key).annotate(expired=expired(day) if day else Value(0))
    enough = row.filter(on_hand__gte=F("reserved") + F("expired") + quantity)
    return bool(enough.update(on_hand=F("on_hand") - quantity))


def take_reserved(key: LevelKey, quantity: int) -> None:
    """Pieces leave that were reserved."""
    held = level_at(key).filter(reserved__gte=quantity)
    taken = held.update(on_hand=F("on_hand") - quantity, reserved=F("reserved") - quantity)
    _expect_one(taken)


def take_from_batch(batch: ProductionBatch, quantity: int) -> bool:
    row = ProductionBatch.objects.filter(pk=batch.pk, remaining__gte=quantity)
    return bool(row.update(remaining=F("remaining") - quantity))


def slices(
    key: LevelKey, quantity: int, day: date | None = None
) -> list[tuple[ProductionBatch | None, int]]:
    """Which batches the leaving pieces come from: first to expire first, then oldest.

    Last come pieces that belong to no batch (None). day: leave out batches expired by then.
    Call it before the level is changed. What it returns sums to less than quantity
    when only expired pieces are left.
    """
    batches = ProductionBatch.objects.filter(
        variant_id=key[0], location_id=key[1], remaining__gt=0
    ).order_by(F("expires_on").asc(nulls_last=True), "produced_on", "pk")
    parts, missing = [], quantity
    for batch in batches:
        if day and batch.expires_on and batch.expires_on < day:
            continue
        if part := min(missing, batch.remaining):
            parts.append((batch, part))
            missing -= part
    if part := min(missing, loose_pieces(key)):
        parts.append((None, part))
    return parts


def loose_pieces(key: LevelKey) -> int:
    """Pieces at this level that belong to no batch."""
    on_hand = level_at(key).aggregate(pieces=Sum("on_hand"))["pieces"] or 0
    batches = ProductionBatch.objects.filter(variant_id=key[0], location_id=key[1])
    return on_hand - (batches.aggregate(pieces=Sum("remaining"))["pieces"] or 0)


def leave(
    key: LevelKey, parts: list[tuple[ProductionBatch | None, int]], line: str, entry: Entry
) -> list[StockMovement]:
    """Count the parts out of their batches; one movement per part, not yet saved."""
    movements = []
    for part_line, (batch, quantity) in zip(part_lines(line), parts, strict=False):
        if batch:
            _expect_one(take_from_batch(batch, quantity))
        movements.append(entry.movement(key, -quantity, part_line, batch))
    return movements


def part_lines(line: str) -> Iterator[str]:
    """`1`, `1/2`, `1/3`: the first part carries the line's own name, so a repeat is noticed."""
    yield line
    number = 2
    while True:
        yield f"{line}/{number}"
        number += 1


def in_key_order(items: Iterable[Item], locations: Mapping[int, int]) -> list[Item]:
    """The items by level key; locations: location id per variant id."""
    return sorted(items, key=lambda item: (item.variant.pk, locations[item.variant.pk]))


def _expect_one(rows: int) -> None:
    """The caller holds the level's lock and has looked: anything else is a broken ledger."""
    if rows != 1:
        raise RuntimeError("Stock rows do not agree: run manage.py verify_stock.")
