"""A database that is away: 503, a date to come back, and nothing typed is lost."""

import re
import threading

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test import Client

from gallery_site import errors, middleware

pytestmark = pytest.mark.usefixtures("failing_site")


@pytest.mark.parametrize("kind", ["busy", "gone"])
def test_database_failure_answers_503(client, kind):
    response = client.get(f"/gagal/{kind}/?q=tas")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Cache-Control"] == "no-store"
    assert 'href="/gagal/busy/?q=tas"'.replace("busy", kind) in response.content.decode()


def test_database_failure_keeps_the_form(client):
    typed = {"name": '"><script>alert(1)</script>', "note": ["satu", "dua"], "password": "rahasia"}
    page = client.post("/gagal/busy/", typed).content.decode()
    assert '<form method="post" action="/gagal/busy/"' in page
    assert '<input type="hidden" name="note" value="satu">' in page
    assert '<input type="hidden" name="note" value="dua">' in page
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "rahasia" not in page


def test_form_that_is_offered_again_is_accepted():
    """With its token, so that pressing the button is all there is to do."""
    visitor = Client(enforce_csrf_checks=True)
    token = visitor.get("/sibuk/").content.decode()
    busy = visitor.post("/sibuk/", {"csrfmiddlewaretoken": token, "name": "Koperasi Ambon"})
    assert busy.status_code == 503
    fields = dict(re.findall(r'type="hidden" name="(.*?)" value="(.*?)"', busy.content.decode()))
    assert visitor.post("/sibuk/", fields).content == b"Koperasi Ambon"


def test_database_failure_page_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.post("/gagal/busy/", {"name": "Pembeli"})


def test_fault_of_ours_stays_a_500(client):
    client.raise_request_exception = False
    response = client.get("/gagal/bug/")
    assert response.status_code == 500
    assert b"ZeroDivisionError" not in response.content


def test_database_failure_outside_the_view_answers_503(client, monkeypatch):
    """A session that cannot be saved fails in its middleware, after the view."""

    def refuse(*args, **kwargs):
        raise OperationalError("database or disk is full")

    client.raise_request_exception = False
    monkeypatch.setattr(SessionStore, "save", refuse)
    assert client.get("/ingat/").status_code == 503


@pytest.fixture
def locked_table(transactional_db):
    """A real lock held by another connection; this one waits 50 ms. Call it to free the table."""
    held, free = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Group.objects.create(name="penahan")
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute("LOCK TABLE auth_group")
                held.set()
                free.wait(10)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with connection.cursor() as cursor:
        impatient = {
            "sqlite": "PRAGMA busy_timeout = 50",
            "postgresql": "SET lock_timeout = '50ms'",
        }
        cursor.execute(impatient[connection.vendor])

    def let_go():
        free.set()
        holder.join()

    yield let_go
    let_go()
    connection.close()


def test_locked_database_answers_503_and_recovers(client, locked_table):
    assert client.post("/tulis/").status_code == 503
    locked_table()
    assert client.post("/tulis/").status_code == 200


def test_twin_that_does_not_know_a_busy_database_answers_500(client, locked_table, monkeypatch):
    client.raise_request_exception = False
    for module in (errors, middleware):
        monkeypatch.setattr(module, "OperationalError", InterfaceError)

    assert client.post("/tulis/").status_code == 500
