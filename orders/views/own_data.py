"""The page of the shopper's rights: see, take along, correct, have erased."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from orders import limits, privacy
from orders.forms import ContactForm, EraseForm
from orders.models import PrivacyRequest
from orders.order_pages import panel_of
from orders.private_pages import private_page

from .order import order_or_404


@require_http_methods(["GET", "HEAD"])
@private_page
def own_data(request, token):
    return _show(request, _bought(token))


@require_http_methods(["GET", "HEAD"])
@private_page
def own_data_file(request, token):
    order, at = _bought(token), timezone.now()
    if not panel_of(order, at=at).is_recent:
        raise Http404
    text = privacy.own_data(order.checkout, at=at)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"data-saya-{order.checkout.number}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@private_page
def own_data_correct(request, token):
    order = _bought(token)
    if not panel_of(order, at=timezone.now()).is_recent:
        raise Http404
    allowed = privacy.correctable(order.checkout)
    form = ContactForm(request.POST, checkout=order.checkout, allowed=allowed)
    if not form.is_valid():
        return _show(request, order, contact_form=form, status=422)
    return _ask(
        request, order,
        lambda at: privacy.ask_correction(order=order, typed=form.cleaned_data, at=at),
        contact_form=form,
    )  # fmt: skip


@require_POST
@private_page
def own_data_erase(request, token):
    order = _bought(token)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _show(request, order, erase_form=form, status=422)
    return _ask(request, order, lambda at: privacy.ask_erasure(order=order, at=at))


@require_POST
@private_page
def own_data_withdraw(request, token):
    order = _bought(token)
    kind = request.POST.get("permintaan", "")
    found = order.checkout.privacy_requests.open().filter(kind=kind).first()
    if found is not None:
        try:
            privacy.withdraw(request=found, at=timezone.now())
        except privacy.PrivacyNotAllowed as error:
            return _show(request, _bought(token), refusal=str(error), status=409)
    return _back(token)


def _ask(request, order, act, **forms):
    at = timezone.now()
    token = request.resolver_match.kwargs["token"]
    try:
        limits.count(limits.RIGHTS, who=order.checkout.number, at=at)
        act(at)
    except limits.TooMany as error:
        response = _show(request, order, refusal=str(error), status=429, **forms)
        response["Retry-After"] = error.retry_after
        return response
    except privacy.PrivacyNotAllowed as error:
        return _show(request, _bought(token), refusal=str(error), status=409, **forms)
    return _back(token)


def _bought(token):
    """The order of the link, if it was bought on the site; a sale over the counter names nobody."""
    order = order_or_404(token)
    if order.checkout is None:
        raise Http404
    return order


def _back(token):
    return HttpResponseRedirect(reverse("orders:own_data", args=[token]))


def _show(request, order, *, contact_form=None, erase_form=None, refusal="", status=200):
    checkout = order.checkout
    panel = panel_of(order, at=timezone.now())
    requests = list(checkout.privacy_requests.select_related("order"))
    is_forgotten = checkout.recipient == privacy.MASKED_NAME
    allowed = privacy.correctable(checkout)
    context = {
        "panel": panel,
        "checkout": checkout,
        "is_forgotten": is_forgotten,
        "contact": privacy.contact_of(checkout),
        "requests": requests,
        "correcting": _open(requests, PrivacyRequest.Kind.CORRECTION),
        "erasing": _open(requests, PrivacyRequest.Kind.ERASURE),
        "allowed": allowed,
        "contact_form": contact_form or ContactForm(checkout=checkout, allowed=allowed),
        "erase_form": erase_form or EraseForm(),
        "open_matters": privacy.open_matters(checkout),
        "refusal": refusal,
    }
    return render(request, "orders/own_data.html", context, status=status)


def _open(requests, kind):
    return next((row for row in requests if row.kind == kind and row.is_open), None)
