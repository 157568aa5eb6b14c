"""Tasks that failed come again after growing pauses, those of a killed worker at once."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog.pictures import renditions
from orders import mail, queue
from orders.worker import Job, Worker
from tests.builders import make_order, make_photo

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def work():
    call_command("work", "--once")


@pytest.fixture
def letter():
    """One letter in the queue."""
    make_order()
    return DBTaskResult.objects.get()


@pytest.fixture
def mail_down(monkeypatch):
    def refuse(self):
        raise ConnectionError("down")

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    return monkeypatch


def skip_the_pause(task):
    """The time of the next attempt has come; returns the minutes it would have taken."""
    task.refresh_from_db()
    assert task.status == "READY"
    wait = task.run_after - timezone.now()
    DBTaskResult.objects.filter(pk=task.pk).update(run_after=timezone.now())
    return round(wait / timedelta(minutes=1))


def test_failed_task_comes_again_after_growing_pauses_and_is_given_up(letter, mail_down, caplog):
    pauses = []
    for _ in queue.BACK_OFF_MINUTES:
        work()
        pauses.append(skip_the_pause(letter))
    work()

    assert pauses == [1, 5, 30, 120, 720]
    letter.refresh_from_db()
    assert letter.status == "FAILED"
    assert letter.exception_class_path.endswith("ConnectionError")
    assert len(letter.worker_ids) == 6
    assert "task given up" in caplog.text
    assert "pembeli@contoh.id" not in caplog.text
    work()
    assert len(DBTaskResult.objects.get().worker_ids) == 6


def test_failed_task_waits_for_its_time(letter, mail_down):
    work()
    work()

    letter.refresh_from_db()
    assert len(letter.worker_ids) == 1


def test_task_that_succeeds_later_is_done_once(letter, mail_down):
    work()
    mail_down.undo()
    skip_the_pause(letter)

    work()
    work()

    letter.refresh_from_db()
    assert (letter.status, letter.exception_class_path) == ("SUCCESSFUL", "")
    assert len(outbox.outbox) == 1


def test_picture_that_fails_comes_again_like_a_letter(monkeypatch):
    photo = make_photo(is_processed=False)
    DBTaskResult.objects.all().delete()
    renditions.derive.enqueue(photo.image.name)
    task = DBTaskResult.objects.get()
    derive = renditions.derive_now
    monkeypatch.setattr(renditions, "derive_now", lambda data: 1 / 0)

    work()
    assert skip_the_pause(task) == 1
    monkeypatch.setattr(renditions, "derive_now", derive)
    work()

    photo.refresh_from_db()
    assert photo.is_processed


def test_one_failing_task_does_not_hold_up_the_others(monkeypatch):
    make_order()
    make_order()
    first = DBTaskResult.objects.first()
    send = mail.EmailMessage.send
    calls = []

    def fail_once(self):
        calls.append(self)
        if len(calls) == 1:
            raise ConnectionError("down")
        return send(self)

    monkeypatch.setattr(mail.EmailMessage, "send", fail_once)
    work()

    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]
    assert len(outbox.outbox) == 1
    assert DBTaskResult.objects.get(pk=first.pk).status == "READY"


def test_task_whose_code_is_gone_does_not_stop_the_worker(letter):
    DBTaskResult.objects.update(task_path="orders.mail.no_longer_there")
    work()
    letter.refresh_from_db()
    assert letter.status == "READY"
    assert letter.exception_class_path.endswith("ImportError")


# Cut off


def leave_running(task, minutes, attempts=1):
    DBTaskResult.objects.filter(pk=task.pk).update(
        status="RUNNING",
        started_at=NOW - timedelta(minutes=minutes),
        worker_ids=["pekerja"] * attempts,
    )


def test_tasks_of_a_killed_worker_run_again_after_fifteen_minutes(letter):
    leave_running(letter, 14)
    assert queue.requeue_stuck(at=NOW) == 0
    assert queue.requeue_stuck(at=NOW + timedelta(minutes=2)) == 1
    assert queue.requeue_stuck(at=NOW + timedelta(minutes=2)) == 0

    work()

    letter.refresh_from_db()
    assert letter.status == "SUCCESSFUL"
    assert len(outbox.outbox) == 1


def test_task_that_takes_down_every_worker_is_given_up(letter, caplog):
    leave_running(letter, 16, attempts=6)

    assert queue.requeue_stuck(at=NOW) == 0

    letter.refresh_from_db()
    assert letter.status == "FAILED"
    assert "never ended" in caplog.text


def test_old_tasks_are_forgotten():
    for _ in range(3):
        make_order()
    done, failed, fresh = DBTaskResult.objects.all()
    old = NOW - timedelta(days=8)
    DBTaskResult.objects.filter(pk=done.pk).update(status="SUCCESSFUL", finished_at=old)
    DBTaskResult.objects.filter(pk=failed.pk).update(status="FAILED", finished_at=old)

    assert queue.prune(at=NOW) == 1
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {failed.pk, fresh.pk}
    assert queue.prune(at=NOW + timedelta(days=30)) == 1
    assert DBTaskResult.objects.get().pk == fresh.pk


# Jobs


def test_failed_job_comes_again_sooner_than_its_period_and_then_as_usual():
    moments, fails = [], [True, True, True, False, False]

    def run(at):
        moments.append(at)
        if fails.pop(0):
            raise RuntimeError("away")
        return 0

    worker = Worker(jobs=(Job("daily", timedelta(hours=24), run),))
    for minute in range(9 + 24 * 60):
        worker.run_jobs(NOW + timedelta(minutes=minute))

    assert [(at - NOW) / timedelta(minutes=1) for at in moments] == [0, 1, 3, 7, 7 + 24 * 60]


def test_failing_job_never_comes_more_often_than_its_period():
    moments = []

    def run(at):
        moments.append(at)
        raise RuntimeError("away")

    worker = Worker(jobs=(Job("often", timedelta(seconds=30), run),))
    for second in range(0, 121, 10):
        worker.run_jobs(NOW + timedelta(seconds=second))

    assert len(moments) == 5
