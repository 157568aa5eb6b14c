"""A batch comes in from the workshop, with what its materials cost. Source: docs/rules/stock.md."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery

from catalog import stock
from catalog.models import ProductionBatch, StockLocation, StockMovement, Variant
from catalog.money import share_up
from facilities.models import Facility, ProducerGroup

# Longer ago a batch is part of what was reported; a count puts it right instead.
UNDO_WITHIN = timedelta(days=1)


@transaction.atomic
def take_in(
    *,
    variant: Variant,
    location: StockLocation,
    group: ProducerGroup | None,
    good: int,
    rejected: int,
    produced_on: date,
    expires_on: date | None,
    material_cost: int | None,
    sets_cost: bool,
    code: str,
    at: datetime,
    by,
    key: str,
) -> ProductionBatch:
    """Receive a batch; its good pieces lie at the location afterwards.

    good, rejected: pieces, not both 0. material_cost: rupiah for all of them, None when not
    stated. sets_cost: what a good piece cost becomes the variant's material cost, which the
    sharing of later sales reads. expires_on: None takes the last day of the food's label.
    key: of the form; the same key again changes nothing. Raises StockError.
    """
    batch = stock.receive(
        variant=variant,
        location=location,
        quantity=good,
        rejected=rejected,
        code=code,
        produced_on=produced_on,
        expires_on=expires_on or stock.last_day_of(variant, produced_on),
        producer_group=group,
        material_cost=material_cost,
        at=at,
        by=by,
        key=key,
    )
    each = cost_of_a_piece(batch)
    if sets_cost and each is not None and variant.material_cost != each:
        variant.material_cost = each
        variant.save(update_fields=["material_cost"])
    return batch


def cost_of_a_piece(batch: ProductionBatch) -> int | None:
    """Rupiah of materials in one good piece, rejected ones borne by them; None when unknown."""
    if batch.material_cost is None or not batch.good_quantity:
        return None
    return share_up(batch.material_cost, batch.good_quantity)


def latest_batches(
    user, facility: Facility, *, at: datetime, most: int = 12
) -> list[ProductionBatch]:
    """What came in last at this facility; goods moved elsewhere are not made a second time.

    each: materials in a good piece. is_fresh: typed so lately that it may be undone in one tap;
    older ones are corrected by a count.
    """
    rows = ProductionBatch.objects.visible_to(user, subject="stock").filter(
        variant__product__facility=facility, moved_quantity=0
    )
    receipts = StockMovement.objects.filter(
        batch=OuterRef("pk"), kind=StockMovement.Kind.RECEIVE, reversed_by__isnull=True
    ).order_by("-pk")
    rows = rows.annotate(received_at=Subquery(receipts.values("at")[:1]))
    batches = list(
        rows.select_related("variant__product", "location", "producer_group").order_by("-pk")[:most]
    )
    for batch in batches:
        batch.each = cost_of_a_piece(batch)
        # A batch of which nothing is good has no movement that would say when it was typed.
        fresh = batch.received_at and batch.received_at > at - UNDO_WITHIN
        batch.is_fresh = not batch.is_undone and bool(fresh or not batch.good_quantity)
    return batches


def made_lately(variants: QuerySet[Variant], *, most: int) -> Sequence[Variant]:
    """The variants that came from the workshop last, for whoever makes the same every week."""
    made = variants.filter(is_active=True, batches__isnull=False)
    return list(made.annotate(last_batch=Max("batches")).order_by("-last_batch")[:most])
