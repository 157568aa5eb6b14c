"""Turns at the till: opened, closed by counting, looked at by a second officer."""

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models import StockLocation
from facilities.access import may
from orders import counter
from orders.forms.till import CheckShiftForm, CloseShiftForm, OpenShiftForm
from orders.models import CashierShift, DirectSale, Payment
from orders.staff_pages import staff_page

from .till import open_shift_of

FIELDS = {"location": "tempat", "opening_cash": "uang", "counted_cash": "uang", "reason": "alasan"}
SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("sell", "till")
def till_open(request):
    """Where one stands and what is in the drawer; open shifts can be gone on with."""
    running = CashierShift.objects.filter(facility=request.facility, closed_at=None)
    running = running.select_related("location", "opened_by")
    places = _places(request.facility).exclude(pk__in=[shift.location_id for shift in running])
    form = OpenShiftForm(request.POST if request.method == "POST" else None, places=places)
    if form.is_valid():
        try:
            shift = counter.open_shift(
                location=form.cleaned_data["tempat"],
                opening_cash=form.cleaned_data["uang"],
                by=request.user,
                at=timezone.now(),
            )
        except counter.SaleRefused as error:
            form.add_error(FIELDS.get(error.field), str(error))
        else:
            return HttpResponseRedirect(_till(shift))
    context = {"form": form, "running": running, "places": places}
    status = 422 if form.is_bound else 200
    return render(request, "orders/staff/till_open.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("sell", "till")
def till_close(request):
    """The count first: what the sales add up to is said afterwards."""
    shift = open_shift_of(request)
    if shift is None:
        return HttpResponseRedirect(reverse("orders:till_open"))
    form = CloseShiftForm(request.POST if request.method == "POST" else None)
    asks_reason = False
    if form.is_valid():
        try:
            counter.close_shift(
                shift=shift,
                counted_cash=form.cleaned_data["uang"],
                reason=form.cleaned_data["alasan"],
                by=request.user,
                at=timezone.now(),
            )
        except counter.SaleRefused as error:
            asks_reason = error.field == "reason"
            form.add_error(FIELDS.get(error.field), str(error))
        else:
            messages.success(request, "Giliran ditutup. Petugas lain memeriksanya dari daftar.")
            return HttpResponseRedirect(reverse("orders:shift_detail", args=[shift.pk]))
    context = {"form": form, "shift": shift, "asks_reason": asks_reason or bool(
        form.is_bound and form.data.get("alasan"))}  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "orders/staff/till_close.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
@staff_page("view", "till")
def shift_list(request):
    """The last shifts, those that wait for a second look first."""
    rows = _shifts(request).annotate(
        seen=Case(
            When(closed_at__isnull=False, checked_at__isnull=True, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
    )
    shifts = rows.order_by("seen", "-opened_at", "-pk")[:SHOWN]
    may_sell = may(request.user, "sell", "till", request.facility)
    return render(request, "orders/staff/shift_list.html", {"shifts": shifts, "may_sell": may_sell})


@require_http_methods(["GET", "HEAD"])
@staff_page("view", "till")
def shift_detail(request, pk):
    return _show(request, _shift(request, pk))


@require_POST
@staff_page("settle", "till")
def shift_check(request, pk):
    shift, form = _shift(request, pk), CheckShiftForm(request.POST)
    if not form.is_valid():
        return _show(request, shift, form=form, status=422)
    try:
        counter.check_shift(
            shift=shift, note=form.cleaned_data["catatan"], by=request.user, at=timezone.now()
        )
    except counter.SaleRefused as error:
        return _show(request, shift, form=form, refusal=str(error), status=409)
    messages.success(request, "Giliran sudah diperiksa.")
    return HttpResponseRedirect(reverse("orders:shift_detail", args=[shift.pk]))


def _till(shift) -> str:
    return f"{reverse('orders:till')}?giliran={shift.pk}"


def _places(facility):
    """Places in use, galleries first."""
    is_gallery = Case(
        When(kind=StockLocation.Kind.GALLERY, then=Value(0)), default=Value(1),
        output_field=IntegerField(),
    )  # fmt: skip
    rows = StockLocation.objects.filter(facility=facility, is_active=True)
    return rows.order_by(is_gallery, "name")


def _shifts(request):
    rows = CashierShift.objects.visible_to(request.user, subject="till")
    return rows.filter(facility=request.facility).select_related(
        "location", "opened_by", "closed_by", "checked_by"
    )


def _shift(request, pk) -> CashierShift:
    shift = _shifts(request).filter(pk=pk).first()
    if shift is None:
        raise Http404
    return shift


def _show(request, shift, *, form=None, refusal="", status=200):
    sales = DirectSale.objects.filter(shift=shift).select_related("by", "voided_by")
    takings = counter.takings_of(shift)
    is_second = request.user.pk not in (shift.opened_by_id, shift.closed_by_id)
    may_settle = may(request.user, "settle", "till", request.facility)
    own = request.facility.short_name
    waits = not shift.is_open and shift.checked_at is None
    context = {
        "shift": shift,
        "sales": sales.prefetch_related("orders__lines"),
        "takings": takings,
        "guests": [owner for owner in takings.by_owner if owner != own],
        "guest_cash": [pair for pair in takings.cash_by_owner.items() if pair[0] != own],
        "ways": [(Payment.Method(key).label, sum_) for key, sum_ in takings.by_method.items()],
        "form": (form or CheckShiftForm()) if waits and may_settle and is_second else None,
        "waits_for_another": waits and not (may_settle and is_second),
        "refusal": refusal,
        "may_sell": may(request.user, "sell", "till", request.facility),
    }
    return render(request, "orders/staff/shift_detail.html", context, status=status)
