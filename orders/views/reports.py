"""Summaries for officials, and for each facility its own."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from facilities.access import may
from orders.private_pages import private_page
from orders.reports.files import FILES
from orders.reports.filter_bar import filter_bar, look_up
from orders.reports.pages import PAGES
from orders.reports.reach import reach_of
from orders.reports.readers import facts_on_screen

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
    """The form above a report is answered with the plain address it means."""
    if not may(request.user, "view", page.subject):
        raise PermissionDenied
    now = timezone.now()
    filters = page.filters(request.user, request.GET, at=now)
    whole = reach_of(request.user, subject=page.subject)
    found = look_up(whole, request.GET.get("tempat", ""), filters.errors)
    if "saring" in request.GET and not filters.errors and len(found) < 2:
        words = found[0].words if found else {}
        return redirect(f"{request.path}?{filters.query(**words)}")
    shown = page.build(filters, now)
    listed = (one for one in PAGES.values() if one.is_listed)
    context = {
        "page": page,
        "report": shown,
        "facts": facts_on_screen(shown),
        "files": FILES.values(),
        "pages": [one for one in listed if may(request.user, "view", one.subject)],
        "filters": filters,
        "bar": filter_bar(filters, whole, narrows=page.narrows, found=found),
        "shows_all": "semua" in request.GET,
        "sees_settlement": may(request.user, "view", "settlement"),
    }
    status = 422 if filters.errors else 200
    return render(request, "orders/reports/report.html", context, status=status)
