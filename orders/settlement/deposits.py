"""Deposits of PNBP: typed from SIMPONI, counted once they are paid."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from catalog.dates import tanggal
from catalog.money import rupiah

from ..models import StateDeposit
from ..retrying import retried
from .errors import DepositRefused, MonthClosed
from .months import add, hold, is_closed, month_of, owed

State = StateDeposit.State


def check(deposit: StateDeposit, *, at: datetime) -> None:
    """Refuse what may not be booked. Raises DepositRefused, naming the field to correct.

    Holds the facility until the transaction ends, so that what was checked can be saved. Never
    more than is owed without a note: other open billing codes count as if they were paid.
    """
    hold(deposit.facility_id)
    today = deposit.facility.local_day(at)
    _check_days(deposit, today)
    _check_codes(deposit)
    if deposit.note.strip():
        return
    room = owed(deposit.facility_id)["pnbp"] - _open_billings(deposit)
    if deposit.amount > room:
        raise DepositRefused(
            f"PNBP yang masih terutang {rupiah(max(room, 0))}. Tulis catatan bila memang "
            "disetor lebih.",
            "note",
        )


def _check_days(deposit: StateDeposit, today: date) -> None:
    if deposit.period > today:
        raise DepositRefused("Bulan ini belum mulai.", "period")
    if deposit.paid_on is None:
        if deposit.billing_expires_on < today:
            raise DepositRefused(
                "Kode billing sudah kedaluwarsa. Buat kode baru di SIMPONI.", "billing_expires_on"
            )
        return
    if deposit.paid_on > today:
        raise DepositRefused("Tanggal setor tidak boleh sesudah hari ini.", "paid_on")
    if deposit.paid_on < deposit.period:
        raise DepositRefused("Disetor sebelum bulannya mulai. Periksa tanggalnya.", "paid_on")
    if deposit.paid_on > deposit.billing_expires_on:
        until = tanggal(deposit.billing_expires_on)
        raise DepositRefused(f"Kode billing hanya berlaku sampai {until}.", "paid_on")
    if is_closed(deposit.facility_id, deposit.paid_on):
        raise DepositRefused(str(MonthClosed(month_of(deposit.paid_on))), "paid_on")


def _check_codes(deposit: StateDeposit) -> None:
    others = StateDeposit.objects.exclude(state=State.VOID).exclude(pk=deposit.pk)
    if others.filter(billing_code=deposit.billing_code).exists():
        raise DepositRefused("Kode billing ini sudah tercatat.", "billing_code")
    if deposit.ntpn and others.filter(ntpn=deposit.ntpn).exists():
        raise DepositRefused("NTPN ini sudah tercatat.", "ntpn")


def _open_billings(deposit: StateDeposit) -> int:
    return billed(deposit.facility_id, but=deposit.pk)


def billed(facility_id: int, *, but: int | None = None) -> int:
    """Rupiah of billing codes not paid yet, without the deposit `but`."""
    rows = StateDeposit.objects.filter(facility=facility_id, state=State.BILLED)
    return rows.exclude(pk=but).aggregate(sum=Sum("amount", default=0))["sum"]


@retried
@transaction.atomic
def record(*, deposit: StateDeposit, by, at: datetime) -> StateDeposit:
    """Save a billing code, or the deposit once paid_on and NTPN are known.

    deposit: new, or one that is still only billed, with what the officer typed; full_clean() is
    the caller's. A paid one is counted in the month of paid_on. Raises DepositRefused, MonthClosed.
    """
    check(deposit, at=at)
    if deposit.pk:
        _still(deposit, State.BILLED)
    deposit.state = State.PAID if deposit.paid_on else State.BILLED
    if deposit.recorded_at is None:
        deposit.recorded_by, deposit.recorded_at = by, at
    if deposit.is_paid:
        add(
            facility_id=deposit.facility_id,
            day=deposit.paid_on,
            figures={"deposited": deposit.amount},
        )
    deposit.save()
    return deposit


def _still(deposit: StateDeposit, state: str) -> None:
    if not StateDeposit.objects.filter(pk=deposit.pk, state=state).exists():
        raise DepositRefused("Setoran ini sudah berubah. Muat ulang halamannya.")
