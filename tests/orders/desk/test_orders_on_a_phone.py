"""The phone's order queue and the page of one order."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.models import Order, OrderLine, Payment, PaymentProof, Refund, Shipment
from orders.states import take_step
from tests.builders import (
    make_contact,
    make_officer,
    make_order,
    make_paid_order,
    make_product,
    make_proof,
    make_refund,
    make_selling_facility,
    make_variant,
)

QUEUE = reverse("orders:staff_orders")


def page_of(client, order):
    return client.get(reverse("orders:staff_order", args=[order.number]))


def press(client, order, step, **fields):
    address = reverse("orders:staff_order_step", args=[order.number, step])
    return client.post(address, {f"{step}-{name}": value for name, value in fields.items()})


def travelling_by(method, order):
    Shipment.objects.filter(order=order).update(method=method)
    return order


def shown(client, **query):
    return [order.number for order in client.get(QUEUE, query).context["queue"].page]


def test_queue_opens_with_own_work_and_the_longest_waiting_first(client, facility, manager):
    now = timezone.now()
    young = make_paid_order(facility=facility, at=now - timedelta(hours=3))
    old = make_paid_order(facility=facility, at=now - timedelta(days=4))
    make_order(facility=facility)  # waits for its buyer
    page = client.get(QUEUE)
    assert [order.number for order in page.context["queue"].page] == [old.number, young.number]
    assert "Terlambat 2\xa0hari" in page.text
    assert "menunggu 4\xa0hari" in page.text
    assert page.text.count("Terlambat") == 1


def test_queue_of_the_treasurer_holds_other_work_than_that_of_staff(client, facility):
    make_paid_order(facility=facility)
    proof = make_proof(order=make_order(facility=facility))
    client.force_login(make_officer("treasurer", facility))
    assert shown(client) == [proof.payment.order.number]
    client.force_login(make_officer("facility_staff", facility))
    assert proof.payment.order.number not in shown(client)


def test_tabs_count_and_list_the_same_orders(client, facility, manager):
    make_order(facility=facility)
    make_proof(order=make_order(facility=facility))
    make_paid_order(facility=facility)
    make_proof()  # another facility's
    for tab in client.get(QUEUE).context["queue"].tabs:
        if tab.count is not None:
            assert len(shown(client, keadaan=tab.name)) == tab.count, tab.name
    assert len(shown(client, keadaan="bayar")) == 1


@pytest.mark.parametrize("state", ["cancelled", "expired", "completed"])
def test_every_order_has_a_tab(client, facility, manager, state):
    order = make_paid_order(facility=facility)
    Order.objects.filter(pk=order.pk).update(state=state)
    tab = "selesai" if state == "completed" else "batal"
    assert shown(client, keadaan=tab) == [order.number]


@pytest.mark.parametrize(
    "words", ["rotan", "SKU-7", "dinas contoh", "0812-9999-0000", "RESI123", "number"]
)
def test_order_is_found_by_what_an_officer_remembers(client, facility, manager, words):
    variant = make_variant(product=make_product(facility=facility, name="Kursi Rotan"), sku="SKU-7")
    order = make_order(
        variant=variant, contact=make_contact(recipient="Dinas Contoh", phone="+6281299990000")
    )
    order.shipment.tracking_number = "RESI123"
    order.shipment.save()
    make_order(facility=facility)
    words = order.number if words == "number" else words
    assert shown(client, q=words) == [order.number]


@pytest.mark.parametrize(
    "query", [{"q": "\0"}, {"hal": "9999"}, {"hal": "x"}, {"urut": "?"}, {"keadaan": "?"}]
)
def test_odd_addresses_are_answered(client, facility, manager, query):
    assert client.get(QUEUE, query).status_code == 200


def test_queue_asks_the_same_for_one_order_and_for_many(client, facility, manager):
    make_paid_order(facility=facility)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    for _ in range(4):
        make_paid_order(facility=facility)
    with CaptureQueriesContext(connection) as many:
        client.get(QUEUE)
    assert len(many) == len(one) <= 14


def test_order_page_asks_little(client, facility, manager, django_assert_max_num_queries):
    order = make_order(facility=facility)
    make_proof(order=order)
    page_of(client, order)
    with django_assert_max_num_queries(20):
        page_of(client, order)


def test_amount_stands_beside_the_proof_with_its_code_in_bold(client, facility, manager):
    order = make_order(facility=facility)
    make_proof(order=order)
    page = page_of(client, order).text
    assert f"<b>{order.unique_code:03d}</b>" in page
    assert "Cocokkan bukti transfer" in page


def test_proof_is_accepted_only_with_the_money_seen(client, facility, manager):
    order = make_order(facility=facility)
    proof = make_proof(order=order)
    address = reverse("orders:staff_proof_accept", args=[order.number, proof.pk])
    refused = client.post(address, {})
    assert refused.status_code == 422
    assert "Cocokkan dengan mutasi dahulu" in refused.text
    # The phone opens the refused page at the tick, not at its top far above.
    assert f'id="terima" action="{address}#terima"' in refused.text
    done = client.post(address, {"terima-seen": "on"}, follow=True)
    assert "diterima" in done.text
    order.payment.refresh_from_db()
    assert order.payment.state == Payment.State.PAID


def test_proof_is_turned_down_with_its_reason(client, facility, manager):
    order = make_order(facility=facility)
    proof = make_proof(order=order)
    address = reverse("orders:staff_proof_reject", args=[order.number, proof.pk])
    assert client.post(address, {"tolak-reason": "", "tolak-other": ""}).status_code == 422
    client.post(address, {"tolak-reason": "Jumlah berbeda"})
    proof.refresh_from_db()
    assert (proof.state, proof.reason) == (PaymentProof.State.REJECTED, "Jumlah berbeda")


def test_staff_reads_the_proof_and_learns_who_decides(client, facility):
    order = make_order(facility=facility)
    proof = make_proof(order=order)
    client.force_login(make_officer("facility_staff", facility))
    page = page_of(client, order)
    assert "Bendahara Penerimaan, Kasi Giatja, atau Kepala UPT" in page.text
    client.post(
        reverse("orders:staff_proof_accept", args=[order.number, proof.pk]), {"terima-seen": "on"}
    )
    proof.refresh_from_db()
    assert proof.state == PaymentProof.State.CHECKING


def test_only_legal_steps_are_buttons_and_they_work(client, facility, manager):
    order = make_paid_order(facility=facility)
    page = page_of(client, order)
    steps = [item["step"].name for item in page.context["steps"]]
    assert steps == ["ready", "start_production"]
    assert press(client, order, "ready").status_code == 302
    order.refresh_from_db()
    assert order.state == Order.State.READY_FOR_PICKUP
    gone = press(client, order, "ready")
    assert gone.status_code == 302
    assert "tidak tersedia lagi" in client.get(gone["Location"]).text


def test_button_for_goods_on_their_way_does_not_lead(client, facility, manager):
    order = travelling_by("courier", make_paid_order(facility=facility))
    page = page_of(client, order)
    assert "Antar Dalam Kota" not in page.text
    assert "Boleh kosong" not in page.text
    press(client, order, "ship", courier="JNE", tracking_number="CONTOH-1")
    text = page_of(client, order).text
    assert '<button class="btn btn-secondary">Sudah Diterima Pembeli</button>' in text
    assert "Tekan setelah pembeli atau pelacakan menyatakan sudah sampai." in text
    assert press(client, order, "complete").status_code == 302
    order.refresh_from_db()
    assert order.state == Order.State.COMPLETED


def test_own_driver_needs_no_courier(client, facility, manager):
    order = travelling_by("local", make_paid_order(facility=facility))
    assert "Boleh kosong bila petugas UPT sendiri yang mengantar." in page_of(client, order).text
    assert press(client, order, "ship", courier="", tracking_number="").status_code == 302


def test_age_of_an_order_is_said_in_one_unit(client, facility, manager):
    make_paid_order(facility=facility, at=timezone.now() - timedelta(hours=17, minutes=1))
    text = client.get(QUEUE).text
    assert "menunggu 17\xa0jam" in text
    assert "menit" not in text


def test_goods_made_when_ordered_are_begun_first(client, facility, manager):
    order = make_paid_order(facility=facility)
    OrderLine.objects.filter(order=order).update(made_to_order=True)
    steps = [item["step"].name for item in page_of(client, order).context["steps"]]
    assert steps == ["start_production", "ready"]


def test_step_that_needs_a_reason_keeps_what_was_typed(client, facility, manager):
    order = make_order(facility=facility)
    refused = press(client, order, "cancel", reason="")
    assert refused.status_code == 422
    assert "Wajib diisi" in refused.text
    assert press(client, order, "cancel", reason="Barang retak").status_code == 302


def test_who_took_the_money_is_told_that_another_should_pack(client, facility, manager):
    order = make_order(facility=facility)
    take_step(
        order=order, step="confirm_payment", actor="officer", by=manager, reason="Mutasi",
        at=timezone.now(),
    )  # fmt: skip
    assert "Sebaiknya petugas lain yang mengemas" in page_of(client, order).text
    client.force_login(make_officer("facility_staff", facility))
    assert "Sebaiknya petugas lain" not in page_of(client, order).text


def test_second_officer_decides_about_money_that_goes_back(client, facility, manager):
    order = make_paid_order(facility=facility)
    refund = make_refund(order=order, by=manager)
    assert "petugas lain yang memutus" in page_of(client, order).text
    client.force_login(make_officer("treasurer", facility))
    assert "Anda petugas kedua" in page_of(client, order).text
    pay = reverse("orders:staff_refund_pay", args=[order.number, refund.pk])
    assert client.post(pay, {"bayar-paid_on": "", "bayar-how": ""}).status_code == 422
    today = facility.local_day(timezone.now())
    client.post(pay, {"bayar-paid_on": today.isoformat(), "bayar-how": "Tunai"})
    refund.refresh_from_db()
    assert refund.state == Refund.State.PAID


def test_officer_may_not_decide_about_own_wish(client, facility, manager):
    order = make_paid_order(facility=facility)
    refund = make_refund(order=order, by=manager)
    pay = reverse("orders:staff_refund_pay", args=[order.number, refund.pk])
    today = facility.local_day(timezone.now())
    answer = client.post(pay, {"bayar-paid_on": today.isoformat(), "bayar-how": "Tunai"})
    assert answer.status_code == 422
    refund.refresh_from_db()
    assert refund.state == Refund.State.REQUESTED


def test_money_is_asked_back_from_the_phone(client, facility, manager):
    order = make_paid_order(facility=facility)
    line = OrderLine.objects.get(order=order)
    ask = reverse("orders:staff_refund_ask", args=[order.number])
    given = {f"dana-line{line.pk}": "1", "dana-other_amount": "0", "dana-reason": "Retak"}
    assert client.post(ask, given).status_code == 302
    assert Refund.objects.get(order=order).reason == "Retak"


def test_news_for_the_buyer_are_one_tap_away(client, facility, manager):
    page = page_of(client, make_paid_order(facility=facility)).text
    assert "https://wa.me/6281200000001?text=" in page
    assert "Kabari pembeli: dibayar" in page


def test_order_of_another_facility_does_not_exist(client, facility, manager):
    stranger = make_order()
    assert page_of(client, stranger).status_code == 404
    assert press(client, stranger, "cancel", reason="x").status_code == 404
    assert client.get(reverse("orders:staff_order", args=["P-00000000"])).status_code == 404
    assert client.get(reverse("orders:staff_order", args=["bukan-nomor"])).status_code == 404


def test_order_of_a_second_own_facility_names_that_one(client, facility, manager):
    other = make_selling_facility(short_name="Lapas Kedua")
    manager.memberships.create(role="facility_staff", facility=other)
    page = page_of(client, make_paid_order(facility=other))
    assert page.context["request"].facility == other
