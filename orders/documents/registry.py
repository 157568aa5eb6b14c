"""Every kind of paper there is, in the order in which a purchase meets them."""

from orders.models import Document, Order

from . import bast, kuitansi, nota, penawaran, surat_jalan, surat_pesanan, tagihan
from .paper import Paper

PAPERS: dict[str, Paper] = {
    module.PAPER.kind: module.PAPER
    for module in (penawaran, surat_pesanan, tagihan, kuitansi, surat_jalan, nota, bast)
}


def objection_to(kind: str, order: Order) -> str:
    """Why this paper cannot be issued for the order now, in Indonesian; "" when it can."""
    return PAPERS[kind].objection(order)


def offered(order: Order) -> list[Document.Kind]:
    """The kinds that could be issued for the order now. order: with payment and shipment."""
    return [Document.Kind(kind) for kind in PAPERS if not objection_to(kind, order)]
