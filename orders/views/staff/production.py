"""Produksi: a batch comes from the workshop into stock."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from catalog import production, stock
from catalog.cards import with_covers
from catalog.dates import tanggal
from catalog.finding import find
from catalog.models import StockLocation
from catalog.money import ribuan, rupiah
from facilities.access import may
from facilities.browser_features import camera_page
from orders.forms.staff_production import ProductionForm
from orders.retrying import retried
from orders.staff_pages import staff_page
from orders.staff_shelf import LONGEST_TEXT, goods_of

MOST_SUGGESTED = 8


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("receive", "stock")
@camera_page
def staff_production(request):
    """Find the thing, then type the batch; below it what came in last, with a way back."""
    if request.method == "POST" and "urungkan" in request.POST:
        return _undo(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT]
    goods = goods_of(request.user, request.facility).select_related("product__producer_group")
    found = find(goods, text) if text else production.made_lately(goods, most=MOST_SUGGESTED)
    if not (text and len(found) == 1):
        if request.method == "POST":
            raise Http404
        return _show(request, text=text, found=found)
    variant = found[0]
    places = _places(request)
    form = ProductionForm(
        request.POST or None,
        variant=variant,
        facility=request.facility,
        places=places,
        user=request.user,
    )
    if request.method == "POST" and form.is_valid():
        try:
            batch = retried(production.take_in)(
                **form.taken_in(), at=timezone.now(), by=request.user
            )
        except stock.StockError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(batch))
            return HttpResponseRedirect(_address(request))
    status = 422 if request.method == "POST" else 200
    return _show(request, text=text, found=found, variant=variant, form=form, status=status)


def _undo(request):
    at = timezone.now()
    shown = production.latest_batches(request.user, request.facility, at=at)
    batch = next((one for one in shown if str(one.pk) == request.POST["urungkan"]), None)
    if batch is None:
        raise Http404
    if not may(request.user, "correct", "stock", request.facility):
        raise PermissionDenied
    try:
        if not (batch.is_fresh or batch.is_undone):
            raise stock.StockError("Sudah lewat sehari: betulkan lewat Stok cepat, Hitung ulang.")
        retried(stock.undo_batch)(batch=batch, reason="Diurungkan", at=at, by=request.user)
    except stock.StockError as error:
        messages.error(request, f"{batch.variant}, kode {batch.code}: {error}")
    else:
        messages.success(request, f"Diurungkan: {batch.variant}, kode {batch.code}.")
    return HttpResponseRedirect(_address(request))


def _places(request):
    """Where goods from the workshop may be put; the place the site sells from comes first.

    A facility without any gets one with its first batch, not by looking at the form.
    """
    rows = StockLocation.objects.visible_to(request.user).filter(
        facility=request.facility, is_active=True
    )
    if request.method == "POST" and not rows.exists():
        stock.online_location(request.facility)
    return rows.order_by("-is_online", "name")


def _said(batch) -> str:
    if not batch.good_quantity:
        return f"Tercatat gagal semua: {ribuan(batch.rejected_quantity)} {batch.variant}."
    parts = [f"{ribuan(batch.good_quantity)} {batch.variant} masuk ke {batch.location.name}"]
    if batch.rejected_quantity:
        parts.append(f"{ribuan(batch.rejected_quantity)} gagal")
    parts.append(f"kode {batch.code}")
    if batch.expires_on:
        parts.append(f"baik sampai {tanggal(batch.expires_on)}")
    if each := production.cost_of_a_piece(batch):
        parts.append(f"bahan {rupiah(each)} per barang")
    return f"{', '.join(parts)}."


def _address(request) -> str:
    return f"{reverse('orders:staff_production')}?{urlencode({'upt': request.facility.slug})}"


def _show(request, *, text, found, variant=None, form=None, status=200):
    context = {
        "text": text,
        "find_hidden": [("upt", request.facility.slug)],
        "found": with_covers(found),
        "variant": variant,
        "form": form,
        "batches": production.latest_batches(request.user, request.facility, at=timezone.now()),
        "may_undo": may(request.user, "correct", "stock", request.facility),
    }
    return render(request, "orders/staff/production.html", context, status=status)
