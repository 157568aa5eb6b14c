"""Where sales happen: the facilities within reach with their Kanwil and province."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from catalog.models.products import Publication

from ..filters import Filters


@dataclass(frozen=True)
class Place:
    """One facility as a report names it. products: how many it shows today, of the category."""

    pk: int
    name: str
    slug: str
    office: str
    office_slug: str
    office_id: int
    province: str
    province_code: str
    province_slug: str
    timezone: str
    products: int

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def places_of(filters: Filters) -> list[Place]:
    """All facilities within reach, by name, also those that sold nothing. One query."""
    shown = Q(products__status=Publication.LIVE, is_public=True)
    shown &= filters.category_condition("products__category")
    facilities = filters.reach.facilities().annotate(shown=Count("products", filter=shown))
    rows = facilities.values_list(
        "pk", "short_name", "slug", "regional_office__name", "regional_office__slug",
        "regional_office_id",
        "regency__province__short_name", "regency__province__code", "regency__province__slug",
        "timezone", "shown",
    )  # fmt: skip
    return [Place(*row) for row in rows]
