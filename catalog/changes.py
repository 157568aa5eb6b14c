"""What follows when something the public pages show is saved or deleted.

The one place with signals: admin, imports and commands all save rows, and none may forget this.
`QuerySet.update` and `bulk_create` send no signal; who uses them for shown data calls
`bump_version()`. Stock rows are not here: a sale must not empty the cache of a thousand pages.
"""

from django.db.models.signals import post_delete, post_save

from catalog.models import Category, Feature, FoodLabel, Product, ProductPhoto, Service, Variant
from catalog.version import bump_version
from facilities.models import Facility, Gallery, ProducerGroup

SHOWN = [
    Category, Facility, Feature, FoodLabel, Gallery, ProducerGroup,
    Product, ProductPhoto, Service, Variant,
]  # fmt: skip
# Counted with each sale, shown nowhere but in the order of a list.
COUNTERS = frozenset({"sold_count"})


def connect() -> None:
    """Called once, when the app is ready."""
    for model in SHOWN:
        uid = f"catalog-version-{model._meta.label_lower}"
        post_save.connect(_shown_row_changed, sender=model, dispatch_uid=uid)
        post_delete.connect(_shown_row_changed, sender=model, dispatch_uid=uid)


def _shown_row_changed(*, sender, update_fields=None, **kwargs) -> None:
    if update_fields and COUNTERS.issuperset(update_fields):
        return
    bump_version()
