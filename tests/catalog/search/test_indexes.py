"""The index of each database can be taken away and made again."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalog.models import SearchDocument
from catalog.search import Vocabulary, matching, understand
from tests.builders import make_product

BEFORE, AFTER = ("catalog", "0005_search_documents"), ("catalog", "0006_search_indexes")


def migrate_to(target):
    executor = MigrationExecutor(connection)
    executor.migrate([target])


@pytest.mark.django_db(transaction=True)
def test_indexes_are_reversible_and_take_in_what_is_there():
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("catalog")
    product = make_product(name="Keripik Singkong")
    try:
        migrate_to(BEFORE)
        assert SearchDocument.objects.get().terms
        migrate_to(AFTER)
    finally:
        MigrationExecutor(connection).migrate(newest)

    query = understand("keripik", Vocabulary({"keripik": "keripik"}))
    assert list(matching(type(product).objects.all(), query)) == [product]
