"""What the stored orders say the roll-up of products should be, for tests that nothing changed."""

from django.db import connection

from orders.sales.books import product_days_of_orders


def books_by_orders() -> list[tuple]:
    """(key.., orders, units, revenue, refunds) of each product and day, in order."""
    with connection.cursor() as cursor:
        cursor.execute(*product_days_of_orders().select)
        return sorted(cursor.fetchall())
