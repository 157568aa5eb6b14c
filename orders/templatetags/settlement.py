"""Months and signs on the settlement sheet."""

from django import template

from orders.settlement.sheets import month_name

register = template.Library()


@register.filter
def nama_bulan(month):
    """`Oktober 2026`."""
    return month_name(month)


@register.filter
def negatif(amount):
    """An amount that is taken off; nothing stays nothing."""
    return -amount
