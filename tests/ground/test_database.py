"""The database settings that the books rely on are really in force."""

import secrets
from threading import Barrier

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction

from tests.together import outcomes, together

IN_FORCE = {
    "sqlite": {
        "PRAGMA journal_mode": "wal",
        "PRAGMA synchronous": 2,  # FULL: an acknowledged order survives a power cut
        "PRAGMA foreign_keys": 1,
        "PRAGMA busy_timeout": 20_000,
    },
    "postgresql": {
        "SHOW lock_timeout": "5s",
        "SHOW statement_timeout": "15s",
        "SHOW idle_in_transaction_session_timeout": "30s",
        "SHOW transaction_isolation": "read committed",
    },
}


@pytest.fixture
def as_the_site_connects():
    """A connection of its own with the site's options; those of the tests save the disk."""
    own = connection.copy()
    own.settings_dict["OPTIONS"] = getattr(settings, "SITE_OPTIONS", own.settings_dict["OPTIONS"])
    with own.cursor() as cursor:
        yield cursor
    own.close()


def test_database_settings_are_in_force(as_the_site_connects):
    found = {}
    for statement in IN_FORCE[connection.vendor]:
        as_the_site_connects.execute(statement)
        found[statement] = as_the_site_connects.fetchone()[0]
    assert found == IN_FORCE[connection.vendor]


def read_then_write(between=lambda: None):
    with transaction.atomic():
        count = Group.objects.count()
        between()
        Group.objects.create(name=f"{count} {secrets.token_hex(4)}")


def test_transactions_that_read_and_then_write_wait_for_each_other(transactional_db):
    assert together([read_then_write] * 8) == [None] * 8
    assert Group.objects.count() == 8


@pytest.mark.only_on("sqlite")
def test_twin_deferred_transactions_fail_at_once(transactional_db, deferred_transactions):
    all_have_read = Barrier(2, timeout=5)

    results = together([lambda: read_then_write(all_have_read.wait)] * 2)

    assert outcomes(results) == {"NoneType": 1, "OperationalError": 1}
    assert Group.objects.count() == 1
