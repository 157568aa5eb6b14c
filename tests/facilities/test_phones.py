"""Phone numbers of a facility, as officers type and read them."""

import pytest
from django.urls import reverse

from tests.builders import make_facility, make_officer


def page_of(facility):
    return reverse("admin:facilities_facility_change", args=[facility.pk])


def form(**fields):
    return {
        "address": "", "postal_code": "", "phone": "", "whatsapp": "", "email": "",
        "opening_hours": "", "known_for": "", "about": "", "motif": "kawung", "is_selling": "on",
        "payment_hours": 24, "perishable_payment_hours": 2,
    } | fields  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    ["0812-0000-0001", "0812 0000 0001", "+62 812-0000-0001", "6281200000001", "81200000001",
     "0062 812 0000 0001", "62081200000001"],
)  # fmt: skip
def test_every_spelling_is_read_and_shown_as_at_home(client, typed):
    facility = make_facility()
    client.force_login(make_officer("facility_manager", facility))
    assert client.post(page_of(facility), form(whatsapp=typed)).status_code == 302
    facility.refresh_from_db()
    assert facility.whatsapp.as_e164 == "+6281200000001"
    assert 'value="0812-0000-0001"' in client.get(page_of(facility)).text


def test_number_that_is_none_is_refused_and_kept(client):
    facility = make_facility()
    client.force_login(make_officer("facility_manager", facility))
    page = client.post(page_of(facility), form(phone="0812 99")).text
    assert 'value="0812 99"' in page
    assert "Nomor telepon tidak valid" in page


def test_who_only_reads_sees_it_as_at_home_too(client):
    facility = make_facility(phone="+6281200000001")
    client.force_login(make_officer("facility_staff", facility))
    page = client.get(page_of(facility)).text
    assert "0812-0000-0001" in page
    assert "+6281200000001" not in page
