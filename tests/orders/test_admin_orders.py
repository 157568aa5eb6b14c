"""The order desk: what is listed, what an order shows, and which buttons stand there."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product, StockLevel
from orders.links import order_token
from orders.models import Checkout, Order, Payment, PaymentProof, SalesDay, Shipment
from orders.proof_files import name_of
from tests.builders import (
    make_contact,
    make_officer,
    make_order,
    make_paid_order,
    make_product,
    make_proof,
    make_return,
    make_selling_facility,
    make_variant,
)
from tests.orders.waiting import waiting

LIST = "/admin/orders/order/"


@pytest.fixture
def facility():
    return make_selling_facility()


def signed_in(client, facility, role="facility_manager"):
    user = make_officer(role, facility)
    client.force_login(user)
    return user


def page_of(client, order):
    return client.get(reverse("admin:orders_order_change", args=[order.pk]))


def press(client, order, step, **fields):
    data = {f"{step}-{name}": value for name, value in fields.items()}
    return client.post(reverse("admin:orders_order_step", args=[order.pk, step]), data)


def steps_on(page):
    return [item["step"].name for item in page.context["steps"] + page.context["cancel_steps"]]


def cargo_order(facility):
    product = make_product(facility=facility, fulfilment=Product.Fulfilment.CARGO)
    regency = facility.regency
    return make_order(
        variant=make_variant(product=product),
        method=Shipment.Method.CARGO,
        contact=make_contact(
            province=regency.province, regency=regency, district="Kecamatan", village="Desa",
            street="Jalan Contoh 1", postal_code="97111",
        ),
    )  # fmt: skip


def test_list_shows_status_age_total_and_deadline(client, facility):
    order = make_order(facility=facility)
    signed_in(client, facility)
    page = client.get(LIST).content.decode()
    assert order.number in page
    assert "Menunggu Pembayaran" in page
    assert "Pembeli Contoh" in page
    assert "WIB" in page


def test_list_names_the_goods_and_asks_the_same_for_many(
    client, facility, django_assert_max_num_queries
):
    signed_in(client, facility)
    client.get(LIST)
    with CaptureQueriesContext(connection) as with_one:
        order = make_order(facility=facility, quantity=2)
        page = client.get(LIST).content.decode()
    assert f"2 × {order.lines.get().name}" in page
    for _ in range(4):
        make_order(facility=facility)
    with django_assert_max_num_queries(len(with_one)):
        client.get(LIST)


def test_list_says_in_words_what_is_late(client, facility):
    order = make_order(facility=facility, at=timezone.now() - timedelta(days=2))
    Payment.objects.filter(order=order).update(pay_before=timezone.now() - timedelta(days=1))
    signed_in(client, facility)
    assert "Terlambat 1\xa0hari" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "typed", ["0812-0000-0001", "+62 812 0000 0001", "6281200000001", "81200000001"]
)
def test_phone_is_found_however_it_is_typed(client, facility, typed):
    make_order(facility=facility)
    make_order(facility=facility, contact=make_contact(phone="+6281399990000"))
    signed_in(client, facility)
    assert client.get(LIST, {"q": typed}).context["cl"].result_count == 1


def test_number_and_name_find_an_order(client, facility):
    order = make_order(facility=facility)
    make_order(facility=facility, contact=make_contact(recipient="Dinas Contoh"))
    signed_in(client, facility)
    assert client.get(LIST, {"q": order.number}).context["cl"].result_count == 1
    assert client.get(LIST, {"q": "dinas"}).context["cl"].result_count == 1


def test_goods_office_and_parcel_find_an_order_once(client, facility):
    """As an officer speaks of it: what was bought, by which office, in which parcel."""
    client.force_login(make_officer("facility_staff", facility))
    variant = make_variant(product=make_product(facility=facility, name="Tudung Saji Bambu"))
    found = make_order(variant=variant)
    make_order(variant=make_variant(product=make_product(facility=facility, name="Meja Lipat")))
    Checkout.objects.filter(pk=found.checkout_id).update(office_name="Dinas Sosial Kota Contoh")
    Shipment.objects.filter(order=found).update(tracking_number="JP1234567890")
    for words in ("tudung saji", variant.sku, "dinas sosial", "jp1234567890"):
        answer = client.get(reverse("admin:orders_order_changelist"), {"q": words})
        assert [order.pk for order in answer.context["cl"].result_list] == [found.pk], words


def test_tasks_count_and_list_the_same_orders(client, facility):
    make_proof(order=make_order(facility=facility))
    make_order(facility=facility, payment_method=Payment.Method.PAY_AT_PICKUP)
    cargo_order(facility)
    make_proof()  # another facility's
    user = signed_in(client, facility)
    counts = waiting(user)
    assert counts == {
        "bukti": 1, "penyedia": 0, "ongkir": 1, "kemas": 1, "serahkan": 0, "pengantar": 0,
        "tagih": 0, "dana": 0, "lebih": 0,
    }  # fmt: skip
    for name, count in counts.items():
        assert client.get(LIST, {"tugas": name}).context["cl"].result_count == count


@pytest.mark.parametrize("name", ["state", "payment__state", "payment__method"])
def test_filters_answer(client, facility, name):
    order = make_order(facility=facility)
    signed_in(client, facility)
    value = {
        "state": order.state, "payment__state": order.payment.state,
        "payment__method": order.payment.method,
    }[name]  # fmt: skip
    assert client.get(LIST, {f"{name}__exact": value}).context["cl"].result_count == 1


def test_order_page_asks_little(client, facility, django_assert_max_num_queries):
    order = make_proof(order=make_order(facility=facility)).payment.order
    signed_in(client, facility)
    client.get("/admin/")
    with django_assert_max_num_queries(13):
        page = page_of(client, order)
    assert page.status_code == 200


def test_order_page_shows_goods_contact_and_history(client, facility):
    order = make_order(facility=facility, quantity=2)
    signed_in(client, facility)
    page = page_of(client, order).content.decode()
    assert "0812-0000-0001" in page
    assert "https://wa.me/6281200000001?text=Halo%2C%20kami%20dari" in page
    assert quote(f"/pesanan/{order_token(order)}/") in page
    assert order.lines.get().name in page
    assert "Riwayat" in page


def test_amount_due_stands_beside_the_proof_with_its_code_bold(client, facility):
    proof = make_proof(order=make_order(facility=facility))
    signed_in(client, facility)
    page = page_of(client, proof.payment.order).content.decode()
    code = f"{proof.payment.unique_code:03d}"
    assert f"<b>{code}</b></p>" in page
    assert reverse("orders:proof_image", args=[name_of(proof.file_name)]) in page


def test_treasurer_accepts_a_proof_after_looking_at_the_statement(client, facility):
    proof = make_proof(order=make_order(facility=facility))
    order = proof.payment.order
    user = signed_in(client, facility, "treasurer")
    url = reverse("admin:orders_proof_accept", args=[order.pk, proof.pk])

    refused = client.post(url, {})
    assert refused.status_code == 422
    assert "Cocokkan dengan mutasi dahulu" in refused.content.decode()

    assert client.post(url, {"terima-seen": "on"}).status_code == 302
    proof.refresh_from_db()
    payment = Payment.objects.get(order=order)
    assert (proof.state, payment.state, payment.confirmed_by) == ("accepted", "paid", user)
    assert SalesDay.objects.get().orders == 1


def test_rejecting_needs_a_reason_and_the_reason_is_kept(client, facility):
    proof = make_proof(order=make_order(facility=facility))
    order = proof.payment.order
    signed_in(client, facility, "treasurer")
    url = reverse("admin:orders_proof_reject", args=[order.pk, proof.pk])

    assert client.post(url, {"tolak-reason": ""}).status_code == 422
    answer = client.post(url, {"tolak-reason": "Jumlah berbeda", "tolak-other": "kurang Rp500"})

    assert answer.status_code == 302
    proof.refresh_from_db()
    assert (proof.state, proof.reason) == ("rejected", "Jumlah berbeda: kurang Rp500")
    assert Payment.objects.get(order=order).state == Payment.State.AWAITING


def test_packer_sees_the_proof_but_decides_nothing(client, facility):
    proof = make_proof(order=make_order(facility=facility))
    order = proof.payment.order
    signed_in(client, facility, "facility_staff")
    page = page_of(client, order).content.decode()
    assert "Terima pembayaran" not in page
    url = reverse("admin:orders_proof_accept", args=[order.pk, proof.pk])
    answer = client.post(url, {"terima-seen": "on"})
    assert answer.status_code == 422
    proof.refresh_from_db()
    assert proof.state == PaymentProof.State.CHECKING


def test_proof_decided_twice_tells_the_second_officer(client, facility):
    proof = make_proof(order=make_order(facility=facility))
    order = proof.payment.order
    signed_in(client, facility, "treasurer")
    url = reverse("admin:orders_proof_accept", args=[order.pk, proof.pk])
    client.post(url, {"terima-seen": "on"})
    again = client.post(url, {"terima-seen": "on"})
    assert again.status_code == 422
    assert "sudah berubah" in again.content.decode()


def test_naming_the_cargo_cost_starts_the_payment(client, facility):
    order = cargo_order(facility)
    signed_in(client, facility, "facility_staff")
    assert steps_on(page_of(client, order)) == ["quote_shipping", "cancel"]

    assert press(client, order, "quote_shipping", cost="", eta="").status_code == 422
    assert press(client, order, "quote_shipping", cost=85_000, eta="3–5 hari").status_code == 302

    order.refresh_from_db()
    assert (order.state, order.shipping_cost) == (Order.State.RECEIVED, 85_000)
    assert order.total == order.goods_total + 85_000 + order.unique_code


def test_cargo_cost_with_dots_is_not_a_thousandth(client, facility):
    order = cargo_order(facility)
    signed_in(client, facility, "facility_staff")
    assert press(client, order, "quote_shipping", cost="450.000", eta="").status_code == 302
    order.refresh_from_db()
    assert order.shipping_cost == 450_000


def test_goods_go_from_the_shelf_to_the_buyer(client, facility):
    order = make_order(facility=facility, payment_method=Payment.Method.PAY_AT_PICKUP, stock=3)
    signed_in(client, facility)
    assert press(client, order, "ready").status_code == 302
    assert press(client, order, "hand_over", reason="Nama cocok").status_code == 302
    order = Order.objects.select_related("payment").get(pk=order.pk)
    assert (order.state, order.payment.state) == (Order.State.COMPLETED, Payment.State.PAID)
    assert StockLevel.objects.get().on_hand == 2
    assert steps_on(page_of(client, order)) == []


def test_cancelling_needs_a_reason_and_frees_the_goods(client, facility):
    order = make_order(facility=facility)
    signed_in(client, facility)
    answer = press(client, order, "cancel", reason="")
    assert answer.status_code == 422
    assert "Wajib diisi." in answer.content.decode()
    assert press(client, order, "cancel", reason="Pembeli meminta").status_code == 302
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert StockLevel.objects.get().reserved == 0


def test_step_that_does_not_fit_is_no_button_and_refused(client, facility):
    order = make_order(facility=facility)
    signed_in(client, facility)
    assert "ship" not in steps_on(page_of(client, order))
    answer = client.post(reverse("admin:orders_order_step", args=[order.pk, "ship"]), follow=True)
    assert "tidak tersedia lagi" in answer.content.decode()
    order.refresh_from_db()
    assert order.state == Order.State.RECEIVED


def test_treasurer_has_no_packing_buttons(client, facility):
    order = make_order(facility=facility, payment_method=Payment.Method.PAY_AT_PICKUP)
    signed_in(client, facility, "treasurer")
    assert steps_on(page_of(client, order)) == []


def test_buttons_answer_posts_only(client, facility):
    proof = make_proof(order=make_order(facility=facility))
    order = proof.payment.order
    signed_in(client, facility)
    assert (
        client.get(reverse("admin:orders_order_step", args=[order.pk, "cancel"])).status_code == 405
    )
    for name in ("accept", "reject"):
        url = reverse(f"admin:orders_proof_{name}", args=[order.pk, proof.pk])
        assert client.get(url).status_code == 405


def test_button_is_written_into_the_order_and_the_officers_history(client, facility):
    order = make_order(facility=facility, payment_method=Payment.Method.PAY_AT_PICKUP)
    user = signed_in(client, facility)
    press(client, order, "ready")
    event = order.events.last()
    assert (event.to_state, event.by, event.actor) == ("ready_for_pickup", user, "officer")
    history = client.get(f"{LIST}{order.pk}/history/").content.decode()
    assert "Siap Diambil tercatat." in history


def test_order_page_links_to_nothing_that_deletes(client, facility):
    order = make_order(facility=facility)
    signed_in(client, facility)
    assert client.get(f"{LIST}{order.pk}/delete/").status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert "/delete/" not in page_of(client, order).content.decode()


def test_a_task_lists_the_longest_waiting_first(client, facility):
    first, second = (make_order(facility=facility) for _ in range(2))
    for order in (first, second):
        make_proof(order=order)
    signed_in(client, facility)
    listed = client.get("/admin/orders/order/?tugas=bukti").context["cl"].result_list
    assert list(listed) == [first, second]
    assert list(client.get("/admin/orders/order/").context["cl"].result_list) == [second, first]


def test_money_given_back_is_not_dated_by_the_day_it_came_in(client, facility):
    order = make_order(facility=facility)
    at = timezone.now()
    Payment.objects.filter(order=order).update(state="refund_pending", paid_at=at)
    Order.objects.filter(pk=order.pk).update(state="cancelled")
    signed_in(client, facility)
    page = page_of(client, order).text
    assert "menunggu pengembalian dana</dd>" in page
    assert "<dt>Uang masuk</dt>" in page
    assert "Uang masuk dan kembali" in page


def stand_at(order, state):
    """Put an order, paid in full, where a test wants it."""
    Order.objects.filter(pk=order.pk).update(state=state)
    paid = {"state": "paid", "received_amount": order.total, "paid_at": timezone.now()}
    Payment.objects.filter(order=order).update(**paid)


def test_missing_courier_is_said_beside_its_field(client, facility):
    order = cargo_order(facility)
    stand_at(order, "received")
    signed_in(client, facility)
    page = press(client, order, "ship", courier="", tracking_number="AB12")
    assert page.status_code == 422
    form = next(item["form"] for item in page.context["steps"] if item["step"].name == "ship")
    assert form.errors == {"courier": ["Tulis nama kurir atau perusahaan kargo."]}
    assert form["tracking_number"].value() == "AB12"
    assert page.context["refusal"] == ""


def test_wrong_pickup_code_is_said_beside_its_field(client, facility):
    order = make_order(facility=facility)
    stand_at(order, "ready_for_pickup")
    signed_in(client, facility)
    page = press(client, order, "hand_over", pickup_code="AAAAAA")
    form = next(item["form"] for item in page.context["steps"] if item["step"].name == "hand_over")
    assert "tidak cocok" in form.errors["pickup_code"][0]


def test_whoever_may_not_take_the_next_step_reads_who_does(client, facility):
    order = make_order(facility=facility)
    stand_at(order, "in_production")
    signed_in(client, facility, "treasurer")
    page = page_of(client, order)
    assert page.context["steps"] == []
    assert "Langkah berikutnya dikerjakan" in page.content.decode()
    assert "Kasi Giatja" in page.context["others"]
    assert "Bendahara" not in page.context["others"]


def test_second_officer_is_led_from_the_steps_to_the_refund(client, facility):
    order = make_paid_order(facility=facility)
    signed_in(client, facility, "facility_head")
    press(client, order, "cancel", reason="Pembeli pindah kota")
    page = page_of(client, order).content.decode()
    assert "Pengembalian dana menunggu petugas kedua." in page
    assert "Pembeli pindah kota. Diminta" in page
    signed_in(client, facility, "treasurer")
    page = page_of(client, order).content.decode()
    assert 'href="#putuskan"' in page
    assert "dikerjakan" not in page


@pytest.mark.parametrize(
    ("state", "has_label"), [("received", True), ("shipped", True), ("cancelled", False)]
)
def test_label_is_offered_only_while_the_goods_are_packed_or_on_their_way(
    client, facility, state, has_label
):
    order = cargo_order(facility)
    signed_in(client, facility)
    Order.objects.filter(pk=order.pk).update(state=state)
    address = reverse("admin:orders_order_label", args=[order.pk])
    assert (address in page_of(client, order).content.decode()) == has_label


def test_return_of_a_parcel_is_folded_away_and_says_what_follows(client, facility):
    order = cargo_order(facility)
    stand_at(order, "shipped")
    signed_in(client, facility)
    page = page_of(client, order)
    assert [item["step"].name for item in page.context["steps"]] == ["complete"]
    assert [item["step"].name for item in page.context["cancel_steps"]] == ["undelivered"]
    assert "masuk lagi ke stok" in page.content.decode()


@pytest.mark.parametrize(
    ("role", "sees", "sees_not"),
    [
        ("treasurer", "Periksa bukti transfer", "Kerjakan dan kemas"),
        ("facility_staff", "Kerjakan dan kemas", "Periksa bukti transfer"),
        ("facility_manager", "Kerjakan dan kemas", "Tidak ada pekerjaan"),
    ],
)
def test_work_list_names_the_work_of_the_role(client, facility, role, sees, sees_not):
    signed_in(client, facility, role)
    page = client.get("/admin/").content.decode()
    assert sees in page
    assert sees_not not in page


def test_treasurer_is_not_sent_to_returns_that_leaders_answer(client, facility):
    make_return(order=make_order(facility=facility))
    signed_in(client, facility, "treasurer")
    assert "Jawab permintaan pengembalian" not in client.get("/admin/").content.decode()
    signed_in(client, facility, "facility_head")
    assert "Jawab permintaan pengembalian" in client.get("/admin/").content.decode()


def test_back_office_writes_times_in_the_zone_of_the_officers_facility(client, facility):
    type(facility).objects.filter(pk=facility.pk).update(timezone="Asia/Jayapura")
    make_proof(order=make_order(facility=facility))
    signed_in(client, facility)
    page = client.get("/admin/orders/paymentproof/").content.decode()
    assert " WIT" in page
    assert " WIB" not in page
