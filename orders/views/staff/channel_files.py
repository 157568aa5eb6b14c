"""A channel's list of orders: send it, say which column holds what, look, and book it whole."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.models import StockLocation
from catalog.money import ribuan, rupiah
from orders import channels
from orders.counter import SaleRefused
from orders.forms.channel_files import ColumnsForm, ListForm
from orders.models import ChannelFile
from orders.staff_pages import staff_page, typed

SHOWN_ROWS, SHOWN_ORDERS, LAST_FILES = 5, 100, 10


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("add", "channel")
def staff_channel_files(request):
    """The last lists; POST takes a new one in."""
    is_sent = request.method == "POST"
    form = ListForm(request.POST, request.FILES) if is_sent else ListForm()
    if is_sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = channels.take_in(
                facility=request.facility, channel=form.cleaned_data["channel"],
                file_name=upload.name, data=upload.read(), by=request.user, at=timezone.now(),
            )  # fmt: skip
        except SaleRefused as error:
            form.add_error(error.field or None, str(error))
        else:
            return HttpResponseRedirect(reverse("orders:staff_channel_file", args=[file.pk]))
    files = ChannelFile.objects.visible_to(request.user, subject="channel")
    files = files.filter(facility=request.facility).defer("content")[:LAST_FILES]
    context = {"form": form, "files": files}
    status = 422 if form.errors else 200
    return render(request, "orders/staff/channel_files.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("view", "channel")
def staff_channel_file(request, pk):
    """What one list would book. POST: other columns, book it, or throw it away."""
    file = _visible(request, pk)
    if request.method != "POST":
        return _show(request, file)
    if not channels.may_add(request.user, file.facility):
        raise PermissionDenied
    if "buang" in request.POST:
        if channels.discard(file=file):
            messages.success(request, "Berkas dibuang; tidak ada yang dicatat.")
        return HttpResponseRedirect(reverse("orders:staff_channel_files"))
    if "kolom" in request.POST:
        return _choose(request, file)
    return _write(request, file)


def _choose(request, file):
    form = ColumnsForm(request.POST, titles=file.titles)
    if form.is_valid():
        try:
            channels.choose_columns(file=file, layout=form.layout)
        except SaleRefused as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(reverse("orders:staff_channel_file", args=[file.pk]))
    return _show(request, file, form=form, status=422)


def _write(request, file):
    place = next((p for p in _places(request) if str(p.pk) == request.POST.get("tempat")), None)
    if place is None:
        return _show(request, file, refusal="Pilih tempat barangnya diambil.", status=422)
    try:
        plan = channels.write(
            file=file, location=place, mark=typed(request, "mark"), by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except SaleRefused as error:
        if ChannelFile.objects.filter(pk=file.pk, state=ChannelFile.State.WRITTEN).exists():
            messages.info(request, "Berkas ini sudah dicatat; tidak ada yang dicatat dua kali.")
            return HttpResponseRedirect(reverse("orders:staff_channel_file", args=[file.pk]))
        return _show(request, file, refusal=str(error), status=409)
    text = f"{ribuan(len(plan.new))} pesanan tercatat, {rupiah(plan.total)}."
    messages.success(request, text)
    return HttpResponseRedirect(reverse("orders:staff_channel_file", args=[file.pk]))


def _visible(request, pk):
    rows = ChannelFile.objects.visible_to(request.user, subject="channel")
    file = rows.filter(pk=pk, facility=request.facility).select_related("facility").first()
    if file is None:
        raise Http404
    return file


def _places(request):
    rows = StockLocation.objects.visible_to(request.user)
    rows = rows.filter(facility=request.facility, is_active=True).select_related("facility")
    return list(rows.order_by("-is_online", "name"))


def _show(request, file, *, form=None, refusal="", status=200):
    context = {
        "file": file,
        "refusal": refusal,
        "may_add": channels.may_add(request.user, file.facility),
    }
    if file.is_draft:
        initial = {name: str(place) for name, place in file.layout.items()}
        plan = channels.plan_of(file, at=timezone.now()) if channels.has_columns(file) else None
        context |= {
            "table": channels.table_of(file),
            "rows": channels.table_of(file).rows[:SHOWN_ROWS],
            "form": form or ColumnsForm(initial=initial, titles=file.titles),
            "plan": plan,
            "shown": (plan.wrong or plan.new)[:SHOWN_ORDERS] if plan else [],
            "places": _places(request),
            "place": request.POST.get("tempat", ""),
        }
    else:
        context["sales"] = file.sales.select_related("order").order_by("pk")[:SHOWN_ORDERS]
        context["booked"] = file.sales.count()
    return render(request, "orders/staff/channel_file.html", context, status=status)
