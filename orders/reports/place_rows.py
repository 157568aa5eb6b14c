"""The rows of a table by place: Kanwil for the nation, else facilities, each with the way down."""

from dataclasses import dataclass

from .filters import Filters
from .reach import Reach


@dataclass(frozen=True)
class Place:
    """A row: its name, the facilities in it, and the words of the address that narrow to it."""

    name: str
    facility_ids: tuple[int, ...]
    words: dict[str, str]
    slug: str = ""

    def link(self, filters: Filters) -> str:
        """The same page for this place alone; "" where it is that already."""
        is_here = filters.reach.facility is not None
        return "" if is_here else f"?{filters.query(**self.words)}"


def places_in(reach: Reach) -> list[Place]:
    """Kanwil when the reader looks at all of them, else the facilities, by name. One query."""
    rows = reach.facilities().values_list(
        "pk", "short_name", "slug", "regional_office__name", "regional_office__slug"
    )
    if not reach.nation:
        return [Place(name, (pk,), {"upt": slug}, slug) for pk, name, slug, _, _ in rows]
    offices: dict[tuple[str, str], list[int]] = {}
    for pk, _, _, name, slug in rows:
        offices.setdefault((name, slug), []).append(pk)
    return [
        Place(name, tuple(keys), {"kanwil": slug}) for (name, slug), keys in sorted(offices.items())
    ]
