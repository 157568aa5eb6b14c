"""The settlement of a month: sums for officials, the whole sheet for the facility, its lock."""

import re
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.dates import bulan
from facilities.access import may, place_of, scope_of
from facilities.models import Facility
from orders.forms.settlement import ReasonForm
from orders.models import ClosingEvent, MonthlyClosing, StateDeposit
from orders.private_pages import private_page
from orders.settlement import ClosingRefused, close, month_of, next_month, proof_pictures, reopen
from orders.settlement.sheets import (
    months_of,
    months_with_figures,
    overview,
    sheet_of,
    totals,
)

SHOWN_MONTHS = 12


@private_page
@require_safe
@login_required
def settlement_list(request):
    """A month of all facilities of an official; the months of the own facility for its staff."""
    if not may(request.user, "view", "settlement"):
        raise PermissionDenied
    facilities = Facility.objects.visible_to(request.user, subject="settlement")[:2]
    context = _frame(request)
    if len(facilities) == 1 and not scope_of(request.user).is_official:
        context |= {"facility": facilities[0], "closings": months_of(facilities[0])[:24]}
        return render(request, "orders/settlement/months.html", context)
    months = months_with_figures(request.user)
    month = _asked_month(request.GET.get("bulan", ""), months)
    rows = overview(request.user, month)
    context |= {
        "months": [(f"{one:%Y-%m}", bulan(one)) for one in months[:SHOWN_MONTHS]],
        "month": f"{month:%Y-%m}",
        "name": bulan(month),
        "rows": rows,
        "totals": totals(rows),
        "hides_some": any(row.premi_paid is None for row in rows),
    }
    return render(request, "orders/settlement/facilities.html", context)


@private_page
@require_safe
@login_required
def settlement_sheet(request, slug, month):
    """The settlement sheet of one facility and month; prints well."""
    facility, day = _facility_and_month(request, slug, month)
    return _show_sheet(request, facility, day)


@private_page
@require_POST
@login_required
def settlement_close(request, slug, month):
    """Lock the month."""
    facility, day = _facility_and_month(request, slug, month)
    try:
        close(facility=facility, month=day, by=request.user, at=timezone.now())
    except ClosingRefused as error:
        return _show_sheet(request, facility, day, refusal=str(error), status=409)
    return HttpResponseRedirect(reverse("orders:settlement_sheet", args=[slug, month]))


@private_page
@require_POST
@login_required
def settlement_reopen(request, slug, month):
    """Unlock the month: the operator of the site, with a reason."""
    facility, day = _facility_and_month(request, slug, month)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show_sheet(request, facility, day, form=form, status=422)
    closing = MonthlyClosing.objects.filter(facility=facility, month=day).first()
    if closing is None:
        raise Http404
    try:
        reason = form.cleaned_data["reason"]
        reopen(closing=closing, by=request.user, reason=reason, at=timezone.now())
    except ClosingRefused as error:
        return _show_sheet(request, facility, day, form=form, refusal=str(error), status=409)
    return HttpResponseRedirect(reverse("orders:settlement_sheet", args=[slug, month]))


@private_page
@require_http_methods(["GET", "HEAD"])
@login_required
def deposit_slip(request, name):
    """The picture of a deposit slip, for those who see the deposit."""
    if not proof_pictures.NAME.fullmatch(name):
        raise Http404
    rows = StateDeposit.objects.visible_to(request.user, subject="deposit").select_related(
        "facility"
    )
    deposit = rows.filter(file_name=proof_pictures.path_of(name)).first()
    storage = storages["private"]
    if deposit is None or not may(request.user, "view", "deposit", deposit.facility):
        raise Http404
    if not storage.exists(deposit.file_name):
        raise Http404
    response = FileResponse(storage.open(deposit.file_name), content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="setoran.jpg"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _show_sheet(request, facility, month, *, form=None, refusal="", status=200):
    sheet = sheet_of(facility, month, request.user)
    closing, at = sheet.closing, timezone.now()
    is_over = facility.local_day(at) >= next_month(month)
    may_close = may(request.user, "close", "settlement", facility)
    context = _frame(request) | {
        "facility": facility,
        "sheet": sheet,
        "closing": closing,
        "month": f"{month:%Y-%m}",
        "events": ClosingEvent.objects.filter(closing=closing).select_related("by")
        if closing.pk
        else (),
        "may_close": may_close and is_over and not closing.is_closed,
        "waits_for_end": may_close and not is_over,
        "may_reopen": closing.is_closed and scope_of(request.user).everything,
        "may_deposit": may(request.user, "add", "deposit", facility),
        "may_pay_out": may(request.user, "add", "premi", facility),
        "form": form or ReasonForm(),
        "refusal": refusal,
        "printed_at": at,
    }
    return render(request, "orders/settlement/sheet.html", context, status=status)


def _frame(request) -> dict:
    """What the list beside every report needs."""
    user = request.user
    return {
        "place": place_of(user),
        "sees_orders": may(user, "view", "order"),
        "sees_settlement": True,
    }


def _facility_and_month(request, slug, text) -> tuple[Facility, date]:
    facility = Facility.objects.visible_to(request.user).filter(slug=slug).first()
    month = _month(text)
    if facility is None or month is None:
        raise Http404
    if not may(request.user, "view", "settlement", facility):
        raise PermissionDenied
    return facility, month


def _month(text: str) -> date | None:
    """`2026-10` -> 1 October 2026; None for anything else."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        return None
    return date(int(text[:4]), int(text[5:]), 1)


def _asked_month(text: str, months: list[date]) -> date:
    asked = _month(text)
    latest = months[0] if months else month_of(timezone.localdate())
    return asked if asked in months else latest
