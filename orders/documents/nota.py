"""Nota: the goods that were sold and handed over, with their prices."""

from orders.models import Document, Order

from .content import Content
from .paper import Paper, total_of


def objection(order: Order) -> str:
    """Goods that are not there yet are not on a nota."""
    is_done = order.state == Order.State.COMPLETED
    return "" if is_done else "Nota terbit setelah barang diserahkan."


def sheet(content: Content) -> dict:
    """The plain list of a shop."""
    received, total = content.payment["received"], content.order["total"]
    more = []
    if received < total:
        more = [("Sudah diterima", received), ("Belum dibayar", total - received)]
    return {
        "facts": content.facts_table(
            ("Pembeli", content.buyer_name),
            ("Pesanan", f"{content.order['number']}, {content.day(content.order['placed_at'])}"),
            ("Penyerahan", _delivery(content.delivery)),
            ("Cara bayar", content.payment["way"]),
        ),
        "table": content.priced_table(*more),
        "amount": content.in_words("Jumlah", total),
        "signs": [content.sign("Petugas galeri", content.seller["name"], above=content.city_line)],
        "closing": ["Terima kasih telah membeli karya warga binaan."],
    }  # fmt: skip


def _delivery(delivery: dict) -> str:
    if delivery["is_pickup"]:
        return f"{delivery['way']}, {delivery['gallery']}"
    parts = (delivery["way"], delivery["courier"], delivery["tracking"])
    return ", ".join(part for part in parts if part)


PAPER = Paper(
    kind=Document.Kind.NOTA, right="issue", objection=objection, amount=total_of, sheet=sheet
)
