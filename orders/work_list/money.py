"""Money that is nobody's yet, months to close, codes to pay."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum
from django.urls import reverse
from django.utils import timezone

from catalog.dates import tanggal
from catalog.money import rupiah
from facilities.access import may, scope_of
from orders.models import MonthlyClosing, StateDeposit, StatementLine
from orders.settlement import month_of

from .job import Job
from .places import rows_at
from .second_looks import till_jobs

BILLED = StateDeposit.objects.filter(
    facility=OuterRef("facility"), period=OuterRef("month"), state=StateDeposit.State.BILLED
)


def money_jobs(user, *, at: datetime, facility=None) -> Iterator[Job]:
    """For those who keep the money: the account, the months, the deposits."""
    today = timezone.localdate(at)
    if may(user, "change", "statement", facility):
        rows = rows_at(StatementLine, user, facility, "statement")
        yield Job(
            rows.filter(state=StatementLine.State.OPEN).count(),
            "Putuskan mutasi rekening",
            "Uang masuk yang belum dibukukan untuk pesanan",
            f"{reverse('admin:orders_statementline_changelist')}?state__exact=open",
        )
    yield from till_jobs(user, at=at, facility=facility)
    if not scope_of(user).everything and may(user, "close", "settlement", facility):
        yield from _months(rows_at(MonthlyClosing, user, facility, "settlement"), today)
        yield _deposits(rows_at(StateDeposit, user, facility, "deposit"), today)


def _months(closings, today) -> Iterator[Job]:
    is_owed = Q(closed_at__isnull=False, pnbp__gt=F("deposited")) & ~Q(Exists(BILLED))
    found = closings.order_by().aggregate(
        ended=Count("pk", filter=Q(closed_at=None, month__lt=month_of(today))),
        owed=Count("pk", filter=is_owed),
        amount=Sum(F("pnbp") - F("deposited"), filter=is_owed, default=0),
    )
    yield Job(
        found["ended"],
        "Tutup bulan",
        "Bulan yang sudah berakhir, bagi hasilnya belum ditutup",
        reverse("orders:settlement_list"),
    )
    note = (
        f"PNBP terutang {rupiah(found['amount'])}" if found["owed"] else "PNBP bulan yang ditutup"
    )
    yield Job(
        found["owed"],
        "Buat kode billing PNBP",
        note,
        reverse("admin:orders_statedeposit_changelist"),
    )


def _deposits(deposits, today) -> Job:
    found = deposits.filter(state=StateDeposit.State.BILLED).aggregate(
        count=Count("pk"),
        amount=Sum("amount", default=0),
        first=Min("billing_expires_on"),
        late=Count("pk", filter=Q(billing_expires_on__lt=today)),
    )
    note = "Kode billing yang belum dibayar"
    if found["count"]:
        amount, first = rupiah(found["amount"]), tanggal(found["first"])
        note = f"Seluruhnya {amount}, kode paling dekat berlaku sampai {first}"
    return Job(
        found["count"],
        "Setor PNBP",
        note,
        f"{reverse('admin:orders_statedeposit_changelist')}?state__exact=billed",
        tag=f"{found['late']} kedaluwarsa" if found["late"] else "",
        is_late=bool(found["late"]),
    )
