"""A report to take along: XLSX, CSV or PDF from the rows that the screen shows."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from facilities.access import may
from orders.private_pages import private_page
from orders.reports.files import FILES, FileRefused, file_name
from orders.reports.pages import PAGES


@private_page
@require_safe
@login_required
def report_file(request, slug, kind):
    """One page of PAGES as a file. An address that asks for nonsense leads to the screen."""
    if slug not in PAGES or kind not in FILES:
        raise Http404(slug)
    page, file = PAGES[slug], FILES[kind]
    if not may(request.user, "view", page.subject):
        raise PermissionDenied
    now = timezone.now()
    filters = page.filters(request.user, request.GET, at=now)
    screen = f"{reverse('orders:report', args=[slug])}?{request.GET.urlencode()}"
    if filters.errors:
        return HttpResponseRedirect(screen)
    report = page.file(filters, now)
    try:
        content = file.write(report)
    except FileRefused as error:
        others = [one for one in FILES.values() if one != file]
        context = {"page": page, "filters": filters, "error": error, "others": others}
        return render(request, "orders/reports/file_refused.html", context, status=422)
    response = HttpResponse(content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(report, kind)}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
