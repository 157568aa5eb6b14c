"""Numbers of papers: no gap per facility, kind and year. Source: docs/rules/documents.md."""

from datetime import date

from django.db import connection

from facilities.models import Facility
from orders.models import DocumentCounter


def next_serial(*, facility: Facility, kind: str, year: int) -> int:
    """Raise the counter by one and return it, inside the transaction that writes the paper.

    The row stays locked until that transaction ends: when it fails the number is free again, and
    nobody else has got the next one meanwhile.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A number is drawn in the transaction that uses it.")
    # One statement, the same on both databases; also the first number of a year is drawn by one.
    table = connection.ops.quote_name(DocumentCounter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (facility_id, kind, year, last) "  # noqa: S608
            f"VALUES (%s, %s, %s, 1) ON CONFLICT (facility_id, kind, year) "
            f"DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [facility.pk, kind, year],
        )
        return cursor.fetchone()[0]


def number_of(*, kind: str, facility: Facility, day: date, serial: int) -> str:
    """`KUI/AMB/2026/11/0001`. day: of the facility."""
    return f"{kind}/{facility.document_code}/{day.year}/{day.month:02}/{serial:04}"
