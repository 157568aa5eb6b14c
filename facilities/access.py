"""Who may see and do what: the only place that reads memberships.

Every list of rows that a signed-in person sees starts from `Model.objects.visible_to(user)`,
which asks `scope_of(user)`. The default is nothing.
"""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet


@dataclass(frozen=True)
class Scope:
    """What one person may see.

    everything: the operator of the site (superuser).
    national: Ditjenpas, reads what officials may read of all facilities.
    facility_ids: facilities where the person works; regional_office_ids: Kanwil whose
    facilities the person may read.
    roles: (role, facility id or None) pairs, for rules about a single step.
    """

    everything: bool = False
    national: bool = False
    facility_ids: frozenset[int] = frozenset()
    regional_office_ids: frozenset[int] = frozenset()
    roles: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)

    @property
    def is_official(self) -> bool:
        """Whether the person reads summaries above a single facility."""
        return self.everything or self.national or bool(self.regional_office_ids)

    def has_role(self, facility_id: int, *roles: str) -> bool:
        """Whether the person holds one of the roles at this facility."""
        return self.everything or any((role, facility_id) in self.roles for role in roles)


NOBODY = Scope()


def scope_of(user) -> Scope:
    """The person's scope, read once per user object. Anonymous and closed accounts get nothing."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    if not hasattr(user, "_scope"):
        user._scope = _read_scope(user)
    return user._scope


def _read_scope(user) -> Scope:
    if user.is_superuser:
        return Scope(everything=True)
    memberships = list(user.memberships.filter(is_active=True))
    return Scope(
        national=any(m.role == "national_viewer" for m in memberships),
        facility_ids=frozenset(m.facility_id for m in memberships if m.facility_id),
        regional_office_ids=frozenset(
            m.regional_office_id for m in memberships if m.regional_office_id
        ),
        roles=frozenset((m.role, m.facility_id) for m in memberships),
    )


class ScopedQuerySet(QuerySet):
    """Rows that belong to a facility; subclasses say by which path.

    facility_path: lookup from the row to its facility ("" when the row is the facility).
    officials_read: whether Kanwil and Ditjenpas may read the rows of facilities below them.
    """

    facility_path = "facility"
    officials_read = False

    def visible_to(self, user):
        """The rows this person may see; nothing by default."""
        scope = scope_of(user)
        if scope.everything or (scope.national and self.officials_read):
            return self
        path = self.facility_path
        key = f"{path}__in" if path else "pk__in"
        condition = Q(**{key: scope.facility_ids})
        if self.officials_read and scope.regional_office_ids:
            office = f"{path}__regional_office__in" if path else "regional_office__in"
            condition |= Q(**{office: scope.regional_office_ids})
        return self.filter(condition)
