"""Paying in the gallery when fetching the goods."""

from ..models import Shipment
from .purchases import Purchase


def is_offered(purchase: Purchase) -> bool:
    """Only goods that are fetched can be paid when fetching them."""
    is_fetched = purchase.delivery_method == Shipment.Method.PICKUP
    return purchase.facility.accepts_pay_at_pickup and is_fetched


def explain(purchase: Purchase) -> str:
    """One line for the shopper who chooses."""
    return "Saat mengambil barang; tidak untuk barang yang dikirim."


def fields_of(purchase: Purchase) -> dict:
    """No account: the money is handed over."""
    return {}
