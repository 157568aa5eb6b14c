"""Who may see and do what: the only place that reads memberships.

Every list of rows that a signed-in person sees starts from `Model.objects.visible_to(user)`,
which asks `scope_of(user)`; every act asks `may(user, right, subject, facility)`, which reads
the table RIGHTS. The default is nothing. Source: docs/rules/access.md.
"""

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from django.db.models import Q

from facilities.audited import AuditedQuerySet

EDIT = "view add change delete"

# What a role may do, by subject. "view add change delete" are the admin's own words; the others
# name a button. A right holds at the facilities of the role (all of the region for Kanwil, all
# for Ditjenpas), never elsewhere. Who may take a step of an order stands with the step, in
# orders/states.
LEADER = {
    "facility": "view change pause",
    "maker": EDIT,
    "gallery": EDIT,
    "product": "view add change submit publish archive pause import export",
    "service": EDIT,
    "feature": "view",
    "stock": "view receive correct",
    "transfer": "view send receive",
    "count": "view count approve",
    "till": "view sell settle",
    "channel": "view add",
    "device": EDIT,
    "audit": "view",
    "location": "view add change",
    "rate": EDIT,
    "courier": EDIT,
    "order": "view",
    "payment": "view",
    "paying": "view change add",
    "refund": "view ask pay",
    "statement": EDIT,
    "document": "view issue issue_money void",
    "returned": "view answer receive settle",
    "enquiry": "view answer price",
    "privacy": "view decide",
    "sales": "view",
    "split": EDIT,
    "split_line": "view",
    "settlement": "view close",
    "deposit": "view add change void",
    "premi": "view add void",
    "workforce": "view add change",
    "target": "view add change",
    "training": EDIT,
    "partner": EDIT,
}
OFFICIAL = {
    "facility": "view",
    "maker": "view",
    "gallery": "view",
    "product": "view return",
    "service": "view",
    "feature": EDIT,
    "sales": "view",
    "split": "view",
    "settlement": "view",
    # Head counts they read as sums only (orders/reports), where small groups are hidden.
    "target": "view",
    "partner": "view",
}
RIGHTS = {
    "facility_head": LEADER | {"facility": "view change pause bank"},
    "facility_manager": LEADER,
    "facility_staff": {
        "facility": "view",
        "maker": "view",
        "gallery": "view",
        "product": "view add change submit pause import export",
        "service": "view add change",
        "feature": "view",
        "stock": "view receive correct",
        "transfer": "view send receive",
        "count": "view count",
        "till": "view sell",
        "channel": "view add",
        "location": "view",
        "rate": "view",
        "order": "view",
        "payment": "view",
        "refund": "view ask",
        "document": "view issue",
        "returned": "view receive",
        "enquiry": "view answer",
        "privacy": "view",
        "sales": "view",
        "workforce": "view add change",
        "target": "view",
        "training": "view add change",
        "partner": "view add change",
    },
    "treasurer": {
        "facility": "view bank",
        "gallery": "view",
        "product": "view export",
        "stock": "view",
        "transfer": "view",
        "count": "view approve",
        "till": "view settle",
        "channel": "view",
        "audit": "view",
        "rate": "view",
        "order": "view",
        "payment": "view",
        "paying": "view change add",
        "refund": "view ask pay",
        "statement": EDIT,
        "document": "view issue_money void",
        "returned": "view",
        "sales": "view",
        "split": "view",
        "split_line": "view",
        "settlement": "view close",
        "deposit": "view add change void",
        "premi": "view add void",
        "workforce": "view",
        "target": "view add change",
        "training": "view",
        "partner": "view",
    },
    "regional_viewer": OFFICIAL,
    "national_viewer": OFFICIAL,
    # A phone or tablet with a key of its own (facilities/devices.py): the till, nothing else.
    "booth_device": {"till": "view sell"},
}


