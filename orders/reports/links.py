"""Addresses from a figure to what lies behind it."""

from django.urls import reverse

from facilities.access import scope_of

from .filters import Filters

LINES = "baris"  # slug of the page at the bottom: order lines


def address(slug: str, filters: Filters, **changes: str) -> str:
    """Another report under the same filters, some words changed. See Filters.query."""
    return f"{reverse('orders:report', args=[slug])}?{filters.query(**changes)}"


def way_up(slug: str, filters: Filters, office: str) -> dict[str, str]:
    """The same for the whole Kanwil (its slug), for who may read more than facilities of their own."""
    if not scope_of(filters.reader).is_official:
        return {}
    return {"kanwil": address(slug, filters, kanwil=office)}
