"""Who reads a report: the role, never the name; whose clock; on whose letterhead it is printed."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from catalog.dates import tanggal_waktu
from facilities.access import RIGHTS, scope_of
from facilities.models import Facility, Membership, Province, RegionalOffice
from facilities.models.places import Zone

from .checksum import checksum_of
from .report import Report

MINISTRY = "Kementerian Imigrasi dan Pemasyarakatan Republik Indonesia"
DIRECTORATE = "Direktorat Jenderal Pemasyarakatan"


@dataclass(frozen=True)
class Letterhead:
    """lines: offices from the top, the own one last. contact: its address; city: for the date."""

    lines: tuple[str, ...]
    contact: str = ""
    city: str = ""


def facts_of(report: Report) -> list[tuple[str, str]]:
    """(label, text) that stands on every copy of a report: what, when, for whom, which rows.

    Asks the database nothing.
    """
    return [
        *report.chosen,
        ("Dicetak", tanggal_waktu(report.printed_at, scope_of(report.filters.reader).zone)),
        ("Dibaca oleh", role_of(report.filters.reader)),
        ("Kode periksa", checksum_of(report)),
    ]


def facts_on_screen(report: Report) -> list[tuple[str, str]]:
    """The same; one screen of a longer list has no code, which would differ from the file's."""
    facts = facts_of(report)
    return facts[:-1] if report.is_part else facts


def role_of(reader) -> str:
    """`Pejabat Kanwil`: the roles that may read sales, without names. Asks the database nothing."""
    scope = scope_of(reader)
    if scope.everything:
        return "Pengelola situs"
    names = dict(Membership.Role.choices)
    held = {role for role, _ in scope.roles if "view" in RIGHTS[role].get("sales", "").split()}
    return ", ".join(sorted(names[role] for role in held))


def zone_of(reader) -> ZoneInfo:
    """Whose clock the reader lives by: the facility's, the first province's of the Kanwil, WIB."""
    scope = scope_of(reader)
    if scope.zone:
        return scope.zone
    if scope.national or not scope.regional_office_ids:
        return ZoneInfo(Zone.WIB)
    provinces = Province.objects.filter(regional_office__in=scope.regional_office_ids)
    zone = provinces.order_by("code").values_list("timezone", flat=True).first()
    return ZoneInfo(zone or Zone.WIB)


def letterhead_of(report: Report) -> Letterhead:
    """That of the office which reads: nobody prints on the paper of another one.

    Who reads for several offices gets that of the place of the report, else the ministry's.
    """
    reach, scope = report.filters.reach, scope_of(report.filters.reader).on("sales")
    if scope.everything or scope.national:
        return Letterhead((MINISTRY, DIRECTORATE))
    offices, facilities = scope.regional_office_ids, scope.facility_ids
    if len(offices) == 1 and not (reach.facility and reach.facility.pk in facilities):
        return _of_office(RegionalOffice.objects.get(pk__in=offices))
    if len(facilities) == 1:
        return _of_facility(_facilities().get(pk__in=facilities))
    if reach.facility and reach.facility.pk in facilities:
        return _of_facility(_facilities().get(pk=reach.facility.pk))
    if reach.office:
        return _of_office(reach.office)
    return Letterhead((MINISTRY, DIRECTORATE))


def _facilities():
    return Facility.objects.select_related("regional_office")


def _of_office(office: RegionalOffice) -> Letterhead:
    return Letterhead((MINISTRY, DIRECTORATE, _full_name(office)))


def _of_facility(facility: Facility) -> Letterhead:
    where = " ".join(part for part in (facility.city, facility.postal_code) if part)
    phone = f"Telepon {facility.phone.as_national}" if facility.phone else ""
    address = ", ".join(part for part in (facility.address, where) if part)
    contact = ". ".join(part for part in (address, phone, facility.email) if part)
    lines = (MINISTRY, _full_name(facility.regional_office), facility.name)
    return Letterhead(lines, contact, facility.city)


def _full_name(office: RegionalOffice) -> str:
    """`Kanwil Ditjenpas Maluku` -> `Kantor Wilayah Direktorat Jenderal Pemasyarakatan Maluku`."""
    return office.name.replace("Kanwil", "Kantor Wilayah", 1).replace("Ditjenpas", DIRECTORATE, 1)
