"""Addresses from a figure to what lies behind it."""

from django.urls import reverse

from .filters import Filters
from .reach import reach_of

LINES = "baris"  # slug of the page at the bottom: order lines


def address(slug: str, filters: Filters, **changes: str) -> str:
    """Another report under the same filters, some words changed. See Filters.query."""
    return f"{reverse('orders:report', args=[slug])}?{filters.query(**changes)}"


def reads_all_of(filters: Filters, office_id: int) -> bool:
    """Whether the reader's part holds a whole Kanwil, not only facilities of it."""
    whole = reach_of(filters.reader)
    return whole.nation or office_id in whole.office_ids


def way_up(slug: str, filters: Filters, office: str, office_id: int) -> dict[str, str]:
    """The same for the whole Kanwil (its slug and id), for who may read all of it."""
    if not reads_all_of(filters, office_id):
        return {}
    return {"kanwil": address(slug, filters, kanwil=office)}
