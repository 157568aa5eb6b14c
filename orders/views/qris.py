from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from catalog.dates import tanggal_waktu
from catalog.money import rupiah
from orders import qr_pictures
from orders.order_pages import qris_of
from orders.private_pages import private_page

from .order import order_or_404


@require_http_methods(["GET", "HEAD"])
@private_page
def qris_image(request, token):
    """The code as a picture to keep on the phone; gone once nothing is to be paid."""
    order = order_or_404(token)
    code = qris_of(order)
    if code is None:
        raise Http404
    payment = order.payment
    lines = [code.merchant.name, rupiah(payment.amount_due), f"Pesanan {order.number}"]
    if payment.pay_before:
        lines.append(f"Sebelum {tanggal_waktu(payment.pay_before, order.facility.zone)}")
    response = HttpResponse(qr_pictures.png(code.text, lines=lines), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="qris-{order.number}.png"'
    return response
