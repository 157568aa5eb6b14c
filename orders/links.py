"""Links that open one checkout, one order or one enquiry: signed, revocable, rebuilt for every mail.

Nothing secret is stored. Raising link_version revokes the links given out before; rotating
ORDER_LINK_KEY keeps old mails working while the former key is in ORDER_LINK_OLD_KEYS.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer

from .models import Checkout, Enquiry, Order

SEPARATOR = "."


def _signer(salt: str) -> Signer:
    return Signer(
        key=settings.ORDER_LINK_KEY,
        fallback_keys=settings.ORDER_LINK_OLD_KEYS,
        sep=SEPARATOR,
        salt=salt,
    )


def order_token(order: Order) -> str:
    """The last part of the order's address."""
    return _sign(order, salt="order-track")


def checkout_token(checkout: Checkout) -> str:
    """The last part of the checkout's address."""
    return _sign(checkout, salt="checkout-track")


def order_from_token(token: str) -> Order | None:
    """The order a link opens; None for anything altered, revoked or unknown."""
    orders = Order.objects.select_related("facility", "checkout", "payment", "shipment")
    return _find(orders, token, salt="order-track")


def checkout_from_token(token: str) -> Checkout | None:
    """The checkout a link opens; None for anything altered, revoked or unknown."""
    return _find(Checkout.objects.all(), token, salt="checkout-track")


def enquiry_token(enquiry: Enquiry) -> str:
    """The last part of the enquiry's address."""
    return _sign(enquiry, salt="enquiry-track")


def enquiry_from_token(token: str) -> Enquiry | None:
    """The enquiry a link opens; None for anything altered, revoked or unknown."""
    rows = Enquiry.objects.select_related(
        "service", "facility", "booking__day", "order__checkout", "order__payment"
    )
    return _find(rows, token, salt="enquiry-track")


def _sign(row: Order | Checkout | Enquiry, *, salt: str) -> str:
    return _signer(salt).sign(f"{row.number}{SEPARATOR}{row.link_version}")


def _find(rows, token: str, *, salt: str):
    try:
        number, version = _signer(salt).unsign(token).split(SEPARATOR)
        return rows.filter(number=number, link_version=int(version)).first()
    except (BadSignature, ValueError):
        return None
