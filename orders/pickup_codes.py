"""The code a shopper shows at the counter: derived from the order, stored nowhere.

Source: docs/decisions/0056-pickup-codes.md. Who can read the database or the back office still
does not know it; only the order's page and letters show it, once the goods are ready.
"""

import hmac
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from . import limits
from .models import Order
from .numbers import ALPHABET, MISREAD

LENGTH = 6  # 6 × 5 = 30 bits, with a limit of tries per order (limits.PICKUP_CODE)
HALF = LENGTH // 2


class CodeRefused(Exception):
    """Number and code do not belong together; str() is Indonesian for the officer."""


def pickup_code(order: Order) -> str:
    """`K7M-2QD`, as it is shown. Raising the order's link_version changes it."""
    code = _code(order, settings.ORDER_LINK_KEY)
    return f"{code[:HALF]}-{code[HALF:]}"


def matches(order: Order, typed: str) -> bool:
    """Whether this is the order's code, however it is written. In constant time.

    Codes shown under a former ORDER_LINK_KEY count as long as that key is kept.
    """
    plain = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(MISREAD)
    keys = [settings.ORDER_LINK_KEY, *settings.ORDER_LINK_OLD_KEYS]
    found = [hmac.compare_digest(_code(order, key).encode(), plain.encode()) for key in keys]
    return any(found)


def check(order: Order, typed: str, *, at: datetime) -> None:
    """Look at a code before anything is handed over. Raises CodeRefused.

    Every look counts, right or wrong, so that nobody tries codes one after the other.
    """
    try:
        limits.count(limits.PICKUP_CODE, who=order.number, at=at)
    except limits.TooMany as error:
        raise CodeRefused(str(error)) from error
    if not matches(order, typed):
        raise CodeRefused(f"Kode ambil tidak cocok dengan pesanan {order.number}.")


def pickup_address(order: Order) -> str:
    """What the QR code holds: the page of the officer, with number and code filled in."""
    code = _code(order, settings.ORDER_LINK_KEY)
    return settings.SITE_URL.rstrip("/") + reverse(
        "orders:pickup_scanned", args=[order.number, code]
    )


def _code(order: Order, key: str) -> str:
    text = f"pickup-code\n{order.number}\n{order.link_version}".encode()
    bits = int.from_bytes(hmac.digest(key.encode(), text, "sha256")[:4]) >> 2
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(LENGTH))
