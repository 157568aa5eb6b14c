"""Every address there is, walked as everybody who has no business there.

An address added later without a row below fails the first test.
"""

from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from facilities.access import RIGHTS
from facilities.models import Membership
from orders import pickup_codes, proof_files, return_photos
from orders.links import checkout_token, order_token
from orders.models import PaymentProof, ReturnPhoto, StateDeposit
from orders.settlement import proof_pictures
from tests.builders import (
    make_booth_device,
    make_officer,
    make_regional_office,
    make_selling_facility,
    make_user,
)
from tests.facilities.worlds import address, make_world, scoped_pages

JPEG = b"gambar"
CLOSED = {302, 403, 404, 405}

# Anybody may open these: the same page for everyone, or one that says nothing about a facility.
PUBLIC = {
    "alive", "ready", "orders:cart", "orders:cart_add", "orders:cart_update", "orders:checkout",
    "orders:document_check", "orders:order_lookup", "orders:enquiry_new", "orders:gateway_return", "orders:midtrans",
    "orders:xendit", "orders:device_sign_in",
}  # fmt: skip
# The shop: the same for everybody who comes by.
SHOP = {
    "catalog:about", "catalog:category_detail", "catalog:facility_detail", "catalog:facility_list",
    "catalog:feed", "catalog:home", "catalog:how_to_shop", "catalog:media", "catalog:privacy",
    "catalog:product_detail", "catalog:product_list", "catalog:province_detail", "catalog:returns",
    "catalog:robots", "catalog:service_detail", "catalog:service_list", "catalog:sitemap",
    "catalog:terms", "orders:impact",
}  # fmt: skip
# About the account of whoever is signed in; tested in test_accounts.py and test_second_factor.py.
OWN_ACCOUNT = {
    "facilities:code", "facilities:code_setup", "facilities:recovery_codes",
    "facilities:invitation", "admin_password_reset", "password_reset_done", "password_reset_confirm", "password_reset_complete", "admin:index",
    "admin:login", "admin:logout", "admin:password_change", "admin:password_change_done",
    "admin:jsi18n", "admin:autocomplete", "admin:view_on_site", "admin:app_list",
}  # fmt: skip
# Lists that everybody with a role reads, each with the own rows: no row of another is in them.
OWN_LISTS = {
    "orders:report": ("penjualan",),
    "orders:report_file": ("penjualan", "csv"),
    "orders:report_letters": (),
    "orders:report_summary": (),
    "orders:settlement_list": (),
    "orders:pickup": (),
    "orders:staff_home": (),
    "orders:staff_channels": (),
    "orders:staff_channel_files": (),
    "orders:staff_enquiries": (),
    "orders:staff_enquiry_new": (),
    "orders:staff_more": (),
    "orders:staff_monthly": (),
    "orders:staff_targets": (),
    "orders:staff_orders": (),
    "orders:staff_papers": (),
    "orders:staff_stock": (),
    "orders:staff_production": (),
    "orders:staff_transfers": (),
    "orders:staff_transfer_new": (),
    "orders:till": (),
    "orders:till_open": (),
    "orders:till_close": (),
    "orders:shift_list": (),
    "orders:staff_labels": (),
    "orders:staff_label_sheet": (),
    "orders:staff_counts": (),
    "orders:staff_count_new": (),
    "facilities:accounts": (),
    "roles_and_rights": (),
    "admin:catalog_sheet_download": ("produk", "csv"),
    "admin:catalog_product_preview_new": (),
}
# Tested in test_accounts.py.
ACCOUNTS_OF_OTHERS = {"facilities:invitation_withdraw"}


@dataclass
class Things:
    """A facility with everything, and the names its addresses carry."""

    world: object
    proof: str
    photo: str
    slip: str

    @property
    def order(self):
        return self.world.rows["order"]


def things(mark: str) -> Things:
    world = make_world(mark)
    proof = proof_files.keep(JPEG)
    PaymentProof.objects.filter(pk=world.rows["paymentproof"].pk).update(file_name=proof)
    photo = return_photos.keep(JPEG)
    ReturnPhoto.objects.create(request=world.rows["returnrequest"], position=1, file_name=photo)
    slip = proof_pictures.keep(JPEG)
    StateDeposit.objects.filter(pk=world.rows["statedeposit"].pk).update(file_name=slip)
    return Things(
        world,
        proof_files.name_of(proof),
        return_photos.name_of(photo),
        proof_pictures.name_of(slip),
    )


