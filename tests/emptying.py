"""After a test that commits: empty the tables it wrote, leave the hundred others alone.

Django's own way empties every table, which on PostgreSQL means some four hundred new files, and
writes the content types and permissions anew. What is left behind is the same: no row of any
model, save those that describe the models themselves.
"""

from functools import cache

from django.db import connection

DESCRIBING = {"django_content_type", "auth_permission"}


def empty_tables(case=None) -> None:
    """Delete every row of every model. Constraints rest meanwhile: nothing is left to break them."""
    with connection.cursor() as cursor:
        cursor.execute(_question())
        used = [name for (name,) in cursor.fetchall()]
        deletes = [f"DELETE FROM {connection.ops.quote_name(name)}" for name in used]
        if not deletes:
            return
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("BEGIN IMMEDIATE")
            for delete in deletes:
                cursor.execute(delete)
            cursor.execute("COMMIT")
            cursor.execute("PRAGMA foreign_keys = ON")
        else:
            rest = ["SET LOCAL session_replication_role = replica", *deletes]
            cursor.execute(f"BEGIN; {'; '.join(rest)}; COMMIT")


@cache
def _question() -> str:
    """One query that names the tables with rows in them."""
    names = set(connection.introspection.django_table_names(include_views=False)) - DESCRIBING
    parts = (
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})"
        for name in sorted(names)
    )
    return " UNION ALL ".join(parts)
