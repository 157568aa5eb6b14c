from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from orders.links import checkout_from_token, order_from_token, order_token
from orders.models import Order, OrderEvent
from orders.order_pages import first_deadline, panel_of, with_details
from orders.private_pages import private_page
from orders.states import StepNotAllowed, take_step


@require_http_methods(["GET", "HEAD"])
@private_page
def checkout_done(request, token):
    checkout = checkout_from_token(token)
    if checkout is None:
        raise Http404
    at = timezone.now()
    orders = with_details(Order.objects.filter(checkout=checkout)).order_by("pk")
    panels = [panel_of(order, at=at) for order in orders]
    context = {
        "checkout": checkout,
        "panels": panels,
        "urgent": first_deadline(panels),
        "address": settings.SITE_URL.rstrip("/") + request.path,
    }
    return render(request, "orders/checkout_done.html", context)


@require_http_methods(["GET", "HEAD"])
@private_page
def order_detail(request, token):
    return show_order(request, order_or_404(token))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def order_cancel(request, token):
    order = order_or_404(token)
    back = reverse("orders:order_detail", args=[order_token(order)])
    if request.method == "POST":
        try:
            take_step(
                order=order,
                step="cancel",
                actor=OrderEvent.Actor.SHOPPER,
                reason=request.POST.get("alasan", "").replace("\0", "")[:200],
                at=timezone.now(),
            )
        except StepNotAllowed as error:
            return show_order(request, order_or_404(token), refusal=str(error), status=409)
        return HttpResponseRedirect(back)
    panel = panel_of(order, at=timezone.now())
    if not panel.can_cancel:
        return HttpResponseRedirect(back)
    return render(request, "orders/order_cancel.html", {"panel": panel})


def order_or_404(token: str) -> Order:
    """The order a link opens, with everything its page shows; 404 for anything altered."""
    found = order_from_token(token)
    if found is None:
        raise Http404
    return with_details(Order.objects.filter(pk=found.pk)).get()


def show_order(request, order, *, proof_form=None, refusal="", gateway_is_down=False, status=200):
    panel = panel_of(order, at=timezone.now(), proof_form=proof_form)
    if panel.gateway:
        panel.gateway.is_down = gateway_is_down
    context = {"panel": panel, "refusal": refusal}
    return render(request, "orders/order_detail.html", context, status=status)
