"""The demo's typed figures: two years of monthly counts, trainings, partners. All invented."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta

from facilities.handing_in import last_ended, month_before
from facilities.models import (
    Agreement,
    Facility,
    Partner,
    ProducerGroup,
    Programme,
    WorkforceReport,
)

BATCH = 500
MONTHS = 25
# Residents by class, from and to; a Bapas counts its clients.
RESIDENTS = {"I": (900, 1_600), "IIA": (450, 950), "IIB": (220, 520), "III": (90, 260)}
# Desks where the last month still waits to be typed, so that the work list shows it.
WAITING = ("LPS-AMB", "LPP-PKY")
# A facility with three learners at a time: hidden from readers above it.
FEW_LEARNERS = "LPS-NML"
KINDS = (
    (Programme.Kind.COOKING, ("roti", "kue", "kuliner", "kopi", "camilan")),
    (Programme.Kind.CRAFT, ("batik", "anyam", "aksesori", "kriya", "suvenir", "rotan", "lidi")),
    (Programme.Kind.SEWING, ("jahit", "tas", "busana", "rajut", "sulam", "tenun")),
    (Programme.Kind.WOOD, ("kayu", "mebel", "ukir")),
    (Programme.Kind.METAL, ("las", "logam", "besi")),
    (Programme.Kind.BUILDING, ("batako", "paving")),
    (Programme.Kind.FARMING, ("tani", "kebun", "ternak", "ikan", "sayur")),
    (Programme.Kind.SERVICE, ("barbershop", "cuci", "salon", "pangkas")),
)
PARTNERS = (
    ("Dekranasda {regency}", Partner.Kind.FOUNDATION, Agreement.Kind.SELLING),
    ("Balai Latihan Kerja {regency}", Partner.Kind.SCHOOL, Agreement.Kind.TRAINING),
    ("Dinas Perindustrian {regency}", Partner.Kind.OFFICE, Agreement.Kind.TRAINING),
    ("Koperasi Karya {city}", Partner.Kind.COOPERATIVE, Agreement.Kind.ORDERS),
    ("Pemasok Bahan {city}", Partner.Kind.COMPANY, Agreement.Kind.MATERIAL),
)
# Whose goods go abroad, as facilities have reported it.
EXPORTS = ("LPS-GRT", "LPS-CMS", "LPS-SBY", "LPS-CKR")


def load_figures(*, at: datetime) -> None:
    """Add two years until `at`: reports whose trainings are those of the list."""
    facilities = list(Facility.objects.select_related("regency").order_by("pk"))
    groups = Counter()
    crafts = defaultdict(list)
    for group in ProducerGroup.objects.order_by("pk"):
        groups[group.facility_id] += group.member_count
        crafts[group.facility_id].append(group.craft)
    partners = _partners(facilities, at)
    programmes = _programmes(facilities, crafts, partners, at)
    learned = defaultdict(Counter)
    for one in programmes:
        learned[one.facility_id, one.ends_on.replace(day=1)].update(
            programmes=1, trained=one.people, certificates=one.certificates
        )
    reports = []
    for facility in facilities:
        reports += _reports(facility, groups[facility.pk], learned, at)
    # Past the trail of changes: nobody typed these.
    WorkforceReport._base_manager.bulk_create(reports, BATCH)


def _reports(facility: Facility, workers: int, learned, at: datetime):
    dice = random.Random(f"angka-{facility.code}")
    low, high = RESIDENTS.get(facility.facility_class, (150, 400))
    residents = dice.randint(low, high)
    working = min(residents, workers + dice.randint(8, 30))
    farms = dice.random() < 0.3 or "tani" in facility.known_for
    late = 3 if dice.random() < 0.03 else 1 if dice.random() < 0.1 else 0
    late = 1 if facility.code in WAITING else late
    month = last_ended(facility, at)
    for back in range(MONTHS):
        if back >= late:
            here = residents + dice.randint(-12, 12)
            # The workshops grow: two years ago four fifths of those worked who work now.
            work = max(5, working * (120 - back) // 120 + dice.randint(-2, 2))
            open_air = here * dice.randint(5, 9) // 100
            counts = learned[facility.pk, month]
            yield WorkforceReport(
                facility=facility, month=month, residents=here, working=min(work, here),
                assimilating=open_air, assimilating_working=open_air * dice.randint(78, 96) // 100,
                programmes=counts["programmes"], trained=counts["trained"],
                certificates=counts["certificates"],
                harvest_kg=dice.randint(40, 900) if farms else None,
                harvest_pieces=dice.randint(0, 600) if farms and dice.random() < 0.4 else None,
                typed_at=_typed_at(month, dice), version=1,
            )  # fmt: skip
        month = month_before(month)


def _programmes(facilities, crafts, partners, at: datetime) -> list[Programme]:
    rows = []
    for facility in facilities:
        dice = random.Random(f"latih-{facility.code}")
        last = last_ended(facility, at)
        for craft in (crafts[facility.pk] or ["Kerajinan"])[:2]:
            month = last
            for _ in range(dice.randint(0, 7)):
                month = month_before(month)
            for _ in range(dice.choice((3, 4, 5))):
                rows.append(_programme(facility, craft, month, partners, dice))
                for _ in range(dice.randint(4, 7)):
                    month = month_before(month)
    return Programme.objects.bulk_create(rows, BATCH)


def _programme(facility, craft, month: date, partners, dice) -> Programme:
    ends_on = month + timedelta(days=dice.randint(12, 26))
    people = 3 if facility.code == FEW_LEARNERS else dice.choice((10, 12, 15, 20, 20, 25, 30))
    teachers = [one for one in partners[facility.pk] if one.kind == Partner.Kind.SCHOOL]
    return Programme(
        facility=facility,
        name=f"Pelatihan {craft.lower()}",
        kind=_kind_of(craft),
        partner=teachers[0] if teachers and dice.random() < 0.7 else None,
        starts_on=ends_on - timedelta(days=dice.choice((4, 11, 18, 25))),
        ends_on=ends_on,
        people=people,
        certificates=people - dice.randint(0, 2) if dice.random() < 0.8 else 0,
    )


def _partners(facilities, at: datetime) -> dict[int, list[Partner]]:
    today, rows, agreements = at.date(), [], []
    for facility in facilities:
        dice = random.Random(f"mitra-{facility.code}")
        chosen = dice.sample(PARTNERS, dice.choice((0, 1, 1, 2, 3)))
        for name, kind, about in chosen:
            rows.append((_partner(facility, name, kind), about, False, dice))
        if facility.code in EXPORTS:
            partner = _partner(facility, "Eksportir Contoh {city}", Partner.Kind.COMPANY)
            rows.append((partner, Agreement.Kind.ORDERS, True, dice))
    Partner.objects.bulk_create([partner for partner, *_ in rows], BATCH)
    for number, (partner, about, is_export, dice) in enumerate(rows, start=1):
        begin = today - timedelta(days=dice.randint(60, 900))
        agreements.append(
            Agreement(
                partner=partner, number=f"CONTOH-PKS-{number:04d}", kind=about, valid_from=begin,
                until=begin + timedelta(days=365 * dice.choice((1, 2, 3))), is_export=is_export,
            )
        )  # fmt: skip
    Agreement.objects.bulk_create(agreements, BATCH)
    found = defaultdict(list)
    for partner, *_ in rows:
        found[partner.facility_id].append(partner)
    return found


def _partner(facility: Facility, name: str, kind: str) -> Partner:
    name = name.format(regency=facility.regency.name, city=facility.city)
    return Partner(facility=facility, name=name, kind=kind, note="Contoh, bukan mitra sungguhan.")


def _kind_of(craft: str) -> str:
    for kind, words in KINDS:
        if any(word in craft.lower() for word in words):
            return kind
    return Programme.Kind.OTHER


def _typed_at(month: date, dice) -> datetime:
    """Typed in the first days of the next month, in the forenoon."""
    day = (month + timedelta(days=31)).replace(day=1) + timedelta(days=dice.randint(0, 9))
    return datetime.combine(day, time(3), UTC)
