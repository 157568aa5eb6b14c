"""Accounts are opened and closed by the level above, and by nobody else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from facilities import accounts
from facilities.accounts import InvitationRefused
from facilities.models import Invitation, Membership, User
from tests.builders import make_facility, make_officer, make_user
from tests.together import together

NOW = timezone.now()
STRONG = "anyaman-rotan-halus-26"


@pytest.fixture
def facility(db):
    return make_facility()


@pytest.fixture
def head(facility):
    return make_officer("facility_head", facility)


def invited(head, facility, role="treasurer", **fields):
    return accounts.invite(by=head, role=role, place=facility, at=NOW, **fields)


def path_of(invitation):
    return "/" + accounts.link_to(invitation).split("/", 3)[3]


def form(**changes):
    return {"username": "bendahara.uji", "password": STRONG, "again": STRONG} | changes


@pytest.mark.parametrize(
    ("inviter", "roles"),
    [
        ("national_viewer", {"regional_viewer"}),
        ("regional_viewer", {"facility_head"}),
        ("facility_head", {"facility_manager", "facility_staff", "treasurer"}),
        ("facility_manager", set()),
        ("facility_staff", set()),
        ("treasurer", set()),
    ],
)
def test_each_level_invites_the_one_below(facility, inviter, roles):
    place = {"national_viewer": None, "regional_viewer": facility.regional_office}
    user = make_officer(inviter, place.get(inviter, facility))
    assert set(accounts.roles_below(user)) == roles
    for role in Membership.Role.values:
        offices = role == "regional_viewer"
        target = facility.regional_office if offices else facility
        if role in roles:
            assert accounts.invite(by=user, role=role, place=target, at=NOW).role == role
        else:
            with pytest.raises(InvitationRefused):
                accounts.invite(by=user, role=role, place=target, at=NOW)


def test_nobody_invites_into_a_place_of_others(facility, head):
    other = make_facility()
    official = make_officer("regional_viewer", facility.regional_office)
    for by, role in ((head, "treasurer"), (official, "facility_head")):
        with pytest.raises(InvitationRefused):
            accounts.invite(by=by, role=role, place=other, at=NOW)
    with pytest.raises(InvitationRefused):
        accounts.invite(by=head, role="treasurer", place=None, at=NOW)


def test_official_who_also_works_elsewhere_invites_no_head_there(facility):
    official = make_officer("regional_viewer", facility.regional_office)
    elsewhere = make_facility()
    Membership.objects.create(user=official, role="facility_staff", facility=elsewhere)

    assert list(accounts.places_below(official, "facility_head")) == [facility]
    with pytest.raises(InvitationRefused):
        accounts.invite(by=official, role="facility_head", place=elsewhere, at=NOW)


def test_invitation_opens_one_account_with_its_role(client, facility, head):
    invitation = invited(head, facility)
    response = client.post(path_of(invitation), form())

    assert response["Location"] == reverse("admin:login")
    user = User.objects.get(username="bendahara.uji")
    assert user.check_password(STRONG)
    assert [(m.role, m.facility) for m in user.memberships.all()] == [("treasurer", facility)]
    assert client.post(path_of(invitation), form(username="lain")).status_code == 410
    assert User.objects.filter(username="lain").count() == 0


@pytest.mark.django_db(transaction=True)
def test_invitation_used_at_once_opens_one_account(facility, head):
    invitation = invited(head, facility)

    def use(name):
        try:
            accounts.accept(invitation=invitation, username=name, password=STRONG, at=NOW)
        except InvitationRefused:
            return False
        return True

    assert sum(together([lambda n=n: use(f"uji{n}") for n in range(4)])) == 1
    assert User.objects.filter(username__startswith="uji").count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"again": "lain"}, "Kedua sandi tidak sama."),
        ({"password": "pendek", "again": "pendek"}, "12"),
        ({"username": "Nama Orang"}, "Hanya huruf kecil"),
        ({"username": ""}, "errorlist"),
    ],
)
def test_bad_account_form_keeps_what_was_typed(client, facility, head, changes, error):
    invitation = invited(head, facility)
    response = client.post(path_of(invitation), form(**changes))
    assert response.status_code == 422
    assert error in response.content.decode()
    assert STRONG in response.content.decode() or "password" in changes
    assert Invitation.objects.get().is_open(NOW)


def test_taken_name_is_refused_beside_its_field(client, facility, head):
    response = client.post(path_of(invited(head, facility)), form(username=head.username))
    assert "Nama masuk ini sudah dipakai." in response.content.decode()


def test_link_ends_after_seven_days_and_when_withdrawn(client, facility, head):
    late = accounts.invite(by=head, role="treasurer", place=facility, at=NOW - timedelta(days=8))
    taken_back = invited(head, facility)
    accounts.withdraw(invitation=taken_back, at=NOW)
    for invitation in (late, taken_back):
        assert client.get(path_of(invitation)).status_code == 410
        assert client.post(path_of(invitation), form()).status_code == 410
    assert not User.objects.filter(username="bendahara.uji").exists()


def test_altered_link_opens_nothing(client, facility, head):
    address = path_of(invited(head, facility))
    for wrong in (address.replace("undangan/", "undangan/9"), address[:-3] + "/"):
        assert client.get(wrong).status_code == 404


def test_mail_carries_the_link(client, facility, head):
    client.force_login(head)
    client.post(
        reverse("facilities:accounts"),
        {"role": "treasurer", "place": f"facility-{facility.pk}", "email": "a@galeri.example"},
    )
    (letter,) = mail.outbox
    assert accounts.link_to(Invitation.objects.get()) in letter.body
    assert letter.subject.startswith("Undangan: Bendahara")


def test_page_offers_only_own_places(client, facility, head):
    other = make_facility(short_name="Lapas TETANGGA")
    make_officer("treasurer", other, username="orang.tetangga")
    client.force_login(head)
    page = client.get(reverse("facilities:accounts")).content.decode()
    assert "TETANGGA" not in page
    assert "orang.tetangga" not in page
    refused = client.post(
        reverse("facilities:accounts"), {"role": "treasurer", "place": f"facility-{other.pk}"}
    )
    assert refused.status_code == 422
    assert not Invitation.objects.exists()


def test_page_is_closed_to_who_leads_nobody(client, facility):
    client.force_login(make_officer("facility_staff", facility))
    assert client.get(reverse("facilities:accounts")).status_code == 403


def test_leaving_closes_the_account_and_its_sessions(client, facility, head):
    treasurer = make_officer("treasurer", facility)
    client.force_login(treasurer)
    assert client.get("/admin/").status_code == 200

    head_client = type(client)()
    head_client.force_login(head)
    key = treasurer.memberships.get().pk
    head_client.post(reverse("facilities:account_close", args=[key]))

    treasurer.refresh_from_db()
    assert not treasurer.is_active
    assert client.get("/admin/").status_code == 302


def test_second_role_keeps_the_account_open(facility, head):
    user = make_officer("treasurer", facility)
    Membership.objects.create(user=user, role="facility_staff", facility=facility)
    accounts.close(membership=user.memberships.get(role="treasurer"), by=head)
    user.refresh_from_db()
    assert user.is_active


def test_nobody_closes_roles_of_others_or_the_own(client, facility, head):
    neighbour = make_officer("treasurer", make_facility()).memberships.get()
    client.force_login(head)
    for membership in (neighbour, head.memberships.get()):
        address = reverse("facilities:account_close", args=[membership.pk])
        assert client.post(address).status_code == 404
        membership.refresh_from_db()
        assert membership.is_active


def test_invitation_of_others_cannot_be_withdrawn(client, facility, head):
    other = make_facility()
    theirs = invited(make_officer("facility_head", other), other)
    client.force_login(head)
    assert (
        client.post(reverse("facilities:invitation_withdraw", args=[theirs.pk])).status_code == 404
    )


def test_invitation_without_a_place_is_asked_for_it_beside_its_field(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    make_facility()
    page = client.get("/admin/petugas/")
    assert page.context["form"]["place"].value() is None
    answer = client.post("/admin/petugas/", {"role": "facility_head", "place": ""})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"place": ["Pilih tempat tugasnya: UPT atau Kanwil."]}
