"""What hangs on the pages of the desk, walked as every stranger: filters, actions, choices in a
window, history and removal, lists by facility, files; and every address, walked as a booth device.

The table of addresses stands in test_access_walk.py.
"""

import re
from urllib.parse import parse_qsl

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, get_resolver, reverse

from catalog.models import Feature, ProductionBatch
from facilities.admin_scope import is_scoped
from orders.models import PaymentProof
from tests.builders import make_booth_device, make_officer
from tests.facilities.test_access_walk import (
    CLOSED,
    JPEG,
    OFFICES,
    OWN_LISTS,
    footprint,
    is_closed,
    read,
    strangers,
    things,
)
from tests.facilities.worlds import address, make_world, scoped_pages

KINDS = ("change", "history", "delete")
# What the role of a device opens; the till redirects to the opening of a shift.
TILL = {
    "orders:till", "orders:till_open", "orders:till_close", "orders:till_slip", "orders:till_void",
    "orders:shift_list", "orders:shift_detail",
}  # fmt: skip


# Every role walks what changes or opens a row; these walk what is long and only read.
FEW = {"facility_head", "treasurer", "regional_viewer", "booth_device"}


def walked_pages(who):
    """Pages whose rows are a stranger's; the product of each day is every official's to see."""
    return [m for m in scoped_pages() if not (m is Feature and who == "regional_viewer")]


@pytest.fixture
def other():
    return things("TETANGGA")


@pytest.fixture
def crowd(other):
    """Every stranger, once: signing in is the slow part."""
    return [(who, user) for who, user in strangers() if user is not None]


def rows_of(model, world):
    return world.row(model).pk


def filters_of(admin_client):
    """(list, query) of everything the operator may click beside a list, own words included."""
    for model in scoped_pages():
        page = admin_client.get(address(model, "changelist"))
        listed = page.context.get("cl")
        for spec in listed.filter_specs if listed else ():
            for choice in spec.choices(listed):
                query = choice.get("query_string", "?")
                if len(query) > 1:
                    yield address(model, "changelist"), query


def test_no_filter_of_a_list_lets_a_stranger_see(client, admin_client, other, crowd):
    queries = sorted(set(filters_of(admin_client)))
    assert len(queries) > 120
    places = [query for _, query in queries if re.search(r"upt=|location|group|gallery", query)]
    assert places
    for who, user in crowd:
        if who not in FEW:
            continue
        client.force_login(user)
        for path, query in queries:
            if who == "regional_viewer" and "/feature/" in path:
                continue
            answer = client.get(path, dict(parse_qsl(query[1:])))
            assert answer.status_code in {200, *CLOSED}, (who, path, query)
            assert other.world.mark not in read(answer), (who, path, query)


def test_no_action_reaches_a_strangers_row(client, other, crowd):
    before, walked = footprint(), 0
    for who, user in crowd:
        client.force_login(user)
        for model in walked_pages(who):
            page = admin.site._registry[model]
            names = [getattr(each, "__name__", each) for each in page.actions or ()]
            for name in ("delete_selected", *names):
                form = {
                    "action": name, "_selected_action": [rows_of(model, other.world)],
                    "select_across": "1", "post": "yes", "apply": "1",
                }  # fmt: skip
                answer = client.post(address(model, "changelist"), form, follow=True)
                walked += 1
                assert answer.status_code in {200, *CLOSED}, (who, model, name)
                assert other.world.mark not in read(answer), (who, model, name)
    assert walked > 300
    assert footprint() == before


def test_history_and_removal_are_closed_to_every_stranger(client, other, crowd):
    before = footprint()
    for who, user in crowd:
        client.force_login(user)
        for model in walked_pages(who):
            for kind in KINDS:
                for method in (client.get, client.post):
                    answer = method(address(model, kind, rows_of(model, other.world)))
                    assert is_closed(answer), (who, model, kind, answer.status_code)
                    assert other.world.mark not in read(answer), (who, model, kind)
    assert footprint() == before


@pytest.mark.parametrize("kind", ["changelist", "change"])
def test_windows_for_choosing_open_no_more_than_the_pages(client, other, crowd, kind):
    for who, user in crowd:
        if who not in FEW:
            continue
        client.force_login(user)
        for model in walked_pages(who):
            args = [rows_of(model, other.world)] if kind in KINDS else []
            for query in ({"_popup": "1", "_to_field": "id"}, {"_to_field": "password"}):
                answer = client.get(address(model, kind, *args), query)
                assert answer.status_code in {200, 400, *CLOSED}, (who, model)
                assert other.world.mark not in read(answer), (who, model)
                assert not args or answer.status_code == 400 or is_closed(answer), (who, model)


def test_choices_with_search_find_nothing_of_a_stranger(client, other, crowd):
    asked = 0
    fields = [(m, n) for m, page in admin.site._registry.items() for n in page.autocomplete_fields]
    fields += [
        (inline.model, name)
        for page in admin.site._registry.values()
        for inline in page.inlines
        for name in inline.autocomplete_fields
    ]
    # Fields that offer no such choice are refused, whoever asks.
    fields += [(type(other.world.facility), "regional_office"), (PaymentProof, "payment")]
    for who, user in crowd:
        client.force_login(user)
        for model, name in fields:
            query = {
                "app_label": model._meta.app_label, "model_name": model._meta.model_name,
                "field_name": name, "term": other.world.mark,
            }  # fmt: skip
            answer = client.get(reverse("admin:autocomplete"), query)
            asked += 1
            assert answer.status_code in {200, *CLOSED}, (who, model, name)
            assert other.world.mark not in read(answer), (who, model, name)
    assert asked > 50


