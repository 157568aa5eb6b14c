"""Handing over at the counter: the officer scans the shopper's code, or types it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from facilities.access import may
from orders import numbers, pickup_codes
from orders.forms import PickupForm
from orders.models import Order, OrderEvent
from orders.pickup_codes import CodeRefused
from orders.private_pages import private_page
from orders.states import StepNotAllowed, steps_for, take_step

NOT_FOUND = "Tidak ada pesanan UPT Anda dengan nomor itu."
NOT_YOURS = (
    "Uangnya belum diterima. Yang menyerahkan: Bendahara Penerimaan, Kasi Giatja, atau Kepala UPT."
)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@login_required
def pickup(request):
    """Number and code by hand; the right ones lead to the page a scan opens."""
    _require_desk(request)
    form = PickupForm(request.POST or None)
    if request.method != "POST":
        return _ask(request, form)
    if form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        order = _order(request, number)
        try:
            if order is None:
                form.add_error("number", NOT_FOUND)
            else:
                pickup_codes.check(order, code, at=timezone.now())
                plain = pickup_codes.pickup_code(order)
                return HttpResponseRedirect(
                    reverse("orders:pickup_scanned", args=[order.number, plain])
                )
        except CodeRefused as error:
            form.add_error("code", str(error))
    return _ask(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@login_required
def pickup_scanned(request, number, code):
    """What the QR code opens: who it is for, what is to be paid, and one button."""
    _require_desk(request)
    order = _order(request, number)
    if order is None:
        raise Http404
    if request.method == "POST":
        return _hand_over(request, order, code)
    try:
        pickup_codes.check(order, code, at=timezone.now())
    except CodeRefused as error:
        form = PickupForm({"number": order.number, "code": ""})
        form.is_valid()
        form.errors.clear()
        form.add_error("code", str(error))
        return _ask(request, form, status=422)
    return _show(request, order, code)


def _hand_over(request, order, code):
    try:
        done = take_step(
            order=order,
            step="hand_over",
            actor=OrderEvent.Actor.OFFICER,
            by=request.user,
            pickup_code=code,
            at=timezone.now(),
        )
    except StepNotAllowed as error:
        return _show(request, _order(request, order.number), code, refusal=str(error), status=409)
    messages.success(request, f"{done.number} sudah diserahkan.")
    return HttpResponseRedirect(reverse("orders:pickup"))


def _require_desk(request):
    if not may(request.user, "view", "order"):
        raise PermissionDenied


def _order(request, number):
    if not numbers.is_number(number):
        return None
    rows = Order.objects.visible_to(request.user, subject="order").filter(number=number)
    return (
        rows.select_related("facility", "payment", "shipment__gallery", "checkout")
        .prefetch_related("lines")
        .first()
    )


def _ask(request, form, *, status=200):
    return render(request, "orders/pickup.html", {"form": form}, status=status)


def _show(request, order, code, *, refusal="", status=200):
    step = next((s for s in steps_for(order, request.user) if s.name == "hand_over"), None)
    is_ready = order.state == Order.State.READY_FOR_PICKUP
    context = {
        "order": order,
        "code": code,
        "step": step,
        "takes_money": bool(step and step.to_payment),
        "refusal": refusal,
        "obstacle": NOT_YOURS if is_ready and step is None else "",
    }
    return render(request, "orders/pickup_order.html", context, status=status)
