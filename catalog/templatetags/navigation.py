from django import template
from django.templatetags.static import static

from catalog.navigation import GROUPS

CRAFT_DRAWINGS = {"jahit": "jahit", "cukur": "cukur", "pertukangan": "kayu"}

register = template.Library()


@register.simple_tag
def category_groups():
    """(slug, label) of the groups in the menu."""
    return GROUPS


@register.simple_tag
def group_picture(slug):
    """Addresses of the group's picture, 320 and 640 px wide, or None when it has none."""
    if slug not in dict(GROUPS):
        return None
    return [static(f"img/kategori-{slug}-{width}.webp") for width in (320, 640)]


@register.simple_tag
def craft_picture(craft):
    """Addresses of a service's drawing, 320, 640 and 1200 px wide, or None."""
    drawing = CRAFT_DRAWINGS.get(craft)
    return drawing and [static(f"img/jasa-{drawing}-{width}.webp") for width in (320, 640, 1200)]
