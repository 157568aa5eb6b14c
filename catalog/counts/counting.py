"""The counting itself: figures go in without anybody seeing what the books say."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from catalog import locks
from catalog.models import CountEvent, CountLine, StockCount, StockLevel, StockMovement, Variant

from .errors import CountError, locked, require_open

LARGEST = 1_000_000


def ledger_marks(count: StockCount, variant_ids: Iterable[int]) -> dict[int, int]:
    """The last movement of each variant at the place, 0 for none: written into the form.

    Movements of a level are added under its lock, so a higher one came later. The mark tells
    whether goods moved while the officer counted and says nothing about how many there are.
    """
    moves = StockMovement.objects.filter(location=count.location_id, variant__in=set(variant_ids))
    last = moves.order_by().values("variant").annotate(last=Max("pk"))
    return dict.fromkeys(variant_ids, 0) | dict(last.values_list("variant", "last"))


@transaction.atomic
def enter(
    *, count: StockCount, figures: Mapping[int, tuple[int, int]], at: datetime, by
) -> list[CountLine]:
    """Write what was counted: (pieces, ledger mark of the form) by the key of the line.

    Returns the lines that were not written because goods moved since the form was shown: those
    are to be counted once more. Raises CountError when the count is not open.
    """
    count = locked(count)
    require_open(count)
    lines = list(count.lines.filter(pk__in=figures).select_related("variant__product"))
    if any(not 0 <= figures[line.pk][0] <= LARGEST for line in lines):
        raise CountError("Jumlah harus 0 sampai 1.000.000.")
    levels = locks.lock_levels((line.variant_id, count.location_id) for line in lines)
    marks = ledger_marks(count, [line.variant_id for line in lines])
    moved, written = [], []
    for line in lines:
        pieces, mark = figures[line.pk]
        if mark != marks[line.variant_id]:
            moved.append(line)
            continue
        level = levels.get((line.variant_id, count.location_id))
        line.counted, line.expected = pieces, level.on_hand if level else 0
        line.last_movement, line.counted_at, line.counted_by = mark, at, by
        written.append(line)
    names = ["counted", "expected", "last_movement", "counted_at", "counted_by"]
    CountLine.objects.bulk_update(written, names)
    return moved


@transaction.atomic
def add_variant(*, count: StockCount, variant: Variant) -> CountLine:
    """Put something on the list that was found although the books know none of it there.

    A variant already listed gives its line. Raises CountError.
    """
    count = locked(count)
    require_open(count)
    if known := count.lines.filter(variant=variant).first():
        return known
    is_here = StockLevel.objects.filter(location=count.location_id, variant=variant)
    if variant.product.facility_id != count.facility_id and not is_here.exists():
        raise CountError(f"{variant} bukan barang {count.facility}.")
    last = count.lines.aggregate(last=Max("position"))["last"] or 0
    recorded = is_here.values_list("on_hand", flat=True).first() or 0
    return CountLine.objects.create(
        count=count, variant=variant, position=last + 1, recorded=recorded
    )


@transaction.atomic
def submit(*, count: StockCount, at: datetime, by) -> StockCount:
    """Hand a whole count to a second officer. A second call changes nothing.

    Raises CountError while something is not counted.
    """
    count = locked(count)
    if count.is_waiting:
        return count
    require_open(count)
    if left := count.lines.filter(counted=None).count():
        raise CountError(f"Masih {left} barang belum dihitung. Isi 0 bila tidak ada di tempat.")
    count.state, count.submitted_at, count.submitted_by = StockCount.State.SUBMITTED, at, by
    count.save(update_fields=["state", "submitted_at", "submitted_by"])
    lines = list(count.lines.all())
    off = sum(1 for line in lines if line.difference)
    CountEvent.objects.create(
        count=count, kind=CountEvent.Kind.SUBMITTED, at=at, by=by,
        note=f"{len(lines)} barang dihitung, {off} berselisih",
    )  # fmt: skip
    return count
