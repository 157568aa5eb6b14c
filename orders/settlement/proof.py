"""The proof that no rupiah is missing: every row of money against every sum kept of it.

Each check asks the database once and yields (where, what is wrong). Source:
docs/rules/settlement.md, Proof.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncMonth

from catalog.money import rupiah
from facilities.models import Facility

from .. import sales
from ..models import (
    ClosingEvent,
    LineSplit,
    MonthlyClosing,
    Order,
    OrderLine,
    PremiPayout,
    Refund,
    RefundLine,
    SalesDay,
    StateDeposit,
)
from ..models.closings import GOODS_SUMS, SUMS
from ..models.splits import PARTS
from ..models.state_money import BILLING_CODE, NTPN
from . import channels
from .balance import balances
from .months import figures_of
from .sharing import MIRRORED, mirror, share

Difference = tuple[str, str]
AMOUNTS = ("goods", "materials", "base", *PARTS)


def differences() -> Iterator[Difference]:
    """(where, what is wrong) for every sum that does not hold; nothing when all do."""
    yield from _rows_of_money()
    yield from _splits()
    yield from channels.differences()
    yield from _months()
    yield from _closings()
    yield from _state_money()
    yield from _sales_books()
    yield from _balances()


def _rows_of_money() -> Iterator[Difference]:
    """Receipts and refunds against the payment, and both against what the order costs."""
    for text, orders in sales.money_invariants():
        for number in orders.values_list("number", flat=True):
            yield number, text


def _splits() -> Iterator[Difference]:
    """Every line of a paid order was shared once, as its own terms say; refunds mirror it."""
    paid = OrderLine.objects.filter(order__payment__paid_at__isnull=False)
    for number in paid.filter(splits=None).values_list("order__number", flat=True):
        yield number, "sudah dibayar tetapi belum dibagi"
    rows = LineSplit.objects.select_related(
        "line__order__payment", "facility", "refund_line__refund"
    )
    in_order = rows.order_by("line_id", "pk").iterator(chunk_size=2_000)
    for _, of_line in groupby(in_order, key=lambda row: row.line_id):
        yield from _splits_of_line(list(of_line))
    back = RefundLine.objects.filter(
        refund__state=Refund.State.PAID, split=None, amount__gt=0,
        refund__order__payment__paid_at__isnull=False,
    )  # fmt: skip
    for number in back.values_list("refund__order__number", flat=True):
        yield number, "dana kembali tetapi bagi hasilnya tidak ditarik"


def _splits_of_line(rows: list[LineSplit]) -> Iterator[Difference]:
    sale, *refunds = rows
    line, order = sale.line, sale.line.order
    if order.payment.paid_at is None or sale.refund_line_id is not None:
        yield order.number, "dibagi tetapi belum dibayar"
        return
    if _differs(sale, line):
        yield order.number, f"bagi hasil {line.name} tidak sesuai aturannya"
    if sale.day != sale.facility.local_day(order.payment.paid_at):
        yield order.number, "bagi hasil tercatat pada hari lain"
    if sale.facility_id != order.facility_id:
        yield order.number, "bagi hasil tercatat di UPT lain"
    left = Counter({name: getattr(sale, name) for name in MIRRORED})
    for row in refunds:
        yield from _refund_split(row, left, order)


def _differs(sale: LineSplit, line: OrderLine) -> bool:
    wanted = share(
        terms=sale, goods=line.total, quantity=line.quantity, material_cost=sale.material_cost,
        fee=sale.fee,
    )  # fmt: skip
    amounts = (wanted.goods, wanted.materials, wanted.base, *wanted.parts.values())
    return amounts != tuple(getattr(sale, name) for name in AMOUNTS)


def _refund_split(row: LineSplit, left: Counter, order: Order) -> Iterator[Difference]:
    back = row.refund_line
    if back.refund.state != Refund.State.PAID:
        yield order.number, "bagi hasil ditarik tanpa dana kembali"
    if row.day != row.facility.local_day(back.refund.decided_at):
        yield order.number, "penarikan bagi hasil tercatat pada hari lain"
    try:
        wanted = mirror(amount=back.amount, left=left)
    except ValueError:
        yield order.number, "bagi hasil ditarik lebih banyak daripada yang dibagi"
        return
    if any(getattr(row, name) != -amount for name, amount in wanted.items()):
        yield order.number, "penarikan bagi hasil tidak mencerminkan penjualannya"
    left.subtract(wanted)


def _months() -> Iterator[Difference]:
    """The sums of every month against the rows they are made of."""
    counted = counted_months()
    stored = {
        (row.facility_id, row.month): {name: getattr(row, name) for name in SUMS}
        for row in MonthlyClosing.objects.iterator(chunk_size=2_000)
    }
    names = dict(Facility.objects.values_list("pk", "short_name"))
    for key in sorted({*stored, *counted}):
        for name in SUMS:
            here, there = stored.get(key, {}).get(name, 0), counted.get(key, {}).get(name, 0)
            if here != there:
                label = MonthlyClosing._meta.get_field(name).verbose_name.removesuffix(" (Rp)")
                yield (
                    f"{names[key[0]]} {key[1]:%Y-%m}",
                    f"{label} tercatat {rupiah(here)}, menurut barisnya {rupiah(there)}",
                )


def counted_months() -> dict[tuple[int, date], Counter]:
    """The sums of every facility and month, counted anew from the rows."""
    months: dict[tuple[int, date], Counter] = {}

    def add(rows: Iterable[tuple]) -> None:
        for facility, month, figures in rows:
            months.setdefault((facility, month), Counter()).update(figures)

    add(_by_month(LineSplit.objects.filter(refund_line=None), "day", "goods"))
    returned = LineSplit.objects.exclude(refund_line=None)
    add(_by_month(returned, "day", "goods", named={"goods": "returned"}, sign=-1))
    add(_by_month(LineSplit.objects.all(), "day", *GOODS_SUMS))
    add(_outside_by_month())
    deposits = StateDeposit.objects.filter(state=StateDeposit.State.PAID)
    add(_by_month(deposits, "paid_on", "amount", named={"amount": "deposited"}))
    payouts = PremiPayout.objects.filter(state=PremiPayout.State.PAID)
    add(_by_month(payouts, "paid_on", "amount", named={"amount": "premi_paid"}))
    return months


def _by_month(rows, day: str, *columns: str, named=None, sign: int = 1):
    named = named or {}
    sums = {f"{column}_": Sum(column) for column in columns}
    found = rows.order_by().annotate(month_=TruncMonth(day)).values("facility", "month_")
    for row in found.annotate(**sums):
        figures = {named.get(c, c): sign * row[f"{c}_"] for c in columns}
        yield row["facility"], row["month_"], figures


def _outside_by_month():
    """Shipping and kode unik on the day of the sale; what went back of them on the refund's."""
    first = LineSplit.objects.filter(line__order=OuterRef("pk"), refund_line=None).order_by("pk")
    sold = Order.objects.filter(payment__paid_at__isnull=False).annotate(
        day_=Subquery(first.values("day")[:1])
    )
    for facility, day, shipping, code in sold.exclude(day_=None).values_list(
        "facility", "day_", "shipping_cost", "unique_code"
    ):
        yield facility, day.replace(day=1), {"shipping": shipping or 0, "rounding": code}
    paid = Refund.objects.filter(
        state=Refund.State.PAID, order__payment__paid_at__isnull=False, other_amount__gt=0
    )
    for refund in paid.select_related("order__facility").iterator(chunk_size=2_000):
        facility = refund.order.facility
        month = facility.local_day(refund.decided_at).replace(day=1)
        yield facility.pk, month, {"other_returned": refund.other_amount}


