"""Numbers of papers have no gap: one after the other, by fifty at once, and when some fail."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils import timezone

from facilities.models.places import Zone
from orders.documents import issue, issuing, numbering
from orders.models import Document, DocumentCounter
from tests.builders import make_selling_facility
from tests.together import outcomes, together

from .papers import money_for, office_order

KUI, TAG = Document.Kind.KUITANSI, Document.Kind.TAGIHAN
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def facility():
    return make_selling_facility(code="LPS-AMB", document_code="AMB")


def serials(facility, kind=TAG, year=2026) -> list[int]:
    rows = Document.objects.filter(facility=facility, kind=kind, year=year)
    return sorted(rows.values_list("serial", flat=True))


def test_numbers_carry_kind_facility_year_month_and_serial(facility):
    first, second = (office_order(facility=facility) for _ in range(2))
    papers = [
        issue(order=first, kind=TAG, by=None, at=NOW),
        issue(order=second, kind=TAG, by=None, at=NOW),
        issue(order=first, kind=KUI, by=None, at=NOW, receipt=money_for(first, 1000)),
    ]
    assert [paper.number for paper in papers] == [
        "TAG/AMB/2026/11/0001", "TAG/AMB/2026/11/0002", "KUI/AMB/2026/11/0001",
    ]  # fmt: skip


def test_serial_goes_on_through_the_months_and_starts_anew_each_year(facility):
    days = (
        datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 12, 30, tzinfo=UTC),
        datetime(2027, 1, 4, tzinfo=UTC),
    )  # fmt: skip
    numbers = [
        issue(order=office_order(facility=facility), kind=TAG, by=None, at=day).number
        for day in days
    ]
    assert numbers == ["TAG/AMB/2026/01/0001", "TAG/AMB/2026/12/0002", "TAG/AMB/2027/01/0001"]


@pytest.mark.parametrize(
    ("zone", "number"), [(Zone.WIB, "TAG/X/2026/12/0001"), (Zone.WIT, "TAG/X/2027/01/0001")]
)
def test_month_and_year_are_those_of_the_facility(zone, number):
    """16.30 UTC on the last day: 23.30 in Jakarta, half past one of the new year in Ambon."""
    facility = make_selling_facility(document_code="X", timezone=zone)
    at = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert issue(order=office_order(facility=facility), kind=TAG, by=None, at=at).number == number


def test_each_facility_counts_for_itself(facility):
    other = make_selling_facility(document_code="JMR")
    for place in (facility, other, facility):
        issue(order=office_order(facility=place), kind=TAG, by=None, at=NOW)
    assert (serials(facility), serials(other)) == ([1, 2], [1])


def test_facility_without_a_short_code_uses_its_own():
    assert make_selling_facility(code="LPP-AMB").document_code == "LPP-AMB"


@pytest.mark.usefixtures("transactional_db")
def test_number_is_not_drawn_outside_a_transaction(facility):
    with pytest.raises(RuntimeError, match="transaction"):
        numbering.next_serial(facility=facility, kind=TAG, year=2026)


def test_failed_issue_gives_its_number_back(facility, monkeypatch):
    order = office_order(facility=facility)
    monkeypatch.setattr(issuing, "buyer_of", fail)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue(order=order, kind=TAG, by=None, at=NOW)
    monkeypatch.undo()

    assert issue(order=order, kind=TAG, by=None, at=NOW).serial == 1
    assert DocumentCounter.objects.get().last == 1


def fail(order):
    raise ZeroDivisionError


# Fifty issuers at once.


def fifty(facility, act=issue):
    """Fifty bills, each for an order of its own, all at the same moment."""
    orders = [office_order(facility=facility) for _ in range(50)]
    return together([lambda o=o: act(order=o, kind=TAG, by=None, at=NOW) for o in orders])


@pytest.mark.usefixtures("transactional_db")
def test_fifty_issuers_draw_one_to_fifty(facility):
    results = fifty(facility)
    assert outcomes(results) == {"Document": 50}
    assert serials(facility) == list(range(1, 51))


@pytest.mark.usefixtures("transactional_db")
def test_fifty_issuers_leave_no_gap_when_every_third_fails(facility, monkeypatch):
    """The failing ones have their number already, and lose it with the rest."""
    monkeypatch.setattr(issuing, "buyer_of", every_third_fails())
    results = fifty(facility)
    kept = outcomes(results)["Document"]
    assert outcomes(results) == {"Document": 34, "ZeroDivisionError": 16}
    assert serials(facility) == list(range(1, kept + 1))
    assert DocumentCounter.objects.get().last == kept


def every_third_fails():
    count, lock = 0, threading.Lock()

    def buyer_of(order):
        nonlocal count
        with lock:
            count += 1
            mine = count
        return fail(order) if mine % 3 == 0 else {}

    return buyer_of


# The twins: the same with the counter's lock taken out.


@pytest.mark.only_on("postgresql")  # on SQLite one issue is over before the next begins
@pytest.mark.usefixtures("transactional_db")
def test_without_the_counter_row_the_same_number_is_drawn_twice(facility, monkeypatch):
    """The last serial is looked at, then written; everybody looks before anybody writes."""
    gate = threading.Barrier(2, timeout=5)

    def look(*, facility, kind, year):
        last = len(serials(facility, kind, year))
        gate.wait()
        return last + 1

    monkeypatch.setattr(numbering, "next_serial", look)
    orders = [office_order(facility=facility) for _ in range(2)]
    results = together([lambda o=o: issue(order=o, kind=TAG, by=None, at=NOW) for o in orders])
    assert outcomes(results) == {"Document": 1, "IntegrityError": 1}


@pytest.mark.usefixtures("transactional_db")
def test_without_the_common_transaction_failures_leave_gaps(facility, monkeypatch):
    """The number is drawn and kept before the paper is written, as a sequence would be."""
    drawn = iter(range(1, 51))
    monkeypatch.setattr(numbering, "next_serial", lambda **_: next(drawn))
    monkeypatch.setattr(issuing, "buyer_of", every_third_fails())
    results = fifty(facility)
    kept = outcomes(results)["Document"]
    assert serials(facility) != list(range(1, kept + 1))


@pytest.mark.usefixtures("transactional_db")
def test_same_paper_asked_for_ten_times_is_one(facility):
    order = office_order(facility=facility)
    results = together(
        [lambda: issue(order=order, kind=TAG, by=None, at=timezone.now()) for _ in range(10)]
    )
    assert outcomes(results) == {"Document": 10}
    assert len({paper.pk for paper in results}) == 1
    assert Document.objects.count() == 1
