"""Jual di kanal lain: a sale of a marketplace, WhatsApp or the e-Katalog typed in afterwards."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.finding import find
from catalog.models import StockLocation, Variant
from catalog.money import rupiah
from facilities.browser_features import camera_page
from orders import channels, counter
from orders.forms import channels as forms
from orders.models import ChannelSale
from orders.staff_pages import staff_page, typed

LAST_SALES = 10


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("view", "channel")
@camera_page
def staff_channels(request):
    """The last sales and the form; POST looks for goods, adds or drops a line, or books the sale."""
    if request.method != "POST":
        return _show(request, _form(request), [])
    if not channels.may_add(request.user, request.facility):
        raise PermissionDenied
    lines = forms.lines_in(request.POST, _goods(request))
    if "simpan" in request.POST:
        return _save(request, lines)
    form = _form(request, request.POST)
    form.errors.clear()  # nobody has said it is finished yet
    if "buang" in request.POST:
        lines = [line for line in lines if str(line.variant.pk) != request.POST["buang"]]
        return _show(request, form, lines)
    text = request.POST.get("q", "").replace("\0", "").strip()
    found = _added(request, text)
    if len(found) == 1:
        known = {line.variant.pk for line in lines}
        lines += [forms.new_line(variant) for variant in found if variant.pk not in known]
        found, text = [], ""
    return _show(request, form, lines, found=found, text=text)


def _added(request, text: str) -> list[Variant]:
    """What a button names, else what was looked for."""
    pk = request.POST.get("tambah", "")
    if pk.isdecimal() and len(pk) < 19:
        return list(_goods(request).filter(pk=pk))
    return find(_goods(request), text) if text else []


def _save(request, lines):
    form = _form(request, request.POST)
    is_right = form.is_valid() and all(not line.error for line in lines)
    if not lines:
        form.add_error(None, "Tambahkan barang yang terjual.")
        is_right = False
    if not is_right:
        return _show(request, form, lines, status=422)
    given, at = form.cleaned_data, timezone.now()
    try:
        sale = channels.record(
            key=typed(request, "kunci")[:32] or forms.new_key(),
            location=given["location"],
            channel=given["channel"],
            goods={line.variant: line.number for line in lines},
            prices={line.variant: line.amount for line in lines},
            reference=given["reference"],
            fee=given["fee"] or 0,
            method=given["method"],
            buyer_kind=given["buyer_kind"],
            by=request.user,
            at=at,
            sold_at=channels.moment_of(request.facility, given["sold_on"], at),
        )
    except counter.SaleRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _show(request, form, lines, status=422)
    order = sale.orders.get()
    messages.success(request, f"Tercatat: pesanan {order.number}, {rupiah(sale.total)}.")
    return HttpResponseRedirect(reverse("orders:staff_channels"))


def _form(request, data=None):
    places = StockLocation.objects.visible_to(request.user)
    places = places.filter(facility=request.facility, is_active=True).order_by("-is_online", "name")
    today = request.facility.local_day(timezone.now())
    return forms.ChannelSaleForm(data, places=places, today=today)


def _goods(request):
    rows = Variant.objects.visible_to(request.user, subject="channel")
    return rows.filter(product__facility=request.facility).select_related("product")


def _show(request, form, lines, *, found=(), text="", status=200):
    sales = ChannelSale.objects.visible_to(request.user, subject="channel")
    sales = sales.filter(facility=request.facility).select_related("order__facility")
    total = sum(line.number * line.amount for line in lines)
    context = {
        "form": form, "lines": lines, "found": found, "find_text": text, "total": total,
        "key": typed(request, "kunci")[:32] or forms.new_key(),
        "sales": sales.order_by("-order__placed_at", "-pk")[:LAST_SALES],
        "may_add": channels.may_add(request.user, request.facility),
    }  # fmt: skip
    return render(request, "orders/staff/channels.html", context, status=status)
