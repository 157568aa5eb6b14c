"""BAST: both sides confirm that an office has got its goods."""

from orders.models import Document, Order

from .content import Content
from .paper import Paper, objection_of_office, total_of
from .terbilang import hari_terbilang

# The paper travels with the goods to be signed where they arrive.
LEAVING = (Order.State.READY_FOR_PICKUP, Order.State.SHIPPED, Order.State.COMPLETED)


def objection(order: Order) -> str:
    """It is signed when the goods are handed over, so they must be ready, on their way or there."""
    if why := objection_of_office(order):
        return why
    is_due = order.state in LEAVING
    return "" if is_due else "BAST terbit setelah barang siap diambil atau dikirim."


def sheet(content: Content) -> dict:
    """The minutes: who hands over, who takes over, what and in which state."""
    seller, buyer = content.seller["name"], content.buyer_name
    place = content.delivery["gallery"] if content.delivery["is_pickup"] else buyer
    ordered = content.facts["reference"] or content.earlier(Document.Kind.SURAT_PESANAN)
    offered = content.earlier(Document.Kind.PENAWARAN)
    basis = [
        f"surat pesanan {ordered}" if ordered else f"pesanan {content.order['number']}",
        f"penawaran {offered}" if offered else "",
    ]
    text = ", ".join(part for part in basis if part)
    return {
        "opening": [
            f"Pada {hari_terbilang(content.issued_on)}, bertempat di {place}, kami yang bertanda "
            "tangan di bawah ini:"
        ],
        "facts": content.facts_table(
            ("Pihak pertama", f"Pejabat Kegiatan Kerja, {seller}, yang menyerahkan"),
            ("Pihak kedua", f"Pejabat Pembuat Komitmen, {buyer}, yang menerima"),
            ("Dasar", text[:1].upper() + text[1:]),
        ),
        "before_table": "menyatakan bahwa pihak pertama telah menyerahkan dan pihak kedua telah "
        "memeriksa serta menerima barang berikut dengan lengkap:",
        "table": content.plain_table(["Keadaan"], lambda line: ["Baik"]),
        "amount": content.in_words("Nilai pekerjaan", content.amount),
        "signs": [
            content.sign("Pejabat Pembuat Komitmen", buyer, above="Pihak kedua"),
            content.sign("Pejabat Kegiatan Kerja", seller, above="Pihak pertama"),
        ],
        "closing": [
            "Demikian berita acara ini dibuat dalam rangkap dua untuk dipergunakan sebagaimana "
            "mestinya."
        ],
    }  # fmt: skip


PAPER = Paper(
    kind=Document.Kind.BAST, right="issue", objection=objection, amount=total_of, sheet=sheet
)
