"""Papers that go with the goods: the label on the parcel, the list inside it. Printed, not kept."""

from django.shortcuts import render

from orders.models import Payment
from orders.qr_pictures import svg

ROOMY, FULL = 180, 340  # signs of name and address that fit in large and in small letters


def show_label(request, order):
    """The label, as large as a sheet of A6: who it is for, who sends it, what is to be collected."""
    payment = order.payment
    context = {
        **_common(order),
        "lines": order.lines.all(),
        "size": _letters_for(order.checkout),
        "collects": payment.amount_due if payment.method == Payment.Method.COD else 0,
    }
    return render(request, "admin/orders/label.html", context)


def show_packing_slip(request, order):
    """What belongs into the parcel, to be ticked off; without prices, for it may be a present."""
    return render(request, "admin/orders/packing_slip.html", {**_common(order),
        "lines": order.lines.select_related("variant")})  # fmt: skip


def _letters_for(checkout) -> str:
    """How small the address must be to fit: "" (large), `small` or `tiny`."""
    if checkout is None:
        return ""
    parts = (checkout.recipient, checkout.office_name, checkout.local_address, checkout.landmark)
    signs = sum(len(part) for part in parts)
    return "" if signs <= ROOMY else "small" if signs <= FULL else "tiny"


def _common(order):
    return {
        "order": order,
        "facility": order.facility,
        "checkout": order.checkout,
        "shipment": order.shipment,
        "qr": svg(order.number),
    }
