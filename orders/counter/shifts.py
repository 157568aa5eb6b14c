"""A turn at the till: opened with the cash in the drawer, closed by counting it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum

from catalog.models import StockLocation
from catalog.money import rupiah
from facilities.access import may

from ..models import CashierShift, DirectSale, Order, Payment
from ..retrying import retried
from .errors import SaleRefused

MOST_CASH = 100_000_000  # rupiah: a longer figure is a slip of the finger
NO_RIGHT = "Jabatan Anda tidak boleh menjaga kasir di sini."
STILL_OPEN = "Giliran di tempat ini masih terbuka. Tutup dahulu."
CLOSED = "Giliran ini sudah ditutup."
WRONG_CASH = "Tulis jumlah rupiah, paling besar Rp100.000.000."


@dataclass(frozen=True)
class Takings:
    """What one shift sold, void sales left out. by_method, by_owner: rupiah.

    by_method: by Payment.Method; by_owner: by the facility's name, for cash and all other ways
    together. voided: how many sales were taken back.
    """

    sales: int
    voided: int
    total: int
    by_method: dict[str, int]
    by_owner: dict[str, int]
    cash_by_owner: dict[str, int]

    @property
    def cash(self) -> int:
        return self.by_method.get(Payment.Method.CASH, 0)


def takings_of(shift: CashierShift) -> Takings:
    """The sums of a shift, counted from its sales and their orders. Three queries."""
    sales = DirectSale.objects.filter(shift=shift)
    kept = Q(voided_at=None)
    counts = sales.aggregate(kept=Count("pk", filter=kept), void=Count("pk", filter=~kept))
    by_method = dict(sales.filter(kept).order_by().values_list("method").annotate(Sum("total")))
    orders = Order.objects.filter(direct_sale__shift=shift, direct_sale__voided_at=None)
    by_owner, cash_by_owner = Counter(), Counter()
    for name, method, total in (
        orders.order_by("facility__short_name")
        .values_list("facility__short_name", "direct_sale__method")
        .annotate(Sum("total"))
    ):
        by_owner[name] += total
        if method == Payment.Method.CASH:
            cash_by_owner[name] += total
    return Takings(
        sales=counts["kept"], voided=counts["void"], total=sum(by_method.values()),
        by_method=by_method, by_owner=dict(by_owner), cash_by_owner=dict(cash_by_owner),
    )  # fmt: skip


@retried
def open_shift(*, location: StockLocation, opening_cash: int, by, at: datetime) -> CashierShift:
    """Start a turn at the till of this place. opening_cash: rupiah in the drawer.

    Raises SaleRefused: no right, a wrong amount, a shift that is still open there.
    """
    if not may(by, "sell", "till", location.facility):
        raise SaleRefused(NO_RIGHT)
    if not location.is_active:
        raise SaleRefused("Tempat ini tidak dipakai lagi.", "location")
    _check_cash(opening_cash, "opening_cash")
    try:
        with transaction.atomic():
            return CashierShift.objects.create(
                facility=location.facility, location=location, opened_by=by, opened_at=at,
                opening_cash=opening_cash,
            )  # fmt: skip
    except IntegrityError as error:
        raise SaleRefused(STILL_OPEN) from error


@retried
def close_shift(
    *, shift: CashierShift, counted_cash: int, reason: str = "", by, at: datetime
) -> CashierShift:
    """End the turn: what is in the drawer against what was sold for cash.

    counted_cash: rupiah counted, the opening cash among them. reason: why it differs, needed when
    it does. No sale comes in between: both hold the shift's row. Raises SaleRefused; a second
    call finds it closed.
    """
    if not may(by, "sell", "till", shift.location.facility):
        raise SaleRefused(NO_RIGHT)
    _check_cash(counted_cash, "counted_cash")
    with transaction.atomic():
        row = _locked(shift)
        if not row.is_open:
            raise SaleRefused(CLOSED)
        expected = row.opening_cash + takings_of(row).cash
        reason = reason.strip()[:300] if counted_cash != expected else ""
        if counted_cash != expected and not reason:
            word = "lebih" if counted_cash > expected else "kurang"
            raise SaleRefused(
                f"Uang di laci {word} {rupiah(abs(counted_cash - expected))} dari catatan. "
                "Hitung sekali lagi; bila tetap, tulis penjelasannya.",
                "reason",
            )
        row.closed_at, row.closed_by, row.difference_reason = at, by, reason
        row.expected_cash, row.counted_cash = expected, counted_cash
        row.save()
        return row


@retried
def check_shift(*, shift: CashierShift, note: str = "", by, at: datetime) -> CashierShift:
    """The second look: somebody else has seen the cash, its differences and the void sales.

    The same officer once more changes nothing.
    Raises SaleRefused: not closed, seen already, no right (till/settle), or by whoever stood there.
    """
    if not may(by, "settle", "till", shift.location.facility):
        raise SaleRefused("Jabatan Anda tidak boleh memeriksa giliran kasir.")
    with transaction.atomic():
        row = _locked(shift)
        if row.is_open:
            raise SaleRefused("Giliran ini belum ditutup.")
        if row.checked_at is not None and row.checked_by_id == by.pk:
            return row  # pressed twice
        if row.checked_at is not None:
            raise SaleRefused("Giliran ini sudah diperiksa.")
        if by.pk in (row.opened_by_id, row.closed_by_id):
            raise SaleRefused("Giliran Anda sendiri diperiksa oleh petugas lain.")
        row.checked_by, row.checked_at, row.check_note = by, at, note.strip()[:300]
        row.save()
        return row


def _locked(shift: CashierShift) -> CashierShift:
    rows = CashierShift.objects.select_for_update(of=("self",))
    return rows.get(pk=shift.pk)


def _check_cash(amount: int, field: str) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= MOST_CASH:
        raise SaleRefused(WRONG_CASH, field)
