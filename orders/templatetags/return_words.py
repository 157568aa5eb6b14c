"""How a return is told: to the shopper on the order's page, to officers on theirs."""

from django import template

from catalog.dates import tanggal
from catalog.money import rupiah
from orders.models import Order, Refund, ReturnPhoto, ReturnRequest
from orders.return_photos import name_of

register = template.Library()
State, Wish = ReturnRequest.State, ReturnRequest.Wish
TAGS = {
    State.ASKED: "tag-warn",
    State.ACCEPTED: "tag-info",
    State.RECEIVED: "tag-info",
    State.DONE: "tag-ok",
    State.REFUSED: "tag-bad",
}


@register.filter
def return_status(request: ReturnRequest) -> str:
    """`Menunggu Jawaban`; of a settled one, how: `Pengganti Dikirim`."""
    if request.state != State.DONE:
        return request.get_state_display()
    if request.outcome == Wish.REPLACEMENT:
        return "Pengganti Dikirim"
    state = request.refund.state if request.refund else Refund.State.REQUESTED
    return {
        Refund.State.REQUESTED: "Menunggu Pengembalian Dana",
        Refund.State.PAID: "Dana Dikembalikan",
        Refund.State.REFUSED: "Diperiksa Lagi",
    }[state]


@register.filter
def return_tag(request: ReturnRequest) -> str:
    """The colour of it."""
    if request.is_refund_refused:
        return "tag-warn"
    return TAGS.get(request.state, "")


@register.filter
def return_next(request: ReturnRequest, order: Order) -> str:
    """What the shopper does or waits for now."""
    if request.state == State.ASKED:
        return "Petugas memeriksanya pada jam kerja. Simpan barang dan kemasannya dahulu."
    if request.state == State.ACCEPTED and request.sends_back:
        return "Kembalikan barangnya; setelah diperiksa, petugas menyelesaikan permintaan Anda."
    if request.is_refund_refused:
        return "Pengembalian dananya belum dapat dibayar; petugas memeriksa jalan lain."
    if request.is_to_settle:
        return "Petugas menyiapkan penggantinya atau pengembalian dananya."
    if request.state == State.REFUSED:
        return "Bila Anda tidak setuju, hubungi petugas UPT atau layanan pengaduan."
    if request.state == State.WITHDRAWN:
        return "Permintaan ini Anda tarik."
    return _end(request, order)


def _end(request: ReturnRequest, order: Order) -> str:
    if request.outcome == Wish.REPLACEMENT:
        number = f", nomor resi {request.tracking_number}" if request.tracking_number else ""
        by = f" dengan {request.courier}{number}" if request.courier else ""
        return f"Pengganti keluar{by} pada {tanggal(request.closed_at, order.facility.zone)}."
    refund = request.refund
    if refund is None:
        return "Dananya disiapkan."
    if refund.state == Refund.State.PAID:
        return f"{rupiah(refund.amount)} sudah dikembalikan pada {tanggal(refund.paid_on)}."
    return f"{rupiah(refund.amount)} menunggu petugas kedua, lalu dikirim kepada Anda."


@register.filter
def photo_name(photo: ReturnPhoto) -> str:
    """The random name that stands in addresses; "" once the picture was removed."""
    return name_of(photo.file_name) if photo.file_name else ""
