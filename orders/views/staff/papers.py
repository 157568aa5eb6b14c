"""One print for several orders: list to pick by, labels, lists for the parcels."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from orders import desk_papers, numbers
from orders.staff_pages import staff_page

PAGES = {
    "ambil": "orders/staff/pick_list.html",
    "label": "orders/staff/labels.html",
    "kemas": "orders/staff/packing_slips.html",
}
NOTHING = "Tidak ada pesanan yang masih dikemas di antara yang dipilih."


@require_safe
@staff_page("view", "order")
def staff_papers(request):
    """`cetak` says which paper, `pesanan` which orders; without a choice all `semua` of the page."""
    chosen = request.GET.getlist("pesanan") or request.GET.getlist("semua")
    wanted = [number for number in chosen if numbers.is_number(number)]
    packed, left_out = desk_papers.orders_to_pack(request.user, wanted)
    is_from_desk = request.GET.get("dari") == "meja"
    back = reverse("admin:orders_order_changelist" if is_from_desk else "orders:staff_orders")
    if not packed:
        messages.warning(request, NOTHING)
        return HttpResponseRedirect(back)
    kind = request.GET.get("cetak")
    kind = kind if kind in PAGES else "ambil"
    at = timezone.now()
    context = {
        "parcels": [desk_papers.parcel_of(order) for order in packed],
        "rounds": desk_papers.rounds_of(packed, at=at) if kind == "ambil" else [],
        "left_out": left_out,
        "more": max(0, len(dict.fromkeys(wanted)) - desk_papers.MOST),
        "now": at,
        "back": back,
        "is_a4": request.GET.get("kertas") == "a4",
        "query": _query(request, packed),
    }
    return render(request, PAGES[kind], context)


def _query(request, orders) -> str:
    """The address of this print without the paper's size, for the link to the other one."""
    numbers = [("pesanan", order.number) for order in orders]
    kept = [(name, request.GET[name]) for name in ("cetak", "dari") if name in request.GET]
    return urlencode([*kept, *numbers])
