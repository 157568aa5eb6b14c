"""Accounts for trying the demo. Their password is printed for all to see: never for real use."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from facilities.models import Facility, Membership, RegionalOffice, User

PASSWORD = "galeri-contoh-2026"  # noqa: S105 (meant to be public)


@dataclass(frozen=True)
class Account:
    """Who to log in as. facility: its code; office: the Kanwil's name; neither: national."""

    username: str
    title: str
    role: str = ""
    facility: str = ""
    office: str = ""


ACCOUNTS = (
    Account("ambon", "Kasi Giatja Lapas Ambon", Membership.Role.FACILITY_MANAGER, "LPS-AMB"),
    Account("ambon.bendahara", "Bendahara Lapas Ambon", Membership.Role.TREASURER, "LPS-AMB"),
    Account(
        "palangkaraya",
        "Kasi Giatja Lapas Perempuan Palangka Raya",
        Membership.Role.FACILITY_MANAGER,
        "LPP-PKY",
    ),
    Account(
        "maluku",
        "Pejabat Kanwil Maluku",
        Membership.Role.REGIONAL_VIEWER,
        office="Kanwil Ditjenpas Maluku",
    ),
    Account("ditjenpas", "Pejabat Ditjenpas", Membership.Role.NATIONAL_VIEWER),
    Account("admin", "Pengelola situs (semua hak)"),
)


@transaction.atomic
def load_accounts() -> None:
    """Add the demo accounts that are missing; an existing account keeps its own password."""
    known = set(User.objects.values_list("username", flat=True))
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        if account.username not in known:
            _add(account, password)


def _add(account: Account, password: str) -> None:
    user = User.objects.create(
        username=account.username,
        password=password,
        email=f"{account.username}@galeri.example",
        is_staff=True,
        is_superuser=not account.role,
    )
    if account.role:
        Membership.objects.create(
            user=user,
            role=account.role,
            facility=Facility.objects.get(code=account.facility) if account.facility else None,
            regional_office=(
                RegionalOffice.objects.get(name=account.office) if account.office else None
            ),
        )
