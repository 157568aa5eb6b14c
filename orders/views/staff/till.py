"""The gallery's till: choose goods, take money, print the slip. Source: docs/rules/counter.md."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog import stock
from facilities.browser_features import camera_page
from orders import counter
from orders.counter import note as notes
from orders.counter import shelf
from orders.forms import till as forms
from orders.models import CashierShift, DirectSale
from orders.staff_pages import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@camera_page
@staff_page("sell", "till")
def till(request):
    """One page, one form: every button sends the whole note, so nothing is kept in between."""
    shift = open_shift_of(request)
    if shift is None:
        return HttpResponseRedirect(reverse("orders:till_open"))
    if request.method != "POST":
        return _show(request, shift, {}, found=request.GET.get("q", ""))
    pieces = forms.pieces_in(request.POST)
    if "selesai" in request.POST:
        return _sell(request, shift, pieces)
    return _change(request, shift, pieces)


def open_shift_of(request) -> CashierShift | None:
    """The shift one stands in: the one named, else one's own, else the only open one."""
    rows = CashierShift.objects.filter(facility=request.facility, closed_at=None)
    shifts = list(rows.select_related("location__facility__regency", "facility"))
    named = request.POST.get("giliran") or request.GET.get("giliran") or ""
    if named:
        return next((shift for shift in shifts if str(shift.pk) == named), None)
    own = [shift for shift in shifts if shift.opened_by_id == request.user.pk]
    return (own or (shifts if len(shifts) == 1 else []) or [None])[0]


def _change(request, shift, pieces):
    """One more, one less, what was searched: the same page with the note as it is now."""
    data, text = request.POST, request.POST.get("q", "")
    for name, step in (("tambah", 1), ("kurang", -1)):
        if data.get(name, "").isdecimal():
            forms.changed(pieces, int(data[name][:15]), by=step)
            text = ""
    if text.strip():
        variant = shelf.exact(shift.location, text)
        if variant is not None:
            forms.changed(pieces, variant.pk, by=1)
            return _show(request, shift, pieces, added=str(variant))
    return _show(request, shift, pieces, found=text)


def _sell(request, shift, pieces):
    note = _note(shift, pieces)
    form = forms.PayForm(request.POST)
    if not note.is_right or not form.is_valid():
        refusal = "" if note.lines else "Belum ada barang di nota ini."
        return _show(request, shift, pieces, form=form, refusal=refusal, status=422)
    is_qris = form.cleaned_data["bayar"] == forms.QRIS
    if is_qris and (objection := note.qris_objection):
        return _show(request, shift, pieces, form=form, refusal=objection, status=422)
    if is_qris and request.POST["selesai"] != "lunas":
        return _ask_qris(request, shift, note)
    cash = None if is_qris else form.cleaned_data["uang"]
    return _book(request, shift, pieces, form, note, cash, is_qris)


def _book(request, shift, pieces, form, note, cash, is_qris):
    shown = forms.prices_in(request.POST, pieces)
    seen = sum(
        shown.get(variant.pk, variant.price) * number for variant, number in note.goods.items()
    )
    try:
        sale = counter.sell(
            key=forms.key_in(request.POST),
            location=shift.location,
            goods=note.goods,
            method=forms.QRIS if is_qris else forms.CASH,
            shift=shift,
            cash_received=None if is_qris else (note.total if cash is None else cash),
            total_seen=seen,
            by=request.user,
            at=timezone.now(),
        )
    except counter.SaleRefused as error:
        if error.field == "cash":
            form.add_error("uang", str(error))
            return _show(request, shift, pieces, form=form, status=422)
        return _show(request, shift, pieces, form=form, refusal=str(error), status=409)
    except stock.StockError as error:
        return _show(request, shift, pieces, form=form, refusal=str(error), status=409)
    return HttpResponseRedirect(reverse("orders:till_slip", args=[sale.number]))


def _ask_qris(request, shift, note):
    """The codes to be scanned; nothing is written before the officer has seen the money."""
    context = {
        "shift": shift,
        "note": note,
        "parts": note.qris_parts(),
        "key": forms.key_in(request.POST),
    }
    return render(request, "orders/staff/till_qris.html", context)


def _note(shift, pieces) -> notes.Note:
    wares = shelf.wares_of(shift.location, pieces, at=timezone.now())
    return notes.Note([
        notes.line_of(
            ware,
            typed=pieces[ware.variant.pk].typed,
            pieces=pieces[ware.variant.pk].number,
        )
        for ware in wares
    ])  # fmt: skip


def _look_at(note: notes.Note, refusal: str) -> str | int:
    """What stands in the way: on a phone the note is far below the goods."""
    wrong = [line.ware.variant.pk for line in note.lines if line.error]
    return "refusal" if refusal else next(iter(wrong), "cash")


def _show(
    request, shift, pieces, *, form=None, found="", added="", refusal="", status=200
):  # fmt: skip
    place, at = shift.location, timezone.now()
    text = found.strip()
    note = _note(shift, pieces)
    wares = shelf.search(place, text, at=at) if text else shelf.popular(place, at=at)
    form = form or forms.PayForm({
        "bayar": request.POST.get("bayar", forms.CASH), "uang": request.POST.get("uang", ""),
    })  # fmt: skip
    cash = form.cleaned_data.get("uang") if form.is_valid() else None
    context = {
        "shift": shift,
        "note": note,
        "look_at": _look_at(note, refusal) if status >= 400 else "",
        "wares": wares,
        "find_text": text,
        "added": added,
        "pay_form": form,
        "change": None if cash is None or cash < note.total else cash - note.total,
        "short": note.total - cash if cash is not None and cash < note.total else 0,
        "refusal": refusal,
        "sold": DirectSale.objects.filter(key=forms.key_in(request.POST)).first(),
        "key": forms.key_in(request.POST),
        "last": DirectSale.objects.filter(shift=shift).select_related(None).first(),
    }
    return render(request, "orders/staff/till.html", context, status=status)
