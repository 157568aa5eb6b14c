"""The back office: keys go in and never come out, money is decided beside the order."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from orders import expiry
from orders.gateways import accounts, decisions
from orders.gateways.notices import receive
from orders.gateways.switching import switch_way
from orders.models import GatewayAccount, GatewayAttempt
from orders.states import take_step
from tests.builders import make_gateway_account, make_officer, make_selling_facility
from tests.orders.gateways.conftest import NOW, sides, tell
from tests.orders.gateways.test_money import LATER
from tests.orders.standins.midtrans import signed

ADD = "/admin/orders/gatewayaccount/add/"
LIST = "/admin/orders/gatewayaccount/"
KEY = "SB-Mid-server-CONTOH123"


@pytest.fixture
def facility():
    return make_selling_facility()


def signed_in(client, facility, role="treasurer"):
    user = make_officer(role, facility)
    client.force_login(user)
    return user


def typed(**fields):
    return {"provider": "midtrans", "is_active": "on", "server_key": KEY} | fields


# Keys


def test_treasurer_writes_keys_that_are_never_shown_again(client, facility):
    signed_in(client, facility)
    assert client.post(ADD, typed()).status_code == 302

    account = GatewayAccount.objects.get()
    assert (account.facility, account.environment) == (facility, "sandbox")
    assert account.server_key.reveal() == KEY
    for address in (LIST, f"{LIST}{account.pk}/change/", f"{LIST}{account.pk}/history/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "CONTOH123" not in page.text
        assert account.server_key.token not in page.text
    page = client.get(f"{LIST}{account.pk}/change/").text
    assert "Sudah tersimpan" in page
    assert "/gerbang/midtrans/" in page


def test_keys_are_unreadable_in_the_table(facility):
    make_gateway_account(facility=facility)
    with connection.cursor() as cursor:
        cursor.execute("SELECT server_key FROM orders_gatewayaccount")
        assert "CONTOH" not in cursor.fetchone()[0]


def change(client, account, **fields):
    return client.post(f"{LIST}{account.pk}/change/", {"is_active": "on", **fields})


def test_empty_field_keeps_the_key_and_a_dash_takes_it_away(client, facility):
    account = make_gateway_account(facility=facility)
    signed_in(client, facility)
    change(client, account, server_key="")
    account.refresh_from_db()
    assert account.server_key.reveal() == KEY
    assert not account.old_server_key

    change(client, account, server_key="-")
    account.refresh_from_db()
    assert not account.server_key
    assert not account.is_usable


def test_replaced_key_is_kept_beside_the_new_one(client, facility):
    account = make_gateway_account(facility=facility)
    accounts.note_trouble(account, "Kunci tidak diterima Midtrans.")
    signed_in(client, facility)
    change(client, account, server_key="SB-Mid-server-BARU")
    account.refresh_from_db()
    assert account.server_key.reveal() == "SB-Mid-server-BARU"
    assert account.old_server_key.reveal() == KEY
    assert account.trouble == ""


@pytest.mark.parametrize(
    ("mode", "provider", "key", "message"),
    [
        ("sandbox", "midtrans", "Mid-server-SUNGGUHAN", "Ini kunci sungguhan"),
        ("production", "midtrans", KEY, "Ini kunci uji coba"),
        ("sandbox", "xendit", "xnd_production_X", "Ini kunci sungguhan"),
        ("production", "xendit", "xnd_development_X", "Ini kunci uji coba"),
        ("sandbox", "midtrans", "SB-Mid-client-X", "Ini bukan kunci rahasia Midtrans"),
        ("sandbox", "xendit", KEY, "Ini bukan kunci rahasia Xendit"),
    ],
)
def test_key_of_the_other_world_is_refused(
    client, facility, settings, mode, provider, key, message
):
    settings.GATEWAY_MODE = mode
    signed_in(client, facility)
    page = client.post(ADD, typed(provider=provider, server_key=key, callback_token="t"))
    assert page.status_code == 200
    assert message in page.text
    assert not GatewayAccount.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"server_key": ""}, {"provider": "xendit", "server_key": "xnd_development_X"}]
)
def test_missing_key_is_said_beside_its_field(client, facility, fields):
    signed_in(client, facility)
    page = client.post(ADD, typed(**fields))
    assert page.status_code == 200
    assert "Wajib diisi." in page.text


def test_nothing_is_stored_without_a_key_of_the_site(client, facility, settings):
    settings.STORED_SECRET_KEYS = []
    signed_in(client, facility)
    page = client.post(ADD, typed())
    assert page.status_code == 200
    assert "Kunci penyandian belum dipasang" in page.text


def test_second_account_at_the_same_gateway_is_refused(client, facility):
    make_gateway_account(facility=facility)
    signed_in(client, facility)
    assert "sudah punya akun" in client.post(ADD, typed()).text


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("facility_head", True),
        ("treasurer", True),
        ("facility_manager", False),
        ("facility_staff", None),
    ],
)
def test_only_head_and_treasurer_write_keys(client, facility, role, may):
    account = make_gateway_account(facility=facility)
    signed_in(client, facility, role)
    assert client.get(ADD).status_code == (200 if may else 403)
    assert client.get(LIST).status_code == (403 if may is None else 200)
    answer = change(client, account, server_key="SB-Mid-server-LAIN")
    assert answer.status_code == (302 if may else 403)
    account.refresh_from_db()
    assert account.server_key.reveal() == ("SB-Mid-server-LAIN" if may else KEY)


def test_keys_are_tried_from_the_list(client, facility, midtrans):
    account = make_gateway_account(facility=facility)
    signed_in(client, facility)
    data = {"action": "try_now", "_selected_action": [account.pk]}
    assert "kunci diterima" in client.post(LIST, data, follow=True).text
    GatewayAccount.objects.update(server_key="SB-Mid-server-SALAH")
    assert "Kunci tidak diterima Midtrans" in client.post(LIST, data, follow=True).text


def test_keys_are_written_anew_under_the_newest_key(facility, settings, capsys):
    account = make_gateway_account(facility=facility, provider="xendit")
    settings.STORED_SECRET_KEYS = ["newest", *settings.STORED_SECRET_KEYS]
    call_command("reencrypt_secrets")
    assert "2 rahasia ditulis ulang." in capsys.readouterr().out
    settings.STORED_SECRET_KEYS = ["newest"]
    account.refresh_from_db()
    assert account.server_key.reveal() == "xnd_development_CONTOH123"

    settings.STORED_SECRET_KEYS = ["another"]
    with pytest.raises(CommandError):
        call_command("reencrypt_secrets")


def test_log_of_a_failure_shows_no_key(attempt, midtrans, caplog):
    forged = signed(midtrans.pay(attempt.reference), "kunci-lain")
    with pytest.raises(Exception, match=attempt.reference):
        receive(provider="midtrans", body=json.dumps(forged).encode(), headers={}, at=NOW)
    assert "CONTOH" not in caplog.text


# The order's page


def page_of(client, order):
    return client.get(reverse("admin:orders_order_change", args=[order.pk])).text


def decide(client, attempt, **fields):
    data = {f"penyedia-{attempt.pk}-{name}": value for name, value in fields.items()}
    return client.post(reverse("admin:orders_gatewayattempt_decide", args=[attempt.pk]), data)


def test_late_money_is_decided_on_the_orders_page(client, attempt, order, midtrans):
    expiry.expire_due(at=LATER)
    tell(midtrans.pay(attempt.reference), at=LATER)
    signed_in(client, order.facility)
    page = page_of(client, order)
    assert "Uang datang setelah pesanan berakhir" in page
    assert "Tercatat masuk Rp75.000 dari Rp75.000" in page
    assert "Terima dan Lanjutkan Pesanan" in page

    client.post(
        reverse("admin:orders_order_step", args=[order.pk, "take_money"]),
        {"take_money-reason": "Barang masih ada"},
    )
    assert sides(order) == ("received", "paid", 75_000)
    assert "sudah diputuskan" in client.get("/admin/orders/gatewayattempt/").text


@pytest.fixture
def unclear(attempt, order, midtrans):
    tell(midtrans.set(attempt.reference, "something_new"))
    return attempt


def test_unclear_money_is_cleared_up_there(client, unclear, order):
    signed_in(client, order.facility)
    assert "Kabar penyedia tidak jelas" in page_of(client, order)
    answer = decide(client, unclear, amount="75.000", reason="Terlihat di dasbor")
    assert answer.status_code == 302
    assert sides(order) == ("received", "paid", 75_000)
    assert "Keputusan: Terlihat di dasbor" in page_of(client, order)


def test_decision_without_words_comes_back_as_typed(client, unclear, order):
    signed_in(client, order.facility)
    answer = decide(client, unclear, amount="75.000", reason="")
    assert answer.status_code == 422
    assert 'value="75.000"' in answer.text
    assert sides(order) == ("received", "awaiting_payment", 0)


def test_staff_and_strangers_do_not_decide(client, unclear, order):
    signed_in(client, order.facility, "facility_staff")
    assert "Diputuskan oleh Bendahara" in page_of(client, order)
    assert decide(client, unclear, amount=0, reason="x").status_code == 404
    signed_in(client, make_selling_facility())
    assert decide(client, unclear, amount=0, reason="x").status_code == 404


def test_decision_taken_meanwhile_is_said(client, unclear, order):
    user = signed_in(client, order.facility)
    decisions.clear_up(attempt=unclear, amount=0, reason="Tidak ada", by=user, at=NOW)
    answer = decide(client, unclear, amount=0, reason="Tidak ada")
    assert answer.status_code == 422
    assert GatewayAttempt.objects.get().decision == "Tidak ada"


def test_second_money_of_an_order_paid_another_way_is_decided_there(
    client, attempt, order, midtrans
):
    switch_way(order=order, method="bank_transfer", at=NOW)
    treasurer = signed_in(client, order.facility)
    take_step(
        order=order, step="confirm_payment", actor="officer", by=treasurer, reason="Mutasi", at=NOW
    )
    assert tell(midtrans.pay(attempt.reference)) == "review"

    page = page_of(client, order)
    assert "Uang masuk dua kali" in page
    address = reverse("admin:orders_gatewayattempt_decide", args=[attempt.pk])
    assert f'action="{address}"' in page
