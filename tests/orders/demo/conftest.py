"""The demo, loaded once for all tests of this folder and rolled back after them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="package", autouse=True)
def _demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", "--pictures", "none", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _own_private_storage():
    """The demo's proofs lie where it put them when it was loaded, before any one test."""
