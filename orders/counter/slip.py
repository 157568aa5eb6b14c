"""The till slip of one sale: goods by owner, sums, cash and change."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.money import rupiah

from ..models import DirectSale, Order, OrderLine, Payment


@dataclass(frozen=True)
class Part:
    """The goods of one owner on the slip."""

    order: Order
    lines: list[OrderLine]


@dataclass(frozen=True)
class Slip:
    """One sale as the buyer gets it. makers: whose work it is."""

    sale: DirectSale
    parts: list[Part]
    makers: list[str]

    @property
    def is_mixed(self) -> bool:
        return len(self.parts) > 1

    @property
    def way(self) -> str:
        return Payment.Method(self.sale.method).label

    @property
    def text(self) -> str:
        """The same as plain words, to be sent."""
        sale = self.sale
        rows = [f"Nota {sale.number}, {sale.place}"]
        for part in self.parts:
            rows += [f"{line.quantity} {line.name}, {rupiah(line.total)}" for line in part.lines]
        rows.append(f"Total {rupiah(sale.total)}, {self.way.lower()}")
        return "\n".join(rows) + "\n\n"


def slip_of(sale: DirectSale) -> Slip:
    """The slip with everything it shows. sale: with its location and facility. Two queries."""
    orders = (
        sale.orders.select_related("facility")
        .order_by("pk")
        .prefetch_related("lines__variant__product__producer_group")
    )
    parts = [Part(order, list(order.lines.all())) for order in orders]
    return Slip(sale, parts, _makers(line for part in parts for line in part.lines))


def _makers(lines: Iterable[OrderLine]) -> list[str]:
    groups = {line.variant.product.producer_group for line in lines}
    return sorted(str(group) for group in groups if group is not None)