def test_no_list_opens_by_the_name_of_a_strangers_facility(client, other, crowd):
    """The phone pages take `?upt=`; so do the reports (422) and some lists of the desk."""
    for who, user in crowd:
        client.force_login(user)
        for name, args in OWN_LISTS.items():
            path = reverse(name, args=args)
            for query in ({"upt": other.world.facility.slug}, {"upt": other.world.facility.pk}):
                answer = client.get(path, query)
                assert answer.status_code in {200, 422, *CLOSED}, (who, name)
                assert other.world.mark not in read(answer), (who, name)
                if path.startswith("/petugas/") and name != "orders:pickup":
                    assert is_closed(answer), (who, name, query)


def keys_of(world) -> dict[str, str]:
    """What a forged form may name: goods, a place, a batch, an order of the other facility."""
    level = world.rows["stocklevel"]
    return {
        "variant": str(level.variant_id), "location": str(level.location_id),
        "batch": str(world.row(ProductionBatch).pk), "order": str(world.rows["order"].pk),
        "number": world.rows["order"].number,
    }  # fmt: skip


def seen_by(user) -> dict:
    """The rows a person may see, as stored."""
    return {
        model: sorted(map(repr, model._default_manager.visible_to(user).values_list()))
        for model in scoped_pages()
        if model._meta.app_label in {"catalog", "orders"} and is_scoped(model)
    }


@pytest.mark.parametrize("role", ["facility_manager", "treasurer"])
def test_no_form_of_a_phone_page_reaches_a_strangers_goods(client, other, role):
    """Every field of the own pages filled with keys of the neighbour, goods and place alike."""
    mine = make_world("SENDIRI")
    neighbour = make_officer("facility_head", other.world.facility)
    before, forms = seen_by(neighbour), 0
    assert sum(map(len, before.values())) > 20
    client.force_login(make_officer(role, mine.facility))
    for name, args in OWN_LISTS.items():
        path = reverse(name, args=args)
        page = read(client.get(path))
        fields = set(re.findall(r'<(?:input|select|textarea|button)[^>]* name="([^"]+)"', page))
        fields |= {f"jumlah-{keys_of(other.world)['variant']}"}
        for value in keys_of(other.world).values():
            for method in (client.get, client.post):
                answer = method(path, dict.fromkeys(fields - {"csrfmiddlewaretoken"}, value))
                forms += 1
                assert answer.status_code in {200, 302, 404, 409, 422, *CLOSED}, (name, value)
                assert other.world.mark not in read(answer), (name, value)
    assert forms > 150
    assert seen_by(neighbour) == before


def test_files_of_proofs_lie_under_no_public_address(client, admin_client, other):
    name = PaymentProof.objects.get(pk=other.world.rows["paymentproof"].pk).file_name
    assert name
    for start in ("/media/", "/static/", "/media/../private/", "/private/"):
        for opened in (client, admin_client):
            answer = opened.get(start + name)
            assert answer.status_code in CLOSED, start
            assert JPEG not in answer.getvalue()
    assert str(settings.MEDIA_ROOT) != str(settings.STORAGES["private"]["OPTIONS"]["location"])


def test_addresses_without_a_name_are_known():
    """A table of names would not notice an address that has none."""

    def unnamed(resolver, start=""):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                if not entry.name:
                    yield start + str(entry.pattern)
            else:
                yield from unnamed(entry, start + str(entry.pattern))

    known = {
        "admin/login/",
        "admin/r/<int:content_type_id>/<path:object_id>/",
        "admin/(?P<url>.*)$",
    }
    # Django's way from the bare key to the form, which is walked by its own name.
    to_form = re.compile(r"admin/\w+/\w+/<path:object_id>/")
    assert {path for path in unnamed(get_resolver()) if not to_form.fullmatch(path)} == known


def test_device_reaches_the_till_and_nothing_else(client):
    """Everything of its own facility is closed to a device as well, the till alone is open."""
    own = things("SENDIRI")
    device = make_booth_device(facility=own.world.facility)
    client.post(reverse("orders:device_sign_in"), {"key": device.shown_key})
    before = footprint()
    opened = set()
    for name, args in [*OFFICES.items(), *((n, lambda it, a=a: a) for n, a in OWN_LISTS.items())]:
        for method in (client.get, client.post):
            if method == client.post and name in TILL:
                continue  # sells; walked in the till's own tests
            answer = method(reverse(name, args=args(own)))
            if not is_closed(answer) or name in TILL:
                opened.add(name)
    assert opened - TILL == set()
    assert {"orders:till_open", "orders:shift_list"} <= opened
    for model in scoped_pages():
        for kind in ("changelist", "add", *KINDS):
            args = [rows_of(model, own.world)] if kind in KINDS else []
            assert is_closed(client.get(address(model, kind, *args))), (model, kind)
    for name in (
        "admin:index",
        "facilities:recovery_codes",
        "admin:password_change",
        "roles_and_rights",
    ):
        assert is_closed(client.get(reverse(name))), name
    assert footprint() == before


def test_without_the_rule_of_rows_the_walk_would_fail(client, other, monkeypatch):
    """The twin: with every row visible, a stranger's filter shows the mark."""
    mine = make_world("SENDIRI")
    monkeypatch.setattr(
        "facilities.access.ScopedQuerySet.visible_to", lambda self, user, subject="": self
    )
    client.force_login(make_officer("facility_manager", mine.facility))
    page = client.get(reverse("admin:catalog_product_changelist"), {"status__exact": "draf"})
    assert page.status_code == 200
    assert other.world.mark in read(client.get(reverse("admin:catalog_product_changelist")))
