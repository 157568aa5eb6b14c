"""The first phone page of an officer, and the list of all of them."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from facilities.place_search import search_places
from orders.reports.yesterday import yesterday_of
from orders.staff_menu import entries_for
from orders.staff_pages import places_for, staff_page
from orders.work_list import sections_for


@require_safe
@staff_page("view", "stock")
def staff_home(request):
    """What waits for the officer at this facility, and the quick ways on."""
    at, facility = timezone.now(), request.facility
    context = {
        "sections": sections_for(request.user, at=at, facility=facility),
        "entries": [entry for entry in _others(request) if not entry.in_dock],
        "now": at,
        "yesterday": yesterday_of(request.user, facility, at=at),
    }
    return render(request, "orders/staff/home.html", context)


@require_safe
@staff_page("view", "stock")
def staff_more(request):
    """Every phone page the officer may open, and the choice of the facility."""
    places = list(places_for(request.user, "view", "stock"))
    search = search_places(places, request.GET.get("cari", ""))
    context = {"entries": _others(request), "places": places, "search": search}
    return render(request, "orders/staff/more.html", context)


def _others(request):
    return [e for e in entries_for(request.user, request.facility) if e.address != request.path]
