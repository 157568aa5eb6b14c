"""What lies at one place, thing by thing, for whoever stands before the shelf."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.dates import tanggal
from catalog.models import ProductionBatch, Publication, StockLocation, Variant
from catalog.shelf import LOW

# So long before its last day of sale a thing is shown first and pointed out.
NEAR_DAYS = 7


def with_pieces_at(
    variants: QuerySet[Variant], location: StockLocation, *, day: date
) -> QuerySet[Variant]:
    """The variants with `on_hand`, `reserved`, `expired` and `free` pieces at this place.

    day: today there. expired: pieces past their last day of sale; free: neither reserved nor
    expired, below 0 where reserved ones have expired. first_day: last day of sale of what has to
    go first, None when nothing there has one. level: the level's key, None where there is none.
    """
    batches = ProductionBatch.objects.filter(
        variant=OuterRef("pk"), location=location, remaining__gt=0
    ).order_by()
    past = batches.filter(expires_on__lt=day).values("variant")
    expired = past.annotate(pieces=Sum("remaining")).values("pieces")
    first_day = batches.filter(expires_on__isnull=False).order_by("expires_on")
    return variants.annotate(
        here=FilteredRelation("stock_levels", condition=Q(stock_levels__location=location)),
        level=F("here__pk"),
        on_hand=Coalesce(F("here__on_hand"), 0),
        reserved=Coalesce(F("here__reserved"), 0),
        expired=Coalesce(Subquery(expired, output_field=IntegerField()), 0),
        free=F("on_hand") - F("reserved") - F("expired"),
        first_day=Subquery(first_day.values("expires_on")[:1]),
    )


def kept_at(variants: QuerySet[Variant], location: StockLocation) -> QuerySet[Variant]:
    """Of variants `with_pieces_at` this place, those one expects on its shelf.

    All that ever lay there and are still for sale, or still lie there; where the site sells from
    also what is for sale and has not come yet.
    """
    for_sale = Q(is_active=True) & ~Q(product__status=Publication.ARCHIVED)
    expected = Q(level__isnull=False)
    if location.is_online:
        expected |= Q(made_to_order=False)
    return variants.filter(Q(on_hand__gt=0) | (for_sale & expected))


def low_at(variants: QuerySet[Variant]) -> QuerySet[Variant]:
    """Of those, what runs out and is not made when ordered."""
    return variants.filter(free__lte=LOW, made_to_order=False, is_active=True)


@dataclass(frozen=True)
class Note:
    """What to know about a thing at a place. is_bad: it cannot be sold as it lies there."""

    text: str
    is_bad: bool


def note_on(variant: Variant, day: date) -> Note | None:
    """The one thing to say of a variant `with_pieces_at` a place, the worst first."""
    if variant.expired:
        return Note(f"Kedaluwarsa {tanggal(variant.first_day)}", is_bad=True)
    runs_out = not variant.made_to_order
    if runs_out and not variant.on_hand:
        return Note("Habis", is_bad=True)
    if runs_out and variant.free <= 0:
        return Note("Habis dipesan", is_bad=True)
    if variant.first_day and variant.first_day <= day + timedelta(days=NEAR_DAYS):
        return Note(f"Baik sampai {tanggal(variant.first_day)}", is_bad=False)
    return Note("Menipis", is_bad=False) if runs_out and variant.free <= LOW else None
