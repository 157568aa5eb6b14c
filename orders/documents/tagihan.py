"""Tagihan: what is still to be paid, until when and where to."""

from orders.models import Document, Order, Receipt

from .content import Content
from .paper import COST_IS_OPEN, ENDED, HAS_ENDED, Paper


def objection(order: Order) -> str:
    """A bill needs an amount, and something left of it."""
    if order.state in ENDED:
        return HAS_ENDED
    if order.shipping_cost is None:
        return COST_IS_OPEN
    return "" if order.payment.outstanding else "Pesanan ini sudah lunas."


def amount(order: Order, receipt: Receipt | None) -> int:
    """Rupiah still missing."""
    return order.payment.outstanding


def sheet(content: Content) -> dict:
    """The bill with the account to pay to."""
    payment = content.payment
    account = " ".join(part for part in (payment["bank"], payment["account"]) if part)
    holder = f"{account} atas nama {payment['holder']}" if payment["holder"] else account
    due = payment["pay_before"]
    more = [("Sudah diterima", payment["received"])] if payment["received"] else []
    return {
        "facts": content.facts_table(
            *content.to_buyer("Ditagihkan kepada"),
            ("Untuk pesanan", f"{content.order['number']}, {content.day(content.order['placed_at'])}"),
            ("Surat pesanan", content.facts["reference"] or content.earlier(Document.Kind.SURAT_PESANAN)),
            ("Cara bayar", payment["way"]),
            ("Dibayar ke", holder),
            ("Bayar sebelum", content.moment(due) if due else ""),
        ),
        "table": content.priced_table(*more, total="Nilai pesanan"),
        "amount": content.in_words("Yang harus dibayar", content.amount),
        "signs": [
            content.sign("Bendahara Penerimaan", content.seller["name"], above=content.city_line)
        ],
        "closing": ["Tagihan ini bukan bukti pembayaran. Kuitansi terbit setelah uang diterima."],
    }  # fmt: skip


PAPER = Paper(
    kind=Document.Kind.TAGIHAN,
    right="issue_money",
    objection=objection,
    amount=amount,
    sheet=sheet,
)
