"""Surat jalan: travels with the parcel, without prices."""

from catalog.money import ribuan
from orders.models import Document, Order, Payment, Receipt

from .content import BLANK, Content
from .paper import COST_IS_OPEN, ENDED, HAS_ENDED, Paper

MAY_LEAVE = (Payment.State.PAID, Payment.State.PARTLY_PAID)


def objection(order: Order) -> str:
    """Only goods that may leave get papers for the road."""
    if order.delivery is None:
        return "Barangnya sudah diserahkan saat dijual."
    if order.delivery.is_pickup:
        return "Pesanan ini diambil di galeri."
    if order.state in ENDED:
        return HAS_ENDED
    if order.shipping_cost is None:
        return COST_IS_OPEN
    may_leave = order.payment.state in MAY_LEAVE or order.payment.is_later
    return "" if may_leave else "Pesanan ini belum dibayar."


def amount(order: Order, receipt: Receipt | None) -> None:
    """No value: whoever carries the parcel need not know it."""
    return None


def sheet(content: Content) -> dict:
    """Who sends, who carries, who receives."""
    delivery = content.delivery
    grams = sum(line["grams"] * line["quantity"] for line in content.lines)
    return {
        "facts": content.facts_table(
            *content.to_buyer("Dikirim kepada"),
            ("Pesanan", content.order["number"]),
            ("Cara kirim", delivery["way"]),
            ("Dibawa oleh", delivery["courier"] or BLANK),
            ("Nomor resi", delivery["tracking"]),
            ("Berat seluruhnya", _weight(grams)),
        ),
        "table": content.plain_table(
            ["Berat", "Keterangan"], lambda line: [_weight(line["grams"] * line["quantity"]), ""]
        ),
        "signs": [
            content.sign("Pengirim", content.seller["name"], above=content.city_line),
            content.sign("Pengangkut", delivery["courier"], by_officer=False),
            content.sign(
                "Penerima", content.buyer_name, above="Tanggal terima:",
                by_officer=content.order["is_office"],
            ),
        ],
        "closing": ["Barang diterima dalam keadaan baik dan cukup."],
    }  # fmt: skip


def _weight(grams: int) -> str:
    """`1500` -> `1,5 kg`."""
    kilograms, rest = divmod(grams, 1000)
    tail = f"{rest:03}".rstrip("0")
    return f"{ribuan(kilograms)},{tail} kg" if tail else f"{ribuan(kilograms)} kg"


PAPER = Paper(
    kind=Document.Kind.SURAT_JALAN, right="issue", objection=objection, amount=amount, sheet=sheet
)
