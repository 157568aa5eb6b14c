"""Biteship. Source: docs/rules/shipping.md, courier services. It takes postal codes as they are."""

from collections.abc import Mapping
from typing import Any

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


def rates(*, key: str, parcel: Parcel, places: Mapping[str, Place], deadline: Deadline) -> Answer:
    """What sending the parcel costs. places: not needed here.

    Raises outside.OutsideUnavailable, Refused.
    """
    reply = outside.ask(
        "POST",
        settings.BITESHIP_URL.rstrip("/") + "/v1/rates/couriers",
        headers={"Authorization": key},
        body={
            "origin_postal_code": int(parcel.origin),
            "destination_postal_code": int(parcel.destination),
            "couriers": ",".join(parcel.couriers),
            # One parcel of the weight we reckoned with: its size is in that weight already.
            "items": [{"name": "Barang", "value": 1, "weight": parcel.grams, "quantity": 1}],
        },
        seconds=deadline.left(),
    )
    if not reply.is_ok:
        raise refusal_of(reply, "error")
    services = cheapest_first(_service(row) for row in rows_of(reply.data, "pricing"))
    return Answer(services, city=_city(reply.data.get("destination")))


def _city(destination: Any) -> str:
    if not isinstance(destination, dict):
        return ""
    return text(destination.get("administrative_division_level_2_name"), 80)


def _service(row: dict) -> CourierService | None:
    return service_of(
        courier_code=row.get("courier_code"),
        courier=row.get("courier_name"),
        service_code=row.get("courier_service_code"),
        service=row.get("courier_service_name"),
        cost=row.get("price"),
        eta=eta_of(
            row.get("shipment_duration_range") or row.get("duration"),
            str(row.get("shipment_duration_unit") or ""),
        ),
    )
