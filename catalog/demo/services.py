"""The services of the demo: what 40 workshops and galleries do for visitors, with tariffs."""

from pathlib import Path

from django.utils.text import slugify

from catalog.models import Publication, Service
from facilities.models import Facility
from facilities.places import rows_of

HERE = Path(__file__).resolve().parent


def load_services() -> int:
    """Add the services; returns how many. Facilities must be there, services not yet."""
    rows = rows_of(HERE / "services.csv")
    facilities = {facility.code: facility for facility in Facility.objects.all()}
    Service.objects.bulk_create(
        Service(
            facility=facilities[row["facility_code"]],
            code=row["code"],
            name=row["name"],
            slug=slugify(row["name"])[:90],
            craft=row["category"],
            description=row["description"],
            price_min=int(row["price_min"]),
            price_max=int(row["price_max"]),
            price_unit=row["price_unit"],
            duration_minutes=int(row["duration_minutes"]),
            booking_required=row["booking_required"] == "1",
            place=row["location"],
            audience=Service.Audience.PUBLIC,
            status=Publication.LIVE,
        )
        for row in rows
    )
    return len(rows)
