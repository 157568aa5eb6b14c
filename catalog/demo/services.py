"""The services of the demo: what 40 workshops and galleries do for visitors, with tariffs."""

from pathlib import Path

from django.utils.text import slugify

from catalog.models import Publication, Service
from facilities.models import Facility
from facilities.places import rows_of

# By craft: places a day, days ahead, whether goods are left. Others are only asked about.
BOOKINGS = {
    "jahit": (4, 1, True),
    "pertukangan": (2, 2, True),
    "las": (2, 2, True),
    "cukur": (12, 0, False),
    "salon": (4, 1, False),
    "pijat": (4, 1, False),
    "katering": (2, 3, False),
}
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
            **_booking(row),
        )
        for row in rows
    )
    return len(rows)


def _booking(row: dict) -> dict:
    """How a day of it is booked. At the SAE, outside the walls, a guard goes along."""
    places, lead, drop_off = BOOKINGS.get(row["category"], (0, 1, False))
    return {
        "places_per_day": places,
        "lead_days": lead,
        "drop_off": drop_off,
        "guard_needed": places > 0 and row["location"] == Service.Place.SAE,
    }
