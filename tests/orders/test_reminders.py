"""Reminders: at the right time, once, only while true, and never about an order that moved on."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from orders import reminders
from orders.models import Checkout, Order, OrderEvent, Payment, Reminder
from orders.states import take_step
from tests.builders import (
    make_contact,
    make_food_label,
    make_membership,
    make_order,
    make_payment_setup,
    make_product,
    make_proof,
    make_selling_facility,
    make_variant,
)
from tests.together import outcomes, together

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def step(order, name, at=NOW, **extra):
    by = make_membership(facility=order.facility).user
    return take_step(order=order, step=name, actor="officer", by=by, at=at, **extra)


def due_at(*moments):
    """How many reminders each moment enqueues, one after the other."""
    return [reminders.send_due(at=at) for at in moments]


def send(monkeypatch, at):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    call_command("work", "--once")


# The time to pay


def test_payment_is_reminded_once_in_the_last_quarter_of_its_time():
    order = make_order(at=NOW)

    assert due_at(*(NOW + n * HOUR for n in (1, 17, 18, 19, 23))) == [0, 0, 1, 0, 0]

    assert [(r.order_id, r.kind) for r in Reminder.objects.all()] == [(order.pk, "payment")]
    said = OrderEvent.objects.get(order=order, axis="note")
    assert (said.actor, said.reason) == (
        "system", "Pengingat lewat surel: batas bayar sudah dekat.",
    )  # fmt: skip


def test_fresh_goods_are_reminded_half_an_hour_before():
    product = make_product(facility=make_selling_facility(), is_food=True, fulfilment="local")
    make_food_label(product=product, shelf_life_days=2)
    make_order(variant=make_variant(product=product), at=NOW)

    assert due_at(*(NOW + n * HOUR / 4 for n in (1, 5, 6, 7, 8))) == [0, 0, 1, 0, 0]


def test_nobody_is_reminded_after_the_deadline():
    make_order(at=NOW)
    assert due_at(NOW + 25 * HOUR) == [0]


@pytest.mark.parametrize(
    "moved",
    [
        lambda order: step(order, "confirm_payment", reason="Mutasi"),
        lambda order: make_proof(order=order),
        lambda order: step(order, "cancel", reason="Kayu habis"),
        lambda order: Checkout.objects.update(email=""),
    ],
)
def test_nothing_is_reminded_about_an_order_that_moved_on(moved):
    order = make_order(at=NOW)
    moved(order)
    assert due_at(NOW + 20 * HOUR) == [0]


def test_order_paid_in_the_gallery_is_not_told_to_pay_before_it_is_ready():
    make_order(at=NOW, payment_method="pay_at_pickup")
    assert due_at(*(NOW + n * HOUR for n in (24, 60, 71))) == [0, 0, 0]


def test_letter_says_what_to_pay_until_when(monkeypatch):
    order = make_order(at=NOW)
    DBTaskResult.objects.all().delete()
    later = NOW + 20 * HOUR

    send(monkeypatch, later)

    (letter,) = outbox.outbox
    amount = f"Rp{order.total:,}".replace(",", ".")
    assert letter.subject == f"Pesanan {order.number} menunggu pembayaran"
    assert amount in letter.body
    assert "sebelum" in letter.body
    assert "/pesanan/" in letter.body
    assert not re.search(r"{{|{%|None|\n{4}", letter.body)


def test_letter_that_is_no_longer_true_is_not_sent():
    order = make_order(at=NOW)
    DBTaskResult.objects.all().delete()
    reminders.send_due(at=NOW + 20 * HOUR)
    step(order, "cancel", reason="Kayu habis")
    DBTaskResult.objects.exclude(task_path__endswith="send_reminder").delete()

    call_command("work", "--once")

    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert outbox.outbox == []


# Goods that wait


def test_paid_goods_are_reminded_two_days_after_they_were_ready(monkeypatch):
    order = make_order(at=NOW)
    step(order, "confirm_payment", reason="Mutasi")
    step(order, "ready", at=NOW + HOUR)
    DBTaskResult.objects.all().delete()

    assert due_at(*(NOW + n * HOUR for n in (2, 48, 49, 90))) == [0, 0, 1, 0]
    send(monkeypatch, NOW + 50 * HOUR)

    (letter,) = outbox.outbox
    assert letter.subject == f"Pesanan {order.number} menunggu diambil"
    assert "Jam buka: Senin–Jumat 09.00–15.00." in letter.body
    assert "Bawa" not in letter.body
    assert Reminder.objects.get().kind == "pickup"


def test_goods_to_be_paid_there_are_reminded_a_day_before_they_go_back(monkeypatch):
    order = make_order(at=NOW, payment_method="pay_at_pickup")
    step(order, "ready")
    DBTaskResult.objects.all().delete()

    assert due_at(*(NOW + n * HOUR for n in (24, 47, 48, 71))) == [0, 0, 1, 0]
    send(monkeypatch, NOW + 49 * HOUR)

    assert "Bawa Rp75.000. Barang kami simpan sampai" in outbox.outbox[0].body


def test_goods_that_were_fetched_are_not_waiting():
    order = make_order(at=NOW)
    step(order, "confirm_payment", reason="Mutasi")
    step(order, "ready")
    step(order, "hand_over", at=NOW + HOUR, reason="Dikenal")
    assert due_at(NOW + 3 * DAY) == [0]


# Invoices of offices


@pytest.fixture
def invoiced():
    """An office has its goods and fourteen days to pay them."""
    facility = make_payment_setup(after_handover_days=14).facility
    contact = make_contact(buyer_kind="instansi", office_name="Dinas Contoh")
    variant = make_variant(product=make_product(facility=facility))
    order = make_order(variant=variant, payment_method="after_handover", contact=contact, at=NOW)
    step(order, "ready")
    step(order, "hand_over", reason="Dikenal")
    DBTaskResult.objects.all().delete()
    return Order.objects.select_related("payment").get(pk=order.pk)


def test_invoice_is_reminded_three_days_before_it_is_due(invoiced, monkeypatch):
    assert due_at(*(NOW + n * DAY for n in (1, 10, 11, 12, 20))) == [0, 0, 1, 0, 0]
    send(monkeypatch, NOW + 12 * DAY)

    (letter,) = outbox.outbox
    assert letter.subject == f"Tagihan pesanan {invoiced.number} segera jatuh tempo"
    assert f"dengan berita {invoiced.number}" in letter.body
    assert invoiced.payment.account_number in letter.body


def test_invoice_that_is_overdue_says_so(invoiced, monkeypatch):
    assert due_at(NOW + 15 * DAY) == [1]
    send(monkeypatch, NOW + 15 * DAY)

    assert outbox.outbox[0].subject == f"Tagihan pesanan {invoiced.number} sudah jatuh tempo"


def test_invoice_that_is_paid_or_long_overdue_is_left_alone(invoiced):
    assert due_at(NOW + 45 * DAY) == [0]
    Payment.objects.update(state="payment_review")
    assert due_at(NOW + 12 * DAY) == [0]


# At once, and after a failure


def test_one_that_fails_does_not_hold_up_the_others(monkeypatch, caplog, transactional_db):
    first, _ = make_order(at=NOW), make_order(at=NOW)
    tell = reminders.note

    def fail_for_the_first(*, order, **rest):
        if order.pk == first.pk:
            raise RuntimeError("away")
        return tell(order=order, **rest)

    monkeypatch.setattr(reminders, "note", fail_for_the_first)
    assert due_at(NOW + 20 * HOUR) == [1]
    assert "could not be reminded" in caplog.text

    monkeypatch.undo()
    assert due_at(NOW + 20 * HOUR) == [1]
    assert Reminder.objects.count() == 2


def test_two_workers_remind_once(transactional_db):
    make_order(at=NOW)
    DBTaskResult.objects.all().delete()
    make_order(at=NOW)

    results = together([partial(reminders.send_due, at=NOW + 20 * HOUR)] * 6)

    assert sum(results) == 2
    assert Reminder.objects.count() == 2
    sent = DBTaskResult.objects.filter(task_path__endswith="send_reminder")
    assert sent.count() == 2


def test_twin_without_the_row_two_workers_remind_twice(transactional_db, monkeypatch):
    make_order(at=NOW)
    monkeypatch.setattr(
        Reminder.objects, "get_or_create", lambda **fields: (Reminder(**{
            "order": fields["order"], "kind": fields["kind"], "pk": 1,
        }), True),
    )  # fmt: skip

    assert outcomes(together([partial(reminders.send_due, at=NOW + 20 * HOUR)] * 2)) == {"int": 2}
    sent = DBTaskResult.objects.filter(task_path__endswith="send_reminder")
    assert sent.count() == 2
