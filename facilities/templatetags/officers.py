"""What the frame of the back office asks about who is signed in."""

from django import template

from facilities.accounts import roles_below

register = template.Library()


@register.filter
def leads_officers(user) -> bool:
    """Whether the person opens and closes accounts of others."""
    return bool(roles_below(user))
