"""Kuitansi: that money came in, one for each arrival."""

from orders.models import Document, Order, Payment, Receipt

from .content import STAMP_ABOVE, Content
from .paper import Paper


def objection(order: Order) -> str:
    """Only money that is there is receipted; of a sale typed by mistake it never was."""
    if order.direct_sale_id and order.state == Order.State.CANCELLED:
        return "Penjualan ini dibatalkan di kasir."
    return "" if order.payment.received_amount else "Belum ada uang yang diterima."


def amount(order: Order, receipt: Receipt | None) -> int:
    """Rupiah of this arrival."""
    return receipt.amount


def purpose(content: Content) -> str:
    """What the money is for: the whole, a down payment, the rest, more than was asked."""
    number, total = content.order["number"], content.order["total"]
    before, now = content.receipt["before"], content.receipt["amount"]
    if before >= total:
        return f"Kelebihan bayar pesanan {number}"
    if before == 0 and now >= total:
        return f"Pelunasan pesanan {number}"
    if before + now < total:
        words = "Uang muka" if content.payment["down_payment"] and not before else "Sebagian"
        return f"{words} pesanan {number}"
    return f"Pelunasan sisa pesanan {number}"


def _manner(content: Content) -> str:
    """How the money came. When an office pays is agreed; how, is always a transfer."""
    is_office_way = content.payment["is_office_way"]
    return Payment.Method.BANK_TRANSFER.label if is_office_way else content.payment["way"]


def sheet(content: Content) -> dict:
    """The receipt of money, with room for the duty stamp above the limit."""
    receipt, total = content.receipt, content.order["total"]
    rest = total - receipt["before"] - receipt["amount"]
    more = []
    if receipt["before"] or rest:
        more = [("Diterima sebelumnya", receipt["before"])] if receipt["before"] else []
        more.append(("Diterima dengan kuitansi ini", receipt["amount"]))
        more.append(("Sisa", rest) if rest >= 0 else ("Kelebihan", -rest))
    return {
        "facts": content.facts_table(
            ("Sudah terima dari", content.buyer_name),
            ("Untuk pembayaran", purpose(content)),
            ("Surat pesanan",
             content.facts["reference"] or content.earlier(Document.Kind.SURAT_PESANAN)),
            ("Tanggal diterima",
             f"{content.day(receipt['received_at'])}, {_manner(content)}"),
        ),
        "amount": content.in_words("Uang sejumlah", content.amount),
        "table": content.priced_table(*more, total="Nilai pesanan"),
        "signs": [
            content.sign("Bendahara Penerimaan", content.seller["name"],
                         above=content.city_line, stamp=content.amount > STAMP_ABOVE)
        ],
        "closing": [],
    }  # fmt: skip


PAPER = Paper(
    kind=Document.Kind.KUITANSI,
    right="issue_money",
    objection=objection,
    amount=amount,
    sheet=sheet,
)
