"""A year of stock for the demo, written in bulk: what came, what left, what lies there now.

The rows are those that catalog/stock.py would have written; `manage.py verify_stock` proves it.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.models import (
    Product,
    ProductionBatch,
    Reservation,
    StockLevel,
    StockLocation,
    StockMovement,
    Variant,
)
from catalog.models.stock import Source
from catalog.stock.reading import ONLINE_LOCATION_NAME
from facilities.demo.facilities import SHARED_GALLERY
from facilities.models import Facility, Gallery

Kind = StockMovement.Kind
LevelKey = tuple[int, int]  # variant id, location id

# Pieces of one batch leave within this time; food within half of what it keeps.
BATCH_DAYS = 28


@dataclass(frozen=True)
class Leaving:
    """Pieces that left. made: made for this order, so they came in and went out at once."""

    variant_id: int
    location_id: int
    quantity: int
    kind: str
    source_type: str
    source_id: str
    line: str
    at: datetime
    made: bool = False
    reason: str = ""

    @property
    def key(self) -> LevelKey:
        return self.variant_id, self.location_id


def load_locations() -> None:
    """A workshop store for web orders, and one place for every gallery room."""
    stores = [
        StockLocation(
            facility=facility,
            kind=StockLocation.Kind.WORKSHOP,
            name=ONLINE_LOCATION_NAME,
            is_online=True,
        )
        for facility in Facility.objects.order_by("pk")
    ]
    rooms = [
        StockLocation(
            facility=gallery.facility,
            kind=StockLocation.Kind.GALLERY,
            name=gallery.name[:60],
            gallery=gallery,
            takes_guests=gallery.name == SHARED_GALLERY[1],
        )
        for gallery in Gallery.objects.select_related("facility").order_by("pk")
    ]
    StockLocation.objects.bulk_create([*stores, *rooms])


def places() -> tuple[dict[int, int], dict[int, int]]:
    """Location id by facility id: the online store, and the facility's own gallery room."""
    online, gallery = {}, {}
    shared = SHARED_GALLERY[1]
    for location in StockLocation.objects.filter(is_active=True).order_by("pk"):
        if location.is_online:
            online[location.facility_id] = location.pk
        elif location.kind == StockLocation.Kind.GALLERY and location.name != shared:
            gallery.setdefault(location.facility_id, location.pk)
    return online, gallery


