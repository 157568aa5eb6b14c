"""Put the official places into the database: 33 Kanwil, 38 provinces, 514 regencies and cities.

The files in facilities/data/ are ours, written from the official list of names and codes.
Source: Kepmendagri 300.2.2-2138 and 300.2.2-2430 Tahun 2025; docs/decisions/0040-places.md.
"""

import csv
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from .models import Province, Regency, RegionalOffice
from .models.places import Zone

DATA = Path(__file__).resolve().parent / "data"


def rows_of(path: Path) -> list[dict[str, str]]:
    """All rows of a CSV file with a header, as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_places() -> dict[str, int]:
    """Write every place, or bring it up to date by its code; nothing is ever removed.

    Returns how many offices, provinces and regencies the files name. Safe to run again.
    """
    provinces = rows_of(DATA / "provinces.csv")
    regencies = rows_of(DATA / "regencies.csv")
    offices = sorted({row["kanwil"] for row in provinces})
    _write_offices(offices)
    _write_provinces(provinces)
    _write_regencies(regencies)
    return {"offices": len(offices), "provinces": len(provinces), "regencies": len(regencies)}


def _write_offices(names):
    RegionalOffice.objects.bulk_create(
        [RegionalOffice(name=name, slug=slugify(name)) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["slug"],
    )


def _write_provinces(rows):
    offices = {office.name: office for office in RegionalOffice.objects.all()}
    Province.objects.bulk_create(
        [
            Province(
                code=row["code"],
                bps_code=row["bps_code"],
                name=row["name"],
                short_name=row["short_name"],
                slug=slugify(row["short_name"]),
                island_group=row["island_group"],
                timezone=Zone[row["timezone"]],
                regional_office=offices[row["kanwil"]],
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "bps_code", "name", "short_name", "slug", "island_group", "timezone", "regional_office",
        ],
    )  # fmt: skip


def _write_regencies(rows):
    provinces = {province.code: province for province in Province.objects.all()}
    Regency.objects.bulk_create(
        [
            Regency(
                code=row["code"],
                kind=row["kind"],
                name=row["name"],
                province=provinces[row["province_code"]],
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["kind", "name", "province"],
    )
