"""What PostgreSQL knows of the tables of a test, whose rows it has never counted."""

from django.db import connection


def learn_sizes() -> None:
    """Have it count them: rows of one long transaction look like none, and sums take minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
