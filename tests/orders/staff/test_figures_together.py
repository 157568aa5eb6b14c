"""Two officers type the same month at the same moment: one is written, the other is told."""

from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from django.utils import timezone

from facilities import handing_in
from facilities.models import AuditEntry, WorkforceReport
from facilities.models.workforce import WorkforceReportQuerySet
from orders.retrying import retried
from tests.builders import make_facility, make_officer, make_workforce_report
from tests.orders.staff.test_figures import FIGURES
from tests.together import outcomes, together


def type_it(facility, month, by, seen, working):
    return retried(handing_in.hand_in)(
        facility=facility, month=month, figures=FIGURES | {"working": working}, seen=seen, by=by,
        at=timezone.now(),
    )  # fmt: skip


def both(facility, *, seen):
    month = handing_in.last_ended(facility, timezone.now())
    officers = [make_officer("facility_staff", facility) for _ in range(2)]
    return outcomes(
        together(
            [
                partial(type_it, facility, month, by, seen, working)
                for by, working in zip(officers, (71, 72), strict=True)
            ]
        )
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False])
def test_one_of_two_officers_is_told(is_new):
    facility = make_facility()
    if not is_new:
        make_workforce_report(facility=facility)
    found = both(facility, seen=0 if is_new else 1)
    assert found == {"WorkforceReport": 1, "ChangedMeanwhile": 1}
    row = WorkforceReport.objects.get()
    assert row.working in {71, 72}
    said = AuditEntry.objects.filter(topic="figures").latest("pk").changes
    assert ["WBP bekerja", "" if is_new else 60, row.working] in said


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_first_figure_is_lost(monkeypatch):
    """The twin: both read before either writes, so both are told it was written."""
    facility = make_facility()
    make_workforce_report(facility=facility)
    both_have_read, save = Barrier(2, timeout=5), WorkforceReport.save

    def saved_later(row, *args, **kwargs):
        with suppress(BrokenBarrierError):
            both_have_read.wait()
        return save(row, *args, **kwargs)

    monkeypatch.setattr(WorkforceReportQuerySet, "select_for_update", lambda rows, **_: rows)
    monkeypatch.setattr(WorkforceReport, "save", saved_later)
    assert both(facility, seen=1) == {"WorkforceReport": 2}
