"""Taking a deposit or payout out of the books that was typed wrongly; the row stays to be read."""

from datetime import datetime

from django.db import transaction

from ..models import PremiPayout, StateDeposit
from ..retrying import retried
from .errors import DepositRefused
from .months import add, hold

COUNTED_AS = {StateDeposit: "deposited", PremiPayout: "premi_paid"}


@retried
@transaction.atomic
def void(*, row: StateDeposit | PremiPayout, reason: str, by, at: datetime) -> None:
    """Mark it void and, where it was counted, take it from the sums of its month.

    Raises DepositRefused without a reason or when it is void already, MonthClosed when the month
    it was paid in is locked.
    """
    if not reason.strip():
        raise DepositRefused("Tulis alasannya.", "reason")
    hold(row.facility_id)
    row.refresh_from_db()
    if row.state == row.State.VOID:
        raise DepositRefused("Sudah dibatalkan.")
    if row.is_paid:
        figures = {COUNTED_AS[type(row)]: -row.amount}
        add(facility_id=row.facility_id, day=row.paid_on, figures=figures)
    row.state, row.voided_by, row.voided_at = row.State.VOID, by, at
    row.void_reason = reason.strip()[:200]
    row.save(update_fields=["state", "voided_by", "voided_at", "void_reason"])
