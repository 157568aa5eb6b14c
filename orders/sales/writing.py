"""Rows that the database sums up and writes, or compares, by itself, without carrying them here.

The queries are the ORM's own; only INSERT .. SELECT, which it cannot say, is put around them.
"""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from .rolling import Step, sql_of

Difference = tuple[tuple, dict[str, int], dict[str, int]]


def insert(step: Step) -> int:
    """Write all rows of the step; none may be there. Returns how many."""
    sql, params = step.select
    return _run(f"{_into(step)} {sql}", params)


def refresh(step: Step) -> int:
    """Write the rows of the step that are missing or differ; returns how many."""
    quote = connection.ops.quote_name
    table = quote(step.table._meta.db_table)
    sets = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in step.figures)
    differs = " OR ".join(
        f"{table}.{quote(name)} <> excluded.{quote(name)}" for name in step.figures
    )
    keys = ", ".join(quote(name) for name in step.keys)
    sql, params = step.select
    return _run(
        f"{_into(step)} {sql} ON CONFLICT ({keys}) DO UPDATE SET {sets} WHERE {differs}", params
    )


def differences(step: Step) -> Iterator[Difference]:
    """Rows of the step that are not what the query gives: (key, as stored, as counted)."""
    quote = connection.ops.quote_name
    keys = [f"k{n}" for n in range(len(step.keys))]
    stored, counted = (
        [f"{side}{n}" for n in range(len(step.figures))] for side in ("stored", "counted")
    )
    rows = step.table.objects.order_by().filter(step.stored).values_list(*step.keys, *step.figures)
    nothing = ", ".join("0" for _ in step.figures)
    named = ", ".join(keys + stored)
    first, first_params = sql_of(rows)
    second, second_params = step.select
    both = (
        f"WITH here ({named}) AS ({first}), there ({named}) AS ({second}) "  # noqa: S608
        f"SELECT {', '.join(keys)}, {', '.join(stored)}, {nothing} FROM here UNION ALL "
        f"SELECT {', '.join(keys)}, {nothing}, {', '.join(stored)} FROM there"
    )
    sums = ", ".join(f"SUM({name})" for name in stored + counted)
    unequal = " OR ".join(
        f"SUM({here}) <> SUM({there})" for here, there in zip(stored, counted, strict=True)
    )
    whole = ", ".join(quote(name) for name in keys + stored + counted)
    names = ", ".join(keys)
    sql = (
        f"WITH both_ ({whole}) AS ({both}) "  # noqa: S608
        f"SELECT {names}, {sums} FROM both_ GROUP BY {names} HAVING {unequal} ORDER BY {names}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*first_params, *second_params])
        found = cursor.fetchall()
    end = len(keys)
    for row in found:
        key = tuple(
            _key_value(step, name, value) for name, value in zip(step.keys, row, strict=False)
        )
        here, there = row[end : end + len(stored)], row[end + len(stored) :]
        yield (
            key,
            dict(zip(step.figures, map(int, here), strict=True)),
            dict(zip(step.figures, map(int, there), strict=True)),
        )


def empty(*tables) -> None:
    """Delete all rows, without asking what hangs on them: nothing does."""
    for table in tables:
        QuerySet(table)._raw_delete(connection.alias)


def patient() -> None:
    """Let this transaction take its time: it counts years of orders, and nobody waits for it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def know_sizes(*tables) -> None:
    """Tell PostgreSQL how large tables have become that were just written in bulk."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")


def _into(step: Step) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in (*step.keys, *step.figures))
    return f"INSERT INTO {quote(step.table._meta.db_table)} ({columns})"


def _run(sql: str, params) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def _key_value(step: Step, name: str, value):
    """SQLite gives days as text."""
    if name in ("day", "start") and isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value
