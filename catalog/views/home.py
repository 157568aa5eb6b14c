"""The front page: today's product, categories, newest goods, provinces and honest figures."""

from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.shortcuts import render
from django.utils import timezone

from catalog import structured
from catalog.cards import cards
from catalog.map import dots, in_words
from catalog.models import Category, Feature, Product, ProductPhoto
from catalog.navigation import GROUPS
from catalog.places import by_province, with_counts
from catalog.public import public_page
from facilities.models import Facility
from facilities.models.places import Zone

NEWEST_SHOWN = 8


@public_page
def home(request):
    today = timezone.localdate(timezone=ZoneInfo(Zone.WIB))
    featured, newest = _featured_and_newest(today)
    facilities = list(with_counts(Facility.objects.public()))
    provinces = by_province(facilities)
    context = {
        "today": today,
        "featured": featured,
        "newest": newest,
        "groups": _groups(),
        "provinces": sorted(provinces, key=lambda p: p.short_name),
        "dots": dots(provinces),
        "map_words": in_words(provinces),
        "facility_count": len(facilities),
        "product_count": sum(f.product_count for f in facilities),
        "service_count": sum(f.service_count for f in facilities),
        "sold_count": sum(f.sold_count for f in facilities),
        "json_ld": structured.as_script(structured.site()),
    }
    return render(request, "catalog/home.html", context)


def _featured_and_newest(today):
    """Today's product, or None, and the newest ones: together, as cards, in three queries."""
    feature = Feature.objects.filter(day=today, product=OuterRef("pk"))
    # The front page shows goods with a picture first.
    pictured = Exists(ProductPhoto.objects.shown().filter(product=OuterRef("pk")))
    public = Product.objects.public().annotate(pictured=pictured)
    public = public.order_by("-pictured", "-published_at", "-pk")
    products = public.annotate(headline=Subquery(feature.values("headline"))).filter(
        Q(pk__in=public.values("pk")[:NEWEST_SHOWN])
        | Q(pk__in=Feature.objects.filter(day=today).values("product"))
    )
    products = cards(products)
    featured = next((p for p in products if p.headline is not None), None)
    return featured, [p for p in products if p is not featured][:NEWEST_SHOWN]


def _groups():
    """The groups of the menu that exist, each with how many products stand in it."""
    live = Q(children__products__status="tayang", children__products__facility__is_public=True)
    order = [slug for slug, _ in GROUPS]
    groups = Category.objects.filter(parent=None, slug__in=order)
    groups = groups.annotate(product_count=Count("children__products", filter=live))
    return sorted(groups, key=lambda group: order.index(group.slug))
