"""Labels for goods and shelves: what stands on one, and which goods get how many.

Source: docs/rules/stock.md, Labels.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from catalog import food
from catalog.models import ProductionBatch, Publication, Variant
from catalog.structured import absolute
from orders import barcode_pictures, qr_pictures

SHELF, GOODS = "rak", "barang"
KINDS = {SHELF: "Label rak", GOODS: "Label barang"}
# Labels on one A4 sheet of each kind.
ON_A_SHEET = {SHELF: 10, GOODS: 24}
MOST_OF_ONE = 200
MOST_LABELS = 480


@dataclass(frozen=True)
class Wanted:
    """So many labels of one variant. batch: whose last day they carry, None for no day."""

    variant: Variant
    count: int
    batch: ProductionBatch | None = None


@dataclass(frozen=True)
class Label:
    """What one label says. bars: Code 128 of `code`, None when only the QR code fits.

    qr: leads to the product's page, or holds the code while the product is not public.
    """

    variant: Variant
    code: str
    permit: str
    expires_on: date | None
    batch_code: str
    bars: str | None
    qr: str


def label_of(wanted: Wanted, day: date) -> Label:
    """day: today; a permit that has run out is not printed."""
    variant, batch = wanted.variant, wanted.batch
    stated = getattr(variant.product, "food_label", None)
    code = variant.barcode or variant.sku
    shown = variant.product.status == Publication.LIVE and variant.product.facility.is_public
    address = absolute(variant.product.get_absolute_url()) if shown else code
    return Label(
        variant=variant,
        code=code,
        permit=food.permit_of(stated, day) if stated else "",
        expires_on=batch.expires_on if batch else None,
        batch_code=batch.code if batch else "",
        bars=barcode_pictures.svg(code),
        qr=qr_pictures.svg(address),
    )


def sheets_of(wanted: Iterable[Wanted], kind: str, day: date) -> Iterator[list[Label]]:
    """The labels in order, as many as one sheet of paper takes at a time."""
    labels = [label for one in wanted for label in [label_of(one, day)] * one.count]
    size = ON_A_SHEET[kind]
    return (labels[start : start + size] for start in range(0, len(labels), size))


def dated_batches(variants: Iterable[Variant], day: date) -> dict[int, list[ProductionBatch]]:
    """Per variant the batches that lie somewhere and may still be sold, first to expire first."""
    rows = ProductionBatch.objects.filter(
        variant__in=[variant.pk for variant in variants], remaining__gt=0, expires_on__gte=day
    )
    batches, seen = defaultdict(list), set()
    for batch in rows.order_by("expires_on", "pk"):
        known = (batch.variant_id, batch.code, batch.expires_on)  # the same at several places
        if known not in seen:
            batches[batch.variant_id].append(batch)
        seen.add(known)
    return batches
