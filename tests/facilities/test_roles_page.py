"""The roles and their rights as text, made from the tables that decide."""

import pytest
from django.urls import reverse

from catalog.publishing import STEPS as PUBLISHING
from facilities.access import RIGHTS
from facilities.models import Membership
from facilities.rights_text import SUBJECTS, VERBS
from orders.roles import roles
from orders.states import STEPS
from tests.builders import make_officer, make_regional_office, make_selling_facility, make_user

PAGE = reverse("roles_and_rights")


def test_every_right_of_every_role_has_its_words():
    assert {subject for table in RIGHTS.values() for subject in table} == SUBJECTS.keys()
    used = {
        right for table in RIGHTS.values() for rights in table.values() for right in rights.split()
    }
    assert used - VERBS.keys() == set()
    assert VERBS.keys() - used == set()
    assert {right for step in PUBLISHING for right in step.rights} <= VERBS.keys()


def test_every_role_is_described():
    assert [role.key for role in roles()] == list(Membership.Role.values)


def test_steps_on_the_page_are_those_of_the_graph():
    by_key = {role.key: role for role in roles()}
    for step in STEPS:
        for role in Membership.Role:
            if step.by_hand and role in step.who:
                assert step.label in by_key[role].steps, (step.name, role)
    assert by_key["regional_viewer"].steps == []
    assert by_key["booth_device"].rights == [("Kasir galeri", "melihat, menjual")]


# A device signs in with a key and opens no page of the desk: test_devices.py.
@pytest.mark.parametrize("role", sorted({*RIGHTS} - {"booth_device"}))
def test_every_officer_reads_it_and_finds_the_own_role(client, role):
    place = {"regional_viewer": make_regional_office, "national_viewer": lambda: None}
    client.force_login(make_officer(role, place.get(role, make_selling_facility)()))
    page = client.get(PAGE)
    assert page.status_code == 200
    assert page.text.count("Jabatan Anda") == 1
    assert "mengubah rekening" in page.text


def test_who_has_no_role_reads_nothing(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(PAGE).status_code == 302
