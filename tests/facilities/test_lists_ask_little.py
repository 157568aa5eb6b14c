"""Every list and empty form of the back office asks the database the same, however many facilities it shows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities.models import Facility, Membership
from tests.builders import make_officer, make_producer_group
from tests.facilities.worlds import make_world, scoped_pages

MOST = 12


def asked(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(queries)


def pages():
    for model in scoped_pages():
        opts = model._meta
        for kind in ("changelist", "add"):
            yield reverse(f"admin:{opts.app_label}_{opts.model_name}_{kind}")


@pytest.mark.parametrize("who", ["operator", "head"])
def test_page_asks_the_same_for_one_facility_and_for_three(client, admin_client, who):
    own = make_world("SATU")
    user = make_officer("facility_head", own.facility)
    if who == "head":
        admin_client = client
        client.force_login(user)
    addresses = [address for address in pages() if admin_client.get(address).status_code == 200]
    assert len(addresses) >= 35
    few = {address: asked(admin_client, address) for address in addresses}
    for mark in ("DUA", "TIGA"):
        more = make_world(mark)
        Membership.objects.create(user=user, role="facility_head", facility=more.facility)
    many = {address: asked(admin_client, address) for address in addresses}

    grown = {a: (few[a], many[a]) for a in addresses if many[a] > few[a]}
    assert grown == {}
    assert {a: n for a, n in many.items() if n > MOST} == {}


def test_no_form_offers_the_operator_a_giant_choice(admin_client):
    """Whoever works everywhere searches for a place."""
    make_world("SATU")
    for _ in range(40):
        make_producer_group()
    giant = {}
    Facility.objects.update(bank_name="Bank Contoh", bank_account_number="800100")
    own = ("facilities:accounts", "orders:staff_more")
    for address in {*pages(), *map(reverse, own)}:
        answer = admin_client.get(address)
        for attributes, options in re.findall(r"<select([^>]*)>(.*?)</select>", answer.text, re.S):
            if options.count("<option") > 40:
                giant[address] = attributes
    assert giant == {}
