"""The first phone page of an officer, and the list of all of them."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.staff_menu import entries_for
from orders.staff_pages import places_for, staff_page


@require_safe
@staff_page("view", "stock")
def staff_home(request):
    """Where an officer on a phone begins."""
    return render(request, "orders/staff/home.html", {"entries": _others(request)})


@require_safe
@staff_page("view", "stock")
def staff_more(request):
    """Every phone page the officer may open, and the choice of the facility."""
    context = {"entries": _others(request), "places": places_for(request.user, "view", "stock")}
    return render(request, "orders/staff/more.html", context)


def _others(request):
    return [e for e in entries_for(request.user, request.facility) if e.address != request.path]
