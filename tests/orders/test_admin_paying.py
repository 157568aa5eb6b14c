"""Cara bayar: switched by the facility itself, the account only by who may write accounts."""

import pytest

from orders.models import PaymentSetup
from tests.builders import QRIS_TEXT, make_officer, make_payment_setup, make_selling_facility

ADD = "/admin/orders/paymentsetup/add/"
TYPED = {
    "cod_limit": "500.000", "after_handover_days": "14", "down_payment_percent": "30",
    "accepts_cod": "on", "accepts_after_handover": "on",
}  # fmt: skip


@pytest.fixture
def facility():
    return make_selling_facility(short_name="Lapas Contoh")


def change(setup):
    return f"/admin/orders/paymentsetup/{setup.pk}/change/"


def sign_in(client, facility, role="facility_head"):
    client.force_login(make_officer(role, facility))


def test_officer_comes_straight_to_the_page_of_the_own_facility(client, facility):
    sign_in(client, facility)
    assert client.get("/admin/orders/paymentsetup/").headers["Location"] == ADD

    typed = {**TYPED, "accepts_qris": "on", "qris_payload": f" {QRIS_TEXT[:60]}\n{QRIS_TEXT[60:]} "}
    answer = client.post(ADD, {**typed, "_continue": "1"}, follow=True)

    setup = PaymentSetup.objects.get()
    assert (setup.facility, setup.qris_payload) == (facility, QRIS_TEXT)
    assert (setup.cod_limit, setup.down_payment_percent) == (500_000, 30)
    assert "GALERI LAPAS CONTOH, AMBON (ID1020000000001)" in answer.content.decode()
    assert client.get("/admin/orders/paymentsetup/").headers["Location"] == change(setup)
    assert client.get(ADD).status_code == 403


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("qris_payload", QRIS_TEXT.replace("AMBON", "AMB0N"), "Angka pemeriksa tidak cocok"),
        ("qris_payload", "000201", "Akhir kode hilang"),
        ("cod_limit", "5.000.001", "Paling besar Rp5.000.000"),
        ("after_handover_days", "0", "Tulis 1 sampai 180 hari"),
        ("down_payment_percent", "100", "Uang muka harus di bawah 100 persen"),
        ("cod_limit", "banyak", "angka"),
    ],
)
def test_wrong_value_is_named_beside_its_field_and_stays_typed(client, facility, name, value, says):
    sign_in(client, facility)
    page = client.post(ADD, {**TYPED, name: value}).content.decode()
    assert says in page
    assert value in page
    assert not PaymentSetup.objects.exists()


def test_qris_cannot_be_switched_on_without_a_code(client, facility):
    sign_in(client, facility)
    page = client.post(ADD, {**TYPED, "accepts_qris": "on"})
    errors = page.context["adminform"].form.errors
    assert dict(errors) == {"qris_payload": ["Tempel isi kode QRIS sebelum menyalakannya."]}


@pytest.mark.parametrize(
    ("role", "status", "changes_cod", "changes_code"),
    [
        ("facility_head", 302, True, True),
        ("treasurer", 302, True, True),
        ("facility_manager", 302, True, False),
        ("facility_staff", 403, False, False),
        ("regional_viewer", 403, False, False),
    ],
)
def test_only_who_may_write_the_account_changes_the_code(
    client, facility, role, status, changes_cod, changes_code
):
    setup = make_payment_setup(facility=facility, accepts_cod=True)
    place = facility.regional_office if role == "regional_viewer" else facility
    sign_in(client, place, role)

    typed = {**TYPED, "qris_payload": "", "accepts_cod": ""}
    answer = client.post(change(setup), typed)

    setup.refresh_from_db()
    assert answer.status_code in ({status, 404} if status == 403 else {status})
    assert setup.accepts_cod is not changes_cod
    assert (setup.qris_payload == "") is changes_code
    assert setup.accepts_qris is not changes_code
