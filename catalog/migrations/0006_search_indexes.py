"""The index of each database over SearchDocument.terms; nothing on the other one."""

from django.db import migrations

# No parser and no dictionary: the terms are made in Python and stored as they are.
POSTGRESQL = [
    """ALTER TABLE catalog_searchdocument ADD COLUMN vector tsvector
       GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED""",
    "CREATE INDEX catalog_search ON catalog_searchdocument USING gin (vector)",
]
POSTGRESQL_BACK = [
    "DROP INDEX catalog_search",
    "ALTER TABLE catalog_searchdocument DROP COLUMN vector",
]
# The FTS5 table keeps no text of its own; triggers tell it what changed.
SQLITE = [
    """CREATE VIRTUAL TABLE catalog_search USING fts5(
       terms, content='catalog_searchdocument', content_rowid='product_id',
       tokenize='unicode61', prefix='2 3 4')""",
    """CREATE TRIGGER catalog_search_insert AFTER INSERT ON catalog_searchdocument BEGIN
       INSERT INTO catalog_search(rowid, terms) VALUES (new.product_id, new.terms); END""",
    """CREATE TRIGGER catalog_search_delete AFTER DELETE ON catalog_searchdocument BEGIN
       INSERT INTO catalog_search(catalog_search, rowid, terms)
       VALUES ('delete', old.product_id, old.terms); END""",
    """CREATE TRIGGER catalog_search_update AFTER UPDATE ON catalog_searchdocument BEGIN
       INSERT INTO catalog_search(catalog_search, rowid, terms)
       VALUES ('delete', old.product_id, old.terms);
       INSERT INTO catalog_search(rowid, terms) VALUES (new.product_id, new.terms); END""",
    "INSERT INTO catalog_search(catalog_search) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER catalog_search_update",
    "DROP TRIGGER catalog_search_delete",
    "DROP TRIGGER catalog_search_insert",
    "DROP TABLE catalog_search",
]


def forwards(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def backwards(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_search_documents")]
    operations = [migrations.RunPython(forwards, backwards)]
