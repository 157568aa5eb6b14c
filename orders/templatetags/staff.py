"""The menu of the phone pages."""

from django import template

from catalog.money import ribuan
from orders.staff_menu import entries_for, lit_tab

register = template.Library()


@register.inclusion_tag("orders/staff/_dock.html", takes_context=True)
def staff_dock(context):
    """The bar under the thumb; on wide screens a list at the side."""
    request = context["request"]
    entries = list(entries_for(request.user, request.facility))
    lit = lit_tab(entries, request.path)
    return {"entries": [(entry, entry == lit) for entry in entries if entry.in_dock]}


@register.filter
def signed(number: int) -> str:
    """`12` -> `+12`, `-1200` -> `−1.200`: pieces that came or went."""
    return f"{'−' if number < 0 else '+'}{ribuan(abs(number))}"
