"""Stok cepat: plus and minus with a reason, and the last change taken back."""

from datetime import datetime, time
from secrets import token_hex

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog import stock
from catalog.models import StockMovement
from facilities.access import may
from facilities.browser_features import camera_page
from orders.forms.staff_stock import TapForm
from orders.retrying import retried
from orders.staff_pages import staff_page
from orders.staff_shelf import Shelf

KEPT_PLACE = "petugas_tempat"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("view", "stock")
@camera_page
def staff_stock(request):
    """The shelf of one place; POST books one tap or takes the last one back."""
    shelf = Shelf.asked_for(request, kept=KEPT_PLACE)
    if request.method != "POST" or shelf.place is None:
        return _show(request, shelf)
    if "urungkan" in request.POST:
        return _undo(request, shelf)
    for name, sign in (("tambah", 1), ("kurang", -1)):
        if name in request.POST:
            return _tap(request, shelf, request.POST[name], sign)
    # Enter in a number: nobody knows yet whether pieces came or went.
    return _show(request, shelf, error="Tekan − atau + di samping jumlahnya.", status=422)


def _tap(request, shelf, pk, sign):
    row = shelf.row(pk)
    if row is None:
        raise Http404
    form = TapForm(
        {
            "key": request.POST.get("key"),
            "reason": request.POST.get("alasan"),
            "quantity": request.POST.get(f"n-{row.pk}"),
        }
    )
    if not form.is_valid():
        return _refuse(request, shelf, row, next(iter(form.errors.values()))[0])
    reason = form.cleaned_data["reason"]
    if not may(request.user, reason.right, "stock", request.facility):
        raise PermissionDenied
    difference = sign * form.cleaned_data["quantity"]
    try:
        retried(stock.book)(
            variant=row,
            location=shelf.place,
            difference=difference,
            reason=reason,
            at=timezone.now(),
            by=request.user,
            key=form.key_of(row, difference),
        )
    except stock.StockError as error:
        return _refuse(request, shelf, row, str(error))
    if request.htmx:
        return _fragment(request, shelf, shelf.row(pk))
    return _again(shelf, alasan=reason.code, anchor=f"v-{row.pk}")


def _undo(request, shelf):
    asked = request.POST["urungkan"]
    last = StockMovement.objects.visible_to(request.user, subject="stock").filter(
        by=request.user, location=shelf.place, variant__product__facility=request.facility
    )
    movement = last.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    if movement is None:
        raise Http404
    if not may(request.user, "correct", "stock", request.facility):
        raise PermissionDenied
    try:
        pieces = retried(stock.undo)(
            movement=movement, reason="Diurungkan", at=timezone.now(), by=request.user
        )
    except stock.StockError as error:
        return _show(request, shelf, error=str(error), status=409)
    messages.success(request, f"Diurungkan: {movement.variant} {pieces:+d}.".replace("-", "−"))
    return _again(shelf, alasan=request.POST.get("alasan", ""))


def _again(shelf, *, alasan, anchor=""):
    address = f"{reverse('orders:staff_stock')}?{shelf.query(alasan=alasan)}"
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)


def _refuse(request, shelf, row, text):
    row.error, row.typed = text, request.POST.get(f"n-{row.pk}", "")
    if request.htmx:
        return _fragment(request, shelf, row, status=422)
    return _show(request, shelf, refused=row, error=f"{row}: {text}", status=422)


def _fragment(request, shelf, row, *, status=200):
    """The one row that changed, with the bar and a new key beside it."""
    context = {"row": row, "is_swap": True, **_frame(request, shelf)}
    return render(request, "orders/staff/_stock_row.html", context, status=status)


def _frame(request, shelf):
    """What row, bar and page share."""
    midnight = timezone.make_aware(datetime.combine(shelf.day, time.min))
    rights = {
        right
        for right in ("receive", "correct")
        if may(request.user, right, "stock", shelf.facility)
    }
    return {
        "shelf": shelf,
        "key": token_hex(16),
        "reasons": [reason for reason in stock.REASONS if reason.right in rights],
        "last": stock.last_act(by=request.user, location=shelf.place, since=midnight)
        if "correct" in rights
        else None,
    }


def _show(request, shelf, *, refused=None, error="", status=200):
    if shelf.place is None:
        return render(request, "orders/staff/stock.html", {"shelf": shelf}, status=status)
    page = shelf.page()
    for row in page.object_list if refused else ():
        if row.pk == refused.pk:
            row.error, row.typed = refused.error, refused.typed
    frame = _frame(request, shelf)
    chosen = request.POST.get("alasan") or request.GET.get("alasan", "")
    if chosen not in {reason.code for reason in frame["reasons"]}:
        chosen = frame["reasons"][0].code if frame["reasons"] else ""
    context = {
        **frame,
        "page": page,
        "chosen": chosen,
        "low_count": 0 if shelf.text or shelf.low_only else shelf.low_count(),
        "find_hidden": [("upt", shelf.facility.slug), ("tempat", shelf.place.pk)],
        "everything": shelf.query(q="", menipis="", hal=""),
        "only_low": shelf.query(q="", menipis="1", hal=""),
        "previous_query": shelf.query(hal=str(page.number - 1)),
        "next_query": shelf.query(hal=str(page.number + 1)),
        "error": error,
        "refused": refused,
    }
    return render(request, "orders/staff/stock.html", context, status=status)
