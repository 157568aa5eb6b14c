"""The index of each database can be taken away and made again."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from catalog.search import Vocabulary, matching, understand
from tests.builders import make_product

STEP = import_module("catalog.migrations.0006_search_indexes")


def run(operation):
    """One direction of the migration alone: the migrations after it stay where they are."""
    with connection.schema_editor() as editor:
        operation(apps, editor)


@pytest.mark.django_db(transaction=True)
def test_indexes_are_reversible_and_take_in_what_is_there():
    product = make_product(name="Keripik Singkong")
    query = understand("keripik", Vocabulary({"keripik": "keripik"}))
    run(STEP.backwards)
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            list(matching(type(product).objects.all(), query))
    finally:
        run(STEP.forwards)

    assert list(matching(type(product).objects.all(), query)) == [product]
