"""Another facility's rows are nowhere in the back office: no list, no page, no choice, no button.

The walk covers every registered page, so a page added later is walked too.
"""

import json
import re
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Product, ProductPhoto, StockLevel, StockMovement
from facilities.admin_checks import admin_pages_are_scoped
from facilities.admin_scope import ScopedAdmin
from facilities.models import Facility, Gallery, Membership, ProducerGroup
from orders.models import Document, Order, Payment, PaymentProof, Receipt, Refund
from tests.builders import make_facility, make_officer, make_stock_location
from tests.facilities.worlds import address, make_world, scoped_pages

ROLES = ["facility_head", "facility_manager", "facility_staff", "treasurer"]
HIDDEN = {403, 404}


@pytest.fixture
def own():
    return make_world("SENDIRI")


@pytest.fixture
def other():
    return make_world("TETANGGA")


def signed_in(client, role, place):
    user = make_officer(role, place)
    client.force_login(user)
    return user


def test_the_walk_covers_every_page_that_belongs_to_a_facility(own):
    assert {model._meta.model_name for model in scoped_pages()} <= set(own.rows)


@pytest.mark.parametrize("role", ROLES)
def test_officer_meets_no_row_of_another_facility(client, role, own, other):
    signed_in(client, role, own.facility)
    for model in scoped_pages():
        stranger = other.row(model)
        for kind in ("change", "history", "delete"):
            for method in (client.get, client.post):
                answer = method(address(model, kind, stranger.pk))
                assert answer.status_code in HIDDEN, (model, kind, method)
        for kind in ("changelist", "add"):
            page = client.get(address(model, kind), follow=True)
            assert page.status_code in {200, 403}, (model, kind)
            assert other.mark not in page.content.decode(), (model, kind)
        mine = client.get(address(model, "change", own.row(model).pk))
        assert mine.status_code in {200, 403}, model
        assert other.mark not in mine.content.decode(), model


@pytest.mark.parametrize("role", ROLES)
def test_officer_presses_no_button_of_another_facility(client, role, own, other):
    signed_in(client, role, own.facility)
    product, order = other.row(Product), other.row(Order)
    proof = other.row(PaymentProof)
    buttons = [
        reverse("admin:catalog_product_step", args=[product.pk, "arsipkan"]),
        reverse("admin:catalog_product_stock", args=[product.pk, "terima"]),
        reverse("admin:catalog_product_stock", args=[product.pk, "koreksi"]),
        reverse("admin:catalog_product_stock", args=[product.pk, "rusak"]),
        reverse("admin:orders_order_step", args=[order.pk, "cancel"]),
        reverse("admin:orders_proof_accept", args=[order.pk, proof.pk]),
        reverse("admin:orders_proof_reject", args=[order.pk, proof.pk]),
        reverse("admin:orders_document_issue", args=[order.pk, "TAG"]),
        reverse("admin:orders_document_void", args=[other.row(Document).pk]),
        # The own order in the address does not open a stranger's proof.
        reverse("admin:orders_proof_accept", args=[own.row(Order).pk, proof.pk]),
    ]
    for button in buttons:
        assert client.post(button, {"terima-seen": "on"}).status_code in HIDDEN, button
        assert client.get(button).status_code in HIDDEN | {405}, button
    proof.refresh_from_db()
    assert proof.state == PaymentProof.State.CHECKING


def autocompletes():
    for model, page in admin.site._registry.items():
        for name in page.autocomplete_fields:
            yield model, name
        for inline in page.inlines:
            for name in inline.autocomplete_fields:
                yield inline.model, name


@pytest.mark.parametrize("role", ROLES)
def test_autocompletes_offer_only_own_rows(client, role, own, other):
    signed_in(client, role, own.facility)
    asked = list(autocompletes())
    assert asked
    for model, name in asked:
        opts = model._meta
        answer = client.get(
            reverse("admin:autocomplete"),
            {"app_label": opts.app_label, "model_name": opts.model_name, "field_name": name},
        )
        assert answer.status_code in {200, 403}, (model, name)
        assert other.mark not in answer.content.decode(), (model, name)


def test_searching_a_strangers_name_finds_nothing(client, own, other):
    signed_in(client, "facility_manager", own.facility)
    for model in scoped_pages():
        if admin.site._registry[model].search_fields:
            page = client.get(address(model, "changelist"), {"q": other.mark})
            rows = page.context["cl"].result_count if page.status_code == 200 else 0
            assert rows == 0, model


