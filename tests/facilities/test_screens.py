"""The menu by work, and one sentence of help over every screen of the back office.

A model or page added later without its row in facilities/admin_menu.py fails here.
"""

import re

import pytest
from django.contrib import admin
from django.urls import URLPattern, get_resolver, reverse

from facilities.admin_menu import MENU, PAGES, Group, grouped
from tests.builders import make_officer, make_selling_facility
from tests.facilities.worlds import address, make_world, scoped_pages

# Addresses that write and lead on, print a paper, or answer a script: nobody reads a page there.
NO_PAGE = {
    "admin:login", "admin:logout", "admin:jsi18n", "admin:autocomplete", "admin:view_on_site",
    "admin:app_list", "admin:catalog_product_resume", "admin:catalog_product_step",
    "admin:facilities_facility_resume", "admin:orders_document_issue",
    "admin:orders_document_void", "admin:orders_gatewayattempt_decide", "admin:orders_order_label",
    "admin:orders_order_packing_slip", "admin:orders_order_step", "admin:orders_proof_accept",
    "admin:orders_proof_reject", "admin:orders_privacy_step", "admin:orders_refund_ask",
    "admin:orders_refund_pay", "admin:orders_refund_refuse", "admin:orders_return_step",
    "admin:catalog_sheet_download", "admin:catalog_sheet_write", "admin:catalog_sheet_discard",
    "admin:orders_statement_discard", "admin:orders_statement_book", "admin:orders_line_assign",
    "admin:orders_line_dismiss", "facilities:account_close", "facilities:invitation_withdraw",
    # Before the sign-in is complete.
    "admin:facilities_boothdevice_revoke",
    "facilities:code", "facilities:code_setup", "facilities:invitation",
}  # fmt: skip
KINDS = ("changelist", "add", "change", "history", "delete")


def sentences():
    for group in MENU:
        for screen in group.screens:
            yield screen.help
            if screen.form:
                yield screen.form
    yield from PAGES.values()


def own_addresses():
    """Full names of the addresses of the back office, without those of a model."""
    models = {
        f"{m._meta.app_label}_{m._meta.model_name}_{kind}"
        for m in admin.site._registry
        for kind in KINDS
    }
    for space in ("admin", "facilities"):
        _, resolver = get_resolver().namespace_dict[space]
        for entry in resolver.url_patterns:
            entries = [entry] if isinstance(entry, URLPattern) else entry.url_patterns
            yield from (f"{space}:{e.name}" for e in entries if e.name and e.name not in models)


def shown_help(page: str) -> list[str]:
    return re.findall(r'<p class="screen-help">([^<]+)</p>', page)


def test_every_registered_model_has_its_place_in_the_menu():
    named = [screen.model for group in MENU for screen in group.screens]
    assert len(named) == len(set(named))
    assert set(named) == {model._meta.label for model in admin.site._registry}


def test_every_further_page_has_its_sentence():
    assert set(own_addresses()) - PAGES.keys() - NO_PAGE == set()
    assert NO_PAGE - set(own_addresses()) == set()


@pytest.mark.parametrize("text", list(sentences()))
def test_help_is_one_short_sentence(text):
    assert re.fullmatch(r"[A-Z][^.!?]*(?:P\.|\.\d)?[^.!?]*\.", text), text
    assert len(text) <= 120


@pytest.mark.parametrize("who", ["operator", "facility_head", "regional_viewer"])
def test_every_page_carries_exactly_one_sentence(client, admin_user, who):
    world = make_world("SATU")
    place = world.facility.regional_office if who == "regional_viewer" else world.facility
    client.force_login(admin_user if who == "operator" else make_officer(who, place))
    walked = 0
    for model in scoped_pages():
        args = [world.row(model).pk]
        for kind in KINDS:
            own = args if kind in {"change", "history", "delete"} else []
            answer = client.get(address(model, kind, *own))
            if answer.status_code == 200:
                walked += 1
                assert len(shown_help(answer.text)) == 1, (model, kind)
    assert walked >= {"operator": 90, "facility_head": 60, "regional_viewer": 20}[who]


def test_first_page_and_its_neighbours_carry_their_sentence(client):
    client.force_login(make_officer("facility_head", make_selling_facility()))
    for name in ("admin:index", "admin:password_change", "facilities:accounts"):
        assert shown_help(client.get(reverse(name)).text) == [PAGES[name]]


def test_signing_in_shows_no_help_of_the_back_office(client):
    assert shown_help(client.get(reverse("admin:login")).text) == []


def test_menu_holds_only_what_the_person_may_open(client):
    facility = make_selling_facility()
    client.force_login(make_officer("facility_staff", facility))
    page = client.get(reverse("admin:index"))
    names = {group["name"]: [m["object_name"] for m in group["models"]] for group in
             page.context["app_list"]}  # fmt: skip
    assert names["Barang dan jasa"] == [
        "Product",
        "Service",
        "SheetImport",
        "ProducerGroup",
        "Feature",
        "Category",
    ]
    assert "Bagi hasil dan setoran" not in names
    assert "Lainnya" not in names


def test_model_without_a_row_is_still_within_reach():
    class Stray:
        class _meta:
            label = "orders.Stray"

    ((group, found),) = grouped([{"model": Stray}])
    assert group == Group("lainnya", "Lainnya", ())
    assert found == [{"model": Stray}]
