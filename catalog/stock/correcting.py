"""The ledger meets the shelf: counts, breakage, mistakes, goods past their day."""

from datetime import date, datetime, timedelta
from secrets import token_hex

from django.db import transaction

from catalog import locks
from catalog.models import ProductionBatch, StockLevel, StockLocation, StockMovement, Variant
from catalog.models.stock import Source

from .ledger import (
    Entry,
    StockError,
    add,
    check_quantity,
    checked_reason,
    leave,
    level_at,
    local_days,
    loose_pieces,
    slices,
    take_free,
    take_from_batch,
)

Kind = StockMovement.Kind
# Sales, shipments and transfers have two sides: they are taken back or moved back instead.
REVERSIBLE = (
    Kind.RECEIVE, Kind.RETURN, Kind.CORRECT, Kind.DAMAGE, Kind.EXPIRE, Kind.SAMPLE
)  # fmt: skip
# What an officer may book on a level by hand, and whether pieces come or go.
COMES, GOES = +1, -1
SIGNS = {
    Kind.CORRECT: (COMES, GOES),
    Kind.RETURN: (COMES,),
    Kind.DAMAGE: (GOES,),
    Kind.EXPIRE: (GOES,),
    Kind.SAMPLE: (GOES,),
}


@transaction.atomic
def adjust(
    *,
    variant: Variant,
    location: StockLocation,
    difference: int,
    kind: StockMovement.Kind,
    reason: str,
    at: datetime,
    by,
    key: str = "",
) -> StockMovement:
    """Correct a level after a count (CORRECT), take out what is broken or lost (DAMAGE), past its
    day (EXPIRE) or given away to show (SAMPLE), or put back what came back (RETURN).

    difference: pieces, + came or - went; reason: shown in the ledger, never empty.
    RETURN is for goods sold outside the site: those of an order go through `take_back`.
    key: of the form that was sent; the same key again returns the first movement.
    Returns the (first) movement. Raises StockError; reserved pieces cannot be taken out.
    """
    if kind not in SIGNS:
        raise StockError("Hanya koreksi atau barang rusak yang dapat dicatat di sini.")
    check_quantity(abs(difference))
    if (COMES if difference > 0 else GOES) not in SIGNS[kind]:
        wrong = "menambah" if SIGNS[kind] == (COMES,) else "mengurangi"
        raise StockError(f"{StockMovement.Kind(kind).label} hanya {wrong} stok.")
    level_key = (variant.pk, location.pk)
    entry = Entry(kind, Source.DESK, key or token_hex(8), at, by, checked_reason(reason))
    locks.lock_levels([level_key], create=True)
    if first := StockMovement.objects.filter(
        kind=kind, source_type=Source.DESK, source_id=entry.source_id, source_line="1"
    ).first():
        return first
    if difference > 0:
        add(level_key, difference)
        movements = [entry.movement(level_key, difference, "1")]
    else:
        parts = slices(level_key, -difference)
        if not take_free(level_key, -difference):
            raise StockError(cannot_take(level_at(level_key).get()))
        movements = leave(level_key, parts, "1", entry)
    return StockMovement.objects.bulk_create(movements)[0]


def cannot_take(level: StockLevel) -> str:
    """Why that many pieces cannot be taken out, to the officer."""
    return (
        f"Hanya {level.available} yang dapat dikurangi: "
        f"ada {level.on_hand}, {level.reserved} di antaranya sudah dipesan."
    )


