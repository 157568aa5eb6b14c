"""The log tells what happened and never to whom."""

import json
import logging

import pytest

from gallery_site.logs import JsonFormatter, mask


@pytest.fixture
def lines(caplog):
    """What the log would hold: every captured record as its parsed JSON line."""
    caplog.set_level(logging.INFO)
    return lambda: [json.loads(JsonFormatter().format(record)) for record in caplog.records]


def test_request_is_logged_by_its_route(client, lines):
    client.get("/produk/tas-rotan-7/?q=Pembeli+Rahasia", REMOTE_ADDR="203.0.113.77")
    (line,) = [line for line in lines() if line["logger"] == "galeri.requests"]
    assert line["route"] == "/produk/<slug:slug>-<int:pk>/"
    assert (line["method"], line["network"]) == ("GET", "203.0.113.0/24")
    assert isinstance(line["status"], int)
    assert isinstance(line["milliseconds"], int)


def test_log_holds_no_token_query_or_address(client, lines):
    for address in [
        "/pesanan/RAHASIA-TOKEN/",
        "/belanja/RAHASIA-TOKEN/?q=081200000001",
        "/RAHASIA/x/",
    ]:
        client.get(address, REMOTE_ADDR="203.0.113.77")
    text = json.dumps(lines())
    assert lines()
    for secret in ["RAHASIA", "081200000001", "203.0.113.77"]:
        assert secret not in text


@pytest.mark.usefixtures("failing_site")
def test_failure_is_logged_by_kind_and_place_without_the_row(client, lines):
    client.raise_request_exception = False
    client.post("/gagal/busy/", {"name": "Pembeli Rahasia"})
    line = next(line for line in lines() if line["logger"] == "gallery_site.errors")
    assert line["exception"] == "django.db.utils.OperationalError"
    assert line["route"] == "/gagal/<str:kind>/"
    assert "tests/ground/urls.py" in line["where"][-1]


def test_failure_shows_only_the_first_line_of_the_reason():
    try:
        raise ValueError("duplicate key\nDETAIL: Key (buyer_name)=(Pembeli Rahasia)")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "gagal", (), (type(error), error, error.__traceback__)
        )
    line = json.loads(JsonFormatter().format(record))
    assert line["reason"] == "duplicate key"
    assert "Rahasia" not in json.dumps(line)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Not Found: /pesanan/abc/", "Not Found: <address>"),
        ("Not Found: /favicon.ico", "Not Found: /favicon.ico"),
        ("mail to pembeli@contoh.id failed", "mail to <e-mail> failed"),
        ("phone 0812-0000-0001 and +62 812 0000 0001", "phone <number> and <number>"),
        ("Invalid request from ip=203.0.113.77: x", "Invalid request from ip=<number>: x"),
        ("checked 199 products in 12 s", "checked 199 products in 12 s"),
    ],
)
def test_mask_hides_what_names_a_person(text, masked):
    assert mask(text) == masked
