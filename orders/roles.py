"""What each role may do, as a page reads it: the rights, and the steps of an order."""

from dataclasses import dataclass

from facilities.access import RIGHTS
from facilities.models import Membership
from facilities.rights_text import invites_text, place_text, rights_of
from orders.states import STEPS


@dataclass(frozen=True)
class RoleText:
    """One role. rights: (subject, what may be done); steps: labels of buttons on an order."""

    key: str
    name: str
    place: str
    rights: list[tuple[str, str]]
    steps: list[str]
    invites: str


def roles() -> list[RoleText]:
    """Every role there is, as the tables in code have it."""
    return [
        RoleText(
            role.value, role.label, place_text(role), rights_of(role), steps_of(role),
            invites_text(role),
        )
        for role in Membership.Role
        if role in RIGHTS
    ]  # fmt: skip


def steps_of(role: str) -> list[str]:
    """Labels of the steps this role takes by hand, in the order of the graph, each once."""
    return list(dict.fromkeys(s.label for s in STEPS if s.by_hand and role in s.who))
