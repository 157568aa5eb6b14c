"""Addresses from a figure to what lies behind it."""

from django.urls import reverse

from .filters import Filters

LINES = "baris"  # slug of the page at the bottom: order lines


def address(slug: str, filters: Filters, **changes: str) -> str:
    """Another report under the same filters, some words changed. See Filters.query."""
    return f"{reverse('orders:report', args=[slug])}?{filters.query(**changes)}"
