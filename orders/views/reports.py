"""Summaries for officials, and for each facility its own."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from facilities.access import may, place_of
from orders.private_pages import private_page
from orders.reports.pages import PAGES

FIRST = "ringkasan"


@private_page
@require_safe
@login_required
def report_summary(request):
    """The first report, under the short address."""
    return _shown(request, PAGES[FIRST])


@private_page
@require_safe
@login_required
def report(request, slug):
    """One page of PAGES under the filters of its address; 422 with what is wrong beside them."""
    if slug not in PAGES:
        raise Http404(slug)
    return _shown(request, PAGES[slug])


def _shown(request, page):
    if not may(request.user, "view", page.subject):
        raise PermissionDenied
    now = timezone.now()
    filters = page.filters(request.user, request.GET, at=now)
    listed = (one for one in PAGES.values() if one.is_listed)
    context = {
        "page": page,
        "report": page.build(filters, now),
        "pages": [one for one in listed if may(request.user, "view", one.subject)],
        "filters": filters,
        "place": place_of(request.user),
    }
    status = 422 if filters.errors else 200
    return render(request, "orders/reports/report.html", context, status=status)
