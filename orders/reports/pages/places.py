"""Where sales happen: the facilities within reach with their Kanwil and province."""

from dataclasses import dataclass

from ..filters import Filters


@dataclass(frozen=True)
class Place:
    """One facility as a report names it."""

    pk: int
    name: str
    slug: str
    office: str
    office_slug: str
    province: str
    province_code: str
    province_slug: str


def places_of(filters: Filters) -> list[Place]:
    """All facilities within reach, by name, also those that sold nothing. One query."""
    rows = filters.reach.facilities().values_list(
        "pk", "short_name", "slug", "regional_office__name", "regional_office__slug",
        "regency__province__short_name", "regency__province__code", "regency__province__slug",
    )  # fmt: skip
    return [Place(*row) for row in rows]