def test_filters_offer_only_visible_rows(client, own, other):
    user = signed_in(client, "facility_manager", own.facility)
    second = make_facility(short_name="Lapas KEDUA")
    make_stock_location(facility=second, name="Tempat KEDUA")
    Membership.objects.create(user=user, role="facility_manager", facility=second)

    page = client.get(address(StockLevel, "changelist")).content.decode()

    assert "Lapas KEDUA" in page
    assert "Tempat KEDUA" in page
    assert other.mark not in page


@pytest.mark.parametrize(
    "query",
    [
        "bank_account_number__startswith=0",
        "email__contains=a",
        "memberships__user__password__startswith=a",
        "products__variants__price__gt=1",
    ],
)
def test_list_link_cannot_ask_about_hidden_fields(client, query, own):
    signed_in(client, "regional_viewer", own.facility.regional_office)
    answer = client.get(address(Facility, "changelist") + "?" + query)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/admin/orders/order/?state__exact=%00",
        "/admin/orders/order/?placed_at__year=99999999999999999999",
        "/admin/orders/order/?placed_at__year=x",
        "/admin/autocomplete/?app_label=catalog&model_name=product&field_name=category&term=%00",
    ],
)
def test_address_no_database_can_answer_leads_to_the_whole_list(client, own, address):
    signed_in(client, "facility_manager", own.facility)

    answer = client.get(address)

    assert (answer.status_code, answer.headers["Location"]) == (302, address.partition("?")[0])


def test_new_row_gets_the_officers_own_facility(client, own, other):
    signed_in(client, "facility_manager", own.facility)
    form = {"name": "Pokja Baru", "member_count": 5, "facility": other.facility.pk}

    assert (
        "facility" not in client.get(address(ProducerGroup, "add")).context["adminform"].form.fields
    )
    assert client.post(address(ProducerGroup, "add"), form).status_code == 302

    assert ProducerGroup.objects.get(name="Pokja Baru").facility == own.facility


def test_officer_of_two_facilities_chooses_between_them_only(client, own, other):
    user = signed_in(client, "facility_manager", own.facility)
    second = make_facility()
    Membership.objects.create(user=user, role="facility_manager", facility=second)

    field = client.get(address(Gallery, "add")).context["adminform"].form.fields["facility"]
    assert set(field.queryset) == {own.facility, second}

    form = {"name": "Galeri Baru", "facility": other.facility.pk}
    assert client.post(address(Gallery, "add"), form).status_code == 200
    assert not Gallery.objects.filter(name="Galeri Baru").exists()


def test_role_at_one_facility_gives_no_right_at_another(client, own, other):
    user = signed_in(client, "facility_manager", own.facility)
    Membership.objects.create(user=user, role="treasurer", facility=other.facility)
    group = other.row(Gallery)

    page = client.get(address(Gallery, "change", group.pk))

    assert page.status_code == 200
    assert page.context["has_change_permission"] is False
    assert client.post(address(Gallery, "change", group.pk), {"name": "Baru"}).status_code == 403


def test_same_name_in_the_own_facility_is_an_error_beside_the_form(client, own):
    signed_in(client, "facility_manager", own.facility)
    for url in (address(ProducerGroup, "add"),):
        answer = client.post(url, {"name": f"Pokja {own.mark}", "member_count": 5})
        assert "sudah ada" in answer.content.decode()


def test_row_never_moves_to_another_facility(client, own, other):
    signed_in(client, "facility_manager", own.facility)
    group = own.row(ProducerGroup)
    form = {"name": group.name, "member_count": 7, "facility": other.facility.pk}

    assert client.post(address(ProducerGroup, "change", group.pk), form).status_code == 302

    group.refresh_from_db()
    assert (group.facility, group.member_count) == (own.facility, 7)


def test_delete_page_counts_strangers_goods_without_naming_them(client, own, other):
    signed_in(client, "facility_manager", own.facility)
    gallery = own.row(Gallery)
    make_stock_location(facility=other.facility, name=f"Titipan {other.mark}", gallery=gallery)

    page = client.get(address(Gallery, "delete", gallery.pk)).content.decode()

    assert "1 baris milik UPT lain" in page
    assert other.mark not in page


