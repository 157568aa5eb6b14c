"""A place was counted: the differences become movements."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog import locks
from catalog.models import Reservation, StockLocation, StockMovement, Variant
from catalog.models.stock import Source

from .correcting import cannot_take
from .ledger import Entry, StockError, add, checked_reason, leave, level_at, slices, take_free

Kind = StockMovement.Kind


class HeldByOrders(StockError):
    """Pieces are missing that orders were promised.

    variant: which; orders: the numbers that hold it.
    """

    def __init__(self, variant: Variant, orders: list[str], words: str):
        self.variant = variant
        self.orders = orders
        held = f" Pesanan: {', '.join(orders)}." if orders else ""
        super().__init__(f"{variant}: {words}{held}")


@transaction.atomic
def book_count(
    *,
    differences: Sequence[tuple[Variant, int, str]],
    location: StockLocation,
    source_id: str,
    reason: str,
    at: datetime,
    by,
) -> list[StockMovement]:
    """Correct levels by what was found or is missing after a count: all, or none.

    differences: (variant, pieces, line), + found or - missing, never 0; repeating a line does
    nothing. Found pieces belong to no batch; missing ones are those that expire first.
    Raises HeldByOrders when missing pieces are reserved.
    """
    entry = Entry(Kind.CORRECT, Source.COUNT, source_id, at, by, checked_reason(reason))
    locks.lock_levels([(variant.pk, location.pk) for variant, _, _ in differences], create=True)
    done = entry.lines_done()
    movements = []
    for variant, difference, line in sorted(differences, key=lambda row: row[0].pk):
        key = (variant.pk, location.pk)
        if line in done:
            continue
        if difference > 0:
            add(key, difference)
            movements.append(entry.movement(key, difference, line))
            continue
        parts = slices(key, -difference)
        if not take_free(key, -difference):
            raise HeldByOrders(variant, _orders_holding(key), cannot_take(level_at(key).get()))
        movements += leave(key, parts, line, entry)
    return StockMovement.objects.bulk_create(movements)


def _orders_holding(key: locks.LevelKey) -> list[str]:
    open_rows = Reservation.objects.filter(
        variant_id=key[0], location_id=key[1], closed_at__isnull=True
    )
    return sorted(set(open_rows.values_list("source_id", flat=True)))
