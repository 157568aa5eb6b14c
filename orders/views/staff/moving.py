"""Pindah: the list of transfers, a new one, and the acts on one of them."""

from secrets import token_hex
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from catalog import transfers
from catalog.cards import with_covers
from catalog.models import Transfer, Variant
from catalog.stock import StockError
from catalog.transfers import Missing, TransferError
from facilities.access import may
from facilities.browser_features import camera_page
from facilities.whole_numbers import WholeNumberField
from orders import staff_moving
from orders.forms.staff_moving import ArrivalForm, StartForm
from orders.retrying import retried
from orders.staff_pages import staff_page, typed

MARKED = "Belum disimpan. Periksa isian yang diberi tanda."
QUANTITY = WholeNumberField(required=False, min_value=0, max_value=100_000)


@require_safe
@staff_page("view", "transfer")
def staff_transfers(request):
    """What is on the way and what is being prepared, and the last that arrived."""
    groups = staff_moving.listed(request.user, request.facility, at=timezone.now())
    may_send = may(request.user, "send", "transfer", request.facility)
    return render(request, "orders/staff/transfers.html", {**groups, "may_send": may_send})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("send", "transfer")
def staff_transfer_new(request):
    """From where, to where."""
    form = StartForm(request.POST or None, facility=request.facility)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                transfer = retried(transfers.start)(
                    facility=request.facility, at=timezone.now(), by=request.user,
                    **form.cleaned_data,
                )  # fmt: skip
                return _to(transfer)
            except TransferError as error:
                form.add_error("destination", str(error))
    return render(request, "orders/staff/transfer_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("view", "transfer")
@camera_page
def staff_transfer(request, pk):
    """One transfer, whatever its state; POST is one act on it."""
    transfer = _found(request, pk)
    if request.method != "POST":
        return _show(request, transfer)
    act = ACTS.get(request.POST.get("aksi", "simpan"))
    if act is None:
        raise Http404
    allowed, run = act
    if not allowed(request.user, transfer):
        raise PermissionDenied
    return run(request, transfer)


@require_safe
@staff_page("view", "transfer")
def staff_transfer_sheet(request, pk):
    """The packing list, to print and lay on top of the goods."""
    transfer = _found(request, pk)
    lines = transfer.lines.all()
    context = {"transfer": transfer, "lines": lines, "pieces": sum(li.quantity for li in lines)}
    return render(request, "orders/staff/transfer_sheet.html", context)


def _found(request, pk) -> Transfer:
    transfer = staff_moving.one(request.user, request.facility, pk)
    if transfer is None:
        raise Http404
    return transfer


def _to(transfer):
    return HttpResponseRedirect(reverse("orders:staff_transfer", args=[transfer.pk]))


# The acts


def _save(request, transfer, then=None, done=""):
    """Write the quantities that were typed; then send, where that was the button.

    What was typed into the search is looked for next, on the list as it was just saved.
    """
    text = _text(request)
    rows = staff_moving.goods_to_list(transfer, text, at=timezone.now())
    sent = {name[2:] for name in request.POST if name.startswith("n-") and name[2:].isdecimal()}
    missing = sent - {str(row.pk) for row in rows}
    if missing:  # found by a search that another tab has left
        keys = [int(pk) for pk in missing if len(pk) < 19]
        rows += _more_rows(transfer, keys)
    quantities, is_wrong = {}, False
    for row in rows:
        row.typed = request.POST.get(f"n-{row.pk}", row.quantity or "")
        try:
            number = QUANTITY.clean(row.typed) or 0
        except ValidationError as error:
            row.error, is_wrong = error.messages[0], True
            continue
        if number != row.quantity:
            quantities[row] = number
    if is_wrong:
        return _show(request, transfer, rows=rows, error=MARKED, status=422)
    act = {"transfer": transfer, "quantities": quantities, "at": timezone.now()}
    try:
        if then is None:
            retried(transfers.write)(**act)
        else:
            retried(then)(**act, by=request.user)
    except (TransferError, StockError) as error:
        about = getattr(error, "about", None) or getattr(getattr(error, "variant", 0), "pk", None)
        for row in rows:
            row.error = str(error) if row.pk == about else ""
        return _show(request, transfer, rows=rows, error=str(error), status=422)
    wanted = "" if then else typed(request, "q").strip()[:200]
    if wanted and (wanted != text or request.POST.get("aksi") == "cari"):
        address = reverse("orders:staff_transfer", args=[transfer.pk])
        return HttpResponseRedirect(f"{address}?{urlencode({'q': wanted})}")
    messages.success(request, done or "Daftar disimpan.")
    return _to(transfer)


def _more_rows(transfer, keys):
    goods = Variant.objects.filter(
        pk__in=keys, product__facility=transfer.facility_id, stock_levels__location=transfer.origin
    )
    rows = with_covers(goods.select_related("product__facility"))
    for row in rows:
        row.free, row.is_found, row.quantity, row.error = 0, True, 0, ""
    return rows


def _send(request, transfer):
    return _save(request, transfer, transfers.send, "Dikirim. Penerima menghitung saat tiba.")


def _at_once(request, transfer):
    done = f"Sudah di {transfer.destination.name}: stoknya langsung pindah."
    return _save(request, transfer, transfers.move_at_once, done)


def _fill(request, transfer):
    try:
        pieces = retried(transfers.fill)(transfer=transfer, at=timezone.now())
    except TransferError as error:
        return _show(request, transfer, error=str(error), status=409)
    if pieces:
        messages.success(request, f"Semua yang bebas sudah masuk daftar: {pieces} buah.")
    else:
        messages.warning(request, f"Tidak ada barang bebas di {transfer.origin.name}.")
    return _to(transfer)


def _discard(request, transfer):
    try:
        retried(transfers.discard)(transfer=transfer, at=timezone.now(), by=request.user)
    except TransferError as error:
        return _show(request, transfer, error=str(error), status=409)
    messages.success(request, f"Daftar {transfer.number} dibuang. Tidak ada stok yang berubah.")
    return HttpResponseRedirect(reverse("orders:staff_transfers"))


def _receive(request, transfer):
    forms = _arrival_forms(transfer, request.POST)
    if [form for form in forms.values() if not form.is_valid()]:
        return _show(request, transfer, forms=forms, error=MARKED, status=422)
    arrivals = {pk: arrival for pk, form in forms.items() if (arrival := form.arrival())}
    try:
        done = retried(transfers.receive)(
            transfer=transfer, arrivals=arrivals, key=typed(request, "key")[:60] or token_hex(16),
            at=timezone.now(), by=request.user,
        )  # fmt: skip
    except TransferError as error:
        if error.about in forms:
            forms[error.about].add_error(error.field, str(error))
        return _show(request, transfer, forms=forms, error=str(error), status=422)
    left = " Sisanya masih di jalan." if done.is_on_the_way else ""
    messages.success(request, f"Diterima di {transfer.destination.name}.{left}")
    return _to(transfer)


def _call_back(request, transfer):
    try:
        retried(transfers.call_back)(
            transfer=transfer, reason=typed(request, "alasan"), at=timezone.now(),
            by=request.user,
        )  # fmt: skip
    except TransferError as error:
        return _show(request, transfer, refused=str(error), status=422)
    messages.success(request, f"Ditarik kembali: yang di jalan kembali ke {transfer.origin.name}.")
    return _to(transfer)


def _bring_home(request, transfer):
    try:
        back = retried(transfers.start_return)(
            transfer=transfer, key=typed(request, "key")[:40] or token_hex(16),
            at=timezone.now(), by=request.user,
        )  # fmt: skip
    except TransferError as error:
        return _show(request, transfer, error=str(error), status=409)
    return _to(back)


def _may_carry(user, transfer):
    return transfers.may_prepare(user, transfer) and transfers.may_receive(user, transfer)


def _may_bring_home(user, transfer):
    places = (transfer.facility, transfer.destination.facility)
    return any(may(user, "send", "transfer", place) for place in places)


ACTS = {
    "simpan": (transfers.may_prepare, _save),
    "cari": (transfers.may_prepare, _save),
    "isi": (transfers.may_prepare, _fill),
    "kirim": (transfers.may_prepare, _send),
    "langsung": (_may_carry, _at_once),
    "buang": (transfers.may_prepare, _discard),
    "terima": (transfers.may_receive, _receive),
    "tarik": (transfers.may_prepare, _call_back),
    "pulang": (_may_bring_home, _bring_home),
}


# The page


def _text(request) -> str:
    """What the list is searched for."""
    return request.GET.get("q", "").replace("\0", "").strip()[:200]


def _arrival_forms(transfer, data=None):
    """A form for each line that has goods on the way, by the key of the line."""
    return {
        line.pk: ArrivalForm(
            data, prefix=f"b{line.pk}",
            initial={"pieces": line.on_the_way, "missing": Missing.LATER},
        )
        for line in transfer.lines.all()
        if line.on_the_way
    }  # fmt: skip


def _show(request, transfer, *, rows=None, forms=None, error="", refused="", status=200):
    user, text = request.user, _text(request)
    may_prepare = transfers.may_prepare(user, transfer)
    may_receive = transfers.may_receive(user, transfer)
    lines = list(transfer.lines.all())
    context = {
        "transfer": transfer,
        "lines": lines,
        "key": token_hex(16),
        "text": text,
        "typed_text": request.POST.get("q", text),
        "error": error,
        "refused": refused,
        "may_prepare": may_prepare,
        "may_receive": may_receive,
        "is_guest": transfer.facility_id != request.facility.pk,
        "pieces": sum(line.quantity for line in lines),
    }
    if transfer.is_draft:
        if rows is None:
            rows = staff_moving.goods_to_list(transfer, text, at=timezone.now())
        context |= {"found": [r for r in rows if r.is_found],
                    "listed": [r for r in rows if not r.is_found]}  # fmt: skip
        return render(request, "orders/staff/transfer_list.html", context, status=status)
    with_covers(line.variant for line in lines)
    if transfer.is_on_the_way:
        forms = forms if forms is not None else _arrival_forms(transfer)
        for line in lines:
            line.form = forms.get(line.pk)
        return render(request, "orders/staff/transfer_on_the_way.html", context, status=status)
    context["may_bring_home"] = (
        transfer.state == Transfer.State.CLOSED
        and any(line.received for line in lines)
        and _may_bring_home(user, transfer)
    )
    return render(request, "orders/staff/transfer_done.html", context, status=status)
