"""Counts found more than the books knew, on very many levels at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from catalog import locks
from catalog.models import StockLevel, StockMovement
from catalog.models.stock import Source

from .ledger import Entry, check_quantity, checked_reason

Kind = StockMovement.Kind
AT_ONCE = 250


class Found(NamedTuple):
    """Pieces (above zero) that lie at a level beyond its books. key: of this row, once for ever."""

    level: locks.LevelKey
    pieces: int
    key: str


@transaction.atomic
def add_found(*, found: Sequence[Found], reason: str, at: datetime, by) -> int:
    """Correct levels upwards as `adjust` does one by one: all, or none; returns how many it booked.

    Found pieces belong to no batch. A key that is in the ledger already is left out. The levels
    are locked in their order, so a caller that locks others too locks all of them before.
    """
    reason = checked_reason(reason)
    rows = sorted(found)
    for row in rows:
        check_quantity(row.pieces)
    return sum(
        _book(rows[start : start + AT_ONCE], reason, at, by)
        for start in range(0, len(rows), AT_ONCE)
    )


def _book(rows: list[Found], reason: str, at: datetime, by) -> int:
    levels = locks.lock_levels((row.level for row in rows), create=True)
    booked = StockMovement.objects.filter(
        kind=Kind.CORRECT, source_type=Source.DESK, source_id__in=[row.key for row in rows],
        source_line="1",
    )  # fmt: skip
    done = set(booked.values_list("source_id", flat=True))
    movements = []
    for row in rows:
        if row.key in done:
            continue
        levels[row.level].on_hand += row.pieces  # locked: nobody else changes it meanwhile
        entry = Entry(Kind.CORRECT, Source.DESK, row.key, at, by, reason)
        movements.append(entry.movement(row.level, row.pieces, "1"))
    StockLevel.objects.bulk_update(levels.values(), ["on_hand"])
    StockMovement.objects.bulk_create(movements)
    return len(movements)
