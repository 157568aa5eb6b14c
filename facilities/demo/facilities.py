"""The facilities of the demo: real units by name, with contacts and accounts nobody can use."""

from pathlib import Path

from facilities.models import Facility, Gallery, ProducerGroup, Regency
from facilities.places import rows_of

HERE = Path(__file__).resolve().parent

OPENING_HOURS = (
    "Senin–Jumat 09.00–15.00",
    "Senin–Kamis 08.30–15.00, Jumat 08.30–11.00",
    "Senin–Sabtu 09.00–14.00",
    "Senin–Jumat 08.00–15.30",
)
# The cloth that marks a facility's page follows what it is known for.
MOTIFS = (
    (Facility.Motif.KAWUNG, ("batik", "tenun", "sasirangan", "jahit", "tas", "sulam", "busana")),
    (Facility.Motif.ANYAM, ("anyam", "rotan", "lidi", "sabut", "rajut", "tampah", "koran", "tikar")),
    (Facility.Motif.PARANG, ("kayu", "mebel", "las", "batako", "paving", "logam", "besi", "ukir")),
)  # fmt: skip
# One room in Ambon shows the goods of all units of the town.
SHARED_GALLERY = ("LPP-AMB", "Stan Bersama Ambon")


def load_facilities() -> int:
    """Add the facilities, their galleries and groups; returns how many facilities.

    The places must be there (`load_places`), the facilities not yet.
    """
    regencies = {regency.code: regency for regency in Regency.objects.select_related("province")}
    facilities = Facility.objects.bulk_create(
        facility_of(row, number=number, regency=regencies[row["regency_code"]])
        for number, row in enumerate(rows_of(HERE / "facilities.csv"), start=1)
    )
    by_code = {facility.code: facility for facility in facilities}
    _add_galleries(by_code)
    _add_groups(by_code)
    return len(facilities)


def facility_of(row: dict[str, str], *, number: int, regency: Regency) -> Facility:
    """A facility from its facts; telephone, account and opening hours are made up to look so."""
    short_name = row["short_name"]
    phone = f"+62812{number:08d}"
    return Facility(
        code=row["code"],
        document_code=document_code(row["code"]),
        slug=row["slug"],
        name=row["name"],
        short_name=short_name,
        kind=row["kind"],
        facility_class=row["class"],
        city=row["city"],
        regency=regency,
        regional_office_id=regency.province.regional_office_id,
        timezone=regency.province.timezone,
        address=f"Halaman depan {short_name}",
        postal_code=row["postal_code"],
        phone=phone,
        whatsapp=phone,
        email=f"{row['slug']}@galeri.example",
        known_for=row["known_for"],
        about=about(short_name, row["known_for"], row["kind"]),
        motif=motif_of(row["known_for"], number),
        opening_hours=OPENING_HOURS[number % len(OPENING_HOURS)],
        bank_name="Bank Contoh",
        bank_account_number=f"0000-01-{number:06d}",
        bank_account_holder=f"Bendahara Penerimaan {short_name} (contoh)",
    )


def document_code(code: str) -> str:
    """A Lapas is known by its town alone (LPS-AMB -> AMB); the other units of the town are not."""
    return code.removeprefix("LPS-")


def about(short_name: str, known_for: str, kind: str) -> str:
    """Two or three sentences that follow from the facts, about the unit and never a person."""
    if kind == Facility.Kind.BAPAS:
        return (
            f"{short_name} menampilkan karya klien pemasyarakatan melalui Griya Abhipraya. "
            "Karyanya dibuat bersama kelompok masyarakat peduli pemasyarakatan (Pokmas Lipas)."
        )
    learners = "Anak binaan" if kind == Facility.Kind.LPKA else "Warga binaan"
    craft = f" Bengkelnya dikenal karena {known_for}." if known_for else ""
    return (
        f"{learners} {short_name} belajar dan berkarya di bengkel kerja bersama petugas "
        f"bimbingan kerja.{craft} Setiap karya di galeri ini dibuat oleh kelompok kerja."
    )


def motif_of(known_for: str, number: int) -> str:
    text = known_for.lower()
    for motif, words in MOTIFS:
        if any(word in text for word in words):
            return motif
    return Facility.Motif.values[number % 3]


def gallery_name(facility: Facility) -> str:
    if facility.kind == Facility.Kind.BAPAS:
        return f"Griya Abhipraya {facility.short_name}"
    return f"Galeri {facility.short_name}"


def _add_galleries(facilities):
    galleries = [
        Gallery(
            facility=facility,
            name=gallery_name(facility),
            address=facility.address,
            opening_hours=facility.opening_hours,
        )
        for facility in facilities.values()
    ]
    code, name = SHARED_GALLERY
    stand = Gallery(
        facility=facilities[code],
        name=name,
        address="Stan karya Lapas, Lapas Perempuan, dan Rutan di Kota Ambon",
        opening_hours="Sabtu 09.00–14.00",
    )
    Gallery.objects.bulk_create([*galleries, stand])


def _add_groups(facilities):
    ProducerGroup.objects.bulk_create(
        ProducerGroup(
            facility=facilities[row["facility_code"]],
            name=row["name"],
            craft=row["craft"],
            about=f"Kelompok kerja bidang {row['craft'].lower()}, didampingi petugas bimbingan kerja.",
            member_count=int(row["member_count"]),
            monthly_capacity=int(row["monthly_capacity"]) if row["monthly_capacity"] else None,
        )
        for row in rows_of(HERE / "groups.csv")
    )
