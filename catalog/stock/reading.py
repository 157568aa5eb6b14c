"""What can be ordered on the site now."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Case, DateField, F, Q, QuerySet, Value, When
from django.utils import timezone

from catalog.models import ProductionBatch, StockLevel, StockLocation
from facilities.models import Facility
from facilities.models.places import Zone

from .ledger import expired

ONLINE_LOCATION_NAME = "Gudang situs"


def online_location(facility: Facility) -> StockLocation:
    """The one place web orders of this facility take from; made when there is none."""
    existing = StockLocation.objects.filter(facility=facility, is_online=True).first()
    return existing or _make_online_location(facility)


def _make_online_location(facility: Facility) -> StockLocation:
    try:
        with transaction.atomic():
            location, _ = StockLocation.objects.update_or_create(
                facility=facility,
                name=ONLINE_LOCATION_NAME,
                defaults={"is_online": True},
                create_defaults={"is_online": True, "kind": StockLocation.Kind.WORKSHOP},
            )
            return location
    except IntegrityError:  # another one was named online meanwhile
        return StockLocation.objects.get(facility=facility, is_online=True)


def online_available(variant_ids: Iterable[int], *, at: datetime | None = None) -> dict[int, int]:
    """Pieces of each variant that can be ordered now, 0 where there is none. One query.

    Counts what lies at the facility's online location, is not reserved and may still be sold on
    its facility's calendar day. at: another moment than now.
    """
    ids = set(variant_ids)
    free = dict(online_levels(at).filter(variant__in=ids).values_list("variant_id", "free"))
    return {pk: max(free.get(pk, 0), 0) for pk in ids}


def sellable_pieces(
    location: StockLocation, variant_ids: Iterable[int], *, at: datetime | None = None
) -> dict[int, int]:
    """Pieces of each variant at one location that are free and not past their day. One query.

    0 where there is none. at: another moment than now.
    """
    ids = set(variant_ids)
    levels = StockLevel.objects.filter(location=location, variant__in=ids).order_by()
    day = _local_day(at or timezone.now())
    free = levels.annotate(expired=expired(day)).annotate(
        free=F("on_hand") - F("reserved") - F("expired")
    )
    found = dict(free.values_list("variant_id", "free"))
    return {pk: max(found.get(pk, 0), 0) for pk in ids}


def online_levels(at: datetime | None = None) -> QuerySet[StockLevel]:
    """Levels that web orders take from, each with `free`: pieces that can be ordered now.

    For lists that need the pieces inside a larger query; `free` is never shown below 0.
    """
    return (
        StockLevel.objects.filter(
            location__facility=F("variant__product__facility"),
            location__is_online=True,
            location__is_active=True,
        )
        .order_by()
        .annotate(expired=expired(_local_day(at or timezone.now())))
        .annotate(free=F("on_hand") - F("reserved") - F("expired"))
    )


def ready_levels(at: datetime | None = None) -> QuerySet[StockLevel]:
    """Levels that hold at least one smallest order of their variant now.

    The same answer as `online_levels` gives, for the whole catalogue at once: batches are only
    added up where one of them has pieces past their day.
    """
    at = at or timezone.now()
    latest_day = timezone.localdate(at, ZoneInfo(Zone.WIT.value))
    batches = ProductionBatch.objects.filter(expires_on__lt=latest_day, remaining__gt=0)
    enough = F("variant__min_quantity")
    return online_levels(at).filter(
        ~Q(variant__in=batches.order_by().values("variant")) | Q(free__gte=enough),
        on_hand__gte=F("reserved") + enough,
    )


def _local_day(at: datetime) -> Case:
    """Today in the zone of the variant's facility, as SQL."""
    path = "variant__product__facility__timezone"
    days = [
        When(**{path: zone.value}, then=Value(timezone.localdate(at, ZoneInfo(zone.value))))
        for zone in Zone
    ]
    return Case(*days, output_field=DateField())
