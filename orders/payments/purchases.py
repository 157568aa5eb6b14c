"""What a way to pay looks at to say whether it fits."""

from dataclasses import dataclass

from facilities.models import Facility


@dataclass(frozen=True)
class Purchase:
    """Goods of one facility as they are about to be ordered.

    delivery_method: a Shipment.Method. goods_total: rupiah; delivery_cost: rupiah, None while the
    facility still has to name it. is_office: bought for an office, which pays by its own rules.
    """

    facility: Facility
    delivery_method: str
    goods_total: int
    delivery_cost: int | None
    is_office: bool = False

    @property
    def total(self) -> int | None:
        """Goods and delivery in rupiah, without kode unik; None while the cost is not known."""
        return None if self.delivery_cost is None else self.goods_total + self.delivery_cost