def stock_now(shares: Mapping[str, int]) -> dict[LevelKey, int]:
    """Pieces that shall lie free at each level. shares: pieces in the online store by SKU.

    Galleries show some of what is plenty; goods of the three Ambon units also lie at the stand
    they share.
    """
    online, gallery = places()
    stand = StockLocation.objects.filter(name=SHARED_GALLERY[1]).first()
    levels = {}
    for variant in Variant.objects.select_related("product__facility"):
        pieces, facility = shares.get(variant.sku, 0), variant.product.facility
        levels[variant.pk, online[facility.pk]] = pieces
        if variant.product.fulfilment != Product.Fulfilment.COURIER or pieces < 4:
            continue
        levels[variant.pk, gallery[facility.pk]] = min(pieces // 4, 12)
        if stand and facility.code in ("LPS-AMB", "LPP-AMB", "RTN-AMB"):
            levels[variant.pk, stand.pk] = 2
    return levels


def write_ledger(
    *,
    levels: Mapping[LevelKey, int],
    leavings: Iterable[Leaving],
    reservations: Iterable[Reservation],
    at: datetime,
) -> None:
    """Batches, movements, levels and reservations that end in what `levels` says is free.

    levels: free pieces by level now; leavings: of the past, in any order; reservations: open and
    closed ones, unsaved. Must find an empty ledger.
    """
    reservations = list(reservations)
    held = defaultdict(int)
    for row in reservations:
        if row.closed_at is None:
            held[row.variant_id, row.location_id] += row.quantity
    left = defaultdict(list)
    made = []
    for leaving in leavings:
        if leaving.made:
            made.append(leaving)
        else:
            left[leaving.key].append(leaving)
    keys = sorted({*levels, *left, *held, *(leaving.key for leaving in made)})
    on_hand = {key: levels.get(key, 0) + held[key] for key in keys}
    StockLevel.objects.bulk_create(
        StockLevel(variant_id=key[0], location_id=key[1], on_hand=on_hand[key], reserved=held[key])
        for key in keys
    )
    _write_batches(keys, on_hand, left, at)
    StockMovement.objects.bulk_create(
        movement for leaving in made for movement in _came_and_went(leaving)
    )
    Reservation.objects.bulk_create(reservations)


def _write_batches(keys, on_hand, left, at):
    variants = Variant.objects.select_related("product__facility", "product__food_label").in_bulk()
    dice = random.Random(27)
    batches, parts = [], []
    for key in keys:
        variant = variants[key[0]]
        shelf_days = _shelf_days(variant)
        groups = list(_batches_of(left[key], shelf_days))
        moments = [group[0].at - timedelta(days=dice.uniform(0.2, 2)) for group in groups]
        if on_hand[key]:
            groups.append([])
            fresh = min(shelf_days // 4, 20) if shelf_days else 45
            moments.append(at - timedelta(days=dice.uniform(0, fresh), hours=1))
        for number, (group, moment) in enumerate(zip(groups, moments, strict=True), start=1):
            good = sum(leaving.quantity for leaving in group) or on_hand[key]
            batches.append(_batch(variant, key, good, bool(group), moment, number, dice))
            parts.append((group, moment))
    ProductionBatch.objects.bulk_create(batches)
    StockMovement.objects.bulk_create(
        movement
        for batch, (group, moment) in zip(batches, parts, strict=True)
        for movement in _movements_of(batch, group, moment)
    )


def _shelf_days(variant: Variant) -> int:
    """Days the goods keep, 0 for goods that do not spoil."""
    label = getattr(variant.product, "food_label", None)
    return (label.shelf_life_days or 0) if label else 0


def _batches_of(leavings: list[Leaving], shelf_days: int):
    """Leavings of one level in the runs that one batch covers."""
    days = min(BATCH_DAYS, max(shelf_days // 2, 1)) if shelf_days else BATCH_DAYS
    group: list[Leaving] = []
    for leaving in sorted(leavings, key=lambda leaving: leaving.at):
        if group and leaving.at - group[0].at > timedelta(days=days):
            yield group
            group = []
        group.append(leaving)
    if group:
        yield group


def _batch(variant, key, good, is_sold, moment, number, dice) -> ProductionBatch:
    produced_on = variant.product.facility.local_day(moment)
    shelf_days = _shelf_days(variant)
    return ProductionBatch(
        variant_id=key[0],
        location_id=key[1],
        producer_group_id=variant.product.producer_group_id,
        code=f"{produced_on:%y%m%d}-{number:02d}",
        produced_on=produced_on,
        expires_on=produced_on + timedelta(days=shelf_days) if shelf_days else None,
        good_quantity=good,
        rejected_quantity=dice.choice((0, 0, 0, 0, 1, 2)) if good > 9 else 0,
        material_cost=None if variant.material_cost is None else variant.material_cost * good,
        remaining=0 if is_sold else good,
    )


def _movements_of(batch: ProductionBatch, group: list[Leaving], moment: datetime):
    yield StockMovement(
        variant_id=batch.variant_id,
        location_id=batch.location_id,
        kind=Kind.RECEIVE,
        quantity=batch.good_quantity,
        source_type=Source.DEMO,
        source_id=str(batch.pk),
        batch=batch,
        at=moment,
    )
    for leaving in group:
        yield _movement(leaving, leaving.kind, -leaving.quantity, batch)


def _came_and_went(leaving: Leaving):
    yield _movement(leaving, Kind.RECEIVE, leaving.quantity)
    yield _movement(leaving, leaving.kind, -leaving.quantity)


def _movement(leaving, kind, quantity, batch=None):
    return StockMovement(
        variant_id=leaving.variant_id,
        location_id=leaving.location_id,
        kind=kind,
        quantity=quantity,
        source_type=leaving.source_type,
        source_id=leaving.source_id,
        source_line=leaving.line,
        batch=batch,
        reason=leaving.reason,
        at=leaving.at,
    )
