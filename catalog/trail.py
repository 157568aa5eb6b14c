"""The stock ledger in the trail of changes."""

from django.db.models import Q

from catalog.models import StockMovement
from facilities.acting import SITE
from facilities.trail import Change, Row, Source, register


class StockSource(Source):
    """Movements of goods: append-only by themselves (catalog/stock/)."""

    topics = {"stock": "Stok"}
    facility_path = "variant__product__facility"
    pages = frozenset({"catalog.product", "catalog.stocklocation", "catalog.productionbatch"})

    def rows(self, user):
        rows = StockMovement.objects.visible_to(user, subject="stock")
        return rows.select_related("variant__product__facility", "location", "by")

    def about(self, rows, key):
        kind, _, pk = key.partition(":")
        paths = {
            "catalog.product": "variant__product",
            "catalog.stocklocation": "location",
            "catalog.productionbatch": "batch",
        }
        return rows.filter(**{paths[kind]: pk}) if kind in paths else rows.none()

    def matching(self, word):
        return (
            Q(variant__product__name__icontains=word)
            | Q(variant__sku__icontains=word)
            | Q(reason__icontains=word)
            | Q(source_id__icontains=word)
            | Q(by__username__icontains=word)
        )

    def row(self, found):
        return Row(
            at=found.at, pk=found.pk, topic="Stok", act=found.get_kind_display(),
            title=str(found.variant), actor=found.by.get_username() if found.by else SITE,
            changes=(Change(f"Jumlah di {found.location.name}", after=f"{found.quantity:+d}"),),
            note=found.reason, page_key=f"catalog.product:{found.variant.product_id}",
            facility=str(found.variant.product.facility),
        )  # fmt: skip


def connect() -> None:
    """Called once, when the app is ready."""
    register(StockSource())
