"""Papers: for who holds the order's link, for staff of its facility, and their check for anybody."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from facilities.network import caller_of
from orders import documents, limits
from orders.links import order_from_token
from orders.models import Document
from orders.order_pages import shows_contact
from orders.private_pages import private_page

NO_CODE = "Tulis 12 huruf dan angka di bawah kode QR, misalnya 7F3K-9QWD-2MXA."


@require_http_methods(["GET", "HEAD"])
@private_page
def document(request, code, token=None):
    """The paper as a page that prints well."""
    paper = _paper_or_404(request, code, token)
    if token is None:
        back = reverse("admin:orders_order_change", args=[paper.order_id])
        pdf = reverse("orders:document_pdf", args=[code])
    else:
        back = reverse("orders:order_detail", args=[token])
        pdf = reverse("orders:document_pdf", args=[token, code])
    context = {"document": paper, "paper": documents.paper_of(paper), "back": back, "pdf": pdf}
    return render(request, "orders/documents/page.html", context)


@require_http_methods(["GET", "HEAD"])
@private_page
def document_pdf(request, code, token=None):
    """The same paper as a file."""
    paper = _paper_or_404(request, code, token)
    response = HttpResponse(documents.pdf_of(paper), content_type="application/pdf")
    name = paper.number.replace("/", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_http_methods(["GET", "HEAD"])
@private_page
def document_check(request, code=""):
    """Whether a paper is genuine. Shows nothing about the buyer."""
    asked = code or request.GET.get("kode", "").replace("\0", "")[:60]
    if not asked:
        return _answer_check(request)
    try:
        limits.count(limits.CHECK, who=caller_of(request), at=timezone.now())
    except limits.TooMany as error:
        response = _answer_check(request, error=str(error), typed=asked, status=429)
        response["Retry-After"] = error.retry_after
        return response
    known = documents.normalise_code(asked)
    if not known:
        return _answer_check(request, error=NO_CODE, typed=asked, status=404 if code else 422)
    if known != code:
        return HttpResponseRedirect(reverse("orders:document_check", args=[known]))
    finding = documents.find(known, at=timezone.now())
    typed = documents.code_in_groups(known)
    status = 200 if finding else 404
    return _answer_check(request, finding=finding, typed=typed, asked=True, status=status)


def _answer_check(request, *, status=200, **context):
    return render(request, "orders/documents/check.html", context, status=status)


def _paper_or_404(request, code, token) -> Document:
    """The paper, if the person may read it. An old link shows the state of the order only."""
    if token is None:
        papers = Document.objects.visible_to(request.user, subject="document")
    else:
        order = order_from_token(token)
        if order is None or not shows_contact(order, at=timezone.now()):
            raise Http404
        papers = Document.objects.filter(order=order)
    paper = papers.filter(code=code).first()
    if paper is None:
        raise Http404
    return paper
