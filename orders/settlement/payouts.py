"""Premi handed out: sums and head counts, never people."""

from datetime import datetime

from django.db import transaction

from catalog.money import rupiah

from ..models import PremiPayout
from ..retrying import retried
from .errors import MonthClosed, PayoutRefused
from .months import add, hold, is_closed, month_of, owed


def check(payout: PremiPayout, *, at: datetime) -> None:
    """Refuse what may not be booked. Raises PayoutRefused, naming the field to correct.

    Holds the facility until the transaction ends, so that what was checked can be saved.
    """
    hold(payout.facility_id)
    today = payout.facility.local_day(at)
    if payout.period > today:
        raise PayoutRefused("Bulan ini belum mulai.", "period")
    if payout.paid_on > today:
        raise PayoutRefused("Tanggal bayar tidak boleh sesudah hari ini.", "paid_on")
    if payout.paid_on < payout.period:
        raise PayoutRefused("Dibayar sebelum bulannya mulai. Periksa tanggalnya.", "paid_on")
    if is_closed(payout.facility_id, payout.paid_on):
        raise PayoutRefused(str(MonthClosed(month_of(payout.paid_on))), "paid_on")
    if payout.group and payout.group.facility_id != payout.facility_id:
        raise PayoutRefused("Kelompok kerja ini milik UPT lain.", "group")
    room = owed(payout.facility_id)["premi"]
    if payout.amount > room and not payout.note.strip():
        raise PayoutRefused(
            f"Premi yang masih terutang {rupiah(max(room, 0))}. Tulis catatan bila memang "
            "dibayarkan lebih.",
            "note",
        )


@retried
@transaction.atomic
def pay_out(*, payout: PremiPayout, by, at: datetime) -> PremiPayout:
    """Save a payout and count it in the month of paid_on. Raises PayoutRefused, MonthClosed."""
    check(payout, at=at)
    payout.recorded_by, payout.recorded_at = by, at
    add(
        facility_id=payout.facility_id,
        day=payout.paid_on,
        figures={"premi_paid": payout.amount},
    )
    payout.save()
    return payout
