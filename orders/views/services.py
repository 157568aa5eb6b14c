"""Asking for a service, and the page of one request."""

from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog import service_days
from catalog.models import Service
from facilities.network import caller_of
from orders import limits, services
from orders.forms.services import EnquiryForm
from orders.links import enquiry_from_token, enquiry_token, order_token
from orders.privacy.copies import MASKED_NAME
from orders.private_pages import private_page
from orders.services import forgetting
from orders.services.progress import marks_of


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def enquiry_new(request, slug, pk):
    rows = Service.objects.public().select_related("facility__regency__province")
    service = get_object_or_404(rows, pk=pk)
    if slug != service.slug:
        return HttpResponsePermanentRedirect(
            reverse("orders:enquiry_new", args=[service.slug, service.pk])
        )
    at = timezone.now()
    if request.method != "POST":
        return _form(request, EnquiryForm(service=service, at=at))
    form = EnquiryForm(request.POST, service=service, at=at)
    # A second press finds the first one, also when it took the last place of that day.
    first = services.enquiry_with(form.new_key)
    if first is not None and not form.is_valid():
        return _to_enquiry(first)
    try:
        if first is None:
            limits.count(limits.ENQUIRY, who=caller_of(request), at=at)
    except limits.TooMany as error:
        form.add_error(None, str(error))
        response = _form(request, form, status=429)
        response["Retry-After"] = error.retry_after
        return response
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        return _to_enquiry(services.ask(service=service, at=at, **form.wish))
    except services.EnquiryKeyReused:
        first = services.enquiry_with(form.new_key)
        context = {"address": reverse("orders:enquiry", args=[enquiry_token(first)])}
        return render(request, "orders/already_asked.html", context, status=409)
    except service_days.DayRefused as error:
        # The list is read anew: a day that is full is no longer in it.
        form = EnquiryForm(request.POST, service=service, at=at)
        form.errors.pop("day", None)
        form.add_error("day", str(error))
        return _form(request, form, status=409)
    except services.EnquiryRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _form(request, form, status=409)


@require_http_methods(["GET", "HEAD"])
@private_page
def enquiry(request, token):
    return _show(request, token)


@require_POST
@private_page
def enquiry_withdraw(request, token):
    found = _found(token)
    try:
        services.withdraw(enquiry=found, at=timezone.now())
    except services.EnquiryRefused as error:
        return _show(request, token, refusal=str(error), status=409)
    return HttpResponseRedirect(reverse("orders:enquiry", args=[token]))


@require_POST
@private_page
def enquiry_erase(request, token):
    found = _found(token)
    try:
        forgetting.erase(enquiry=found, at=timezone.now())
    except services.EnquiryRefused as error:
        return _show(request, token, refusal=str(error), status=409)
    return HttpResponseRedirect(reverse("orders:enquiry", args=[token]))


def _found(token):
    found = enquiry_from_token(token)
    if found is None:
        raise Http404
    return found


def _to_enquiry(found):
    return HttpResponseRedirect(reverse("orders:enquiry", args=[enquiry_token(found)]))


def _form(request, form, *, status=200):
    context = {"form": form, "service": form.service, "facility": form.service.facility}
    return render(request, "orders/enquiry_new.html", context, status=status)


def _show(request, token, *, refusal="", status=200):
    found = _found(token)
    context = {
        "enquiry": found,
        "service": found.service,
        "facility": found.facility,
        "token": token,
        "refusal": refusal,
        "is_forgotten": found.name == MASKED_NAME,
        "order_token": order_token(found.order) if found.order else "",
        "marks": marks_of(found, found.events.all()),
    }
    return render(request, "orders/enquiry.html", context, status=status)
