"""Signs on the settlement sheet."""

from django import template

register = template.Library()


@register.filter
def negatif(amount):
    """An amount that is taken off; nothing stays nothing."""
    return -amount
