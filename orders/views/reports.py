"""Summaries for officials, and for each facility its own."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from facilities.access import may, place_of
from orders.private_pages import private_page
from orders.reports import bar_chart, yearly_summary, years_with_sales
from orders.reports.filters import Filters
from orders.reports.pages import PAGES


@private_page
@require_safe
@login_required
def report_summary(request):
    """Omzet, orders and units of a year by month and facility."""
    if not may(request.user, "view", "sales"):
        raise PermissionDenied
    years = years_with_sales(request.user)
    asked = request.GET.get("tahun", "")
    latest = years[0] if years else timezone.localdate().year
    year = next((year for year in years if str(year) == asked), latest)
    summary = yearly_summary(request.user, year)
    context = {
        "place": place_of(request.user),
        "years": years,
        "summary": summary,
        "chart": bar_chart([month.net for month in summary.months]),
        "sees_orders": may(request.user, "view", "order"),
        "sees_settlement": may(request.user, "view", "settlement"),
    }
    return render(request, "orders/reports/summary.html", context)


@private_page
@require_safe
@login_required
def report(request, slug):
    """One page of PAGES under the filters of its address; 422 with what is wrong beside them."""
    page = PAGES.get(slug)
    if page is None:
        raise Http404(slug)
    if not may(request.user, "view", page.subject):
        raise PermissionDenied
    now = timezone.now()
    filters = Filters.from_request(request.user, request.GET, at=now, subject=page.subject)
    context = {
        "page": page,
        "pages": [one for one in PAGES.values() if may(request.user, "view", one.subject)],
        "report": page.build(filters, now),
        "filters": filters,
        "place": place_of(request.user),
    }
    status = 422 if filters.errors else 200
    return render(request, "orders/reports/report.html", context, status=status)
