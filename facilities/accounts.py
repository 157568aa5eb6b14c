"""Who may open and close accounts: always the level above. Source: docs/rules/access.md."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from facilities.access import scope_of
from facilities.acting import acting
from facilities.models import Facility, Invitation, Membership, RegionalOffice, User

Role = Membership.Role
# Which roles a role invites, and closes again.
BELOW = {
    Role.NATIONAL_VIEWER: (Role.REGIONAL_VIEWER,),
    Role.REGIONAL_VIEWER: (Role.FACILITY_HEAD,),
    Role.FACILITY_HEAD: (Role.FACILITY_MANAGER, Role.FACILITY_STAFF, Role.TREASURER),
}
VALID_FOR = timedelta(days=7)
_signer = Signer(salt="invitation")


class InvitationRefused(Exception):
    """The invitation cannot be given or used; str() is Indonesian for the reader."""


def roles_below(user: User) -> list[str]:
    """The roles this person may invite to; empty for most."""
    scope = scope_of(user)
    if scope.everything:
        # Devices have keys and no invitation: facilities/devices.py.
        return [role for role in Role.values if role != Role.BOOTH_DEVICE]
    own = {role for role, _ in scope.roles}
    return [role for above, roles in BELOW.items() if above in own for role in roles]


def places_below(user: User, role: str) -> QuerySet | None:
    """Where this person may give that role; None for a role without a place (Ditjenpas)."""
    scope = scope_of(user)
    if role == Role.NATIONAL_VIEWER:
        return None
    if role == Role.REGIONAL_VIEWER:
        offices = RegionalOffice.objects.order_by("name")
        return offices if scope.everything or scope.national else offices.none()
    facilities = Facility.objects.order_by("short_name")
    if scope.everything:
        return facilities
    if role == Role.FACILITY_HEAD:
        return facilities.filter(regional_office__in=scope.regional_office_ids)
    led = [pk for held, pk in scope.roles if held == Role.FACILITY_HEAD]
    return facilities.filter(pk__in=led)


def staff_below(user: User) -> QuerySet[Membership]:
    """The active roles this person answers for: may see who holds them, and close them."""
    rows = Membership.objects.filter(is_active=True).select_related(
        "user", "facility", "regional_office"
    )
    scope = scope_of(user)
    if scope.everything:
        return rows.exclude(user=user).exclude(role=Role.BOOTH_DEVICE)
    allowed = Q(pk__in=[])
    for held, facility_id in scope.roles:
        below = Q(role__in=BELOW.get(held, ()))
        if held == Role.NATIONAL_VIEWER:
            allowed |= below
        elif held == Role.REGIONAL_VIEWER:
            allowed |= below & Q(facility__regional_office__in=scope.regional_office_ids)
        elif held == Role.FACILITY_HEAD:
            allowed |= below & Q(facility=facility_id)
    return rows.filter(allowed).exclude(user=user)


def open_invitations(user: User, *, at: datetime) -> QuerySet[Invitation]:
    """Invitations this person has given that still wait."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    return rows.filter(invited_by=user).select_related("facility", "regional_office")


def invite(*, by: User, role: str, place=None, email: str = "", at: datetime) -> Invitation:
    """Offer a role by link, and by mail when there is an address.

    place: a Facility or RegionalOffice, as the role wants. Raises InvitationRefused.
    """
    places = places_below(by, role) if role in roles_below(by) else ()
    fits = place is None if places is None else place is not None and place in places
    if not fits:
        raise InvitationRefused("Anda tidak dapat memberi jabatan ini di tempat itu.")
    invitation = Invitation.objects.create(
        role=role,
        facility=place if isinstance(place, Facility) else None,
        regional_office=place if isinstance(place, RegionalOffice) else None,
        email=email,
        invited_by=by,
        invited_at=at,
        expires_at=at + VALID_FOR,
    )
    return invitation


def send(invitation: Invitation) -> bool:
    """Mail the link; False when there is no address or the mail server is away."""
    if not invitation.email:
        return False
    context = {"invitation": invitation, "link": link_to(invitation)}
    subject, _, body = render_to_string("email/invitation.txt", context).partition("\n")
    try:
        EmailMessage(subject.strip(), body.strip() + "\n", to=[invitation.email]).send()
    except OSError:  # smtplib's errors among them: the link is on the page as well
        return False
    return True


def link_to(invitation: Invitation) -> str:
    """The full address that opens the invitation."""
    path = reverse("facilities:invitation", args=[_signer.sign(str(invitation.pk))])
    return settings.SITE_URL.rstrip("/") + path


def invitation_from(token: str) -> Invitation | None:
    """The invitation of a link, whether it still works or not; None for anything altered."""
    try:
        key = _signer.unsign(token)
    except BadSignature:
        return None
    return Invitation.objects.select_related("facility", "regional_office").filter(pk=key).first()


@transaction.atomic
def accept(*, invitation: Invitation, username: str, password: str, at: datetime) -> User:
    """Open the account with its role. Used once, however often the form is sent.

    Raises InvitationRefused, or ValidationError for a weak password.
    """
    unused = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires_at__gt=at
    )
    if not unused.update(accepted_at=at):
        raise InvitationRefused("Undangan ini sudah dipakai, ditarik, atau lewat waktu.")
    user = User(username=username, email=invitation.email, is_staff=True)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    with acting(user):
        Membership.objects.create(
            user=user,
            role=invitation.role,
            facility=invitation.facility,
            regional_office=invitation.regional_office,
        )
        Invitation.objects.filter(pk=invitation.pk).update(account=user)
    return user


def withdraw(*, invitation: Invitation, at: datetime) -> None:
    """Let the link open nothing any more."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(withdrawn_at=at)


@transaction.atomic
def close(*, membership: Membership, by: User) -> None:
    """End a role. An account without any role left is closed, and its sessions with it.

    membership: one of staff_below(by).
    """
    with acting(by):
        if not Membership.objects.filter(pk=membership.pk, is_active=True).update(is_active=False):
            return
        user = membership.user
        if not user.is_superuser and not user.memberships.filter(is_active=True).exists():
            User.objects.filter(pk=user.pk).update(is_active=False)
