"""Two workers that look at the same moment make one letter. Twin: tests/together.py."""

from datetime import UTC, datetime
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django_tasks_db.models import DBTaskResult

from orders.models import ReportLetter
from orders.reports import letters
from orders.reports.letters import sending
from tests.builders import make_facility, make_officer
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 3, 2, 7, tzinfo=ZoneInfo("Asia/Jayapura"))


def two_workers(monkeypatch):
    """What two workers report, both having read before either writes."""
    user = make_officer(
        "facility_head", make_facility(timezone="Asia/Jayapura"), email="kepala@contoh.id"
    )
    letters.subscribe(user=user, rhythm="weekly", at=datetime(2026, 1, 1, tzinfo=UTC))
    gate, zone_of = Barrier(2), sending.zone_of

    def waits(reader):
        gate.wait(timeout=20)
        return zone_of(reader)

    monkeypatch.setattr(sending, "zone_of", waits)
    return together([lambda: letters.send_due(at=MONDAY)] * 2)


def waiting_letters():
    return DBTaskResult.objects.filter(task_path__endswith="send_summary").count()


def test_two_workers_make_one_letter(transactional_db, monkeypatch):
    assert sorted(two_workers(monkeypatch)) == [0, 1]
    assert waiting_letters() == ReportLetter.objects.count() == 1


def test_without_the_row_both_send(transactional_db, monkeypatch):
    def without_row(user, kind, start, at):
        sending.send_summary.enqueue(0)
        return True

    monkeypatch.setattr(sending, "_enqueue", without_row)
    assert two_workers(monkeypatch) == [1, 1]
    assert waiting_letters() == 2
