"""Papers that go with the goods: the label on the parcel, the list inside it. Printed, not kept."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from orders.desk_papers import parcel_of


def show_label(request, order):
    """The label, as large as a sheet of A6: who it is for, who sends it, what is to be collected."""
    return _show(request, order, "admin/orders/label.html")


def show_packing_slip(request, order):
    """What belongs into the parcel, to be ticked off; without prices, for it may be a present."""
    return _show(request, order, "admin/orders/packing_slip.html")


def _show(request, order, template):
    return render(request, template, {"order": order, "parcel": parcel_of(order)})


# For several orders at once: chosen in the list, printed on one page.
@admin.action(description="Cetak daftar ambil", permissions=["view"])
def print_pick_list(page, request, orders):
    return _print("ambil", orders)


@admin.action(description="Cetak label paket", permissions=["view"])
def print_labels(page, request, orders):
    return _print("label", orders)


@admin.action(description="Cetak daftar kemas", permissions=["view"])
def print_packing_slips(page, request, orders):
    return _print("kemas", orders)


def _print(kind, orders):
    numbers = [("pesanan", number) for number in orders.values_list("number", flat=True)]
    query = urlencode([("cetak", kind), ("dari", "meja"), *numbers])
    return HttpResponseRedirect(f"{reverse('orders:staff_papers')}?{query}")
