"""Goods on their way, and what waits for the eyes of a second officer: counts, turns at the till."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.urls import reverse

from catalog.models import StockCount, Transfer
from facilities.access import may
from orders import piles
from orders.desk import Task
from orders.models import CashierShift
from orders.staff_moving import SLOW, transfers_at

from .job import Job, job_of
from .places import rows_at

NOBODY: frozenset[str] = frozenset()  # who does it is asked of the table of rights, by subject
ON_THE_WAY = Task(
    "jalan",
    "Barang dalam perjalanan",
    "Dikirim, belum dihitung di tempat tujuan",
    Q(state=Transfer.State.SENT),
    NOBODY,
    since=F("sent_at"),
    within=SLOW,
)
COUNTED = Task(
    "opname",
    "Periksa hasil opname",
    "Sudah dihitung, menunggu petugas kedua",
    Q(state=StockCount.State.SUBMITTED),
    NOBODY,
    since=F("submitted_at"),
    within=timedelta(days=2),
)
CLOSED_SHIFT = Task(
    "giliran",
    "Periksa giliran kasir",
    "Sudah ditutup, menunggu petugas kedua",
    Q(closed_at__isnull=False, checked_at__isnull=True),
    NOBODY,
    since=F("closed_at"),
    within=timedelta(days=2),
)


def moving_jobs(user, *, at: datetime, facility=None) -> Iterator[Job]:
    """Goods under way for who receives them, counts for who did not count them."""
    if may(user, "receive", "transfer", facility):
        rows = Transfer.objects.visible_to(user, subject="transfer")
        if facility:
            rows = transfers_at(user, facility).select_related(None)
        yield _job(ON_THE_WAY, rows, at, "admin:catalog_transfer_changelist", "sent",
                   reverse("orders:staff_transfers"))  # fmt: skip
    if may(user, "approve", "count", facility):
        rows = rows_at(StockCount, user, facility, "count")
        # Who asked for the second look does not take it.
        rows = rows.exclude(submitted_by=user).exclude(started_by=user)
        yield _job(COUNTED, rows, at, "admin:catalog_stockcount_changelist", "submitted",
                   reverse("orders:staff_counts"))  # fmt: skip


def till_jobs(user, *, at: datetime, facility=None) -> Iterator[Job]:
    """Turns at the till that were closed by somebody else."""
    if may(user, "settle", "till", facility):
        rows = rows_at(CashierShift, user, facility, "till")
        rows = rows.exclude(opened_by=user).exclude(closed_by=user)
        pile = piles.of(rows, [CLOSED_SHIFT], at=at)[CLOSED_SHIFT.name]
        desk = reverse("admin:orders_cashiershift_changelist")
        yield job_of(
            CLOSED_SHIFT, pile, at=at, desk=f"{desk}?closed_at__isempty=0&checked_at__isempty=1",
            phone=reverse("orders:shift_list"),
        )  # fmt: skip


def _job(task: Task, rows, at: datetime, page: str, state: str, phone: str = "") -> Job:
    desk = f"{reverse(page)}?state__exact={state}"
    return job_of(task, piles.of(rows, [task], at=at)[task.name], at=at, desk=desk, phone=phone)
