"""What the shopper's page and letters say for each way to pay, and what they never show."""

import io
import re
from datetime import timedelta

import pytest
import zxingcpp
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from orders.links import checkout_token, order_token
from orders.models import Order, Payment
from orders.payments import accept_proof, qris, submit_proof
from orders.states import take_step
from tests.builders import (
    make_contact,
    make_membership,
    make_officer,
    make_order,
    make_payment_setup,
    make_product,
    make_shipping_rate,
    make_stock,
    make_variant,
)

Method = Payment.Method
NOW = timezone.now()


@pytest.fixture
def place():
    """Order two pieces of Rp100.000 by a way to pay, brought by the facility for Rp15.000."""
    facility = make_payment_setup().facility
    make_shipping_rate(facility=facility, service="local", zone="same_regency", first_kg=15_000)
    bag = make_variant(product=make_product(facility=facility), price=100_000)
    make_stock(variant=bag, quantity=2)

    def order(way):
        is_office = way in Payment.OFFICE_METHODS
        office = {"buyer_kind": "instansi", "office_name": "Dinas Contoh"} if is_office else {}
        return make_order(
            variant=bag, quantity=2, stock=0, method="local", payment_method=way, at=NOW,
            contact=make_contact(regency=facility.regency, **office),
        )  # fmt: skip

    return order


def page_of(client, order):
    return client.get(f"/pesanan/{order_token(order)}/").content.decode()


def picture_of(client, order):
    return client.get(f"/pesanan/{order_token(order)}/qris.png")


def officer(order):
    return make_membership(facility=order.facility).user


def deliver(order):
    for step in ("ship", "complete"):
        take_step(order=order, step=step, actor="officer", by=officer(order), at=NOW)


def proof_of(order):
    return submit_proof(
        payment=order.payment, file_name="bukti/a.jpg", sender_name="A", paid_on=None, at=NOW
    )


def letters():
    call_command("work", "--once")
    return [letter.body for letter in outbox.outbox]


def test_picture_of_the_code_is_private_and_asks_for_what_the_page_asks(client, place):
    order = place(Method.QRIS)

    answer = picture_of(client, order)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert f'"qris-{order.number}.png"' in answer.headers["Content-Disposition"]
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))
    assert code.text == qris.code_of(order.payment).text
    assert "GALERI LAPAS CONTOH" in page_of(client, order)


def test_code_is_gone_once_nothing_is_to_be_paid(client, place):
    order = place(Method.QRIS)
    proof = proof_of(order)
    assert picture_of(client, order).status_code == 404
    accept_proof(proof=proof, by=officer(order), at=NOW)
    assert picture_of(client, order).status_code == 404
    assert "Pindai QRIS" not in page_of(client, order)


@pytest.mark.parametrize("way", [Method.BANK_TRANSFER, Method.COD, Method.DOWN_PAYMENT])
def test_other_ways_have_no_code(client, place, way):
    assert picture_of(client, place(way)).status_code == 404


def test_altered_link_opens_no_code(client, place):
    token = order_token(place(Method.QRIS))
    assert client.get(f"/pesanan/{token[:-1]}x/qris.png").status_code == 404
    assert client.post(f"/pesanan/{token}/qris.png").status_code == 405


def test_page_of_a_payment_at_the_door_shows_no_account_and_no_form(client, place):
    order = place(Method.COD)
    page = page_of(client, order)
    assert "Siapkan Rp215.000 tunai untuk petugas pengantar." in page
    assert "Kirim bukti" not in page
    assert order.facility.bank_account_number not in page


def test_invoice_can_be_paid_early_from_a_fold_and_in_the_open_once_it_is_due(client, place):
    order = place(Method.AFTER_HANDOVER)
    before = page_of(client, order)
    assert "Bayar lebih awal, Rp215.000" in before
    assert "dibayar paling lambat 14 hari setelah barang" in before

    deliver(order)

    after = page_of(client, order)
    assert "Bayar lebih awal" not in after
    assert "Barang sudah diserahterimakan." in after
    assert "Bayar Rp215.000 paling lambat" in after
    assert f'<span class="copy">{order.number}</span></dd>' in after  # what to write when paying


def test_page_asks_for_the_part_then_for_the_rest(client, place):
    order = place(Method.DOWN_PAYMENT)
    first = page_of(client, order)
    assert "Transfer uang muka" in first
    assert 'data-salin="60000"' in first

    accept_proof(proof=proof_of(order), by=officer(order), at=NOW)
    rest = page_of(client, order)
    assert "Uang muka Rp60.000 sudah diterima. Sisanya Rp155.000" in rest
    assert 'data-salin="155000"' in rest


