"""What follows when something the public pages show is saved or deleted.

The one place with signals: admin, imports and commands all save rows, and none may forget this.
`QuerySet.update` and `bulk_create` send no signal; who uses them for shown data calls
`bump_version()`. Stock rows are not here: a sale must not empty the cache of a thousand pages.
"""

from functools import partial

from django.db.models import Q
from django.db.models.signals import post_delete, post_save

from catalog import search
from catalog.models import (
    Category,
    Feature,
    FoodLabel,
    Product,
    ProductPhoto,
    Service,
    ServiceClosedDay,
    Variant,
)
from catalog.version import bump_version
from facilities.models import Facility, Gallery, ProducerGroup

SHOWN = [
    Category, Facility, Feature, FoodLabel, Gallery, ProducerGroup,
    Product, ProductPhoto, Service, ServiceClosedDay, Variant,
]  # fmt: skip
# Whose texts the search looks through, and the products a change of it touches.
SEARCHED = {
    Product: lambda row: Product.objects.filter(pk=row.pk),
    Category: lambda row: Product.objects.filter(Q(category=row) | Q(category__parent=row)),
    Facility: lambda row: Product.objects.filter(facility=row),
}
# Counted with each sale, shown nowhere but in the order of a list.
COUNTERS = frozenset({"sold_count"})


def connect() -> None:
    """Called once, when the app is ready."""
    for model, products_of in SEARCHED.items():
        uid = f"search-{model._meta.label_lower}"
        receiver = partial(_searched_row_saved, products_of)
        post_save.connect(receiver, sender=model, weak=False, dispatch_uid=uid)
    for model in SHOWN:
        uid = f"catalog-version-{model._meta.label_lower}"
        post_save.connect(_shown_row_changed, sender=model, dispatch_uid=uid)
        post_delete.connect(_shown_row_changed, sender=model, dispatch_uid=uid)


def _searched_row_saved(products_of, *, instance, created, update_fields=None, **kwargs) -> None:
    if update_fields and COUNTERS.issuperset(update_fields):
        return
    # A new category or facility has no products yet.
    if not created or isinstance(instance, Product):
        search.index(products_of(instance))


def _shown_row_changed(*, sender, update_fields=None, **kwargs) -> None:
    if update_fields and COUNTERS.issuperset(update_fields):
        return
    bump_version()
