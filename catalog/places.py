"""Facilities with what they show, gathered by province and island group."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import Product, Service
from facilities.models import Facility, Province


def with_counts(facilities: QuerySet[Facility]) -> QuerySet[Facility]:
    """Facilities with product_count, service_count and sold_count of what the public sees."""

    def of(model, **figure):
        rows = model.objects.public().filter(facility=OuterRef("pk")).order_by()
        rows = rows.values("facility").annotate(**figure).values(*figure)
        return Coalesce(Subquery(rows, output_field=IntegerField()), 0)

    return facilities.select_related("regency__province", "regional_office").annotate(
        product_count=of(Product, n=Count("pk")),
        service_count=of(Service, n=Count("pk")),
        sold_count=of(Product, n=Sum("sold_count")),
    )


def by_province(facilities: Iterable[Facility]) -> list[Province]:
    """The provinces of these facilities in the order of their codes, each with `facility_count`,
    `product_count` and its facilities in `shown`, those with most products first."""
    provinces = []
    ordered = sorted(facilities, key=lambda f: (f.regency.province.code, -f.product_count))
    for _, rows in groupby(ordered, key=lambda f: f.regency.province_id):
        shown = list(rows)
        province = shown[0].regency.province
        province.shown = shown
        province.facility_count = len(shown)
        province.product_count = sum(facility.product_count for facility in shown)
        provinces.append(province)
    return provinces


def by_island(provinces: Iterable[Province]) -> list[dict]:
    """Groups of islands from west to east, as the provinces' codes run."""
    islands = []
    for name, rows in groupby(provinces, key=lambda p: p.island_group):
        group = list(rows)
        islands.append(
            {"name": name, "provinces": group, "count": sum(p.facility_count for p in group)}
        )
    return islands