def test_refused_upload_of_a_rest_opens_its_fold(client, place):
    order = place(Method.DOWN_PAYMENT)
    accept_proof(proof=proof_of(order), by=officer(order), at=NOW)
    answer = client.post(f"/pesanan/{order_token(order)}/bukti/", {"sender_name": "Bendahara"})
    assert answer.status_code == 422
    assert '<details class="facet" open>' in answer.content.decode()


@pytest.mark.parametrize(
    ("way", "says"),
    [
        (Method.QRIS, "Pindai kode QRIS di halaman pesanan; jumlahnya sudah terisi."),
        (Method.COD, "Dibayar tunai kepada petugas pengantar saat barang sampai."),
        (Method.AFTER_HANDOVER, "Transfer paling lambat 14 hari setelah barang"),
        (Method.DOWN_PAYMENT, "Transfer uang muka Rp60.000 ke Bank Contoh"),
        (Method.BANK_TRANSFER, "Transfer tepat sampai tiga angka terakhir ke Bank Contoh"),
    ],
)
def test_letter_of_a_new_order_says_how_to_pay(place, way, says):
    order = place(way)
    [body] = letters()
    assert says in body
    assert ("Bayar sebelum" in body) is bool(order.payment.pay_before)
    assert "None" not in body


def test_letters_of_an_office_name_part_rest_and_last_day(place):
    order = place(Method.DOWN_PAYMENT)
    accept_proof(proof=proof_of(order), by=officer(order), at=NOW)
    deliver(order)
    bodies = letters()
    assert any("uang muka Rp60.000 sudah kami terima" in body for body in bodies)
    assert any("Rp155.000 dibayar paling lambat" in body for body in bodies)
    assert not any("None" in body for body in bodies)


def test_letter_about_a_parcel_paid_at_the_door_says_how_much(place):
    order = place(Method.COD)
    take_step(order=order, step="ship", actor="officer", by=officer(order), at=NOW)
    assert any("Siapkan Rp215.000 tunai" in body for body in letters())


def test_deadline_of_a_later_payment_does_not_head_the_page(client, place):
    order = place(Method.AFTER_HANDOVER)
    Payment.objects.filter(order=order).update(pay_before=NOW + timedelta(days=3))
    page = client.get(f"/belanja/{checkout_token(order.checkout)}/").content.decode()
    assert "batal sendiri" not in page


# What the officer sees


def desk_of(client, order, role="facility_manager"):
    client.force_login(make_officer(role, order.facility))
    return client.get(f"/admin/orders/order/{order.pk}/change/").content.decode()


def test_officer_compares_the_part_first_and_then_the_rest(client, place):
    order = place(Method.DOWN_PAYMENT)
    proof = proof_of(order)
    part = desk_of(client, order)
    assert "Uang muka yang harus masuk" in part
    assert '<p class="due">Rp60.000</p>' in part
    assert "Uang Rp60.000 sudah terlihat di mutasi" in part
    assert f"cocokkan nama, jumlah, dan berita {order.number}" in part

    accept_proof(proof=proof, by=officer(order), at=NOW)
    proof_of(order)
    rest = desk_of(client, order)
    assert "Sisa yang harus masuk" in rest
    assert '<p class="due">Rp155.000</p>' in rest
    assert "Rp215.000, sudah masuk Rp60.000" in rest


def test_officer_compares_a_qris_payment_with_the_providers_list(client, place):
    order = place(Method.QRIS)
    proof_of(order)
    page = desk_of(client, order)
    assert "QRIS ID1020000000001<br>GALERI LAPAS CONTOH" in page
    assert "mutasi di aplikasi penyedia QRIS" in page
    assert f"<b>{order.unique_code:03d}</b>" in page


@pytest.mark.parametrize(
    ("role", "sees"), [("treasurer", True), ("facility_manager", True), ("facility_staff", False)]
)
def test_drivers_money_is_a_task_of_who_takes_money(client, place, role, sees):
    order = place(Method.COD)
    take_step(order=order, step="ship", actor="officer", by=officer(order), at=NOW)
    assert ("Uang dari Pengantar Diterima" in desk_of(client, order, role)) is sees


def test_work_list_counts_drivers_and_unpaid_invoices(client, place):
    deliver(place(Method.AFTER_HANDOVER))
    order = Order.objects.get()
    client.force_login(make_officer("facility_manager", order.facility))
    page = client.get("/admin/orders/order/?tugas=tagih").content.decode()
    assert order.number in page
    assert order.number not in client.get("/admin/orders/order/?tugas=kemas").content.decode()


def test_goods_of_an_invoice_come_before_its_money_on_the_desk(client, place):
    page = desk_of(client, place(Method.AFTER_HANDOVER))
    buttons = re.findall(r'<button class="btn( btn-main)?">([^<]+)</button>', page)
    assert buttons[0] == (" btn-main", "Kirim")
    labels = [label for _, label in buttons]
    assert labels.index("Kirim") < labels.index("Uang Sudah Masuk")
