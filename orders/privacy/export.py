"""Everything we keep about one purchase, as a text its shopper can keep and read anywhere."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.text import capfirst

from catalog.dates import tanggal, tanggal_waktu
from catalog.money import rupiah
from catalog.templatetags.links import phone

from ..models import CONTACT_LABELS, Checkout, Order

Pair = tuple[str, str]


def own_data(checkout: Checkout, *, at: datetime) -> str:
    """The text, with a heading per subject. at: when it was asked for."""
    parts = [f"Data Anda di Galeri UMKM Pemasyarakatan, {tanggal_waktu(at)}"]
    parts.append(_section("Pembeli", contact_of(checkout)))
    rows = Order.objects.filter(checkout=checkout).select_related("facility", "payment", "shipment")
    for order in rows.order_by("pk"):
        parts.append(_section(f"Pesanan {order.number}", _order(order)))
    asked = checkout.privacy_requests.order_by("asked_at", "pk")
    pairs = [
        (request.get_kind_display(), f"{tanggal_waktu(request.asked_at)}, "
         f"{request.get_state_display().lower()}")
        for request in asked
    ]  # fmt: skip
    if pairs:
        parts.append(_section("Permintaan tentang data", pairs))
    parts.append(
        "Dipakai untuk memenuhi pesanan ini saja. Dilihat petugas UPT penjual. Disamarkan 24 "
        "bulan setelah pesanan selesai; gambar dihapus 90 hari setelah selesai."
    )
    return "\n\n".join(parts) + "\n"


def contact_of(checkout: Checkout) -> list[Pair]:
    """(label, value) of the contact as it is kept; empty fields are left out."""
    values = {name: str(getattr(checkout, name) or "") for name in CONTACT_LABELS}
    values["phone"] = phone(checkout.phone)
    pairs = [(label, values[name]) for name, label in CONTACT_LABELS.items()]
    pairs += [
        ("kabupaten atau kota", str(checkout.regency or "")),
        ("provinsi", str(checkout.province or "")),
        ("instansi", checkout.office_name),
        ("catatan", checkout.note),
    ]
    return [(capfirst(label), value) for label, value in pairs if value]


def _order(order: Order) -> Iterator[Pair]:
    zone, payment, shipment = order.facility.zone, order.payment, order.shipment
    yield "Penjual", order.facility.name
    yield "Dipesan", tanggal_waktu(order.placed_at, zone)
    yield "Keadaan", order.status_label
    for line in order.lines.order_by("position"):
        yield "Barang", f"{line.quantity} {line.unit} {line.name}, {rupiah(line.total)}"
    yield "Total", rupiah(order.total)
    yield "Cara bayar", payment.get_method_display()
    yield "Uang masuk", rupiah(payment.received_amount)
    if payment.refunded_amount:
        yield "Uang dikembalikan", rupiah(payment.refunded_amount)
    yield (
        "Pengiriman",
        " ".join(
            part
            for part in (shipment.get_method_display(), shipment.courier, shipment.tracking_number)
            if part
        ),
    )
    for proof in payment.proofs.order_by("uploaded_at", "pk"):
        picture = "gambar disimpan" if proof.file_name else "gambar sudah dihapus"
        name = proof.sender_name or "tanpa nama"
        yield "Bukti transfer", f"{tanggal(proof.uploaded_at, zone)}, {name}, {picture}"
    for request in order.returns.prefetch_related("lines__line", "photos").order_by("pk"):
        goods = ", ".join(f"{row.quantity} {row.line.name}" for row in request.lines.all())
        pictures = sum(1 for photo in request.photos.all() if photo.file_name)
        note = f' "{request.note}"' if request.note else ""
        yield (
            "Pengembalian",
            (
                f"{tanggal(request.asked_at, zone)}, {goods}, "
                f"{request.get_cause_display().lower()}{note}, {pictures} foto, "
                f"{request.get_state_display().lower()}"
            ),
        )
    enquiry = getattr(order, "enquiry", None)
    if enquiry is not None:
        yield (
            "Permintaan jasa",
            f"{tanggal(enquiry.asked_at, zone)}, {enquiry.message or enquiry.service}",
        )
        if enquiry.answer:
            yield "Jawaban petugas", enquiry.answer
    for paper in order.documents.order_by("pk"):
        yield "Dokumen", f"{paper.get_kind_display()} {paper.number}"


def _section(title: str, pairs) -> str:
    lines = [title, "-" * len(title)]
    lines += [f"{label}: {value}" for label, value in pairs]
    return "\n".join(lines)