def test_on_site_link_opens_only_own_rows(client, own, other):
    signed_in(client, "facility_manager", own.facility)
    kind = ContentType.objects.get_for_model(Product)
    link = f"/admin/r/{kind.pk}/"
    assert client.get(f"{link}{other.row(Product).pk}/").status_code == 404
    assert client.get(f"{link}{own.row(Product).pk}/").status_code == 302


def test_kanwil_reads_products_of_its_region_only(client, own, other):
    signed_in(client, "regional_viewer", own.facility.regional_office)

    page = client.get(address(Product, "changelist")).content.decode()

    assert own.mark in page
    assert other.mark not in page
    change = client.get(address(Product, "change", own.row(Product).pk))
    assert change.status_code == 200
    assert change.context["has_change_permission"] is False
    assert client.get(address(Product, "change", other.row(Product).pk)).status_code == 404


PRIVATE = [
    "order",
    "payment",
    "paymentproof",
    "paymentsetup",
    "document",
    "stocklevel",
    "stockmovement",
    "membership",
]


@pytest.mark.parametrize("role", ["regional_viewer", "national_viewer"])
def test_officials_never_see_orders_payments_or_contacts(client, role, own):
    place = own.facility.regional_office if role == "regional_viewer" else None
    signed_in(client, role, place)
    for model in scoped_pages():
        if model._meta.model_name in PRIVATE:
            assert client.get(address(model, "changelist")).status_code == 403
            row = own.row(model)
            assert client.get(address(model, "change", row.pk)).status_code in HIDDEN
            assert client.get(address(model, "history", row.pk)).status_code in HIDDEN
    for model in scoped_pages():
        page = client.get(address(model, "changelist")).content.decode()
        assert f"Pembeli {own.mark}" not in page
        assert own.facility.bank_account_number not in page
    facility = client.get(address(Facility, "change", own.facility.pk)).content.decode()
    assert own.facility.bank_account_number not in facility


@pytest.mark.parametrize("role", [*ROLES, "regional_viewer", "national_viewer"])
def test_history_is_never_added_changed_or_deleted_by_hand(client, role, own):
    place = {"regional_viewer": own.facility.regional_office, "national_viewer": None}
    signed_in(client, role, place.get(role, own.facility))
    orders = Order.objects.count()
    for model in (Order, PaymentProof, Receipt, Refund, StockMovement, StockLevel):
        assert client.get(address(model, "add")).status_code == 403
        row = own.row(model)
        assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code in HIDDEN
        if model is not Order:
            assert client.post(address(model, "change", row.pk), {}).status_code in HIDDEN
    assert Order.objects.count() == orders


def test_operator_deletes_no_history_either(admin_client, own):
    for model in (Order, PaymentProof, StockMovement, StockLevel):
        row = own.row(model)
        assert (
            admin_client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        )
        assert (
            "delete_selected" not in admin_client.get(address(model, "changelist")).content.decode()
        )


@pytest.mark.parametrize(
    ("role", "changes_contact", "changes_bank"),
    [
        ("facility_head", True, True),
        ("facility_manager", True, False),
        ("facility_staff", False, False),
        ("treasurer", False, True),
    ],
)
def test_only_head_and_treasurer_change_the_bank_account(
    client, role, changes_contact, changes_bank, own
):
    signed_in(client, role, own.facility)
    facility = own.facility
    form = {
        "address": "Jalan Baru 1", "postal_code": "", "phone": "", "whatsapp": "", "email": "",
        "opening_hours": "", "known_for": "", "about": "", "motif": "kawung",
        "is_selling": "on", "accepts_pay_at_pickup": "on", "payment_hours": 24,
        "perishable_payment_hours": 2, "accepts_bank_transfer": "on", "bank_name": "Bank Baru",
        "bank_account_number": "999", "bank_account_holder": "Lain", "name": "Nama Baru",
        "is_public": "",
    }  # fmt: skip

    client.post(address(Facility, "change", facility.pk), form)

    old_account, old_name = facility.bank_account_number, facility.name
    facility.refresh_from_db()
    assert (facility.address == "Jalan Baru 1") is changes_contact
    assert (facility.bank_account_number == "999") is changes_bank
    assert changes_bank or facility.bank_account_number == old_account
    assert (facility.name, facility.is_public) == (old_name, True)


