"""Products as a list shows them: cover, price, maker and the one wording about stock."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from catalog import capacity
from catalog.availability import availability_of, availability_of_product
from catalog.models import Product, ProductPhoto, Variant
from catalog.stock import online_available

PHOTO_FIELDS = ("id", "image", "width", "height", "alt", "is_processed")


def cards(products: QuerySet[Product]) -> list[Product]:
    """The products, each with `cover`, `shown_variants` and `availability`. Three queries."""
    return dress(list(card_rows(products)))


def card_rows(products: QuerySet[Product]) -> QuerySet[Product]:
    """The same products with what a card needs from other tables, still in one query.

    Cover and booked months come along as JSON, so that a page need not ask for them apart.
    """
    related = ("facility__regency__province", "category__parent", "producer_group")
    return capacity.with_booked_months(with_cover_row(products.select_related(*related)))


def with_cover_row(
    products: QuerySet[Product], photos: QuerySet[ProductPhoto] | None = None
) -> QuerySet[Product]:
    """The same products with what `cover_of` reads, still in one query.

    photos: which may be the cover; None: those the gallery shows.
    """
    photos = ProductPhoto.objects.shown() if photos is None else photos
    photos = photos.filter(product=OuterRef("pk")).order_by("position", "pk")
    cover = photos.values(row=JSONObject(**{name: name for name in PHOTO_FIELDS}))[:1]
    return products.annotate(cover_row=Subquery(cover))


def dress(products: Iterable[Product]) -> list[Product]:
    """Give products from `card_rows` their cover, variants and stock wording. Two queries."""
    products = list(products)
    by_product = {product.pk: product for product in products}
    variants = list(Variant.objects.filter(product__in=by_product, is_active=True))
    pieces = online_available(variant.pk for variant in variants)
    for product in by_product.values():
        product.shown_variants = []
    for variant in variants:
        variant.product = by_product[variant.product_id]
    rooms = capacity.rooms(variants)
    for variant in variants:
        variant.pieces = pieces[variant.pk]
        variant.availability = availability_of(variant, variant.pieces, rooms.get(variant.pk))
        variant.product.shown_variants.append(variant)
    for product in products:
        product.shown_variants = by_product[product.pk].shown_variants
        product.cover = cover_of(product)
        product.availability = availability_of_product(
            product, product.shown_variants, pieces, rooms
        )
    return products


def cover_of(product: Product) -> ProductPhoto | None:
    """The first photo from the row that came with the product, or None."""
    row = getattr(product, "cover_row", None)
    return ProductPhoto(product=product, **row) if row else None


def with_covers(variants: Iterable[Variant]) -> list[Variant]:
    """The variants, each with `cover`: the first photo of its product, or None. One query."""
    variants = list(variants)
    products = Product.objects.filter(pk__in={variant.product_id for variant in variants})
    covers = {product.pk: cover_of(product) for product in with_cover_row(products)}
    for variant in variants:
        variant.cover = covers[variant.product_id]
    return variants
