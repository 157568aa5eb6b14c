"""RajaOngkir (Komerce, version 2). Source: docs/rules/shipping.md, courier services.

It knows places by numbers of its own, which are looked up by postal code and kept.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings

from .. import outside
from .parcels import (
    Answer,
    CourierService,
    Deadline,
    Parcel,
    Place,
    cheapest_first,
    eta_of,
    refusal_of,
    rows_of,
    service_of,
    text,
)

NOT_FOUND = 404  # its way of saying that there is no such place, or no courier to it


def rates(*, key: str, parcel: Parcel, places: Mapping[str, Place], deadline: Deadline) -> Answer:
    """What sending the parcel costs. places: those known already, by postal code.

    Raises outside.OutsideUnavailable, Refused.
    """
    found: dict[str, Place] = {}
    for code in (parcel.origin, parcel.destination):
        if code not in places and code not in found:
            place = _place(code, key, deadline)
            if place is None:
                return Answer((), places=found)
            found[code] = place
    known = {**places, **found}
    form = {
        "origin": known[parcel.origin].reference,
        "destination": known[parcel.destination].reference,
        "weight": str(parcel.grams),
        "courier": ":".join(parcel.couriers),
    }
    rows = _ask("POST", "/calculate/domestic-cost", key, deadline, form=form)
    services = cheapest_first(_service(row) for row in rows)
    return Answer(services, city=known[parcel.destination].city, places=found)


def _place(postal_code: str, key: str, deadline: Deadline) -> Place | None:
    query = urlencode({"search": postal_code, "limit": 20, "offset": 0})
    for row in _ask("GET", f"/destination/domestic-destination?{query}", key, deadline):
        if str(row.get("zip_code", "")) == postal_code and str(row.get("id", "")).isdecimal():
            return Place(str(row["id"])[:20], text(row.get("city_name"), 80))
    return None


def _ask(method: str, path: str, key: str, deadline: Deadline, form=None) -> list[dict]:
    reply = outside.ask(
        method,
        settings.RAJAONGKIR_URL.rstrip("/") + path,
        headers={"key": key},
        form=form,
        seconds=deadline.left(),
    )
    if reply.is_ok:
        return rows_of(reply.data, "data")
    if reply.status == NOT_FOUND and isinstance(reply.data, dict):
        return []
    raise refusal_of(reply, "meta", "message")


def _service(row: dict) -> CourierService | None:
    return service_of(
        courier_code=row.get("code"),
        courier=row.get("name"),
        service_code=row.get("service"),
        service=row.get("service"),
        cost=row.get("cost"),
        eta=eta_of(row.get("etd")),
    )
