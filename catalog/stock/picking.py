"""Where the pieces lie that were set aside for orders: what somebody walks along and picks."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Min, QuerySet

from catalog.models import ProductionBatch, Reservation
from catalog.models.stock import Source


def set_aside_for(numbers: Iterable[str]) -> QuerySet[Reservation]:
    """Open reservations of these orders, in the order of the way along the shelves.

    numbers: of orders. Each with place, product and group of goods. One query.
    """
    rows = Reservation.objects.filter(
        source_type=Source.ORDER, source_id__in=set(numbers), closed_at__isnull=True
    ).select_related("variant__product", "location__facility")
    return rows.order_by(
        "location__facility__short_name", "location__name", "variant__product__name", "variant_id",
        "source_id",
    )  # fmt: skip


def first_to_expire(keys: Iterable[tuple[int, int]], *, today: date) -> dict[tuple[int, int], date]:
    """Last day of the batch that leaves first, by (variant, location); goods that keep have none.

    today: batches that are past it are not sold any more. One query.
    """
    keys = set(keys)
    rows = ProductionBatch.objects.filter(
        variant__in={variant for variant, _ in keys}, location__in={place for _, place in keys},
        remaining__gt=0, expires_on__gte=today,
    )  # fmt: skip
    days = rows.order_by().values_list("variant_id", "location_id").annotate(Min("expires_on"))
    return {(variant, place): day for variant, place, day in days if (variant, place) in keys}
