"""What the page of one product shows: to the public, and to officers before it is public."""

from zoneinfo import ZoneInfo

from django.db.models import Case, Min, OuterRef, Subquery, When
from django.urls import reverse
from django.utils import timezone

from catalog import structured
from catalog.cards import cards
from catalog.food import NOT_STATED, label_lines
from catalog.models import Feature, FoodLabel, Product, ProductionBatch
from facilities.models.places import Zone

OTHERS_SHOWN = 4


def product_and_others(pk: int, *, hidden_too: bool = False) -> list[Product]:
    """The product, then others of its facility, as cards: together they cost what one costs.

    Empty when the public may not see it. hidden_too: also a product that is not public; the
    caller has checked who asks.
    """
    public = Product.objects.public()
    rows = public | Product.objects.filter(pk=pk) if hidden_too else public
    today = timezone.localdate(timezone=ZoneInfo(Zone.WIB))
    featured = Feature.objects.filter(product=OuterRef("pk"), day=today).values("day")
    first = Case(When(pk=pk, then=0), default=1)
    products = rows.filter(facility__in=rows.filter(pk=pk).values("facility"))
    products = products.order_by(first, "-sold_count", "-published_at", "-pk")
    products = products.select_related("producer_group", "food_label")
    products = products.annotate(featured_on=Subquery(featured[:1]))
    return cards(products[: OTHERS_SHOWN + 1])


def context_of(product: Product, others: list[Product]) -> dict:
    """What `catalog/product_detail.html` needs. product, others: from `product_and_others`."""
    photos = list(product.photos.shown())
    crumbs = [
        ("Beranda", reverse("catalog:home")),
        *_category_crumbs(product.category),
        (product.name, ""),
    ]
    group = product.producer_group
    return {
        "here": (product.category.parent or product.category).slug,
        "product": product,
        "facility": product.facility,
        "variants": product.shown_variants,
        "chosen": _chosen(product.shown_variants),
        "photos": photos,
        "share_picture": structured.share_picture(photos[0]) if photos else None,
        **(_food(product) if product.is_food else {}),
        "group": group if group and group.is_public else None,
        "others": others,
        "crumbs": crumbs,
        "json_ld": structured.as_script(structured.product(product, photos)),
    }


def _category_crumbs(category):
    chain = [category.parent, category] if category.parent else [category]
    if category.parent and category.parent.name == category.name:
        chain = [category]
    return [(step.name, step.get_absolute_url()) for step in chain]


def _chosen(variants):
    """The variant ticked at first: the first one that can be ordered."""
    return next((v for v in variants if v.availability.can_order), None)


def _food(product):
    """What the label says and which marks may be shown; a food without a label says so too."""
    today = product.facility.local_day(timezone.now())
    label = getattr(product, "food_label", None) or FoodLabel()
    lines = list(label_lines(label, today))
    stated = {name for name, value in lines if value != NOT_STATED}
    marks = {"Sertifikat halal": "Halal", "P-IRT": "P-IRT", "BPOM": "BPOM"}
    return {
        "label_lines": lines,
        "label_marks": [mark for name, mark in marks.items() if name in stated],
        "expires_on": _first_to_expire(product, today),
    }


def _first_to_expire(product, today):
    """The earliest "best before" of pieces still here, as first to expire leaves first."""
    batches = ProductionBatch.objects.filter(
        variant__product=product, remaining__gt=0, expires_on__gte=today
    )
    return batches.aggregate(day=Min("expires_on"))["day"]
