"""Surat penawaran: prices an office may decide on, and until when they hold."""

from catalog.money import rupiah
from orders.models import Document, Order, Payment

from .content import Content
from .paper import Paper, objection_of_office, total_of


def objection(order: Order) -> str:
    """An offer is made before anything is paid or handed over."""
    if why := objection_of_office(order):
        return why
    is_open = order.state == Order.State.RECEIVED and order.payment.state == Payment.State.AWAITING
    return "" if is_open else "Pesanan ini sudah dikerjakan atau dibayar."


def sheet(content: Content) -> dict:
    """A letter with the goods, their making, delivery and payment."""
    delivery = content.delivery
    days = max((line["lead_days"] for line in content.lines), default=0)
    place = delivery["gallery"] if delivery["is_pickup"] else content.buyer_address
    return {
        "opening": [
            f"Menanggapi pesanan {content.order['number']} tanggal "
            f"{content.day(content.order['placed_at'])}, kami sampaikan penawaran berikut."
        ],
        "facts": content.facts_table(
            *content.to_buyer("Kepada Yth."),
            ("Berlaku sampai", content.moment(content.facts["valid_until"])),
            ("Pengerjaan", f"Sekitar {days} hari sejak dipesan" if days else "Barang tersedia"),
            ("Penyerahan", ", ".join(part for part in (delivery["way"], place) if part)),
            ("Pembayaran", _terms(content.payment)),
        ),
        "table": content.priced_table(),
        "amount": content.in_words("Nilai penawaran", content.amount),
        "signs": [
            content.sign("Pejabat Kegiatan Kerja", content.seller["name"], above=content.city_line)
        ],
        "closing": ["Setelah batas waktu itu harga dan barang tidak lagi ditahan."],
    }  # fmt: skip


def _terms(payment: dict) -> str:
    if payment["down_payment"]:
        return f"Uang muka {rupiah(payment['down_payment'])}, sisanya setelah serah terima"
    return payment["way"]


PAPER = Paper(
    kind=Document.Kind.PENAWARAN, right="issue", objection=objection, amount=total_of, sheet=sheet
)
