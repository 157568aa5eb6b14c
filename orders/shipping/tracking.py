"""Where a parcel can be followed. Source: docs/rules/shipping.md, tracking links."""

import re
from urllib.parse import quote

from ..models import Shipment, TrackingLink
from ..models.couriers import RESI


def tracking_address(shipment: Shipment) -> str:
    """Address of the courier's page for this parcel; "" when there is none to give.

    The number goes into the address escaped as one part of it, whatever an officer typed.
    """
    if shipment is None or not shipment.tracking_number or not shipment.courier:
        return ""
    asked = _plain(shipment.courier)
    links = list(TrackingLink.objects.filter(is_active=True))
    named = [link for link in links if asked in _names(link)]
    # "JNE REG" is JNE's: the longest name it begins with.
    begun = [(len(name), link.pk, link) for link in links for name in _names(link)
             if asked.startswith(name)]  # fmt: skip
    link = named[0] if named else max(begun)[2] if begun else None
    return link.address.replace(RESI, quote(shipment.tracking_number, safe="")) if link else ""


def _names(link: TrackingLink) -> set[str]:
    names = {_plain(name) for name in (link.courier, *link.other_names.split(","))}
    return names - {""}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.casefold())
