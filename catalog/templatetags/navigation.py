from django import template

from catalog.navigation import GROUPS

register = template.Library()


@register.simple_tag
def category_groups():
    """(slug, label) of the groups in the menu."""
    return GROUPS
