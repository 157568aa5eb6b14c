"""The sums of a month: added to with every booking, until the month is closed.

Guard: whoever books or closes holds the row of the facility, so a month cannot be closed beside a
booking; and the sums are added by an update that finds open months only.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Sum

from facilities.access import scope_of
from facilities.models import Facility

from ..models import ClosingEvent, MonthlyClosing
from ..models.closings import SUMS
from ..retrying import retried
from .errors import ClosingRefused, MonthClosed

Kind = ClosingEvent.Kind


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after this one."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def hold(facility_id: int) -> None:
    """Let nobody else settle for this facility until the transaction ends."""
    rows = Facility.objects.select_for_update(of=("self",), no_key=True)
    rows.order_by().values_list("pk").get(pk=facility_id)


def is_closed(facility_id: int, day: date) -> bool:
    """Whether nothing may be booked on this day: its month, or a later one, is closed."""
    later = MonthlyClosing.objects.closed().filter(facility=facility_id, month__gte=month_of(day))
    return later.exists()


def add(*, facility_id: int, day: date, figures: Mapping[str, int]) -> None:
    """Add rupiah to the sums of the day's month, by name in SUMS.

    Call it inside the transaction that writes the rows. Raises MonthClosed.
    """
    hold(facility_id)
    month = month_of(day)
    if is_closed(facility_id, day):
        raise MonthClosed(month)
    row = MonthlyClosing(facility_id=facility_id, month=month)
    MonthlyClosing.objects.bulk_create([row], ignore_conflicts=True)
    added = {name: F(name) + amount for name, amount in figures.items()}
    is_open = MonthlyClosing.objects.filter(facility=facility_id, month=month, closed_at=None)
    if not is_open.update(**added):
        raise MonthClosed(month)


def owed(facility_id: int, *, before: date | None = None) -> dict[str, int]:
    """Rupiah of PNBP and premi shared and not yet paid on, before a month or altogether.

    Negative when more was paid than is due, as after a refund.
    """
    rows = MonthlyClosing.objects.filter(facility=facility_id)
    if before is not None:
        rows = rows.filter(month__lt=before)
    sums = rows.aggregate(
        pnbp=Sum(F("pnbp") - F("deposited"), default=0),
        premi=Sum(F("premi") - F("premi_paid"), default=0),
    )
    return sums


def figures_of(closing: MonthlyClosing) -> dict[str, int]:
    """The sums of a month by name, with what was brought forward."""
    return {name: getattr(closing, name) for name in (*SUMS, "brought_pnbp", "brought_premi")}


@retried
@transaction.atomic
def close(*, facility: Facility, month: date, by, at: datetime) -> MonthlyClosing:
    """Lock a month: nothing is booked on its days any more.

    month: its first day. Months are closed in order, once they are over where the facility is.
    Raises ClosingRefused.
    """
    hold(facility.pk)
    if not scope_of(by).may("close", "settlement", facility):
        raise ClosingRefused("Jabatan Anda tidak boleh menutup bulan.")
    if facility.local_day(at) < next_month(month):
        raise ClosingRefused("Bulan ini belum berakhir.")
    if is_closed(facility.pk, month):
        raise ClosingRefused("Bulan ini sudah ditutup.")
    rows = MonthlyClosing.objects.filter(facility=facility.pk)
    earlier = rows.filter(month__lt=month, closed_at=None).order_by("month").first()
    if earlier:
        raise ClosingRefused(f"Tutup dulu {earlier}.")
    MonthlyClosing.objects.bulk_create(
        [MonthlyClosing(facility=facility, month=month)], ignore_conflicts=True
    )
    before = owed(facility.pk, before=month)
    rows.filter(month=month, closed_at=None).update(
        closed_at=at, closed_by=by, brought_pnbp=before["pnbp"], brought_premi=before["premi"]
    )
    closing = rows.get(month=month)
    _note(closing, Kind.CLOSED, by=by, reason="", at=at)
    return closing


@retried
@transaction.atomic
def reopen(*, closing: MonthlyClosing, by, reason: str, at: datetime) -> MonthlyClosing:
    """Unlock the latest closed month. Only the operator of the site, with a reason.

    Raises ClosingRefused.
    """
    hold(closing.facility_id)
    if not scope_of(by).everything:
        raise ClosingRefused("Hanya pengelola situs yang boleh membuka bulan yang sudah ditutup.")
    if not reason.strip():
        raise ClosingRefused("Tulis alasannya.")
    rows = MonthlyClosing.objects.filter(facility=closing.facility_id)
    later = rows.closed().filter(month__gt=closing.month).order_by("-month").first()
    if later:
        raise ClosingRefused(f"Buka dulu {later}, bulan terakhir yang ditutup.")
    closed = rows.closed().filter(pk=closing.pk).first()
    if closed is None:
        raise ClosingRefused("Bulan ini tidak tertutup.")
    _note(closed, Kind.REOPENED, by=by, reason=reason.strip()[:300], at=at)
    rows.filter(pk=closing.pk).update(
        closed_at=None, closed_by=None, brought_pnbp=None, brought_premi=None
    )
    closed.refresh_from_db()
    return closed


def _note(closing: MonthlyClosing, kind: str, *, by, reason: str, at: datetime) -> None:
    ClosingEvent.objects.create(
        closing=closing, kind=kind, by=by, reason=reason, at=at, figures=figures_of(closing)
    )
