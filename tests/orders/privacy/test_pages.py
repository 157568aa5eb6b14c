"""The page of the shopper's rights, and the officers' queue."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.dates import tanggal_waktu
from facilities.models import Facility, Membership
from orders import limits, privacy, returns
from orders.links import order_token
from orders.models import Checkout, Order, PrivacyRequest
from orders.returns import ReturnNotAllowed
from orders.states import take_step
from tests.builders import make_order
from tests.orders.returns.conftest import fetched_order, officer_of, sent_order

NOW = timezone.now()


def page(name, order):
    return reverse(f"orders:{name}", args=[order_token(order)])


def shown(client, order):
    return client.get(page("own_data", order)).content.decode()


def test_order_page_leads_to_the_data(client):
    order = make_order()
    assert page("own_data", order) in client.get(page("order_detail", order)).content.decode()
    text = shown(client, order)
    assert "Pembeli Contoh" in text
    assert "0812-0000-0001" in text


def test_page_is_private_and_opens_by_the_link_alone(client):
    answer = client.get(page("own_data", make_order()))
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "same-origin"
    for path in ("data/", "data/unduh/"):
        assert client.get(f"/pesanan/bukan.tautan/{path}").status_code == 404


def test_own_data_is_a_plain_file(client):
    order = sent_order()
    answer = client.get(page("own_data_file", order))
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert f"data-saya-{order.checkout.number}.txt" in answer["Content-Disposition"]
    for words in ("Pembeli Contoh", "0812-0000-0001", "Jalan Contoh 1", order.number, "JNE R1"):
        assert words in text


def test_old_link_shows_nothing_and_corrects_nothing_but_can_ask_for_erasure(client):
    order = sent_order(at=NOW - timedelta(days=100))
    text = shown(client, order)
    assert "Pembeli Contoh" not in text
    assert "Jalan Contoh" not in text
    assert client.get(page("own_data_file", order)).status_code == 404
    assert client.post(page("own_data_correct", order), {}).status_code == 404
    assert client.post(page("own_data_erase", order), {"sure": "on"}).status_code == 302
    assert PrivacyRequest.objects.get().kind == "hapus"


def test_shopper_corrects_the_contact(client):
    order = make_order()
    typed = {"recipient": "Nama Betul", "phone": "0812-0000-0009", "email": ""}
    assert client.post(page("own_data_correct", order), typed).status_code == 302
    checkout = Checkout.objects.get()
    assert (checkout.recipient, str(checkout.phone), checkout.email) == (
        "Nama Betul", "+6281200000009", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"recipient": "", "phone": "0812-0000-0001"}, "Wajib diisi"),
        ({"recipient": "Nama", "phone": "12"}, "invalid-feedback"),
        ({"recipient": "Nama", "phone": "0812-0000-0001", "email": "x"}, "tidak lengkap"),
    ],
)
def test_wrong_contact_is_said_beside_its_field(client, typed, message):
    order = make_order()
    answer = client.post(page("own_data_correct", order), typed)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Checkout.objects.get().recipient == "Pembeli Contoh"


def test_form_offers_no_address_once_goods_have_left(client):
    order = sent_order()
    assert 'name="street"' not in shown(client, order)
    typed = {"recipient": "Nama", "phone": "0812-0000-0001", "street": "Jalan Lain 9"}
    client.post(page("own_data_correct", order), typed)
    assert Checkout.objects.get().street == "Jalan Contoh 1"
    assert "street" not in PrivacyRequest.objects.get().wanted


def test_nothing_typed_reaches_an_account_for_a_refund(client):
    order = fetched_order()
    before = list(order.refunds.values())
    typed = {
        "recipient": "Nama", "phone": "0812-0000-0001", "account_number": "1", "bank_name": "x",
        "how": "x",
    }  # fmt: skip
    client.post(page("own_data_correct", order), typed)
    assert PrivacyRequest.objects.get().wanted.keys() == {"recipient", "email"}
    assert list(order.refunds.values()) == before


def test_erasure_is_a_deliberate_step_and_says_what_it_waits_for(client):
    order = sent_order()
    assert client.post(page("own_data_erase", order), {}).status_code == 422
    assert not PrivacyRequest.objects.exists()
    assert client.post(page("own_data_erase", order), {"sure": "on"}).status_code == 302
    text = shown(client, order)
    assert "Dijawab paling lambat" in text
    assert "masih berjalan" in text
    assert client.post(page("own_data_erase", order), {"sure": "on"}).status_code == 409

    client.post(page("own_data_withdraw", order), {"permintaan": "hapus"})
    assert PrivacyRequest.objects.get().state == "withdrawn"


def test_too_many_requests_wait(client, monkeypatch):
    monkeypatch.setattr(limits, "RIGHTS", limits.Limit("rights", 1, timedelta(hours=1)))
    order = make_order()
    client.post(page("own_data_erase", order), {"sure": "on"})
    answer = client.post(page("own_data_erase", order), {"sure": "on"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


# Officers


def desk(request, step=None):
    if step:
        return reverse("admin:orders_privacy_step", args=[request.pk, step])
    return reverse("admin:orders_privacyrequest_change", args=[request.pk])


def test_officer_sees_old_and_new_and_applies(client):
    order = fetched_order()
    request = privacy.ask_correction(order=order, typed={"phone": "+6281200000009"}, at=NOW)
    client.force_login(staff(order))
    text = client.get(desk(request)).content.decode()
    assert "0812-0000-0001" in text
    assert "0812-0000-0009" in text
    assert client.post(desk(request, "perbaiki")).status_code == 302
    assert str(Checkout.objects.get().phone) == "+6281200000009"


def test_list_names_both_moments_in_the_zone_of_the_facility(client):
    order = fetched_order()
    Facility.objects.update(timezone="Asia/Jayapura")
    privacy.ask_erasure(order=order, at=NOW)
    client.force_login(staff(order))
    rows = client.get(reverse("admin:orders_privacyrequest_changelist")).content.decode()
    assert tanggal_waktu(NOW, ZoneInfo("Asia/Jayapura")) in rows
    assert "WIB" not in rows


@pytest.mark.parametrize(
    ("step", "when"),
    [("complete", "sekitar satu jam setelah itu"), ("", "begitu tidak ada lagi yang berjalan")],
    ids=["nothing open", "still on its way"],
)
def test_agreed_erasure_says_when_it_happens(client, step, when):
    order = sent_order()
    by = officer_of(order)
    if step:
        order = take_step(order=order, step=step, actor="officer", by=by, at=NOW)
    request = privacy.ask_erasure(order=order, at=NOW)
    privacy.accept_erasure(request=request, by=by, at=NOW)
    assert f"Disetujui; data dihapus {when}." in shown(client, order)


def test_nothing_is_given_back_once_nobody_knows_who_bought(client):
    order = fetched_order()
    assert "Ajukan pengembalian" in client.get(page("order_detail", order)).content.decode()
    privacy.erase(checkout=order.checkout, at=NOW)
    assert "Ajukan pengembalian" not in client.get(page("order_detail", order)).content.decode()
    line = order.lines.get()
    with pytest.raises(ReturnNotAllowed, match="sudah dihapus"):
        returns.ask(
            order=Order.objects.get(), pieces={line: 1}, cause="rusak", wish="dana", note="",
            photos=[], at=timezone.now(),
        )  # fmt: skip


def test_officer_refuses_with_a_reason(client):
    order = fetched_order()
    request = privacy.ask_erasure(order=order, at=NOW)
    client.force_login(staff(order))
    assert client.post(desk(request, "tolak"), {"answer": ""}).status_code == 422
    assert client.post(desk(request, "tolak"), {"answer": "Ada sengketa"}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.answer) == ("refused", "Ada sengketa")


def test_late_request_is_named_late_and_stands_first_on_the_work_list(client):
    order = fetched_order(at=NOW - timedelta(days=4))
    request = privacy.ask_correction(
        order=order, typed={"recipient": "Nama"}, at=NOW - timedelta(days=4)
    )
    client.force_login(staff(order))
    assert "Terlambat" in client.get(desk(request)).content.decode()
    home = client.get("/admin/").content.decode()
    assert "Jawab permintaan data pribadi" in home


def test_staff_reads_and_does_not_decide(client):
    order = fetched_order()
    request = privacy.ask_erasure(order=order, at=NOW)
    client.force_login(staff(order, Membership.Role.FACILITY_STAFF))
    assert "Kasi Giatja atau Kepala UPT" in client.get(desk(request)).content.decode()
    client.post(desk(request, "hapus"))
    request.refresh_from_db()
    assert request.state == "asked"


def test_another_facility_finds_nothing(client):
    request = privacy.ask_erasure(order=fetched_order(), at=NOW)
    client.force_login(staff(fetched_order()))
    assert client.get(desk(request)).status_code == 404
    assert client.post(desk(request, "hapus")).status_code == 404


def staff(order, role=Membership.Role.FACILITY_MANAGER):
    user = officer_of(order, role)
    user.is_staff = True
    user.save()
    return user