def _closings() -> Iterator[Difference]:
    """A closed month still shows what it showed when it was closed, and none before it is open."""
    rows = MonthlyClosing.objects.select_related("facility").order_by("facility_id", "month")
    last = {
        event.closing_id: event
        for event in ClosingEvent.objects.order_by("at", "pk").iterator(chunk_size=2_000)
    }
    for _, of_facility in groupby(rows, key=lambda row: row.facility_id):
        owed, is_open = Counter(pnbp=0, premi=0), False
        for row in of_facility:
            where, event = f"{row.facility} {row.month:%Y-%m}", last.get(row.pk)
            was_closed = event is not None and event.kind == ClosingEvent.Kind.CLOSED
            if was_closed != row.is_closed:
                yield where, "ditutup atau dibuka tanpa riwayat"
            elif row.is_closed:
                now = figures_of(row)
                # A sum that did not exist yet when the month was closed was nothing.
                if dict.fromkeys(now, 0) | event.figures != now:
                    yield where, "angkanya berubah setelah ditutup"
                if (row.brought_pnbp, row.brought_premi) != (owed["pnbp"], owed["premi"]):
                    yield where, "saldo awalnya berbeda dari bulan-bulan sebelumnya"
                if is_open:
                    yield where, "ditutup sebelum bulan yang lebih awal"
            is_open = is_open or not row.is_closed
            owed.update(pnbp=row.pnbp - row.deposited, premi=row.premi - row.premi_paid)


