"""A worker that is killed in the middle: what it was at is done by the next one, once."""

import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog import capacity, stock
from orders.models import Order, OrderEvent, Reminder
from orders.sales import broken_orders
from tests.builders import (
    make_order,
    make_producer_group,
    make_product,
    make_selling_facility,
    make_stock,
    make_variant,
)
from tests.orders.standins.mail_server import mail_server
from tests.processes import environment

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()


@pytest.fixture
def start(tmp_path):
    """Starts the worker as the system would; whatever still runs at the end is ended."""
    processes = []
    site = {
        # Its own mail and its own folder, so that it sweeps nobody else's files.
        "DJANGO_SETTINGS_MODULE": "gallery_site.settings",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": settings.SECRET_KEY,
    }

    def start_worker(*, email="dummymail://"):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR,
            env=environment(EMAIL_URL=email, **site), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        processes.append(process)
        return process

    yield start_worker
    for process in processes:
        kill(process)


def kill(process):
    process.kill()  # SIGKILL: no handler, no finally, no rollback
    process.wait()


def wait_until(is_so, *, seconds=60):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.01)


def is_idle():
    return not DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists()


def a_quarter_of_an_hour_later():
    running = DBTaskResult.objects.filter(status="RUNNING")
    running.update(started_at=timezone.now() - timedelta(minutes=16))


def states():
    return Counter(DBTaskResult.objects.values_list("status", flat=True))


def test_letter_cut_off_by_a_kill_is_sent_by_the_next_worker(start):
    make_order()
    with mail_server() as server:
        server.silent.set()
        first = start(email=server.url)
        assert server.has_a_letter_in_hand.wait(60)
        kill(first)
        assert states() == {"RUNNING": 1}

        # Nobody who orders notices.
        second_order = make_order()
        server.silent.clear()
        second = start(email=server.url)
        wait_until(lambda: states() == {"RUNNING": 1, "SUCCESSFUL": 1})
        assert len(server.letters) == 1
        kill(second)

        a_quarter_of_an_hour_later()
        start(email=server.url)
        wait_until(is_idle)

        assert states() == {"SUCCESSFUL": 2}
        assert sorted(len(task.worker_ids) for task in DBTaskResult.objects.all()) == [1, 2]
        assert len(server.letters) == 2
        assert sum(second_order.number in letter for letter in server.letters) == 1


def test_expiry_killed_again_and_again_leaves_whole_orders_only(start):
    facility = make_selling_facility()
    group = make_producer_group(facility=facility, monthly_capacity=100)
    bag = make_variant(product=make_product(facility=facility))
    make_stock(variant=bag, quantity=15)
    chair = make_variant(
        product=make_product(facility=facility, producer_group=group), made_to_order=True,
        lead_time_days=14,
    )  # fmt: skip
    placed_at = NOW - timedelta(days=2)
    for number in range(30):
        make_order(variant=chair if number % 2 else bag, stock=0, at=placed_at)
    DBTaskResult.objects.all().delete()
    expired = Order.objects.filter(state="expired")

    kills = 0
    while expired.count() < 30:
        before = expired.count()
        worker = start()
        wait_until(lambda before=before: expired.count() > min(before + 8, 29))
        kill(worker)
        kills += 1
        assert list(stock.differences()) == []
        assert list(capacity.differences()) == []
        assert list(broken_orders()) == []
    a_quarter_of_an_hour_later()
    start()
    wait_until(is_idle)

    assert kills > 1
    assert OrderEvent.objects.filter(axis="order", to_state="expired").count() == 30
    letters = DBTaskResult.objects.filter(task_path__endswith="send_about_order")
    assert letters.count() == 30
    assert sum(level.reserved for level in bag.stock_levels.all()) == 0
    assert sum(month.taken for month in group.capacity_months.all()) == 0


def test_reminders_killed_half_way_come_once(start):
    bag = make_variant(product=make_product(facility=make_selling_facility()))
    make_stock(variant=bag, quantity=20)
    for _ in range(20):
        make_order(variant=bag, stock=0, at=NOW - timedelta(hours=20))
    DBTaskResult.objects.all().delete()
    kills = 0
    while Reminder.objects.count() < 20:
        before = Reminder.objects.count()
        worker = start()
        wait_until(lambda before=before: Reminder.objects.count() > min(before + 6, 19))
        kill(worker)
        kills += 1

    letters = DBTaskResult.objects.filter(task_path__endswith="send_reminder")
    reminded = Counter(task.args_kwargs["args"][0] for task in letters)
    assert set(reminded) == set(Reminder.objects.values_list("pk", flat=True))
    assert set(reminded.values()) == {1}
    assert OrderEvent.objects.filter(axis="note").count() == 20
