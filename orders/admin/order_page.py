"""The page of one order in the back office: what was bought, what is due, what may be done."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html

from orders.desk_pages import order_context

from .document_forms import papers_context
from .gateway_decisions import gateway_context

TONES = {
    "payment_review": "warn",
    "awaiting_quote": "warn",
    "refund_pending": "warn",
    "partly_paid": "info",
    "paid": "info",
    "in_production": "info",
    "ready_for_pickup": "info",
    "shipped": "info",
    "completed": "ok",
    "cancelled": "bad",
    "expired": "bad",
}


def status_tag(order):
    """The one shown status, as a coloured word."""
    return format_html(
        '<span class="tag tag-{}">{}</span>',
        TONES.get(order.status_code, "plain"),
        order.status_label,
    )


def show_order(page, request, order, *, forms=None, refusal=""):
    """Render the order for its officer.

    page: the model admin; forms, refusal: as orders.desk_pages.order_context takes them.
    """
    forms = forms or {}
    context = {
        **page.admin_site.each_context(request),
        **papers_context(request.user, order, forms),
        **order_context(order, request.user, at=timezone.now(), forms=forms, refusal=refusal),
        **gateway_context(order, request.user, forms),
        "opts": page.opts,
        "title": f"Pesanan {order.number}",
        "status": status_tag(order),
    }
    status = 422 if forms else 200
    return render(request, "admin/orders/order_page.html", context, status=status)
