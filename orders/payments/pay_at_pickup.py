"""Paying in the gallery when fetching the goods."""

from facilities.models import Facility

from ..models import Shipment


def is_offered(*, facility: Facility, delivery_method: str) -> bool:
    """Only goods that are fetched can be paid when fetching them."""
    return facility.accepts_pay_at_pickup and delivery_method == Shipment.Method.PICKUP


def account_of(facility: Facility) -> dict[str, str]:
    """No account: the money is handed over."""
    return {}
