"""What lies at one place and can be sold there now, whosever it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from catalog import finding
from catalog.models import ProductPhoto, StockLevel, StockLocation, Variant
from catalog.stock.ledger import expired

MOST_TILES = 24


@dataclass(frozen=True)
class Ware:
    """One variant at the place. pieces: free and good to sell; cover: a ProductPhoto or None."""

    variant: Variant
    pieces: int
    cover: ProductPhoto | None
    is_guest: bool

    @property
    def label(self) -> str:
        """What the tile says: the goods, and the choice where there is one."""
        return str(self.variant)

    @property
    def note(self) -> str:
        """`Ada 12`, `Sisa 2`, `Habis`, with the owner before it where that is another facility."""
        words = f"Ada {self.pieces}" if self.pieces > 3 else f"Sisa {self.pieces}"
        if self.pieces < 1:
            words = "Habis atau sudah dipesan"
        return f"{self.variant.product.facility}, {words.lower()}" if self.is_guest else words


def variants_at(location: StockLocation) -> QuerySet[Variant]:
    """Variants with any piece at this place. Who may sell here sees them, also a guest's."""
    levels = StockLevel.objects.filter(location=location, on_hand__gt=0)
    return Variant.objects.filter(is_active=True, pk__in=levels.values("variant"))


def popular(location: StockLocation, *, at: datetime, most: int = MOST_TILES) -> list[Ware]:
    """The goods of the place that sell most, what is gone last. Two queries."""
    rows = _rows(location, at).filter(on_hand__gt=0, variant__is_active=True)
    best = rows.order_by("-variant__product__sold_count", "variant__product__name", "variant")
    return sorted(_wares(best[:most], location), key=lambda ware: ware.pieces < 1)


def search(location: StockLocation, text: str, *, at: datetime) -> list[Ware]:
    """Goods of the place that this code or these words name."""
    found = finding.find(variants_at(location), text)
    return wares_of(location, [variant.pk for variant in found], at=at)


def exact(location: StockLocation, text: str) -> Variant | None:
    """The one thing with this code at the place, or the only one these words name."""
    found = finding.find(variants_at(location), text, most=2)
    return found[0] if len(found) == 1 else None


def wares_of(location: StockLocation, keys: Iterable[int], *, at: datetime) -> list[Ware]:
    """These variants at the place, in the order of the keys; unknown ones are left out."""
    places = {pk: number for number, pk in enumerate(keys)}
    wares = _wares(_rows(location, at).filter(variant__in=places), location)
    return sorted(wares, key=lambda ware: places[ware.variant.pk])


def _rows(location: StockLocation, at: datetime) -> QuerySet[StockLevel]:
    day = location.facility.local_day(at)
    return (
        StockLevel.objects.filter(location=location)
        .select_related("variant__product__facility__payment_setup")
        .annotate(expired=expired(day))
    )


def _wares(levels: Iterable[StockLevel], location: StockLocation) -> list[Ware]:
    levels = list(levels)
    products = {level.variant.product_id for level in levels}
    covers = {}
    for photo in ProductPhoto.objects.filter(product__in=products).order_by("-position", "-pk"):
        covers[photo.product_id] = photo
    return [
        Ware(
            variant=level.variant,
            pieces=max(0, level.available - level.expired),
            cover=covers.get(level.variant.product_id),
            is_guest=level.variant.product.facility_id != location.facility_id,
        )
        for level in levels
    ]