def test_accounts_and_places_are_the_operators(client, own):
    signed_in(client, "facility_head", own.facility)
    for path in ("facilities/user/", "facilities/membership/", "facilities/province/",
                 "facilities/regionaloffice/"):  # fmt: skip
        assert client.get(f"/admin/{path}").status_code == 403
    assert client.get("/admin/facilities/user/add/").status_code == 403


def test_check_refuses_an_admin_page_without_the_scope():
    assert admin_pages_are_scoped() == []
    admin.site.register(ProductPhoto, ModelAdmin)
    try:
        assert [error.id for error in admin_pages_are_scoped()] == ["facilities.E001"]
    finally:
        admin.site.unregister(ProductPhoto)


def test_check_refuses_an_open_filter_or_inline(monkeypatch):
    page = admin.site._registry[StockLevel]
    monkeypatch.setattr(page, "list_filter", ("location",))
    assert [error.id for error in admin_pages_are_scoped()] == ["facilities.E003"]
    monkeypatch.undo()
    product = admin.site._registry[Product]
    monkeypatch.setattr(product, "inlines", (admin.TabularInline,))
    assert [error.id for error in admin_pages_are_scoped()] == ["facilities.E002"]


def test_without_the_scope_the_walk_would_fail(client, own, other, monkeypatch):
    """The twin of the walk: with the guard off, the stranger's row opens."""
    monkeypatch.setattr(ScopedAdmin, "get_queryset", lambda self, request: self.model.objects.all())
    signed_in(client, "facility_manager", own.facility)
    assert client.get(address(Gallery, "history", other.row(Gallery).pk)).status_code == 403
    assert other.mark in client.get(address(Gallery, "changelist")).content.decode()


def queries_per_list(client) -> dict[str, int]:
    found = {}
    for model in scoped_pages():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(model, "changelist")).status_code == 200
        found[model._meta.model_name] = len(queries)
    return found


def test_lists_ask_as_little_with_thirty_rows_as_with_three(admin_client):
    """Counted for the operator, who sees most columns and all rows."""
    for number in range(3):
        make_world(f"S{number}")
    admin_client.get("/admin/")
    few = queries_per_list(admin_client)
    for number in range(27):
        make_world(f"T{number}")
    assert queries_per_list(admin_client) == few
    assert max(few.values()) <= 12


def test_autocomplete_answers_with_own_products(client, own, other):
    signed_in(client, "regional_viewer", own.facility.regional_office)
    query = {"app_label": "catalog", "model_name": "feature", "field_name": "product"}
    found = json.loads(client.get(reverse("admin:autocomplete"), query).content)
    assert [row["text"] for row in found["results"]] == [f"Produk {own.mark}"]


OFFICIALS = ["regional_viewer", "national_viewer"]


@pytest.mark.parametrize("role", [*ROLES, *OFFICIALS])
def test_no_link_leads_to_a_closed_door(client, role, own, other):
    """Every link on the lists and the forms a person reaches can be opened."""
    places = {"regional_viewer": own.facility.regional_office, "national_viewer": None}
    signed_in(client, role, places.get(role, own.facility))
    told = make_officer("treasurer", own.facility, username="lain")
    Payment.objects.filter(pk=own.row(Payment).pk).update(confirmed_by=told)
    links = set()
    for model in scoped_pages():
        pages = [address(model, "changelist")]
        pages += [address(model, "change", world.row(model).pk) for world in (own, other)]
        for page in pages:
            answer = client.get(page)
            if answer.status_code == 200:
                links |= {(link, page) for link in links_of(answer)}
    assert len(links) > 10
    closed = {
        (link, page) for link, page in links if client.get(link, follow=True).status_code >= 400
    }
    assert closed == set()


def links_of(answer):
    content = answer.content.decode().partition('id="content"')[2]
    return {unescape(link) for link in re.findall(r'href="(/admin/[^"#?]+/\d+/[^"#?]*)', content)}


def test_treasurer_finds_the_account_first_and_the_rest_folded(client, own):
    signed_in(client, "treasurer", own.facility)
    page = client.get(address(Facility, "change", own.facility.pk))
    fieldsets = [(fieldset.name, fieldset.classes) for fieldset in page.context["adminform"]]
    assert fieldsets[0] == ("Pembayaran", "")
    assert {classes for _, classes in fieldsets[1:]} == {"collapse"}


def test_list_is_called_what_it_is(client, own):
    signed_in(client, "facility_manager", own.facility)
    assert "<h1>Produk</h1>" in client.get("/admin/catalog/product/").content.decode()
