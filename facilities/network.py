"""Who is asking, as far as the network tells."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104  # an answer, not an address to listen on


def client_ip(request: HttpRequest) -> str:
    """The client's address, as text.

    Each trusted proxy (settings.TRUSTED_PROXIES counts them) appends whom it saw to
    X-Forwarded-For, so the client stands that many entries from the right; what is further left
    was written by the client and proves nothing. "0.0.0.0" when no address is known, as behind a
    Unix socket without a proxy's header.
    """
    candidates = [request.META.get("REMOTE_ADDR", "")]
    hops = settings.TRUSTED_PROXIES
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < hops <= len(seen):
        candidates.insert(0, seen[-hops])
    for address in candidates:
        try:
            found = ip_address(address.strip())
            # A socket open to both kinds writes IPv4 as ::ffff:203.0.113.7.
            return str(getattr(found, "ipv4_mapped", None) or found)
        except ValueError:
            continue
    return UNKNOWN


def caller_of(request: HttpRequest) -> str:
    """Whom a rate limit counts: the IPv4 address, or the IPv6 /64 that one line owns whole."""
    address = client_ip(request)
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address


def network_of(address: str) -> str:
    """The neighbourhood of an address (IPv4 /24, IPv6 /48): enough for a log, not a person."""
    bits = 48 if ":" in address else 24
    return str(ip_network(f"{address}/{bits}", strict=False))
