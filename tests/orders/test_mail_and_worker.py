"""Letters wait in the database; one worker sends them, expires orders and tidies up."""

import re
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.management import call_command
from django.db import OperationalError
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog.money import rupiah
from orders import mail
from orders.links import order_token
from orders.models import Checkout, Order, Payment
from orders.payments import reject_proof
from orders.states import STEPS, take_step
from orders.worker import Job, Worker
from tests.builders import make_contact, make_membership, make_order, make_proof
from tests.processes import environment

NOW = timezone.now()
KINDS = sorted({step.mail for step in STEPS if step.mail})


@pytest.fixture(autouse=True)
def _links(monkeypatch):
    """The addresses of the shopper's pages are another part's; here only the token matters."""
    monkeypatch.setattr(mail, "link_to", lambda name, token: f"https://contoh.id/{name}/{token}/")


def work():
    call_command("work", "--once")


def test_letter_of_a_new_order_says_what_to_pay_and_where():
    order = make_order()

    work()

    letter = outbox.outbox[0]
    assert letter.to == ["pembeli@contoh.id"]
    assert letter.subject == "Pesanan Anda sudah kami terima"
    assert order.number in letter.body
    line = order.lines.get()
    assert f"{line.quantity} {line.unit} {line.name}, {line.variant_name}: Rp" in letter.body
    amount = f"{order.total:,}".replace(",", ".")
    assert f"Total bayar: Rp{amount}" in letter.body
    assert order.payment.account_number in letter.body
    assert "Bayar sebelum" in letter.body
    assert "WIB" in letter.body
    assert "https://contoh.id/orders:checkout_done/B-" in letter.body


def test_each_state_has_one_letter():
    order = make_order()
    manager = make_membership(facility=order.facility).user
    for step, reason in (
        ("confirm_payment", "Mutasi"), ("start_production", ""), ("ready", ""), ("hand_over", "Nama cocok"),
    ):  # fmt: skip
        take_step(order=order, step=step, actor="officer", by=manager, reason=reason, at=NOW)

    work()

    number = order.number
    assert sorted(letter.subject for letter in outbox.outbox) == sorted(
        [
            "Pesanan Anda sudah kami terima",
            f"Pembayaran pesanan {number} diterima",
            f"Pesanan {number} sedang dikerjakan",
            f"Pesanan {number} siap diambil",
            f"Pesanan {number} selesai",
        ]
    )
    assert all(order_token(order) in letter.body for letter in outbox.outbox[1:])
    assert not any("\n\n\n" in letter.body for letter in outbox.outbox)


@pytest.mark.parametrize("kind", KINDS)
def test_letter_is_whole_and_holds_no_address(kind):
    contact = make_contact(recipient="Penerima Rahasia", street="Jalan Rahasia 7")
    order = make_order(contact=contact)
    order.shipping_cost = 38_000
    context = {"order": order, "reason": "Jumlah berbeda", "link": "https://contoh.id/x/"}

    text = render_to_string(f"email/{kind}.txt", context)

    subject, _, body = text.partition("\n")
    assert order.number in subject
    assert len(subject) < 90
    assert "https://contoh.id/x/" in body
    assert "Rahasia" not in text
    assert contact["phone"] not in text
    assert not re.search(r"{{|{%|None|&#|\n{4}", text)


def test_letter_of_goods_that_arrived_leads_to_giving_them_back():
    text = render_to_string("email/completed.txt", {"order": make_order(), "link": "x"})
    assert "ajukan pengembalian di halaman pesanan dalam tujuh hari" in text


def test_letter_about_the_rest_calls_the_sum_the_whole():
    order = make_order()
    order.state, order.payment.down_payment = Order.State.COMPLETED, 30_000
    text = render_to_string("email/paid.txt", {"order": order, "link": "x"})
    assert (
        f"seluruhnya {rupiah(order.payment.amount)} sudah kami terima. Pesanan Anda lunas" in text
    )


def test_rejected_proof_tells_the_reason():
    proof = make_proof()
    order = proof.payment.order
    manager = make_membership(facility=order.facility).user
    reject_proof(proof=proof, reason="Jumlah berbeda & kurang", by=manager, at=NOW)

    work()

    bodies = [letter.body for letter in outbox.outbox if "belum dapat" in letter.subject]
    assert len(bodies) == 1
    assert "Sebabnya: Jumlah berbeda & kurang" in bodies[0]


def test_cancelling_officer_tells_why():
    order = make_order()
    manager = make_membership(facility=order.facility).user
    take_step(order=order, step="cancel", actor="officer", by=manager, reason="Kayu habis", at=NOW)

    work()

    body = next(letter.body for letter in outbox.outbox if "dibatalkan" in letter.subject)
    assert "Sebabnya: Kayu habis" in body


def test_masked_address_gets_no_letter():
    make_order()
    Checkout.objects.update(email="")

    work()

    assert outbox.outbox == []


def test_order_does_not_wait_for_mail(monkeypatch):
    monkeypatch.setattr(mail.EmailMessage, "send", lambda self: pytest.fail("sent in the request"))
    make_order()
    assert DBTaskResult.objects.count() == 1


def test_worker_expires_orders_once_a_minute():
    order = make_order(at=NOW - timedelta(days=2))
    worker = Worker()

    worker.run_jobs(NOW)
    assert Order.objects.get(pk=order.pk).state == "expired"
    second = make_order(at=NOW - timedelta(days=2))
    worker.run_jobs(NOW + timedelta(seconds=59))
    assert Order.objects.get(pk=second.pk).state == "received"
    worker.run_jobs(NOW + timedelta(seconds=60))
    assert Order.objects.get(pk=second.pk).state == "expired"


def test_job_that_fails_stops_nothing_else(caplog):
    done = []
    jobs = (
        Job("broken", timedelta(minutes=1), lambda at: 1 / 0),
        Job("good", timedelta(minutes=1), lambda at: done.append(at) or 0),
    )
    Worker(jobs=jobs).run_jobs(NOW)
    assert done == [NOW]
    assert "job failed" in caplog.text


def test_worker_waits_for_a_database_that_is_away(monkeypatch):
    worker = Worker(jobs=())
    monkeypatch.setattr("orders.worker.PAUSE_AFTER_ERROR_SECONDS", 0)
    monkeypatch.setattr("orders.worker.PAUSE_SECONDS", 0)
    tries = []

    def away(*, limit):
        tries.append(limit)
        if len(tries) == 3:
            worker.stop()
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(worker, "run_tasks", away)
    worker.run()
    assert len(tries) == 3


@pytest.mark.django_db(transaction=True)
def test_worker_ends_cleanly_when_asked_to():
    make_order()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR, env=environment(EMAIL_URL="consolemail://"),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            if not DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists():
                break
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=15)
    finally:
        process.kill()
    assert process.returncode == 0, said
    assert "Pekerja berhenti." in said
    assert DBTaskResult.objects.get().finished_at is not None


def test_expire_orders_command_says_how_many(capsys):
    make_order(at=NOW - timedelta(days=2))
    call_command("expire_orders")
    assert capsys.readouterr().out == "1 pesanan kedaluwarsa.\n"
    assert Payment.objects.get().state == "void"
