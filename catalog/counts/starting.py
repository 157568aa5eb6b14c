"""A count begins: its list is frozen."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from catalog import locks
from catalog.models import Category, CountEvent, CountLine, StockCount, StockLevel, StockLocation

from .errors import CountError, checked_note, locked


@transaction.atomic
def start(
    *, location: StockLocation, key: str, at: datetime, by, category: Category | None = None
) -> StockCount:
    """Freeze the list of what lies at a place, of everybody's goods there, by name.

    category: only goods of it and of those below it. key: of the form; the same again gives the
    first count. Raises CountError when the place is being counted or nothing lies there.
    """
    if first := StockCount.objects.filter(key=key).first():
        return first
    # One count of a place at a time: its row is what two beginners wait for.
    # Rows that only point at it (a movement) do not wait.
    StockLocation.objects.select_for_update(of=("self",), no_key=True).get(pk=location.pk)
    waiting = [StockCount.State.OPEN, StockCount.State.SUBMITTED]
    if other := StockCount.objects.filter(location=location, state__in=waiting).first():
        raise CountError(f"{location.name} sedang dihitung: {other.number}. Selesaikan dahulu.")
    levels = StockLevel.objects.filter(location=location, on_hand__gt=0)
    if category:
        below = Q(variant__product__category=category)
        levels = levels.filter(below | Q(variant__product__category__parent=category))
    named = levels.order_by("variant__product__name", "variant__name", "variant_id")
    variants = list(named.values_list("variant_id", flat=True))
    if not variants:
        raise CountError(f"Tidak ada barang tercatat di {location.name} untuk dihitung.")
    count = StockCount.objects.create(
        facility=location.facility, location=location, category=category, key=key,
        started_at=at, started_by=by,
    )  # fmt: skip
    found = locks.lock_levels((pk, location.pk) for pk in variants)
    CountLine.objects.bulk_create(
        CountLine(
            count=count, variant_id=pk, position=place, recorded=found[pk, location.pk].on_hand
        )
        for place, pk in enumerate(variants, start=1)
    )
    return count


@transaction.atomic
def cancel(*, count: StockCount, reason: str, at: datetime, by) -> StockCount:
    """Give a count up; nothing is booked. A second call changes nothing. Raises CountError."""
    count = locked(count)
    if count.state == StockCount.State.CANCELLED:
        return count
    if count.state == StockCount.State.APPROVED:
        raise CountError("Opname ini sudah dibukukan.")
    reason = checked_note(reason, "Alasan wajib diisi.")
    count.state, count.decided_at, count.decided_by = StockCount.State.CANCELLED, at, by
    count.save(update_fields=["state", "decided_at", "decided_by"])
    CountEvent.objects.create(
        count=count, kind=CountEvent.Kind.CANCELLED, note=reason, at=at, by=by
    )
    return count
