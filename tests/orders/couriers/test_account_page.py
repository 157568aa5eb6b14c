"""The account in the back office: the key is written once, its state is told, it can be tried."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import CourierAccount, CourierHealth
from orders.shipping import breaker
from tests.builders import make_officer, make_selling_facility, make_tracking_link

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/courieraccount/"


@pytest.fixture
def manager(client, facility):
    client.force_login(make_officer("facility_manager", facility))
    return client


def form(**changes):
    return {
        "provider": "rajaongkir", "api_key": "", "couriers": "jne,pos",
        "origin_postal_code": "", "is_active": "on", **changes,
    }  # fmt: skip


def page(account, kind="change"):
    return reverse(f"admin:orders_courieraccount_{kind}", args=[account.pk])


def test_manager_writes_the_key_which_is_never_shown_again(manager, facility):
    answer = manager.post(f"{LIST}add/", form(api_key="kunci-rahasia-123"))
    assert answer.status_code == 302
    account = CourierAccount.objects.get()
    assert account.facility == facility
    assert account.api_key.reveal() == "kunci-rahasia-123"

    for address in (LIST, page(account), page(account, "history")):
        assert "kunci-rahasia" not in manager.get(address).content.decode()


def test_empty_key_keeps_the_stored_one_and_saving_ends_a_pause(manager, account):
    breaker.may_ask(account, at=timezone.now())
    breaker.refused(account, status=401, problem="Invalid key", at=timezone.now())

    assert manager.post(page(account), form(couriers="jne,tiki")).status_code == 302

    account.refresh_from_db()
    assert account.api_key.reveal() == "kunci-uji"
    assert account.couriers == "jne,tiki"
    assert CourierHealth.objects.get().paused_until is None


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("couriers", "jne pos", "Tulis kode kurir dengan koma"),
        ("couriers", "JNE", "Tulis kode kurir dengan koma"),
        ("couriers", "", ""),
        ("origin_postal_code", "9712", "Kode pos terdiri atas 5 angka."),
        ("provider", "lain", ""),
    ],
)
def test_mistakes_are_said_beside_the_field(manager, account, field, typed, said):
    answer = manager.post(page(account), form(**{field: typed}))
    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert list(errors) == [field]
    assert said in errors[field][0]


def test_second_account_of_a_facility_is_refused(manager, account):
    answer = manager.post(f"{LIST}add/", form(api_key="x"))
    assert answer.status_code == 200
    assert "UPT ini sudah memiliki akun kurir." in answer.content.decode()
    assert CourierAccount.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Menjawab"),
        ({"problem": "Jawabannya tidak terbaca.", "failures": 1}, "Jawabannya tidak terbaca."),
        ({"problem": "Terlalu banyak", "paused_until": timedelta(hours=1)}, "Dijeda"),
    ],
)
def test_state_is_told_in_words(manager, account, changes, said):
    if "paused_until" in changes:
        changes = changes | {"paused_until": timezone.now() + changes["paused_until"]}
    CourierHealth.objects.create(account=account, **changes)
    assert said in manager.get(LIST).content.decode()
    assert said in manager.get(page(account)).content.decode()


def try_it(client, account):
    data = {"action": "try_now", "_selected_action": [account.pk]}
    return client.post(LIST, data, follow=True).content.decode()


def test_key_can_be_tried_at_once(manager, account, rajaongkir):
    rajaongkir.places["10110"] = (1, "JAKARTA PUSAT")
    assert "JNE REG Rp41.000" in try_it(manager, account)

    rajaongkir.key = "lain"
    assert "Invalid Api key" in try_it(manager, account)
    rajaongkir.status = 500
    assert "Tidak dapat dihubungi" in try_it(manager, account)


@pytest.mark.parametrize("role", ["facility_staff", "treasurer", "regional_viewer"])
def test_others_do_not_even_see_that_there_is_one(client, facility, account, role):
    place = facility.regional_office if role == "regional_viewer" else facility
    client.force_login(make_officer(role, place))
    assert client.get(LIST).status_code == 403
    assert client.get(page(account)).status_code in (403, 404)


def test_officers_read_tracking_links_and_the_operator_writes_them(client, facility):
    link = make_tracking_link(courier="JNE")
    client.force_login(make_officer("facility_staff", facility))
    assert "JNE" in client.get("/admin/orders/trackinglink/").content.decode()
    assert client.get("/admin/orders/trackinglink/add/").status_code == 403
    assert client.post(f"/admin/orders/trackinglink/{link.pk}/delete/").status_code == 403


def test_account_of_another_facility_is_not_there(client, account):
    client.force_login(make_officer("facility_head", make_selling_facility()))
    assert client.get(page(account)).status_code == 404
