"""One Day One Prison's Product: a product for each of the last 30 days and the next 14."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.models import Feature, Product, ProductPhoto

DAYS_BACK, DAYS_AHEAD = 30, 14


def load_features(*, at: datetime) -> int:
    """Give every day around `at` (site's zone) that has none a product; no facility twice in a row.

    Products with a picture come first: run after the pictures. Returns how many days were filled.
    """
    today = timezone.localdate(at)
    wanted = [today + timedelta(days=offset) for offset in range(-DAYS_BACK, DAYS_AHEAD + 1)]
    taken = set(Feature.objects.filter(day__in=wanted).values_list("day", flat=True))
    free = [day for day in wanted if day not in taken]
    products = _one_per_facility()
    if not products:
        return 0
    Feature.objects.bulk_create(
        Feature(day=day, product=products[day.toordinal() % len(products)]) for day in free
    )
    return len(free)


def _one_per_facility():
    """One live product of every facility, with a picture where it has one."""
    with_picture = Exists(ProductPhoto.objects.shown().filter(product=OuterRef("pk")))
    chosen = {}
    for product in Product.objects.public().annotate(seen=with_picture).order_by("-seen", "pk"):
        chosen.setdefault(product.facility_id, product)
    products = sorted(chosen.values(), key=lambda product: product.pk)
    return [product for product in products if product.seen] or products
