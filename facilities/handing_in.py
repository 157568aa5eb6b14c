"""Figures a facility types once a month or a year: hand them in, correct them, see what is missing.

Source: docs/rules/monthly-figures.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from facilities.models import Facility, Programme, WorkforceReport, YearlyTarget

MONTHLY = (
    "residents", "working", "assimilating", "assimilating_working", "programmes", "trained",
    "certificates", "harvest_kg", "harvest_pieces",
)  # fmt: skip
YEARLY = ("pnbp", "revenue", "working")
FIRST_YEAR = 2020
# A facility that began late is not asked for years it was not here.
LONGEST_GAP = 12  # months
# The Kanwil adds its sums up after this day of the next month.
LATE_AFTER = 10
# From which change on a figure is asked about once more: by half, and by so many at least.
JUMP_SHARE, JUMP_PEOPLE, JUMP_RUPIAH = 2, 20, 5_000_000


class HandingInError(Exception):
    """Why nothing was written. str(error): what to do, in Indonesian; field: where, or None."""

    def __init__(self, text: str, field: str | None = None):
        super().__init__(text)
        self.field = field


class ChangedMeanwhile(HandingInError):
    """Somebody else wrote the same figures since the form was opened. row: what stands there."""

    def __init__(self, row):
        self.row = row
        super().__init__(
            "Petugas lain baru saja mengubah angka ini. Periksa angkanya di bawah, lalu simpan lagi."
        )


@dataclass(frozen=True)
class Jump:
    """A figure far from the one before: it may be right, so it is asked about and not refused."""

    field: str
    before: int
    now: int


def last_ended(facility: Facility, at: datetime) -> date:
    """First day of the latest month that is over where the facility is."""
    return (facility.local_day(at).replace(day=1) - timedelta(days=1)).replace(day=1)


def month_before(month: date) -> date:
    """First day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def hand_in(
    *, facility: Facility, month: date, figures: Mapping[str, int | None], seen: int, by,
    at: datetime,
) -> WorkforceReport:  # fmt: skip
    """Write the counts of a month (first day), or correct them; the trail keeps what stood there.

    figures: by name in MONTHLY. seen: the version the officer had before the eyes, 0 for none.
    Pressing twice writes once. Raises HandingInError, ChangedMeanwhile.
    """
    if month.day != 1 or month.year < FIRST_YEAR:
        raise HandingInError("Pilih bulan dari daftar.")
    if month > last_ended(facility, at):
        raise HandingInError("Bulan ini belum berakhir.")
    return _write(WorkforceReport, {"facility": facility, "month": month}, figures, seen, by, at)


def set_target(
    *, facility: Facility, year: int, figures: Mapping[str, int | None], seen: int, by,
    at: datetime,
) -> YearlyTarget:  # fmt: skip
    """Write the targets of a year, or correct them. figures: by name in YEARLY; else as hand_in.

    The year that runs and the one after it may be written. Raises HandingInError, ChangedMeanwhile.
    """
    if year not in target_years(facility, at):
        raise HandingInError("Target hanya diisi untuk tahun ini dan tahun depan.")
    return _write(YearlyTarget, {"facility": facility, "year": year}, figures, seen, by, at)


def target_years(facility: Facility, at: datetime) -> tuple[int, int]:
    """The year that runs where the facility is, and the next."""
    year = facility.local_day(at).year
    return year, year + 1


def jumps(now: Mapping[str, int | None], before: Mapping[str, int | None]) -> list[Jump]:
    """Figures that more than doubled, halved or fell to nothing, and by enough to be a slip."""
    found = []
    for name, figure in now.items():
        earlier = before.get(name)
        if figure is None or not earlier:
            continue
        least = JUMP_RUPIAH if name in ("pnbp", "revenue") else JUMP_PEOPLE
        is_far = figure * JUMP_SHARE < earlier or figure > earlier * JUMP_SHARE
        if is_far and abs(figure - earlier) >= least:
            found.append(Jump(name, earlier, figure))
    return found


def from_trainings(facility: Facility, month: date) -> dict[str, int]:
    """What the list of trainings says ended in the month: programmes, trained, certificates."""
    following = (month + timedelta(days=31)).replace(day=1)
    rows = Programme.objects.filter(facility=facility, ends_on__gte=month, ends_on__lt=following)
    found = list(rows.values_list("people", "certificates"))
    return {
        "programmes": len(found),
        "trained": sum(people for people, _ in found),
        "certificates": sum(certificates for _, certificates in found),
    }


def missing_months(
    facilities: Iterable[Facility], *, at: datetime
) -> dict[int, tuple[list[date], date | None]]:
    """By facility id: months not handed in, oldest first, and the latest that was. One query.

    Counted from the first report of the last twelve months; without any, the last month alone.
    Facilities that owe nothing are left out.
    """
    places = list(facilities)
    if not places:
        return {}
    last = {place.pk: last_ended(place, at) for place in places}
    since = min(last.values())
    for _ in range(LONGEST_GAP - 1):
        since = month_before(since)
    rows = WorkforceReport.objects.filter(month__gte=since).order_by()
    if len(places) < 100:
        rows = rows.filter(facility__in=[place.pk for place in places])
    there: dict[int, set[date]] = {}
    for facility_id, month in rows.values_list("facility_id", "month"):
        there.setdefault(facility_id, set()).add(month)
    found = {}
    for place in places:
        known, month, owed = there.get(place.pk, set()), last[place.pk], []
        first = min(known, default=month)
        while month >= first:
            if month not in known:
                owed.append(month)
            month = month_before(month)
        if owed:
            found[place.pk] = owed[::-1], max(known, default=None)
    return found


def is_late(facility: Facility, months: list[date], at: datetime) -> bool:
    """Whether one of the months is past its last day for handing in."""
    today = facility.local_day(at)
    return bool(months) and (months[0] < last_ended(facility, at) or today.day > LATE_AFTER)


@transaction.atomic
def _write(model, key, figures, seen, by, at):
    row = model.objects.select_for_update(of=("self",)).filter(**key).first()
    if row is None:
        try:
            with transaction.atomic():
                return model.objects.create(**key, **figures, typed_by=by, typed_at=at)
        except IntegrityError:
            # Somebody was first; anything else that the database refuses is refused again below.
            row = model.objects.select_for_update(of=("self",)).filter(**key).first()
            if row is None:
                raise
    if all(getattr(row, name) == figure for name, figure in figures.items()):
        return row
    if row.version != seen:
        raise ChangedMeanwhile(row)
    for name, figure in figures.items():
        setattr(row, name, figure)
    row.typed_by, row.typed_at = by, at
    row.save()
    return row
