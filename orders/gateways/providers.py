"""The gateways that are known, by the name their Payment.Method carries."""

import re
from urllib.parse import urlsplit

from django.conf import settings

from ..payments.midtrans import Midtrans
from ..payments.provider import PaymentProvider
from ..payments.xendit import Xendit

PLAIN = re.compile(r"[\x21-\x7e]+")
PROVIDERS: dict[str, PaymentProvider] = {one.name: one for one in (Midtrans(), Xendit())}


def is_page_address(address: str) -> bool:
    """Whether a shopper may be sent there: HTTPS, and a host of settings.GATEWAY_PAGE_HOSTS.

    A gateway's answer is not believed blindly. `.xendit.co` stands for every name below it.
    """
    if not PLAIN.fullmatch(address):  # urlsplit would drop line breaks unseen
        return False
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_here = host == "127.0.0.1"  # a stand-in on this machine; a visitor's browser finds nothing
    if parts.scheme != "https" and not (is_here and parts.scheme == "http"):
        return False
    if parts.username or parts.password or (port and not is_here):
        return False
    return any(
        host == known or (known.startswith(".") and host.endswith(known))
        for known in settings.GATEWAY_PAGE_HOSTS
    )
