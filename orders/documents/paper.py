"""What one kind of paper is made of; each kind is a file of its own beside this one."""

from collections.abc import Callable
from dataclasses import dataclass

from orders.models import Order, Receipt
from orders.models.orders import BuyerKind

from .content import Content

# Offices and partners get the papers of a procurement.
OFFICES = (BuyerKind.OFFICE, BuyerKind.PARTNER)
ENDED = (Order.State.CANCELLED, Order.State.EXPIRED)
ONLY_OFFICES = "Surat ini untuk pembeli instansi atau mitra."
COST_IS_OPEN = "Ongkos kirim pesanan ini belum dipastikan."
HAS_ENDED = "Pesanan ini sudah berakhir."


@dataclass(frozen=True)
class Paper:
    """One kind of paper.

    kind: its Document.Kind. right: the right of facilities/access.py that issues it by hand.
    objection: why it cannot be issued for the order now, in Indonesian, or "". amount: rupiah it
    is about, None when it carries no prices. sheet: its text, from the copy of the facts.
    """

    kind: str
    right: str
    objection: Callable[[Order], str]
    amount: Callable[[Order, Receipt | None], int | None]
    sheet: Callable[[Content], dict]


def objection_of_office(order: Order) -> str:
    """For papers of a procurement that is going on."""
    if order.buyer_kind not in OFFICES:
        return ONLY_OFFICES
    if order.state in ENDED:
        return HAS_ENDED
    return COST_IS_OPEN if order.shipping_cost is None else ""


def total_of(order: Order, receipt: Receipt | None) -> int:
    """The total of the order."""
    return order.total
