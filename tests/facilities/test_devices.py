"""A booth device signs in with its own key, reaches the till, and can be shut out at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from facilities import devices
from facilities.access import RIGHTS, may, scope_of
from facilities.devices import DeviceRefused
from facilities.models import AuditEntry, BoothDevice, Membership, User
from orders.models import RateCounter
from orders.staff_menu import ENTRIES
from tests.builders import make_booth_device, make_officer, make_selling_facility
from tests.facilities.worlds import address

DOOR = reverse("orders:device_sign_in")
TILL = reverse("orders:till")
ADD = reverse("admin:facilities_boothdevice_add")


@pytest.fixture
def facility():
    return make_selling_facility()


def key_of(page) -> str:
    return page.context["key"]


def make_by_form(client, **fields):
    last_day = timezone.localdate() + timedelta(days=3)
    return client.post(ADD, {"name": "Tablet stan", "last_day": last_day.isoformat()} | fields)


def signed_in_account(client):
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


@pytest.mark.parametrize("role", ["facility_head", "facility_manager"])
def test_head_and_manager_make_a_key_that_is_shown_once(client, facility, role):
    client.force_login(make_officer(role, facility))
    page = make_by_form(client)
    key = key_of(page)
    assert page["Cache-Control"].startswith("max-age=0")
    assert len(key.replace("-", "")) == devices.KEY_LENGTH
    device = BoothDevice.objects.get()
    assert (device.facility, device.account.has_usable_password()) == (facility, False)
    stored = "".join(map(str, BoothDevice.objects.values_list().get()))
    assert key.replace("-", "") not in stored
    for kind in ("change", "history"):
        assert key not in client.get(address(BoothDevice, kind, device.pk)).text
    assert key not in client.get(address(BoothDevice, "changelist")).text
    entries = "".join(f"{entry.words}{entry.changes}" for entry in AuditEntry.objects.all())
    assert key.casefold() not in entries
    assert device.key_digest not in entries


@pytest.mark.parametrize("role", ["facility_staff", "treasurer", "regional_viewer"])
def test_nobody_else_makes_one(client, facility, role):
    place = facility.regional_office if role == "regional_viewer" else facility
    client.force_login(make_officer(role, place))
    assert make_by_form(client).status_code == 403
    assert not BoothDevice.objects.exists()


def test_head_of_another_facility_makes_none_here(facility):
    stranger = make_officer("facility_head", make_selling_facility())
    at = timezone.now()
    device = BoothDevice(facility=facility, name="Tablet", expires_at=at + timedelta(days=1))
    with pytest.raises(DeviceRefused):
        devices.issue(device=device, by=stranger, at=at)


@pytest.mark.parametrize("days", [-1, 31, 400])
def test_key_works_for_a_month_at_most(client, facility, days):
    client.force_login(make_officer("facility_head", facility))
    day = timezone.localdate() + timedelta(days=days)
    page = make_by_form(client, last_day=day.isoformat())
    assert "Pilih hari" in page.text
    assert not BoothDevice.objects.exists()


def test_name_in_use_is_said_beside_its_field(client, facility):
    make_booth_device(facility=facility, name="Tablet stan")
    client.force_login(make_officer("facility_head", facility))
    assert "masih dipakai" in make_by_form(client).text
    assert BoothDevice.objects.count() == 1


def test_device_signs_in_with_its_key_however_it_is_typed(client, facility):
    device = make_booth_device(facility=facility)
    answer = client.post(DOOR, {"key": f"  {device.shown_key.lower().replace('-', ' ')} "})
    assert answer.status_code == 302
    assert signed_in_account(client) == device.account
    device.refresh_from_db()
    assert device.seen_at is not None
    assert AuditEntry.objects.latest("pk").changes[0][0] == "Masuk dengan kunci perangkat"


@pytest.mark.parametrize("key", ["", "K7QM2", "K7QM2-9XTRB-4HJ6P", "é" * 15, "\0" * 15, "x" * 300])
def test_wrong_key_opens_nothing(client, facility, key):
    make_booth_device(facility=facility)
    answer = client.post(DOOR, {"key": key})
    assert answer.status_code == 422
    assert signed_in_account(client) is None


def test_tries_are_counted_by_address(client, facility):
    for _ in range(20):
        assert client.post(DOOR, {"key": "A" * 15}).status_code == 422
    answer = client.post(DOOR, {"key": make_booth_device(facility=facility).shown_key})
    assert answer.status_code == 429
    assert RateCounter.objects.exists()


def test_revoked_device_is_out_with_its_next_request(client, facility):
    device = make_booth_device(facility=facility)
    client.post(DOOR, {"key": device.shown_key})
    assert may(device.account, "sell", "till", facility)

    head = make_officer("facility_head", facility)
    devices.revoke(device=device, by=head, at=timezone.now())

    page = client.get(reverse("orders:staff_home"), follow=True)
    assert page.redirect_chain == [(DOOR, 302)]
    assert "kuncinya dicabut, lewat waktu" in page.text
    assert client.post(DOOR, {"key": device.shown_key}).status_code == 422
    assert not scope_of(User.objects.get(pk=device.account_id)).roles


def test_stranger_reads_nothing_of_a_device_that_ended(client):
    assert "kuncinya dicabut" not in client.get(DOOR).text
    assert "/login/" in client.get(reverse("orders:staff_home"))["Location"]


def test_head_revokes_with_one_button(client, facility):
    device = make_booth_device(facility=facility)
    client.force_login(make_officer("facility_manager", facility))
    page = client.get(address(BoothDevice, "change", device.pk))
    assert "Cabut kunci" in page.text
    client.post(reverse("admin:facilities_boothdevice_revoke", args=[device.pk]))
    device.refresh_from_db()
    assert device.revoked_at is not None
    assert "Cabut kunci" not in client.get(address(BoothDevice, "change", device.pk)).text


def test_key_past_its_day_opens_nothing_and_ends_the_session(client, facility, monkeypatch):
    device = make_booth_device(facility=facility)
    client.post(DOOR, {"key": device.shown_key})
    later = device.expires_at + timedelta(seconds=1)
    # Visited all the time, so it is not idleness that ends it.
    session = client.session
    session["seen_at"] = later.timestamp() - 60
    session.set_expiry(10**8)
    session.save()
    monkeypatch.setattr("facilities.sessions.timezone.now", lambda: later)
    assert "kuncinya dicabut, lewat waktu" in client.get(TILL, follow=True).text
    assert "kuncinya dicabut" in client.get(TILL, follow=True).text  # again, when it is tried again
    assert devices.open_with(device.shown_key, at=later) is None


def test_session_of_a_device_lasts_longer_than_that_of_an_officer(client, facility, monkeypatch):
    device = make_booth_device(facility=facility)
    client.post(DOOR, {"key": device.shown_key})
    later = timezone.now() + timedelta(hours=20)
    monkeypatch.setattr("facilities.sessions.timezone.now", lambda: later)
    assert client.get(reverse("orders:staff_home")).status_code == 403  # known, and not let in
    assert client.session.get_expiry_age() > timedelta(days=2).total_seconds()


def test_device_holds_the_till_and_nothing_else():
    assert set(RIGHTS["booth_device"]) == {"till"}
    assert "settle" not in RIGHTS["booth_device"]["till"]


def test_device_opens_no_phone_page_but_the_till(client, facility):
    device = make_booth_device(facility=facility)
    client.post(DOOR, {"key": device.shown_key})
    for entry in ENTRIES:
        answer = client.get(entry.address)
        is_till = entry.subject == "till" and entry.right in {"view", "sell"}
        # Without a shift the till leads to the page that opens one; the desk asks for an account.
        is_asked = answer.status_code == 302 and "/login/" in answer.url
        is_open = answer.status_code in {200, 302} and not is_asked
        assert is_open is is_till, entry.url_name


def test_role_of_a_device_is_given_by_no_invitation(admin_client, facility):
    make_booth_device(facility=facility)
    page = admin_client.get(reverse("facilities:accounts")).text
    assert "Perangkat Stan" not in page
    assert Membership.objects.filter(role="booth_device").count() == 1
