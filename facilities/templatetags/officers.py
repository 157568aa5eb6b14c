"""What the frame of the back office asks about who is signed in."""

from django import template
from django.contrib import admin

from facilities.access import may
from facilities.accounts import roles_below

register = template.Library()


@register.filter
def leads_officers(user) -> bool:
    """Whether the person opens and closes accounts of others."""
    return bool(roles_below(user))


@register.filter
def works_at_shelf(user) -> bool:
    """Whether the phone pages of a facility are open to the person."""
    return may(user, "view", "stock")


@register.simple_tag(takes_context=True)
def screen_help(context) -> str:
    """The one sentence of help of this page; nothing for whoever may not enter."""
    request = context.get("request")
    if request is None or not admin.site.has_permission(request):
        return ""
    return admin.site.help_for(request)
