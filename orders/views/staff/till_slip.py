"""The slip of one sale: seen, printed, sent, and taken back while the shift is open."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog.templatetags.links import whatsapp
from facilities.access import may
from orders import counter
from orders.counter.slip import slip_of
from orders.forms.till import ReasonForm
from orders.models import DirectSale
from orders.staff_pages import staff_page

PAPERS = ("58", "a6")


@require_http_methods(["GET", "HEAD"])
@staff_page("view", "till")
def till_slip(request, number):
    return _show(request, _sale(request, number))


@require_POST
@staff_page("sell", "till")
def till_void(request, number):
    sale, form = _sale(request, number), ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, sale, form=form, status=422)
    try:
        counter.void_sale(
            sale=sale, reason=form.cleaned_data["alasan"], by=request.user, at=timezone.now()
        )
    except counter.SaleRefused as error:
        return _show(request, sale, form=form, refusal=str(error), status=409)
    messages.success(request, f"Nota {sale.number} dibatalkan; stok dan uangnya ditarik kembali.")
    return HttpResponseRedirect(reverse("orders:till_slip", args=[sale.number]))


def _sale(request, number) -> DirectSale:
    rows = DirectSale.objects.visible_to(request.user, subject="till")
    found = rows.filter(location__facility=request.facility, number=number).select_related(
        "location__facility", "location__gallery", "shift", "by", "voided_by"
    )
    sale = found.first() if "\0" not in number else None
    if sale is None:
        raise Http404
    return sale


def _show(request, sale, *, form=None, refusal="", status=200):
    paper = request.GET.get("kertas", "")
    slip = slip_of(sale)
    can_void = (
        not sale.is_void
        and sale.shift is not None
        and sale.shift.is_open
        and may(request.user, "sell", "till", request.facility)
    )
    context = {
        "sale": sale,
        "slip": slip,
        "paper": paper if paper in PAPERS else PAPERS[0],
        "form": form or ReasonForm(),
        "can_void": can_void,
        "refusal": refusal,
        "share": whatsapp("", slip.text),
        "is_open": sale.shift is not None and sale.shift.is_open,
    }
    return render(request, "orders/staff/till_slip.html", context, status=status)
