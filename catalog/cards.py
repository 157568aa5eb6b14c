"""Everything a product card shows, with a fixed number of queries."""

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from catalog.availability import Availability, availability_of_product
from catalog.models import Product, ProductPhoto, Variant
from catalog.stock import online_levels


def with_card_details(products: QuerySet[Product]) -> QuerySet[Product]:
    """These products with what `_product_card.html` shows: three queries for any number.

    Each product gets card_photos (its cover, or nothing) and card_variants (the active ones, with
    `pieces` that can be ordered now).
    """
    pieces = Subquery(online_levels().filter(variant=OuterRef("pk")).values("free")[:1])
    variants = Variant.objects.filter(is_active=True).annotate(
        pieces=Greatest(Coalesce(pieces, 0), 0)
    )
    return products.select_related("facility").prefetch_related(
        Prefetch("photos", ProductPhoto.objects.all()[:1], to_attr="card_photos"),
        Prefetch("variants", variants, to_attr="card_variants"),
    )


def card_availability(product: Product) -> Availability:
    """The stock wording of a product that came through `with_card_details`."""
    pieces = {variant.pk: variant.pieces for variant in product.card_variants}
    return availability_of_product(product, product.card_variants, pieces)
