"""What every act on a request shares: its locks, its moves, its note in the history."""

from datetime import datetime

from ..models import Checkout, Order, OrderEvent, PrivacyRequest
from ..states import note
from .errors import PrivacyNotAllowed

Actor = OrderEvent.Actor
MOVED_ON = "Permintaan ini sudah berubah. Muat ulang halaman."


def locked_checkout(checkout_pk: int) -> Checkout:
    """Lock a checkout, then its orders (catalog/locks.py), and return it as it is now."""
    checkout = Checkout.objects.select_for_update(of=("self",)).get(pk=checkout_pk)
    list(Order.objects.select_for_update(of=("self",)).filter(checkout=checkout).order_by("pk"))
    return checkout


def locked_request(request: PrivacyRequest) -> PrivacyRequest:
    """Lock the checkout and its orders, then the request, and return it as it is now."""
    checkout = locked_checkout(request.checkout_id)
    rows = PrivacyRequest.objects.select_for_update(of=("self",))
    row = rows.select_related("order__facility").get(pk=request.pk)
    row.checkout = checkout
    return row


def move(request: PrivacyRequest, to_state: str, **changes) -> None:
    """Move the request on, if it is still where it was read."""
    changes["state"] = to_state
    expected = PrivacyRequest.objects.filter(pk=request.pk, state=request.state)
    if not expected.update(**changes):
        raise PrivacyNotAllowed(MOVED_ON)
    for name, value in changes.items():
        setattr(request, name, value)


def write_down(checkout: Checkout, text: str, *, actor: str, at: datetime, by=None) -> None:
    """A line in the history of each order. text: words of ours, nothing a person typed."""
    for order in checkout.orders.order_by("pk"):
        note(order=order, reason=text, actor=actor, by=by, at=at)
