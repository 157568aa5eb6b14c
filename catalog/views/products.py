"""One product: pictures, price, stock wording per variant, facts, label, maker."""

from django.db.models import Case, Min, When
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog import structured
from catalog.cards import cards
from catalog.models import Product, ProductionBatch
from catalog.public import public_page

OTHERS_SHOWN = 4


@public_page
def product_detail(request, slug, pk):
    product, *others = _with_neighbours(pk)
    if slug != product.slug:
        return HttpResponsePermanentRedirect(product.get_absolute_url())
    photos = list(product.photos.all())
    crumbs = [
        ("Beranda", reverse("catalog:home")),
        *_category_crumbs(product.category),
        (product.name, ""),
    ]
    group = product.producer_group
    context = {
        "here": (product.category.parent or product.category).slug,
        "product": product,
        "facility": product.facility,
        "variants": product.shown_variants,
        "chosen": _chosen(product.shown_variants),
        "photos": photos,
        "share_picture": structured.share_picture(photos[0]) if photos else None,
        "label": getattr(product, "food_label", None) if product.is_food else None,
        "expires_on": _first_to_expire(product) if product.is_food else None,
        "group": group if group and group.is_public else None,
        "others": others,
        "crumbs": crumbs,
        "json_ld": structured.as_script(structured.product(product, photos)),
    }
    return render(request, "catalog/product_detail.html", context)


def _with_neighbours(pk):
    """The product, then others of its facility, as cards: together they cost what one costs."""
    facility = Product.objects.public().filter(pk=pk).values("facility")
    first = Case(When(pk=pk, then=0), default=1)
    products = Product.objects.public().filter(facility__in=facility)
    products = products.order_by(first, "-sold_count", "-published_at", "-pk")
    products = products.select_related("producer_group", "food_label")
    found = cards(products[: OTHERS_SHOWN + 1])
    if not found:
        raise Http404
    return found


def _category_crumbs(category):
    chain = [category.parent, category] if category.parent else [category]
    return [(step.name, step.get_absolute_url()) for step in chain]


def _chosen(variants):
    """The variant ticked at first: the first one that can be ordered."""
    return next((v for v in variants if v.availability.can_order), None)


def _first_to_expire(product):
    """The earliest "best before" of pieces still here, as first to expire leaves first."""
    today = product.facility.local_day(timezone.now())
    batches = ProductionBatch.objects.filter(
        variant__product=product, remaining__gt=0, expires_on__gte=today
    )
    return batches.aggregate(day=Min("expires_on"))["day"]
