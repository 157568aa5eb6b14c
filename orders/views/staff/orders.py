"""Orders on a phone: the queue, one order with its legal next steps, and what is pressed there."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from orders import desk_acts, numbers
from orders.desk_pages import order_context
from orders.desk_queue import queue_of
from orders.models import Order, OrderEvent, PaymentProof, Refund
from orders.progress import marks_of
from orders.staff_pages import staff_page

may_see_orders = staff_page("view", "order")


@require_safe
@may_see_orders
def staff_orders(request):
    """The queue: what waits longest first."""
    queue = queue_of(request.user, request.facility, request.GET, at=timezone.now())
    return render(request, "orders/staff/orders.html", {"queue": queue})


@require_safe
@may_see_orders
def staff_order(request, number):
    """One order: what is due beside its proof, the goods, the way to go on."""
    return _show(request, _order(request, number))


@require_POST
@may_see_orders
def staff_order_step(request, number, step):
    """Take one step of the order's table."""
    order = _order(request, number)
    outcome = desk_acts.press_step(
        order=order, step=step, data=request.POST, by=request.user, at=timezone.now()
    )
    return _answer(request, order, outcome)


@require_POST
@may_see_orders
def staff_proof_accept(request, number, proof_pk):
    """The money is there."""
    order = _order(request, number)
    proof = _proof(request, order, proof_pk)
    outcome = desk_acts.press_accept(
        order=order, proof=proof, data=request.POST, by=request.user, at=timezone.now()
    )
    return _answer(request, order, outcome)


@require_POST
@may_see_orders
def staff_proof_reject(request, number, proof_pk):
    """The proof does not fit: the shopper is asked for another one."""
    order = _order(request, number)
    outcome = desk_acts.press_reject(
        proof=_proof(request, order, proof_pk), data=request.POST, by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    return _answer(request, order, outcome)


@require_POST
@may_see_orders
def staff_refund_ask(request, number):
    """Ask that money goes back; a second officer decides."""
    order = _order(request, number)
    outcome = desk_acts.press_ask_refund(
        order=order, data=request.POST, by=request.user, at=timezone.now()
    )
    return _answer(request, order, outcome)


@require_POST
@may_see_orders
def staff_refund_pay(request, number, refund_pk):
    """The second officer has sent the money."""
    return _decide(request, number, refund_pk, desk_acts.press_pay_refund)


@require_POST
@may_see_orders
def staff_refund_refuse(request, number, refund_pk):
    """The second officer says no."""
    return _decide(request, number, refund_pk, desk_acts.press_refuse_refund)


def _decide(request, number, refund_pk, press):
    order = _order(request, number)
    refunds = Refund.objects.visible_to(request.user).select_related("order__facility")
    refund = refunds.filter(pk=refund_pk, order=order).first()
    if refund is None:
        raise Http404
    outcome = press(refund=refund, data=request.POST, by=request.user, at=timezone.now())
    return _answer(request, order, outcome)


def _order(request, number):
    """The order where the person may see it: there, the page speaks of its facility."""
    if not numbers.is_number(number):
        raise Http404
    rows = Order.objects.visible_to(request.user, subject="order").select_related(
        "facility", "payment__confirmed_by", "shipment__gallery",
        "checkout__regency", "checkout__province", "direct_sale__location__facility",
    )  # fmt: skip
    order = rows.filter(number=number).first()
    if order is None:
        raise Http404
    request.facility = order.facility
    return order


def _proof(request, order, pk):
    proofs = PaymentProof.objects.visible_to(request.user).select_related("payment__order")
    proof = proofs.filter(pk=pk, payment__order=order).first()
    if proof is None:
        raise Http404
    return proof


def _answer(request, order, outcome):
    """Back to the order, said above it; or its page again with what was wrong."""
    back = HttpResponseRedirect(reverse("orders:staff_order", args=[order.number]))
    if outcome.is_done:
        messages.success(request, outcome.text)
        return back
    if not outcome.forms:
        messages.error(request, outcome.refusal)
        return back
    order = _order(request, order.number)
    return _show(request, order, forms=outcome.forms, refusal=outcome.refusal)


def _show(request, order, *, forms=None, refusal=""):
    context = order_context(
        order, request.user, at=timezone.now(), forms=forms, refusal=refusal
    )  # fmt: skip
    events = list(context["events"])
    by_time = sorted(events, key=lambda event: (event.at, event.pk))
    context |= {
        "marks": marks_of(order, events=by_time, lines=context["lines"]),
        "events": events,
        "packed_by": _packer(by_time),
        "packs_alone": _packs_alone(order, context["steps"], request.user),
    }
    return render(request, "orders/staff/order.html", context, status=422 if forms else 200)


def _packer(events):
    """Who made the goods ready or sent them; None when nobody yet."""
    packed = (Order.State.READY_FOR_PICKUP, Order.State.SHIPPED)
    found = [e.by for e in events if e.axis == OrderEvent.Axis.ORDER and e.to_state in packed]
    return found[-1] if found else None


def _packs_alone(order, steps, user) -> bool:
    """Whether who took the money is about to pack as well."""
    is_packing = any(item["step"].name in ("ready", "ship") for item in steps)
    return is_packing and order.payment.confirmed_by_id == user.pk