def pk(model):
    return lambda it: (it.world.rows[model].pk,)


def month(it):
    return (it.world.facility.slug, f"{timezone.localdate():%Y-%m}")


# How the address of one facility's thing is made: the same name may have two shapes.
OFFICES = {
    "admin:auth_user_password_change": lambda it: (it.world.rows["membership"].user_id,),
    "facilities:account_close": pk("membership"),
    "admin:facilities_boothdevice_revoke": pk("boothdevice"),
    "orders:proof_image": lambda it: (it.proof,),
    "orders:return_photo": lambda it: (it.photo,),
    "orders:document": lambda it: (it.world.rows["document"].code,),
    "orders:document_pdf": lambda it: (it.world.rows["document"].code,),
    "orders:deposit_slip": lambda it: (it.slip,),
    "orders:pickup_scanned": lambda it: (it.order.number, pickup_codes.pickup_code(it.order)),
    "orders:settlement_sheet": month,
    "orders:settlement_close": month,
    "orders:settlement_reopen": month,
    "orders:staff_transfer": pk("transfer"),
    "orders:staff_count": pk("stockcount"),
    "orders:staff_transfer_sheet": pk("transfer"),
    "orders:till_slip": lambda it: (it.world.rows["directsale"].number,),
    "orders:till_void": lambda it: (it.world.rows["directsale"].number,),
    "orders:shift_detail": pk("cashiershift"),
    "orders:shift_check": pk("cashiershift"),
    "admin:catalog_product_step": lambda it: (it.world.rows["product"].pk, "arsipkan"),
    "admin:catalog_product_copy": pk("product"),
    "admin:catalog_product_preview": pk("product"),
    "admin:catalog_product_photos": pk("product"),
    "admin:catalog_product_photos_add": pk("product"),
    "admin:catalog_product_photo": lambda it: (
        it.world.rows["product"].pk,
        it.world.rows["productphoto"].pk,
    ),
    "admin:catalog_product_pause": pk("product"),
    "admin:catalog_product_resume": pk("product"),
    "admin:facilities_facility_pause": pk("facility"),
    "admin:facilities_facility_resume": pk("facility"),
    "admin:catalog_product_stock": lambda it: (it.world.rows["product"].pk, "terima"),
    "admin:catalog_sheet_write": pk("sheetimport"),
    "admin:catalog_sheet_discard": pk("sheetimport"),
    "admin:orders_document_issue": lambda it: (it.order.pk, "TAG"),
    "admin:orders_document_void": pk("document"),
    "admin:orders_gatewayattempt_decide": pk("gatewayattempt"),
    "orders:staff_channel_file": pk("channelfile"),
    "orders:staff_enquiry": lambda it: (it.world.rows["enquiry"].number,),
    "orders:staff_order": lambda it: (it.order.number,),
    "orders:staff_order_step": lambda it: (it.order.number, "cancel"),
    "orders:staff_proof_accept": lambda it: (it.order.number, it.world.rows["paymentproof"].pk),
    "orders:staff_proof_reject": lambda it: (it.order.number, it.world.rows["paymentproof"].pk),
    "orders:staff_refund_ask": lambda it: (it.order.number,),
    "orders:staff_refund_pay": lambda it: (
        it.world.rows["refund"].order.number,
        it.world.rows["refund"].pk,
    ),
    "orders:staff_refund_refuse": lambda it: (
        it.world.rows["refund"].order.number,
        it.world.rows["refund"].pk,
    ),
    "admin:orders_order_label": pk("order"),
    "admin:orders_order_packing_slip": pk("order"),
    "admin:orders_order_step": lambda it: (it.order.pk, "cancel"),
    "admin:orders_proof_accept": lambda it: (it.order.pk, it.world.rows["paymentproof"].pk),
    "admin:orders_proof_reject": lambda it: (it.order.pk, it.world.rows["paymentproof"].pk),
    "admin:orders_privacy_step": lambda it: (it.world.rows["privacyrequest"].pk, "setuju"),
    "admin:orders_refund_ask": pk("order"),
    "admin:orders_refund_pay": pk("refund"),
    "admin:orders_refund_refuse": pk("refund"),
    "admin:orders_return_step": lambda it: (it.world.rows["returnrequest"].pk, "terima"),
    "admin:orders_statedeposit_void": pk("statedeposit"),
    "admin:orders_premipayout_void": pk("premipayout"),
    "admin:orders_statement_columns": pk("bankstatement"),
    "admin:orders_statement_discard": pk("bankstatement"),
    "admin:orders_statement_book": pk("bankstatement"),
    "admin:orders_line_assign": pk("statementline"),
    "admin:orders_line_dismiss": pk("statementline"),
}
# What the link of one order opens, with the name of something that belongs to another one.
BY_LINK = {
    "orders:proof_image": lambda it: (it.proof,),
    "orders:return_photo": lambda it: (it.photo,),
    "orders:document": lambda it: (it.world.rows["document"].code,),
    "orders:document_pdf": lambda it: (it.world.rows["document"].code,),
}
# Opened by the link alone: a link that was altered opens nothing.
LINK_ONLY = {
    "orders:checkout_done", "orders:order_detail", "orders:order_cancel", "orders:proof_upload",
    "orders:qris_image", "orders:own_data", "orders:own_data_file", "orders:own_data_correct",
    "orders:own_data_erase", "orders:own_data_withdraw", "orders:return_request",
    "orders:enquiry", "orders:enquiry_withdraw", "orders:enquiry_erase",
    "orders:return_withdraw", "orders:order_pay", "orders:order_pay_check",
    "orders:order_pay_switch", "orders:report_off",
}  # fmt: skip


