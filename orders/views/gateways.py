"""Paying at a gateway: leaving for its page, coming back, and the notices it sends."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from orders import limits
from orders.gateways.asking import ask_now
from orders.gateways.notices import CannotDecide, receive
from orders.gateways.pages import CannotPay, GatewayDown, open_page
from orders.gateways.switching import CannotSwitch, switch_way
from orders.links import order_from_token, order_token
from orders.models import GatewayAttempt
from orders.payments.provider import LARGEST_NOTICE, NoticeBroken, NoticeForged
from orders.private_pages import private_page

from .order import order_or_404, show_order

# Who comes back from a gateway is known by this; the gateway never learns the order's link.
RETURN_COOKIE = "bayar"
RETURN_SECONDS = 24 * 60 * 60
TRY_AGAIN_SECONDS = "60"


@require_POST
@private_page
def order_pay(request, token):
    """Make the page and lead there. A link and the Refresh header, because the policy of our
    pages lets no form lead to another site (docs/decisions/0050-leaving-by-link.md)."""
    at = timezone.now()
    order = order_or_404(token)
    try:
        limits.count(limits.PAY, who=order.number, at=at)
        attempt = open_page(order=order, at=at)
    except limits.TooMany as error:
        response = show_order(request, order, refusal=str(error), status=429)
        response["Retry-After"] = error.retry_after
        return response
    except CannotPay as error:
        return show_order(request, order_or_404(token), refusal=str(error), status=409)
    except GatewayDown:
        response = show_order(request, order_or_404(token), gateway_is_down=True, status=503)
        response["Retry-After"] = TRY_AGAIN_SECONDS
        return response
    response = render(request, "orders/leaving.html", {"order": order, "attempt": attempt})
    response["Refresh"] = f"0; url={attempt.address}"
    response.set_cookie(
        RETURN_COOKIE,
        order_token(order),
        max_age=RETURN_SECONDS,
        path=reverse("orders:gateway_return"),
        secure=settings.SITE_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
@private_page
def order_pay_switch(request, token):
    """Pay another way after all."""
    order = order_or_404(token)
    try:
        switch_way(order=order, method=request.POST.get("cara", ""), at=timezone.now())
    except CannotSwitch as error:
        return show_order(request, order_or_404(token), refusal=str(error), status=409)
    return HttpResponseRedirect(reverse("orders:order_detail", args=[order_token(order)]))


@require_POST
@private_page
def order_pay_check(request, token):
    """The shopper says it is paid: ask the gateway now."""
    order = order_or_404(token)
    _ask(order)
    return HttpResponseRedirect(reverse("orders:order_detail", args=[order_token(order)]))


@require_http_methods(["GET", "HEAD"])
@private_page
def gateway_return(request):
    """Back from the gateway. What its address says is not believed; the gateway is asked."""
    order = order_from_token(request.COOKIES.get(RETURN_COOKIE, ""))
    if order is None:
        return render(request, "orders/gateway_return.html")
    if request.method == "GET":
        _ask(order)
    return HttpResponseRedirect(reverse("orders:order_detail", args=[order_token(order)]))


def _ask(order):
    rows = GatewayAttempt.objects.open().filter(payment__order=order)
    attempt = rows.select_related("account", "payment").order_by("-number").first()
    if attempt is not None:
        ask_now(attempt=attempt, at=timezone.now())


@csrf_exempt
@require_POST
def gateway_notice(request, provider):
    """A notice of a gateway. 200: taken, or known already; 4xx: not from the gateway; 503: it may
    be true, send it again."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_NOTICE:
        return _say("terlalu besar", 413)
    try:
        outcome = receive(
            provider=provider, body=request.body, headers=request.headers, at=timezone.now()
        )
    except NoticeBroken:
        return _say("tidak terbaca", 400)
    except NoticeForged:
        return _say("ditolak", 403)
    except CannotDecide:
        response = _say("kirim lagi", 503)
        response["Retry-After"] = TRY_AGAIN_SECONDS
        return response
    return _say(outcome, 200)


def _say(text, status):
    response = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
