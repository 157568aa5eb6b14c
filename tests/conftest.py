"""Fixtures for every test: the database on both engines, and a real Chromium."""

import os
import shutil

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from tests.emptying import empty_tables

# Playwright's synchronous door runs an event loop in this thread; Django would refuse to query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items):
    """A twin whose failure only one database can show is collected on that database alone."""
    items[:] = [
        item
        for item in items
        if all(connection.vendor in mark.args for mark in item.iter_markers("only_on"))
    ]


# What Django does after a test that commits, made for a database of many tables.
TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture(autouse=True)
def _database(db):
    """Every test may use the database; what it writes is gone after it.

    A test that needs real commits (threads, a live server) asks for `transactional_db` or
    `live_server`, after which the tables are emptied instead.
    """
    # SQLite is asked once per connection whether it knows JSON; not while a page's queries count.
    _ = connection.features.supports_json_field


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def deferred_transactions(monkeypatch):
    """SQLite without IMMEDIATE: a transaction takes the lock for writing when it first writes."""
    monkeypatch.setattr(
        "django.db.backends.sqlite3.base.DatabaseWrapper._start_transaction_under_autocommit",
        lambda wrapper: wrapper.cursor().execute("BEGIN"),
    )


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("Chromium is missing: apt-get install chromium", pytrace=False)
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": chromium, "args": as_root + CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """Pages open on the live server (`page.goto("/produk/")`) as a phone of a shopper here."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "id-ID",
        "timezone_id": "Asia/Jakarta",
        "viewport": {"width": 390, "height": 844},
    }


def _complaints_of(page):
    """What a browser reports that no page of ours may cause: policy breaches, script errors."""
    found = []

    def note(message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            found.append(message.text)

    def note_error(error):
        # Chromium's own remark when it leaves out the fade between two pages, as on a busy machine.
        if not str(error).startswith("Transition was "):
            found.append(str(error))

    page.on("console", note)
    page.on("pageerror", note_error)
    return found


@pytest.fixture
def page(context):
    """A page in Chromium with JavaScript on; fails the test on any script or policy error."""
    page = context.new_page()
    complaints = _complaints_of(page)
    yield page
    assert complaints == []


@pytest.fixture
def page_without_script(new_context):
    """The same visit with JavaScript switched off."""
    page = new_context(java_script_enabled=False).new_page()
    complaints = _complaints_of(page)
    yield page
    assert complaints == []
