"""What a reader may see of figures about people and money. docs/rules/monthly-figures.md."""

from dataclasses import dataclass, replace

from facilities.access import scope_of

from .filters import Filters
from .reach import Reach, reach_of


@dataclass(frozen=True)
class Sight:
    """What a reader may see: whose people, whose money, and where small groups are not hidden.

    exact_people, exact_premi: facility ids, None for everywhere.
    """

    people: Reach
    money: Reach
    exact_people: frozenset[int] | None = frozenset()
    exact_premi: frozenset[int] | None = frozenset()


def sight_of(filters: Filters) -> Sight:
    """What the reader of this report may see, within its place."""
    scope = scope_of(filters.reader)
    allowed = reach_of(filters.reader, subject="settlement")
    is_same = allowed == reach_of(filters.reader)
    return Sight(
        people=filters.reach,
        money=filters.reach if is_same else _within(filters.reach, allowed),
        exact_people=scope.places("view", "workforce"),
        exact_premi=scope.places("view", "premi"),
    )


def public_sight() -> Sight:
    """What anybody may read: all facilities together, small groups left out."""
    nation = Reach("Indonesia", nation=True)
    return Sight(people=nation, money=nation)


def _within(place: Reach, allowed: Reach) -> Reach:
    """The part of a place that another right reaches too."""
    if allowed.nation:
        return place
    if place.facility:
        one = place.facility
        is_inside = one.pk in allowed.facility_ids or one.regional_office_id in allowed.office_ids
        return place if is_inside else Reach(place.label)
    if place.office:
        return place if place.office.pk in allowed.office_ids else Reach(place.label)
    if place.province:
        inside = frozenset(
            facility_id
            for facility_id, office_id in place.office_of.items()
            if facility_id in allowed.facility_ids or office_id in allowed.office_ids
        )
        return replace(place, facility_ids=inside)
    return allowed
