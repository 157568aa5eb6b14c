"""Asking services outside: whatever they do, an answer or one exception within the time."""

import time

import pytest
from django.db import transaction

from orders.outside import LARGEST_ANSWER, Answer, OutsideUnavailable, ask
from tests.orders.standins.server import StandIn, running


@pytest.fixture
def service():
    with running(StandIn()) as service:
        yield service


def test_answer_comes_back_decoded(service):
    service.answer = lambda asked: (201, {"said": asked.json})
    answer = ask("POST", f"{service.address}/a?b=1", body={"x": 1}, headers={"key": "rahasia"})
    assert answer == Answer(201, {"said": {"x": 1}})
    assert answer.is_ok
    assert service.paths() == ["POST /a?b=1"]
    assert service.asked[0].headers["Key"] == "rahasia"


def test_form_is_sent_as_a_form(service):
    ask("POST", service.address, form={"weight": 1000, "courier": "jne:pos"})
    assert service.asked[0].body == b"weight=1000&courier=jne%3Apos"


@pytest.mark.parametrize("status", [400, 401, 404, 406, 429])
def test_refusal_is_an_answer(service, status):
    service.status = status
    answer = ask("GET", service.address)
    assert (answer.status, answer.is_ok) == (status, False)


@pytest.mark.parametrize(
    "faults",
    [
        {"status": 500},
        {"status": 503},
        {"redirects": True},
        {"hangs_up": True},
        {"slow_seconds": 3},
        {"drips": True},
        {"raw": b"x" * (LARGEST_ANSWER + 1)},
    ],
    ids=str,
)
def test_fault_is_one_exception_within_the_time(service, faults):
    for name, value in faults.items():
        setattr(service, name, value)
    start = time.monotonic()
    with pytest.raises(OutsideUnavailable):
        ask("GET", service.address, seconds=0.5)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "http://[", "ftp://x/", "nowhere"])
def test_address_that_leads_nowhere_is_the_same_exception(address):
    with pytest.raises(OutsideUnavailable):
        ask("GET", address, seconds=0.5)


@pytest.mark.parametrize("raw", [b"<html>", b"", b"\xff", b"[" * 100_000])
def test_body_that_is_no_json_is_none(service, raw):
    service.raw = raw
    assert ask("GET", service.address) == Answer(200, None)


@pytest.mark.django_db(transaction=True)
def test_nobody_is_asked_inside_a_transaction(service):
    with transaction.atomic(), pytest.raises(RuntimeError):
        ask("GET", service.address)
    assert service.asked == []
