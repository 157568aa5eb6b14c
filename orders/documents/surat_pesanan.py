"""Surat pesanan: the office's order, ready to be signed by both sides."""

from orders.models import Document

from .content import Content
from .paper import Paper, objection_of_office, total_of


def sheet(content: Content) -> dict:
    """The order in the office's words; the office signs it first."""
    order, payment = content.order, content.payment
    return {
        "opening": [
            f"Dengan ini {content.buyer_name} memesan barang berikut kepada "
            f"{content.seller['name']}."
        ],
        "facts": content.facts_table(
            *content.to_buyer("Pemesan"),
            ("Nomor surat instansi", content.facts["reference"]),
            ("Penjual", f"{content.seller['name']}, {content.seller['city']}"),
            ("Pesanan", f"{order['number']}, {content.day(order['placed_at'])}"),
            ("Dasar penawaran", content.earlier(Document.Kind.PENAWARAN)),
            ("Penyerahan", content.delivery["way"]),
            ("Pembayaran", payment["way"]),
        ),
        "table": content.priced_table(),
        "amount": content.in_words("Nilai pesanan", content.amount),
        "signs": [
            content.sign("Pejabat Pembuat Komitmen", content.buyer_name, above="Pemesan"),
            content.sign("Pejabat Kegiatan Kerja", content.seller["name"],
                         above=content.city_line),
        ],
        "closing": [],
    }  # fmt: skip


PAPER = Paper(
    kind=Document.Kind.SURAT_PESANAN,
    right="issue",
    objection=objection_of_office,
    amount=total_of,
    sheet=sheet,
)