def _state_money() -> Iterator[Difference]:
    """Deposits carry codes of the right form, each once; payouts have people."""
    seen: Counter = Counter()
    alive = StateDeposit.objects.exclude(state=StateDeposit.State.VOID)
    for deposit in alive.iterator(chunk_size=2_000):
        where = f"Setoran {deposit.billing_code}"
        if not re.fullmatch(BILLING_CODE, deposit.billing_code):
            yield where, "kode billing bukan 15 angka"
        if deposit.is_paid and (not re.fullmatch(NTPN, deposit.ntpn) or deposit.paid_on is None):
            yield where, "sudah disetor tanpa NTPN dan tanggal yang benar"
        codes = [deposit.billing_code, *([deposit.ntpn] if deposit.ntpn else [])]
        if any(seen[code] for code in codes):
            yield where, "kode ini sudah dipakai setoran lain"
        seen.update(codes)
    for payout in PremiPayout.objects.filter(head_count__lt=1):
        yield f"Premi {payout.paid_on}", "tidak ada penerimanya"


def _sales_books() -> Iterator[Difference]:
    """SalesDay and the splits tell the same sales, by facility and day."""
    told = _by_day(
        SalesDay.objects.values_list("facility", "day").annotate(
            sold=Sum("revenue"), back=Sum("refunds")
        )
    )
    is_sale = Q(refund_line=None)
    shared = _by_day(
        LineSplit.objects.order_by()
        .values_list("facility", "day")
        .annotate(
            sold=Sum("goods", filter=is_sale, default=0),
            back=-Sum("goods", filter=~is_sale, default=0),
        )
    )
    names = dict(Facility.objects.values_list("pk", "short_name"))
    for facility, day in sorted({*told, *shared}):
        if told.get((facility, day), (0, 0)) != shared.get((facility, day), (0, 0)):
            yield f"{names[facility]} {day}", "buku penjualan berbeda dari bagi hasil"


def _balances() -> Iterator[Difference]:
    """What came in, less what went back, is what was settled and what is still held."""
    names = dict(Facility.objects.values_list("pk", "short_name"))
    for facility, balance in sorted(balances().items()):
        if balance.difference:
            yield names[facility], f"{rupiah(balance.difference)} tidak terjelaskan"


def _by_day(rows) -> dict[tuple[int, date], tuple[int, int]]:
    return {(facility, day): (sold, back) for facility, day, sold, back in rows.order_by()}
