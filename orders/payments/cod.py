"""Paying the facility's own driver when the goods are at the door.

Only where the facility itself delivers, and up to a value the facility names: a driver carries
the money home, and goods that nobody takes come back.
"""

from catalog.money import rupiah

from ..models import Shipment
from .purchases import Purchase
from .setups import setup_of

LARGEST_LIMIT = 5_000_000  # rupiah that a driver may have to carry


def is_offered(purchase: Purchase) -> bool:
    """Goods brought within the regency, whose total is within the facility's limit."""
    setup = setup_of(purchase.facility)
    if not setup.accepts_cod or purchase.delivery_method != Shipment.Method.LOCAL:
        return False
    return purchase.total is not None and purchase.total <= setup.cod_limit


def explain(purchase: Purchase) -> str:
    """One line for the shopper who chooses."""
    limit = setup_of(purchase.facility).cod_limit
    return f"Tunai kepada petugas pengantar. Untuk belanja sampai {rupiah(limit)}."


def fields_of(purchase: Purchase) -> dict:
    """No account: the money is handed over."""
    return {}
