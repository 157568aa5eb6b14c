"""The table of roles and rights, for whoever works here to read."""

from django.contrib import admin
from django.shortcuts import render
from django.views.decorators.http import require_safe

from facilities.access import scope_of
from orders.roles import roles


@require_safe
@admin.site.admin_view
def roles_and_rights(request):
    """The same for every officer: nobody has to guess who may do what."""
    context = {
        **admin.site.each_context(request),
        "title": "Peran dan hak",
        "roles": roles(),
        "own": {role for role, _ in scope_of(request.user).roles},
    }
    return render(request, "orders/roles.html", context)
