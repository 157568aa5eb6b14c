"""Angka bulanan and target: a few numbers, the ones before beside them."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from catalog.dates import bulan
from facilities import handing_in
from facilities.access import may
from facilities.models import WorkforceReport, YearlyTarget
from orders.forms.staff_figures import FiguresForm
from orders.retrying import retried
from orders.staff_pages import staff_page

MONTHS_OFFERED = 6
PARTS = (
    ("Warga binaan", ("residents", "working", "assimilating", "assimilating_working")),
    ("Pelatihan", ("programmes", "trained", "certificates")),
    ("Hasil panen", ("harvest_kg", "harvest_pieces")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("add", "workforce")
def staff_monthly(request):
    """The counts of one month; the latest that is not handed in comes first."""
    facility, at = request.facility, timezone.now()
    months = _months(handing_in.last_ended(facility, at))
    rows = {
        row.month: row
        for row in WorkforceReport.objects.filter(
            facility=facility, month__gte=handing_in.month_before(months[-1])
        ).select_related("typed_by")
    }
    month = _chosen(request, months, rows)
    if request.method == "POST" and request.GET.get("bulan", f"{month:%Y-%m}") != f"{month:%Y-%m}":
        # Open since before the month left the list: its figures belong to no other month.
        messages.error(request, "Bulan itu tidak lagi diisi di sini. Tidak ada yang disimpan.")
        return HttpResponseRedirect(reverse("orders:staff_monthly"))
    row = rows.get(month) or WorkforceReport(facility=facility, month=month)
    trained = handing_in.from_trainings(facility, month)
    form = FiguresForm(
        request.POST or None,
        names=handing_in.MONTHLY,
        row=row,
        earlier=rows.get(handing_in.month_before(month)),
        said_before="Bulan lalu",
        beside={
            name: f"Menurut daftar pelatihan {count}." for name, count in trained.items() if count
        },
    )
    context = {
        "form": form,
        "row": row,
        "month": month,
        "months": [(one, one in rows) for one in months],
        "parts": [(title, [form[name] for name in names]) for title, names in PARTS],
        "may_target": may(request.user, "add", "target", facility),
    }

    def write():
        return retried(handing_in.hand_in)(
            facility=facility, month=month, figures=form.figures(),
            seen=form.cleaned_data["version"], by=request.user, at=at,
        )  # fmt: skip

    return _answer(request, form, write, f"Angka {bulan(month)} tersimpan.", "monthly", context,
                   bulan=f"{month:%Y-%m}")  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("add", "target")
def staff_targets(request):
    """The targets of this year or the next."""
    facility, at = request.facility, timezone.now()
    years = handing_in.target_years(facility, at)
    year = next((one for one in years if request.GET.get("tahun") == str(one)), years[0])
    if request.method == "POST" and request.GET.get("tahun", str(year)) != str(year):
        messages.error(request, "Tahun itu tidak lagi diisi di sini. Tidak ada yang disimpan.")
        return HttpResponseRedirect(reverse("orders:staff_targets"))
    rows = {
        row.year: row
        for row in YearlyTarget.objects.filter(
            facility=facility, year__in=(year - 1, *years)
        ).select_related("typed_by")
    }
    row = rows.get(year) or YearlyTarget(facility=facility, year=year)
    form = FiguresForm(
        request.POST or None,
        names=handing_in.YEARLY,
        row=row,
        earlier=rows.get(year - 1),
        said_before=f"Target {year - 1}",
    )
    context = {
        "form": form,
        "row": row,
        "year": year,
        "years": [(one, one in rows) for one in years],
        "may_count": may(request.user, "add", "workforce", facility),
    }

    def write():
        return retried(handing_in.set_target)(
            facility=facility, year=year, figures=form.figures(),
            seen=form.cleaned_data["version"], by=request.user, at=at,
        )  # fmt: skip

    return _answer(request, form, write, f"Target {year} tersimpan.", "targets", context,
                   tahun=str(year))  # fmt: skip


def _answer(request, form, write, said: str, page: str, context, **words):
    """Save and come back to the same page, or show what is wrong."""
    address = reverse(f"orders:staff_{page}")
    context["query"] = urlencode({"upt": request.facility.slug, **words})
    if request.method == "POST" and form.is_valid():
        try:
            write()
        except handing_in.ChangedMeanwhile as error:
            form.set_beside(error.row, str(error))
            context["row"] = error.row
        except handing_in.HandingInError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, said)
            return HttpResponseRedirect(f"{address}?{context['query']}")
    status = 422 if request.method == "POST" else 200
    return render(request, f"orders/staff/{page}.html", context, status=status)


def _months(last: date) -> list[date]:
    months = [last]
    while len(months) < MONTHS_OFFERED:
        months.append(handing_in.month_before(months[-1]))
    return months


def _chosen(request, months: list[date], rows) -> date:
    asked = request.GET.get("bulan", "")
    named = next((month for month in months if f"{month:%Y-%m}" == asked), None)
    waiting = next((month for month in months[:2] if month not in rows), None)
    return named or waiting or months[0]
