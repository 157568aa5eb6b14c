"""The build fails when an admin page forgets the scope. Runs with every `manage.py check`."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.checks import Error, Tags, register

from facilities.admin_filters import VisibleRelationFilter
from facilities.admin_scope import ScopedAdmin, ScopedInline, is_scoped


@register(Tags.admin)
def admin_pages_are_scoped(app_configs=None, **kwargs):
    """Every registered admin, its inlines and its relation filters start from `visible_to`."""
    errors = []
    for model, page in admin.site._registry.items():
        if not isinstance(page, ScopedAdmin):
            errors.append(_error(page, f"Admin of {model.__name__} must inherit ScopedAdmin.", 1))
            continue
        for inline in page.inlines:
            if not issubclass(inline, ScopedInline):
                errors.append(_error(page, f"{inline.__name__} must inherit ScopedInline.", 2))
        for name in _open_filters(model, page):
            errors.append(_error(page, f"List filter {name} must be VisibleRelationFilter.", 3))
    return errors


@register(Tags.security)
def second_factor_has_a_key(app_configs=None, **kwargs):
    """Without a key no app can be set up, and then no officer could sign in."""
    if settings.STAFF_SECOND_FACTOR and not any(settings.STORED_SECRET_KEYS):
        text = "STAFF_SECOND_FACTOR needs STORED_SECRET_KEYS."
        return [Error(text, id="facilities.E004")]
    return []


def _open_filters(model, page):
    for item in page.list_filter:
        name, kind = item if isinstance(item, tuple | list) else (item, None)
        if not isinstance(name, str) or (kind and issubclass(kind, VisibleRelationFilter)):
            continue
        field = get_fields_from_path(model, name)[-1]
        if field.is_relation and is_scoped(field.remote_field.model):
            yield name


def _error(page, text, number):
    return Error(text, obj=page.__class__, id=f"facilities.E00{number}")
