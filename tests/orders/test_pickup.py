"""The code at the counter: shown when ready, checked by the facility's officer, never guessed."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from orders import limits, pickup_codes
from orders.links import checkout_token, order_token
from orders.models import Order, OrderEvent, Payment
from orders.qr_pictures import svg
from orders.states import StepNotAllowed, take_step
from tests.builders import make_officer, make_order, make_selling_facility

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ready(**fields):
    """An order to be paid at the counter whose goods wait there."""
    order = make_order(**{"payment_method": Payment.Method.PAY_AT_PICKUP, "stock": 3} | fields)
    by = make_officer("facility_manager", order.facility)
    take_step(order=order, step="ready", actor="officer", by=by, at=NOW)
    rows = Order.objects.select_related("facility", "payment", "shipment", "checkout")
    return rows.get(pk=order.pk)


def hand_over(order, by=None, **extra):
    by = by or make_officer("facility_manager", order.facility)
    return take_step(order=order, step="hand_over", actor="officer", by=by, at=NOW, **extra)


def signed_in(client, facility, role="facility_manager"):
    client.force_login(make_officer(role, facility))
    return client


def scanned(order, code=None):
    return reverse("orders:pickup_scanned", args=[order.number, code or plain(order)])


def plain(order):
    return pickup_codes.pickup_code(order).replace("-", "")


def reasons(order):
    events = order.events.filter(axis=OrderEvent.Axis.ORDER, to_state="completed")
    return list(events.values_list("reason", flat=True))


# The code


def test_code_is_six_readable_signs_and_the_orders_own():
    codes = {pickup_codes.pickup_code(Order(number=f"P-{n:08}", link_version=1)) for n in range(99)}
    assert len(codes) == 99
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}", code) for code in codes)


def test_code_is_known_however_it_is_written():
    order = Order(number="P-7K3M9QXZ", link_version=1)
    code = pickup_codes.pickup_code(order)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code[0]} {code[1:]}"):
        assert pickup_codes.matches(order, typed)
    misread = code.replace("0", "O").replace("1", "l")
    assert pickup_codes.matches(order, misread)
    for wrong in ("", "-", code[:-1], code + "0", "ÄÖÜ-ßßß", "٠٠٠٠٠٠"):
        assert not pickup_codes.matches(order, wrong)


def test_code_ends_with_the_links_and_outlives_a_change_of_key(settings):
    order = Order(number="P-7K3M9QXZ", link_version=1)
    code = pickup_codes.pickup_code(order)
    assert not pickup_codes.matches(Order(number="P-7K3M9QXZ", link_version=2), code)
    assert not pickup_codes.matches(Order(number="P-7K3M9QXY", link_version=1), code)

    settings.ORDER_LINK_OLD_KEYS = [settings.ORDER_LINK_KEY]
    settings.ORDER_LINK_KEY = "a new key"
    assert pickup_codes.pickup_code(order) != code
    assert pickup_codes.matches(order, code)
    settings.ORDER_LINK_OLD_KEYS = []
    assert not pickup_codes.matches(order, code)


# The step


def test_right_code_hands_over_and_is_written_down():
    order = ready()
    hand_over(order, pickup_code=pickup_codes.pickup_code(order))
    order.refresh_from_db()
    assert order.state == Order.State.COMPLETED
    assert reasons(order) == ["Kode ambil cocok."]


def test_without_code_an_officer_answers_for_it_in_writing():
    order = ready()
    with pytest.raises(StepNotAllowed, match="Tulis kode ambil, atau alasan"):
        hand_over(order)
    with pytest.raises(StepNotAllowed, match="Tulis kode ambil, atau alasan"):
        hand_over(order, pickup_code="   ", reason="  ")

    hand_over(order, reason="Ponsel mati, nama dicocokkan")
    assert reasons(order) == ["Tanpa kode ambil: Ponsel mati, nama dicocokkan"]


def test_wrong_code_hands_nothing_over_even_with_a_reason():
    order = ready()
    with pytest.raises(StepNotAllowed, match="tidak cocok"):
        hand_over(order, pickup_code="AAA-AAA", reason="Nama dicocokkan")
    order.refresh_from_db()
    assert order.state == Order.State.READY_FOR_PICKUP


def test_codes_cannot_be_tried_one_after_the_other(monkeypatch):
    monkeypatch.setattr(limits, "PICKUP_CODE", limits.Limit("pickup", 3, timedelta(minutes=15)))
    order = ready()
    for _ in range(3):
        with pytest.raises(StepNotAllowed, match="tidak cocok"):
            hand_over(order, pickup_code="AAA-AAA")
    with pytest.raises(StepNotAllowed, match="Terlalu banyak percobaan"):
        hand_over(order, pickup_code=pickup_codes.pickup_code(order))
    # Somebody with the reason in writing is not kept waiting.
    hand_over(order, reason="Nama dan nomor telepon cocok")


# What the shopper sees


def test_shopper_sees_code_and_qr_once_the_goods_are_ready(client):
    waiting = make_order(payment_method=Payment.Method.PAY_AT_PICKUP)
    page = client.get(reverse("orders:order_detail", args=[order_token(waiting)]))
    assert pickup_codes.pickup_code(waiting) not in page.content.decode()

    order = ready()
    for address in (
        reverse("orders:order_detail", args=[order_token(order)]),
        reverse("orders:checkout_done", args=[checkout_token(order.checkout)]),
    ):
        page = client.get(address).content.decode()
        assert pickup_codes.pickup_code(order) in page
        assert svg(pickup_codes.pickup_address(order)) in page

    hand_over(order, reason="Nama cocok")
    page = client.get(reverse("orders:order_detail", args=[order_token(order)]))
    assert pickup_codes.pickup_code(order) not in page.content.decode()


def test_letter_carries_the_code(mailoutbox):
    from orders.mail import send_about_order

    order = ready()
    send_about_order.func(order.pk, "ready_for_pickup")
    assert f"kode ambil {pickup_codes.pickup_code(order)}" in mailoutbox[-1].body


def test_qr_leads_to_the_page_of_the_officer(settings):
    settings.SITE_URL = "https://galeri.example/"
    order = ready()
    assert pickup_codes.pickup_address(order) == f"https://galeri.example{scanned(order)}"


# The page of the officer


def test_scan_asks_for_the_sign_in_and_comes_back(client):
    order = ready()
    response = client.get(scanned(order))
    assert response.status_code == 302
    assert response.url == f"/admin/login/?next={quote(scanned(order))}"


def test_scan_shows_who_what_and_how_much_then_hands_over(client):
    order = ready()
    signed_in(client, order.facility)

    page = client.get(scanned(order))

    text = page.content.decode()
    assert page.status_code == 200
    assert "Pembeli Contoh" in text
    assert "0812-0000-0001" in text
    assert "Rp75.000" in text
    assert "Terima Uang dan Serahkan" in text
    assert page["Cache-Control"] == "no-store, private"

    done = client.post(scanned(order), follow=True)
    assert done.redirect_chain == [(reverse("orders:pickup"), 302)]
    assert f"{order.number} sudah diserahkan." in done.content.decode()
    order.refresh_from_db()
    assert (order.state, order.payment.state) == ("completed", "paid")


def test_looking_changes_nothing(client):
    order = ready()
    signed_in(client, order.facility)
    client.get(scanned(order))
    order.refresh_from_db()
    assert order.state == Order.State.READY_FOR_PICKUP


@pytest.mark.parametrize(
    "role", ["facility_head", "facility_manager", "facility_staff", "treasurer"]
)
def test_order_of_another_facility_is_not_there(client, role):
    order = ready()
    signed_in(client, make_selling_facility(), role)
    assert client.get(scanned(order)).status_code == 404
    assert client.post(scanned(order)).status_code == 404
    answer = client.post(reverse("orders:pickup"), {"number": order.number, "code": plain(order)})
    assert answer.status_code == 422
    assert "Tidak ada pesanan UPT Anda" in answer.content.decode()
    assert "Pembeli Contoh" not in answer.content.decode()


@pytest.mark.parametrize("role", ["regional_viewer", "national_viewer"])
def test_officials_have_no_business_here(client, role):
    order = ready()
    place = order.facility.regional_office if role == "regional_viewer" else None
    client.force_login(make_officer(role, place))
    assert client.get(scanned(order)).status_code == 403
    assert client.get(reverse("orders:pickup")).status_code == 403


def test_wrong_code_shows_nothing_of_the_order_and_is_counted(client, monkeypatch):
    monkeypatch.setattr(limits, "PICKUP_CODE", limits.Limit("pickup", 2, timedelta(minutes=15)))
    order = ready()
    signed_in(client, order.facility)
    for _ in range(2):
        page = client.get(scanned(order, "AAAAAA"))
        assert page.status_code == 422
        assert "Kode ambil tidak cocok" in page.content.decode()
        assert "Pembeli Contoh" not in page.content.decode()
    page = client.get(scanned(order))
    assert "Terlalu banyak percobaan" in page.content.decode()
    assert client.post(scanned(order)).status_code == 409


def test_typed_number_and_code_lead_to_the_same_page(client):
    order = ready()
    signed_in(client, order.facility)
    typed = {"number": order.number.lower(), "code": pickup_codes.pickup_code(order).lower()}
    answer = client.post(reverse("orders:pickup"), typed)
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200


def test_form_keeps_what_was_typed_and_says_what_is_wrong(client):
    order = ready()
    signed_in(client, order.facility)
    answer = client.post(reverse("orders:pickup"), {"number": order.number, "code": ""})
    assert answer.status_code == 422
    assert order.number in answer.content.decode()
    assert "wajib diisi" in answer.content.decode().lower()


def test_staff_cannot_take_money_and_is_told_who_can(client):
    order = ready()
    signed_in(client, order.facility, "facility_staff")
    page = client.get(scanned(order))
    assert "Uangnya belum diterima" in page.content.decode()
    assert "Terima Uang dan Serahkan" not in page.content.decode()
    assert client.post(scanned(order)).status_code == 409


def test_second_press_hands_nothing_over_twice(client):
    order = ready()
    signed_in(client, order.facility)
    client.post(scanned(order))
    again = client.post(scanned(order))
    assert again.status_code == 409
    assert order.events.filter(to_state="completed").count() == 1


@pytest.mark.parametrize("number", ["P-00000000", "%00", "x" * 200, "..%2f", "٠"])
def test_odd_addresses_are_not_found(client, number):
    signed_in(client, make_selling_facility())
    assert client.get(f"/petugas/ambil/{number}/AAAAAA/").status_code in (404, 400)


def test_back_office_asks_for_code_or_reason(client):
    order = ready()
    signed_in(client, order.facility)
    step = reverse("admin:orders_order_step", args=[order.pk, "hand_over"])

    page = client.post(step, {"hand_over-pickup_code": "", "hand_over-reason": ""})
    assert page.status_code == 422
    assert "Tulis kode ambil, atau alasan menyerahkan tanpa kode." in page.content.decode()

    page = client.post(step, {"hand_over-pickup_code": "AAA-AAA"})
    assert page.status_code == 422
    assert "Kode ambil tidak cocok" in page.content.decode()
    assert "AAA-AAA" in page.content.decode()

    code = pickup_codes.pickup_code(order)
    assert client.post(step, {"hand_over-pickup_code": code}).status_code == 302
    order.refresh_from_db()
    assert order.state == Order.State.COMPLETED
