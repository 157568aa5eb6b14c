"""The table of rights, and the way in."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings
from django.utils import timezone

from facilities.access import RIGHTS, may, place_of
from facilities.models import Facility, Membership, RegionalOffice
from facilities.sessions import SEEN_AT, SIGNED_IN_AT
from orders import limits
from orders.models import Order
from orders.states import STEPS
from tests.builders import make_facility, make_officer, make_order, make_regional_office, make_user

LOGIN = "/admin/login/"


def place_for(role):
    if role == "regional_viewer":
        return make_facility().regional_office
    return None if role == "national_viewer" else make_facility()


def test_every_role_has_its_rights_and_no_other_role_is_named():
    assert set(RIGHTS) == set(Membership.Role.values)


@pytest.mark.parametrize("role", Membership.Role.values)
def test_right_holds_where_the_role_is_and_nowhere_else(role):
    elsewhere = make_facility()
    place = place_for(role)
    user = make_officer(role, place)
    inside = (
        place if isinstance(place, Facility) else Facility.objects.exclude(pk=elsewhere.pk).last()
    )
    subject = "till" if role == "booth_device" else "product"
    assert may(user, "view", subject, inside or elsewhere)
    assert may(user, "view", subject, elsewhere) is (role == "national_viewer")


@pytest.mark.parametrize("role", ["regional_viewer", "national_viewer"])
def test_officials_hold_no_right_on_orders_payments_or_stock(role):
    user = make_officer(role, place_for(role))
    for subject in ("order", "payment", "stock", "rate", "location"):
        assert not any(may(user, right, subject) for right in ("view", "add", "change", "correct"))


def test_ended_role_gives_nothing():
    facility = make_facility()
    user = make_officer("facility_head", facility)
    user.memberships.update(is_active=False)
    user = get_user_model().objects.get(pk=user.pk)
    assert not may(user, "view", "product", facility)
    assert not Facility.objects.visible_to(user).exists()


def test_whoever_only_packs_confirms_no_money():
    confirmers = {role for step in STEPS if step.name == "accept_proof" for role in step.who}
    assert "facility_staff" not in confirmers
    assert "treasurer" in confirmers


def test_place_names_where_a_person_works():
    facility = make_facility(short_name="Lapas Contoh")
    assert place_of(make_officer("facility_staff", facility)) == "Lapas Contoh"
    office = make_regional_office(name="Kanwil Contoh")
    assert place_of(make_officer("regional_viewer", office)) == "Kanwil Contoh"
    assert place_of(make_officer("national_viewer")) == "Ditjenpas"


def sign_in(client, user, **extra):
    return client.post(LOGIN, {"username": user.username, "password": "sandi-contoh", **extra})


@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("facility_head", "/admin/"),
        ("facility_staff", "/admin/"),
        ("treasurer", "/admin/"),
        ("regional_viewer", "/laporan/"),
        ("national_viewer", "/laporan/"),
    ],
)
@pytest.mark.parametrize("asked", ["", "/admin/"])
def test_officer_lands_where_the_work_is(client, role, home, asked):
    user = make_officer(role, place_for(role), password="sandi-contoh")
    answer = sign_in(client, user, next=asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, home)


def test_signing_in_goes_on_to_the_page_that_was_asked_for_but_not_to_strangers(client):
    user = make_officer("facility_head", make_facility(), password="sandi-contoh")
    assert sign_in(client, user, next="/admin/catalog/product/").headers["Location"] == (
        "/admin/catalog/product/"
    )
    client.logout()
    assert sign_in(client, user, next="https://contoh.id/").headers["Location"] == "/admin/"


def test_account_without_a_role_gets_no_further_than_the_door(client):
    user = make_user(is_staff=True, password="sandi-contoh")
    sign_in(client, user)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/catalog/product/").status_code == 302


def test_shopper_like_account_does_not_sign_in(client):
    user = make_user(is_staff=False, password="sandi-contoh")
    assert sign_in(client, user).status_code == 200
    assert "_auth_user_id" not in client.session


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3)
def test_too_many_wrong_passwords_close_the_door_for_a_while(client):
    user = make_officer("facility_head", make_facility(), password="sandi-contoh")
    wrong = {"username": user.username, "password": "salah"}
    # Whoever guesses from many addresses gets no more tries than from one.
    addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    answers = [client.post(LOGIN, wrong, REMOTE_ADDR=a).status_code for a in addresses]
    assert answers == [200, 200, 429]

    answer = sign_in(client, user)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    page = answer.content.decode()
    assert "Terlalu banyak percobaan" in page
    assert "15 menit" in page
    # The other accounts are not closed by it.
    colleague = make_officer("treasurer", make_facility(), password="sandi-contoh")
    assert sign_in(client, colleague).status_code == 302


def test_too_many_tries_from_one_address_wait_whatever_the_account(client, monkeypatch):
    monkeypatch.setattr(limits, "SIGN_IN", limits.Limit("sign_in", 2, timedelta(minutes=15)))
    for number in range(2):
        assert client.post(LOGIN, {"username": f"x{number}", "password": "y"}).status_code == 200
    answer = client.post(LOGIN, {"username": "x3", "password": "y"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert client.get(LOGIN).status_code == 200
    elsewhere = client.post(LOGIN, {"username": "x", "password": "y"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200


def test_leaving_ends_the_session(client):
    client.force_login(make_officer("facility_head", make_facility()))
    answer = client.post("/admin/logout/")
    assert "Anda sudah keluar" in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_officer_changes_the_own_password(client):
    user = make_officer("facility_staff", make_facility(), password="sandi-contoh")
    client.force_login(user)
    form = {
        "old_password": "sandi-contoh",
        "new_password1": "anyaman-rotan-2026",
        "new_password2": "anyaman-rotan-2026",
    }
    assert client.post("/admin/password_change/", form).status_code == 302
    user.refresh_from_db()
    assert user.check_password("anyaman-rotan-2026")


@pytest.mark.parametrize(
    ("key", "hours", "stays"),
    [
        (SIGNED_IN_AT, 11.9, True),
        (SIGNED_IN_AT, 12.1, False),
        (SEEN_AT, 1.9, True),
        (SEEN_AT, 2.1, False),
    ],
)
def test_session_ends_after_twelve_hours_or_two_idle_ones(client, key, hours, stays):
    client.force_login(make_officer("facility_head", make_facility()))
    client.get("/admin/")
    session = client.session
    session[key] = (timezone.now() - timedelta(hours=hours)).timestamp()
    session.save()

    assert client.get("/admin/").status_code == (200 if stays else 302)
    assert ("_auth_user_id" in client.session) is stays


def test_visits_push_the_idle_limit_on_but_not_the_absolute_one(client):
    client.force_login(make_officer("facility_head", make_facility()))
    client.get("/admin/")
    session = client.session
    began = (timezone.now() - timedelta(hours=3)).timestamp()
    session.update({SIGNED_IN_AT: began, SEEN_AT: began + 7200})
    session.save()

    assert client.get("/admin/").status_code == 200

    assert client.session[SEEN_AT] > began + 7200
    assert client.session[SIGNED_IN_AT] == began


def test_orders_are_visible_to_the_own_desk_only():
    order = make_order()
    assert list(Order.objects.visible_to(make_officer("treasurer", order.facility))) == [order]
    assert not Order.objects.visible_to(make_officer("treasurer", make_facility())).exists()
    assert not Order.objects.visible_to(None).exists()
    assert RegionalOffice.objects.visible_to(make_officer("national_viewer")).exists()
