"""The stock ledger in the trail of changes."""

from django.db.models import OuterRef, Q, Subquery, Sum
from django.utils.formats import number_format

from catalog.models import StockMovement
from catalog.models.stock import Source as StockOrigin
from facilities.acting import SITE
from facilities.trail import Change, Row, Source, keys_said, register


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
            Q(kind__in=keys_said(StockMovement.Kind.choices, word))
            | Q(source_type__in=keys_said(StockOrigin.choices, word))
            | Q(location__name__icontains=word)
            | Q(variant__product__facility__short_name__icontains=word)
            | Q(variant__product__name__icontains=word)
            | Q(variant__name__icontains=word)
            | Q(variant__sku__icontains=word)
            | Q(reason__icontains=word)
            | Q(source_id__icontains=word)
            | Q(by__username__icontains=word)
        )

    def complete(self, page):
        """Pieces there before and after: the sum of the ledger up to each movement."""
        rows = StockMovement.objects.filter(pk__in=[found.pk for found in page])
        levels = dict(rows.annotate(level=_level_after()).values_list("pk", "level"))
        for found in page:
            found.level = levels[found.pk]

    def row(self, found):
        level = Change(
            f"Stok di {found.location.name} ({found.quantity:+d})",
            number_format(found.level - found.quantity, force_grouping=True),
            number_format(found.level, force_grouping=True),
        )
        return Row(
            at=found.at, pk=found.pk, topic="Stok", act=found.get_kind_display(),
            title=str(found.variant), actor=found.by.get_username() if found.by else SITE,
            changes=(level,),
            note=found.reason, page_key=f"catalog.product:{found.variant.product_id}",
            facility=str(found.variant.product.facility),
        )  # fmt: skip


def _level_after() -> Subquery:
    """Of the movement outside: what its level held then, in the order the list shows."""
    until = StockMovement.objects.filter(
        Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lte=OuterRef("pk")),
        variant=OuterRef("variant"), location=OuterRef("location"),
    )  # fmt: skip
    pieces = until.order_by().values("variant").annotate(pieces=Sum("quantity"))
    return Subquery(pieces.values("pieces"))


def connect() -> None:
    """Called once, when the app is ready."""
    register(StockSource())