@transaction.atomic
def reverse(*, movement: StockMovement, reason: str, at: datetime, by) -> StockMovement:
    """Undo a movement typed by mistake with its opposite; both stay in the ledger.

    Once only: a second call returns the first reversal. Sales, shipments and transfers are not
    reversed but taken back or moved back. Raises StockError, also when the pieces are gone.
    """
    if movement.kind not in REVERSIBLE or movement.source_type == Source.ORDER:
        raise StockError("Gerak ini tidak dapat dibatalkan. Catat pengembalian atau pemindahan.")
    key = (movement.variant_id, movement.location_id)
    entry = Entry(
        Kind.REVERSE, Source.DESK, f"reverse-{movement.pk}", at, by, checked_reason(reason)
    )
    locks.lock_levels([key])
    if first := StockMovement.objects.filter(reverses=movement).first():
        return first
    opposite = entry.movement(key, -movement.quantity, "1", movement.batch)
    opposite.reverses = movement
    if opposite.quantity > 0:
        add(key, opposite.quantity, movement.batch)
    else:
        _take_exactly(key, movement.quantity, movement.batch)
    if movement.kind == Kind.RECEIVE and movement.batch:
        _was_never_made(movement.batch)
    opposite.save()
    return opposite


def _was_never_made(batch: ProductionBatch) -> None:
    """A receipt typed by mistake is no production: the figures of its batch go with it."""
    row = ProductionBatch.objects.filter(pk=batch.pk)
    row.update(good_quantity=0, rejected_quantity=0, material_cost=None)


@transaction.atomic
def undo(*, movement: StockMovement, reason: str, at: datetime, by) -> int:
    """Reverse the whole act a movement belongs to: pieces of several batches went as several rows.

    Returns the pieces that came (+) or went (-) by it. Once only and StockError as `reverse`.
    """
    act = StockMovement.objects.filter(
        variant=movement.variant_id,
        location=movement.location_id,
        kind=movement.kind,
        source_type=movement.source_type,
        source_id=movement.source_id,
    ).select_related("batch")
    return sum(
        reverse(movement=part, reason=reason, at=at, by=by).quantity for part in act.order_by("pk")
    )


@transaction.atomic
def undo_batch(*, batch: ProductionBatch, reason: str, at: datetime, by) -> None:
    """Take back a batch typed by mistake, while all its good pieces are still there.

    Repeating it does nothing. Raises StockError, also for a batch that came from another place.
    """
    locks.lock_levels([(batch.variant_id, batch.location_id)])
    batch.refresh_from_db()
    if batch.is_undone:
        return
    if not batch.good_quantity:  # all rejected: nothing of it ever lay in stock
        _was_never_made(batch)
        return
    receipt = batch.movements.filter(kind=Kind.RECEIVE, reversed_by__isnull=True).first()
    if receipt is None:
        raise StockError("Hasil produksi ini dicatat di tempat lain.")
    reverse(movement=receipt, reason=reason, at=at, by=by)


def _take_exactly(key: locks.LevelKey, quantity: int, batch: ProductionBatch | None) -> None:
    """Take these very pieces: of this batch, or of those in no batch."""
    there = take_from_batch(batch, quantity) if batch else loose_pieces(key) >= quantity
    if not there or not take_free(key, quantity):
        raise StockError("Sebagian barang ini sudah keluar atau dipesan.")


def write_off_expired(*, at: datetime) -> int:
    """Take batches past their last day of sale out of stock; returns the pieces written off.

    Pieces that are still reserved stay until the order is released. One transaction per batch,
    at most one movement per batch and day, so it may run as often as one likes.
    """
    old = ProductionBatch.objects.filter(remaining__gt=0, expires_on__isnull=False)
    batches = list(old.filter(expires_on__lt=at.date() + timedelta(days=1)))
    days = local_days([batch.variant_id for batch in batches], at)
    due = [batch for batch in batches if batch.expires_on < days[batch.variant_id]]
    return sum(_write_off(batch, days[batch.variant_id], at) for batch in due)


@transaction.atomic
def _write_off(batch: ProductionBatch, day: date, at: datetime) -> int:
    key = (batch.variant_id, batch.location_id)
    level = locks.lock_levels([key])[key]
    batch.refresh_from_db(fields=["remaining"])
    quantity = min(batch.remaining, level.available)
    entry = Entry(Kind.EXPIRE, Source.BATCH, str(batch.pk), at, reason="Lewat tanggal baik.")
    if quantity < 1 or f"{day}" in entry.lines_done():
        return 0
    _take_exactly(key, quantity, batch)
    entry.movement(key, -quantity, f"{day}", batch).save()
    return quantity
