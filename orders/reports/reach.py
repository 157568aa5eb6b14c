"""Whose figures a reader may see, and how far the address narrows them. docs/rules/reports.md."""

from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet

from facilities.access import place_of, scope_of
from facilities.models import Facility, Province, RegionalOffice


class OutOfReach(LookupError):
    """No such place, or not one of the reader's."""


@dataclass(frozen=True)
class Reach:
    """Facilities whose figures may be read: all, those of whole Kanwil, and single ones.

    office, facility, province: what the address narrowed it to. label: for a heading.
    """

    label: str
    nation: bool = False
    office_ids: frozenset[int] = frozenset()
    facility_ids: frozenset[int] = frozenset()
    office: RegionalOffice | None = None
    facility: Facility | None = None
    province: Province | None = None
    # Kanwil of each of facility_ids, where a province was asked for.
    office_of: dict[int, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_nothing(self) -> bool:
        return not (self.nation or self.office_ids or self.facility_ids)

    @property
    def is_many(self) -> bool:
        """Whether more than one facility may lie within it."""
        return self.nation or bool(self.office_ids) or len(self.facility_ids) > 1

    @property
    def query(self) -> dict[str, str]:
        """The narrowing in words of the address."""
        if self.facility:
            return {"upt": self.facility.slug}
        if self.province:
            return {"provinsi": self.province.slug}
        return {"kanwil": self.office.slug} if self.office else {}

    def of(self, rows: QuerySet, path: str = "facility") -> QuerySet:
        """Rows of the facilities within reach. path: lookup to the facility, "" for itself."""
        if self.nation:
            return rows
        condition = Q(**{f"{path}__in" if path else "pk__in": self.facility_ids})
        if self.office_ids:
            office = f"{path}__regional_office__in" if path else "regional_office__in"
            condition |= Q(**{office: self.office_ids})
        return rows.filter(condition)

    def facilities(self) -> QuerySet[Facility]:
        """The facilities within reach, by name."""
        return self.of(Facility.objects.order_by("short_name", "pk"), "")


def reach_of(user, *, subject: str = "sales") -> Reach:
    """All a person may read of one subject of the rights table; nothing by default."""
    scope = scope_of(user).on(subject)
    label = place_of(user)
    if scope.everything or scope.national:
        return Reach(label, nation=True)
    return Reach(
        label, office_ids=scope.regional_office_ids, facility_ids=frozenset(scope.facility_ids)
    )


def narrowed(reach: Reach, *, office: str = "", facility: str = "", province: str = "") -> Reach:
    """One facility, one Kanwil, or what lies in one province, by the slug of the address.

    Raises OutOfReach for an unknown place and for one of somebody else alike.
    """
    if facility:
        found = reach.facilities().select_related("regional_office").filter(slug=facility).first()
        if found is None:
            raise OutOfReach(facility)
        return Reach(found.short_name, facility_ids=frozenset([found.pk]), facility=found)
    if office:
        found = RegionalOffice.objects.filter(slug=office).first()
        if found is None or not (reach.nation or found.pk in reach.office_ids):
            raise OutOfReach(office)
        return Reach(found.name, office_ids=frozenset([found.pk]), office=found)
    if province:
        within = reach.facilities().filter(regency__province__slug=province)
        found = list(within.select_related("regency__province"))
        if not found:
            raise OutOfReach(province)
        office_of = {one.pk: one.regional_office_id for one in found}
        place = found[0].regency.province
        return Reach(
            place.name, facility_ids=frozenset(office_of), province=place, office_of=office_of
        )
    return replace(reach)
