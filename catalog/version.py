"""Which state of the catalogue the cached pages belong to.

Source: docs/rules/public-pages.md. A change of price, text or publication gives the catalogue a
new mark; a sale does not. Pages are cached under the mark, so a new one leaves the old pages behind.
"""

import secrets
import time

from django.db import transaction
from django.utils import timezone

from catalog.models import CatalogueVersion

# A process asks the database for the mark at most this often, in seconds.
READ_EVERY = 1.0

# (mark, monotonic moment it was read): replaced as a whole, so threads never see half of it.
_known: tuple[str, float] | None = None


def current_version() -> str:
    """The catalogue's mark, at most one second old in this process."""
    global _known
    known, now = _known, time.monotonic()
    if known is None or now - known[1] >= READ_EVERY:
        mark = CatalogueVersion.objects.filter(pk=1).values_list("mark", flat=True).first()
        # The moment before the query: the answer is at least that fresh.
        known = _known = (mark or "", now)
    return known[0]


def bump_version() -> None:
    """Give the catalogue a new mark when the present transaction commits.

    Not inside the transaction: a lock on the one row would make editors wait for, and deadlock
    with, each other. Many changes in one transaction make one new mark. A mark lost to a crash
    right after the commit heals by itself when the pages' seconds are over.
    """
    connection = transaction.get_connection()
    if not any(function is _set_new_mark for _, function, _ in connection.run_on_commit):
        transaction.on_commit(_set_new_mark)


def forget_version() -> None:
    """Make this process ask the database again."""
    global _known
    _known = None


def _set_new_mark() -> None:
    # A random mark, not a counter: two processes never make the same one, and one from before a
    # restored backup never comes back.
    row = CatalogueVersion(pk=1, mark=secrets.token_hex(8), changed_at=timezone.now())
    CatalogueVersion.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["mark", "changed_at"],
    )
    forget_version()
