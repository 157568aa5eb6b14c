"""Opname: begin, count blind, hand in; a second officer looks and books."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from catalog import counts
from catalog.counts import CountError
from catalog.models import CountLine, StockLocation, Variant
from facilities.access import may
from facilities.browser_features import camera_page
from facilities.whole_numbers import WholeNumberField
from orders import staff_counting
from orders.forms.staff_counting import CountStartForm
from orders.retrying import retried
from orders.staff_counting import CountSheet
from orders.staff_pages import staff_page, typed

FIGURE = WholeNumberField(required=False, min_value=0, max_value=1_000_000)
MARKED = "Belum disimpan. Periksa isian yang diberi tanda."
MOVED = "Barang ini bergerak selagi Anda menghitung. Hitung sekali lagi."


@require_safe
@staff_page("view", "count")
def staff_counts(request):
    """What is being counted, and what waits for a second officer."""
    context = staff_counting.listed(request.user, request.facility)
    context["may_count"] = may(request.user, "count", "count", request.facility)
    return render(request, "orders/staff/counts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("count", "count")
def staff_count_new(request):
    """Which place, and whether all of it."""
    places = StockLocation.objects.visible_to(request.user).filter(facility=request.facility)
    form = CountStartForm(
        request.POST or None, places=places.filter(is_active=True).order_by("-is_online", "name")
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                count = retried(counts.start)(
                    at=timezone.now(), by=request.user, **form.cleaned_data
                )
                return _to(count)
            except CountError as error:
                form.add_error("location", str(error))
    return render(request, "orders/staff/count_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("view", "count")
@camera_page
def staff_count(request, pk):
    """One count, whatever its state; POST is one act on it."""
    count = staff_counting.one(request.user, request.facility, pk)
    if count is None:
        raise Http404
    if request.method != "POST":
        return _show(request, count)
    act = ACTS.get(request.POST.get("aksi", "simpan"))
    if act is None:
        raise Http404
    right, run = act
    if not may(request.user, right, "count", request.facility):
        raise PermissionDenied
    return run(request, count)


def _to(count, query=""):
    address = reverse("orders:staff_count", args=[count.pk])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


# Counting


def _save(request, count, *, then_submit=False):
    """Write the figures that were typed; lines whose goods moved meanwhile are shown again."""
    lines = _typed_lines(request, count)
    figures, is_wrong = {}, False
    for line in lines:
        try:
            number = FIGURE.clean(line.typed)
        except ValidationError as error:
            line.error, is_wrong = error.messages[0], True
            continue
        if number is not None and number != line.counted:
            figures[line.pk] = (number, _whole(request.POST.get(f"g-{line.pk}", "")))
    if is_wrong:
        return _show(request, count, lines=lines, error=MARKED, status=422)
    at, by = timezone.now(), request.user
    try:
        moved = retried(counts.enter)(count=count, figures=figures, at=at, by=by)
        if moved:
            return _ask_once_more(request, count, moved, len(figures) - len(moved))
        if then_submit:
            retried(counts.submit)(count=count, at=at, by=by)
    except CountError as error:
        return _show(request, count, error=str(error), status=409)
    if then_submit:
        messages.success(request, "Diajukan. Petugas lain memeriksa dan membukukan selisihnya.")
        return _to(count)
    messages.success(request, f"{len(figures)} hitungan disimpan.")
    query = QueryDict(mutable=True)
    query.update({name: request.GET[name] for name in ("semua", "hal") if name in request.GET})
    return _to(count, query.urlencode())


def _ask_once_more(request, count, moved, saved):
    sheet = CountSheet(count)
    again = sheet.dressed(moved)
    for line in again:
        line.error, line.typed = MOVED, ""
    words = f"{saved} hitungan disimpan, {len(again)} perlu dihitung sekali lagi."
    return _show(request, count, lines=again, error=words, status=409)


def _typed_lines(request, count) -> list[CountLine]:
    keys = [int(name[2:]) for name in request.POST
            if name.startswith("n-") and name[2:].isdecimal() and len(name) < 20]  # fmt: skip
    rows = count.lines.filter(pk__in=keys).select_related("variant__product__facility")
    lines = CountSheet(count).dressed(rows.order_by("position"))
    for line in lines:
        line.typed = request.POST.get(f"n-{line.pk}", "")
    return lines


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else -1


def _submit(request, count):
    return _save(request, count, then_submit=True)


def _add(request, count):
    """Something lies there that the list does not have."""
    own = Variant.objects.visible_to(request.user).filter(product__facility=request.facility)
    variant = own.select_related("product").filter(
        pk=max(_whole(request.POST.get("barang", "")), 0)
    )
    if (found := variant.first()) is None:
        raise Http404
    try:
        retried(counts.add_variant)(count=count, variant=found)
    except CountError as error:
        return _show(request, count, error=str(error), status=409)
    query = QueryDict(mutable=True)
    query["q"] = found.sku
    return _to(count, query.urlencode())


def _cancel(request, count):
    try:
        retried(counts.cancel)(
            count=count, reason=typed(request, "alasan"), at=timezone.now(), by=request.user
        )
    except CountError as error:
        return _show(request, count, refused=str(error), status=422)
    messages.success(request, f"{count.number} dibatalkan. Tidak ada stok yang berubah.")
    return HttpResponseRedirect(reverse("orders:staff_counts"))


# The second officer


def _approve(request, count):
    try:
        retried(counts.approve)(
            count=count, note=typed(request, "penjelasan"), at=timezone.now(),
            by=request.user,
        )  # fmt: skip
    except CountError as error:
        return _show(request, count, refused=str(error), status=422)
    messages.success(request, f"{count.number} dibukukan.")
    return _to(count)


def _ask_again(request, count):
    lines = [_whole(pk) for pk in request.POST.getlist("ulang")]
    try:
        retried(counts.ask_again)(
            count=count, lines=lines, reason=typed(request, "penjelasan"),
            at=timezone.now(), by=request.user,
        )  # fmt: skip
    except CountError as error:
        return _show(request, count, refused=str(error), status=422)
    messages.success(request, f"{len(lines)} barang diminta dihitung ulang.")
    return _to(count)


ACTS = {
    "simpan": ("count", _save),
    "ajukan": ("count", _submit),
    "tambah": ("count", _add),
    "batal": ("count", _cancel),
    "bukukan": ("approve", _approve),
    "ulang": ("approve", _ask_again),
}


# The page


def _show(request, count, *, lines=None, error="", refused="", status=200):
    # As it is now: an act that was refused may have found it further on.
    count = staff_counting.one(request.user, request.facility, count.pk)
    context = {
        "count": count,
        "error": error,
        "refused": refused,
        "may_count": may(request.user, "count", "count", request.facility),
        "events": count.events.select_related("by"),
    }
    if count.is_open:
        return _show_sheet(request, count, context, lines, status)
    is_second = may(request.user, "approve", "count", request.facility) and counts.may_decide(
        count, request.user
    )
    if count.is_waiting and not is_second:
        return render(request, "orders/staff/count_waiting.html", context, status=status)
    off = staff_counting.differences(count)
    chosen = set(request.POST.getlist("ulang"))
    for line in off:
        line.is_chosen = str(line.pk) in chosen
    context |= {
        "off": off,
        "pieces": sum(line.difference for line in off),
        "value": sum(line.value for line in off),
        "note": typed(request, "penjelasan"),
    }
    page = "count_check" if count.is_waiting else "count_done"
    return render(request, f"orders/staff/{page}.html", context, status=status)


def _show_sheet(request, count, context, lines, status):
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    sheet = CountSheet(
        count, text=text, everything="semua" in request.GET, number=request.GET.get("hal", "1")
    )
    page = sheet.page() if lines is None else None
    context |= {
        "sheet": sheet,
        "page": page,
        "lines": page.object_list if page else lines,
        "left": count.all_lines - count.done_lines,
        "elsewhere": sheet.found_elsewhere() if text and context["may_count"] else [],
        "find_hidden": [("upt", request.facility.slug)],
        "reason": typed(request, "alasan"),
    }
    return render(request, "orders/staff/count_sheet.html", context, status=status)