def named_patterns(resolver=None, spaces=()):
    """(full name, written address) of every address of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield ":".join([*spaces, entry.name]), str(entry.pattern)
        else:
            space = [entry.namespace] if entry.namespace else []
            yield from named_patterns(entry, (*spaces, *space))


def plain_pages():
    """List, form, history and removal of each model: walked in test_admin_scope.py."""
    for model in admin.site._registry:
        for kind in ("changelist", "add", "change", "delete", "history"):
            yield f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"


def test_every_address_has_a_row_here():
    found = {name for name, _ in named_patterns()}
    known = {
        *PUBLIC, *SHOP, *OWN_ACCOUNT, *OWN_LISTS, *ACCOUNTS_OF_OTHERS, *OFFICES, *BY_LINK, *LINK_ONLY,
        *plain_pages(),
    }  # fmt: skip
    assert found - known == set()
    assert (OFFICES.keys() | BY_LINK.keys() | LINK_ONLY | PUBLIC | SHOP) - found == set()


@pytest.fixture
def other():
    return things("TETANGGA")


def strangers():
    """Everybody who holds no right at the facility of `other`."""
    mine = make_selling_facility(short_name="Lapas SENDIRI")
    yield "anonymous", None
    yield "no role", make_user(is_staff=True)
    yield "not staff", make_user(is_staff=False)
    for role in ("facility_head", "facility_manager", "facility_staff", "treasurer"):
        yield role, make_officer(role, mine)
    yield "regional_viewer", make_officer("regional_viewer", make_regional_office())
    yield "booth_device", make_booth_device(facility=mine).account


def is_closed(answer) -> bool:
    """Refused, or led to the sign-in page."""
    if answer.status_code == 302:
        return "/login/" in answer["Location"] or "/kode/" in answer["Location"]
    return answer.status_code in CLOSED


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_a_facility_opens_to_strangers(client, other, method):
    crowd = list(strangers())
    before = footprint()
    for who, user in crowd:
        client.logout()
        if user is not None:
            client.force_login(user)
        for name, args in OFFICES.items():
            answer = getattr(client, method)(reverse(name, args=args(other)))
            assert is_closed(answer), (who, name, answer.status_code)
            assert other.world.mark not in read(answer), (who, name)
    assert footprint() == before


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["regional_viewer", "national_viewer"])
def test_officials_open_sums_of_their_region_and_nothing_else(client, other, method, role):
    place = other.world.facility.regional_office if role == "regional_viewer" else None
    client.force_login(make_officer(role, place))
    before = footprint()
    for name, args in OFFICES.items():
        answer = getattr(client, method)(reverse(name, args=args(other)))
        if (name, method) == ("orders:settlement_sheet", "get"):
            assert answer.status_code == 200
        elif (name, method) == ("orders:settlement_close", "post"):
            assert answer.status_code == 409
        elif (name, method) == ("orders:settlement_reopen", "post"):
            assert answer.status_code in {404, 409, 422}
        elif (name, method) == ("admin:catalog_product_step", "post"):
            # They read products and may send one back; this step is refused with a message.
            assert answer.status_code == 302
        elif (name, method) == ("admin:catalog_product_preview", "get"):
            # The page as the public will read it: they look at it before they send it back.
            assert answer.status_code == 200
            continue
        else:
            assert is_closed(answer), (name, answer.status_code)
        text = read(answer)
        assert f"Pembeli {other.world.mark}" not in text, name
        assert f"Pokja {other.world.mark}" not in text, name
    assert footprint() == before


def test_lists_hold_only_own_rows(client, other):
    for who, user in strangers():
        client.logout()
        if user is not None:
            client.force_login(user)
        for name, args in OWN_LISTS.items():
            answer = client.get(reverse(name, args=args))
            assert answer.status_code in {200, *CLOSED}, (who, name)
            assert other.world.mark not in read(answer), (who, name)


def test_role_at_one_facility_shows_no_list_of_another_role(client, other):
    """Packs at one facility, keeps the money of another: sees the money of the second alone."""
    mine = make_world("SENDIRI")
    treasurer = make_officer("treasurer", mine.facility)
    Membership.objects.create(user=treasurer, role="facility_staff", facility=other.world.facility)
    client.force_login(treasurer)
    staff, walked = RIGHTS["facility_staff"], 0
    for model in scoped_pages():
        subject = admin.site._registry[model].subject
        if subject and "view" not in staff.get(subject, ""):
            page = client.get(address(model, "changelist"))
            # The trail merges several histories: tests/facilities/audit/test_list.py.
            if page.status_code == 200 and "cl" in page.context:
                walked += 1
                rows = page.context["cl"].queryset
                assert not rows.filter(pk=other.world.row(model).pk).exists(), model
            answer = client.get(address(model, "change", other.world.row(model).pk))
            assert answer.status_code in CLOSED, model
    assert walked >= 9
    sheets = client.get(reverse("orders:settlement_list")).content.decode()
    assert other.world.mark not in sheets


def test_link_of_one_order_opens_no_file_of_another(client, other):
    mine = things("SENDIRI")
    token = order_token(mine.order)
    for name, args in BY_LINK.items():
        opened = client.get(reverse(name, args=[token, *args(mine)]))
        assert opened.status_code == 200, name
        assert read(opened)
        assert client.get(reverse(name, args=[token, *args(other)])).status_code == 404, name


def test_altered_link_opens_nothing(client, other):
    before = footprint()
    right = order_token(other.order)
    whole = checkout_token(other.order.checkout)
    # Cut, changed, of the other kind, and the bare number.
    tokens = [right[:-1], right[:-2] + "xx", whole, other.order.number, "x" * 300]
    for name in LINK_ONLY:
        for token in tokens if name != "orders:checkout_done" else [right, whole[:-1]]:
            for method in (client.get, client.post):
                answer = method(reverse(name, args=[token]))
                assert answer.status_code in {404, 405}, (name, token, answer.status_code)
    for name, args in BY_LINK.items():
        for token in tokens:
            answer = client.get(reverse(name, args=[token, *args(other)]))
            assert answer.status_code == 404, (name, token)
    assert footprint() == before


def read(answer) -> str:
    return answer.getvalue().decode(errors="replace")


def footprint() -> dict[str, list[str]]:
    """Every row, so that a write by a stranger shows; signing in itself leaves its moment."""
    return {
        model.__name__: sorted(map(repr, model._default_manager.values_list()))
        for app in ("orders", "catalog", "facilities")
        for model in apps.get_app_config(app).get_models()
        if model.__name__ not in {"RateCounter", "User"}
    }