@dataclass(frozen=True)
class Scope:
    """What one person may see.

    everything: the operator of the site (superuser).
    national: Ditjenpas, reads what officials may read of all facilities.
    facility_ids: facilities where the person works; regional_office_ids: Kanwil whose
    facilities the person may read.
    roles: (role, facility id or None) pairs, for rules about a single step.
    zone: whose clock the person reads, None for the site's own (more than one, or none).
    """

    everything: bool = False
    national: bool = False
    facility_ids: frozenset[int] = frozenset()
    regional_office_ids: frozenset[int] = frozenset()
    roles: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)
    zone: ZoneInfo | None = None

    @property
    def is_official(self) -> bool:
        """Whether the person reads summaries above a single facility."""
        return self.everything or self.national or bool(self.regional_office_ids)

    def has_role(self, facility_id: int, *roles: str) -> bool:
        """Whether the person holds one of the roles at this facility."""
        return self.everything or any((role, facility_id) in self.roles for role in roles)

    def on(self, subject: str) -> "Scope":
        """What is left of it for one subject: the places where a role may view it."""
        if self.everything:
            return self
        holding = {role for role in RIGHTS if "view" in RIGHTS[role].get(subject, "").split()}
        return replace(
            self,
            national=self.national and "national_viewer" in holding,
            facility_ids=frozenset(pk for role, pk in self.roles if pk and role in holding),
            regional_office_ids=(
                self.regional_office_ids if "regional_viewer" in holding else frozenset()
            ),
        )

    def places(self, right: str, subject: str) -> frozenset[int] | None:
        """Facilities where a role held there carries the right; None for everywhere."""
        if self.everything:
            return None
        return frozenset(
            pk
            for role, pk in self.roles
            if pk and right in RIGHTS.get(role, {}).get(subject, "").split()
        )

    def may(self, right: str, subject: str, facility=None) -> bool:
        """Whether a role of this person carries the right; with a facility: there.

        subject: a key of RIGHTS; facility: a Facility, or None to ask "anywhere at all".
        """
        if self.everything:
            return True
        return any(
            right in RIGHTS.get(role, {}).get(subject, "").split()
            and (facility is None or self._reaches(role, facility_id, facility))
            for role, facility_id in self.roles
        )

    def _reaches(self, role: str, facility_id: int | None, facility) -> bool:
        if role == "national_viewer":
            return True
        if role == "regional_viewer":
            return facility.regional_office_id in self.regional_office_ids
        return facility_id == facility.pk


NOBODY = Scope()


def scope_of(user) -> Scope:
    """The person's scope, read once per user object. Anonymous and closed accounts get nothing."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    if not hasattr(user, "_scope"):
        user._scope = _read_scope(user)
    return user._scope


def may(user, right: str, subject: str, facility=None) -> bool:
    """Whether the person holds the right on the subject, at the facility if one is named."""
    return scope_of(user).may(right, subject, facility)


def place_of(user) -> str:
    """Where the person works, for a heading: the facility, the Kanwil or Ditjenpas.

    Read once per user object, like the scope.
    """
    if not hasattr(user, "_place"):
        user._place = _read_place(user)
    return user._place


def _read_place(user) -> str:
    scope = scope_of(user)
    if scope.everything or scope.national:
        return "Ditjenpas"
    return ", ".join(sorted({str(m.regional_office or m.facility) for m in _memberships(user)}))


def _memberships(user) -> list:
    """Roles that hold, with their places; read once per user object."""
    if not hasattr(user, "_roles"):
        rows = user.memberships.filter(is_active=True)
        user._roles = list(rows.select_related("facility", "regional_office"))
    return user._roles


def _read_scope(user) -> Scope:
    if user.is_superuser:
        return Scope(everything=True)
    memberships = _memberships(user)
    zones = {m.facility.zone for m in memberships if m.facility_id}
    return Scope(
        national=any(m.role == "national_viewer" for m in memberships),
        facility_ids=frozenset(m.facility_id for m in memberships if m.facility_id),
        regional_office_ids=frozenset(
            m.regional_office_id for m in memberships if m.regional_office_id
        ),
        roles=frozenset((m.role, m.facility_id) for m in memberships),
        zone=zones.pop() if len(zones) == 1 else None,
    )


class ScopedQuerySet(AuditedQuerySet):
    """Rows that belong to a facility; subclasses say by which path.

    facility_path: lookup from the row to its facility ("" when the row is the facility).
    officials_read: whether Kanwil and Ditjenpas may read the rows of facilities below them.
    """

    facility_path = "facility"
    officials_read = False

    def visible_to(self, user, *, subject: str = ""):
        """The rows this person may see; nothing by default.

        subject: a key of RIGHTS; then only where a role of the person may view it, so that who
        keeps the money of one facility and packs at another reads the money of the first alone.
        """
        scope = scope_of(user)
        if subject:
            scope = scope.on(subject)
        if scope.everything or (scope.national and self.officials_read):
            return self
        path = self.facility_path
        key = f"{path}__in" if path else "pk__in"
        condition = Q(**{key: scope.facility_ids})
        if self.officials_read and scope.regional_office_ids:
            office = f"{path}__regional_office__in" if path else "regional_office__in"
            condition |= Q(**{office: scope.regional_office_ids})
        return self.filter(condition)
