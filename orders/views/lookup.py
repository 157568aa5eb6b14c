from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from facilities.network import caller_of
from orders import limits
from orders.forms import LookupForm
from orders.models import Order
from orders.private_pages import private_page

NOT_FOUND = (
    "Tidak ada pesanan dengan nomor dan telepon itu. Periksa keduanya, "
    "atau buka tautan pesanan dari surel Anda."
)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def order_lookup(request):
    form = LookupForm(request.POST or None)
    if request.method != "POST":
        return _show(request, form)
    try:
        limits.count(limits.LOOKUP, who=caller_of(request), at=timezone.now())
    except limits.TooMany as error:
        form.add_error(None, str(error))
        response = _show(request, form, status=429)
        response["Retry-After"] = error.retry_after
        return response
    if not form.is_valid():
        return _show(request, form, status=422)
    order = _find(**form.cleaned_data)
    if order is None:
        form.add_error(None, NOT_FOUND)
        return _show(request, form, status=422)
    return _show(request, form, order=order)


def _find(*, number, phone):
    """The order, if the phone is the one it was placed with; both wrong and either: None."""
    rows = Order.objects.select_related("checkout", "payment", "facility")
    order = rows.filter(number=number, checkout__isnull=False).first()
    known = str(order.checkout.phone) if order else "+62"
    return order if constant_time_compare(known, phone) else None


def _show(request, form, *, order=None, status=200):
    return render(
        request, "orders/order_lookup.html", {"form": form, "order": order}, status=status
    )
