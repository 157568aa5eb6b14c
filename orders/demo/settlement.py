"""The demo's year of settlement: splits, deposits, premi and closed months, written in bulk.

Codes are invented in the right form and say so: 000… for billing, CONTOH… for NTPN.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.crypto import get_random_string

from facilities.models import Facility, ProducerGroup
from orders.models import (
    ClosingEvent,
    LineSplit,
    MonthlyClosing,
    PremiPayout,
    Refund,
    RefundLine,
    SplitRule,
    StateDeposit,
)
from orders.settlement import month_of, next_month
from orders.settlement.months import figures_of
from orders.settlement.splitting import refund_figures, refund_splits, sale_figures, sale_splits

from .desk import DESKS
from .receipt import slip_jpeg
from .rows import Written

BATCH = 500
NOTE = "Contoh, bukan setoran sungguhan."
Months = dict[tuple[int, date], Counter]
PaidBack = tuple[Refund, list[RefundLine]]
# Facilities whose payouts go to fewer than five people: hidden from officials.
FEW_PEOPLE = {"LPS-NML": 3, "LPS-WHI": 4}


def load_settlement(
    *,
    written: Iterable[Written],
    refunds: Iterable[PaidBack],
    officers: Mapping[tuple[int, str], int],
    at: datetime,
) -> None:
    """Share what was paid, take back what was refunded, deposit, pay out and close until `at`."""
    months: Months = defaultdict(Counter)
    sold = _share(written, months)
    _take_back(refunds, sold, months)
    year = _Year(months, officers, at)
    for facility in Facility.objects.order_by("pk"):
        year.settle(facility)
    year.save()


def _share(written: Iterable[Written], months: Months) -> dict[int, list[LineSplit]]:
    """Splits of every paid order, saved; by order."""
    rules = defaultdict(list)
    for rule in SplitRule.objects.all():
        rules[rule.facility_id].append(rule)
    by_order = {}
    for one in written:
        if one.payment.paid_at is None:
            continue
        facility = one.plan.facility
        day = facility.local_day(one.payment.paid_at)
        valid = [
            rule
            for rule in rules[facility.pk]
            if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)
        ]
        rows = sale_splits(order=one.order, lines=one.lines, rules=valid, day=day)
        by_order[one.order.pk] = rows
        months[facility.pk, month_of(day)].update(sale_figures(one.order, rows))
    LineSplit.objects.bulk_create((row for rows in by_order.values() for row in rows), BATCH)
    return by_order


def _take_back(refunds: Iterable[PaidBack], sold: Mapping[int, Sequence], months: Months) -> None:
    rows = []
    for refund, lines in refunds:
        if refund.state != Refund.State.PAID or refund.order.pk not in sold:
            continue
        day = refund.order.facility.local_day(refund.decided_at)
        back = refund_splits(refund_lines=lines, sold=sold[refund.order.pk], day=day)
        key = refund.order.facility_id, month_of(day)
        months[key].update(refund_figures(refund.other_amount, back))
        rows += back
    LineSplit.objects.bulk_create(rows, BATCH)


class _Year:
    """What treasurers did month by month: deposits on the 5th, premi on the 8th, closing later."""

    def __init__(self, months: Months, officers: Mapping[tuple[int, str], int], at: datetime):
        self.months, self.officers, self.at = months, officers, at
        self.dice = random.Random(1982)
        self.people = Counter()
        for group in ProducerGroup.objects.filter(is_active=True):
            self.people[group.facility_id] += group.member_count
        self.deposits: list[StateDeposit] = []
        self.payouts: list[PremiPayout] = []
        self.closings: list[MonthlyClosing] = []
        self.events: list[ClosingEvent] = []

    def settle(self, facility: Facility) -> None:
        """All months of one facility, from its first sale to today."""
        booked = [month for key, month in self.months if key == facility.pk]
        if not booked:
            return
        today, month = facility.local_day(self.at), min(booked)
        owed = Counter()
        while month <= today:
            figures = self.months[facility.pk, month]
            if month > min(booked):
                self._pay_on(facility, month, today, owed, figures)
            owed.update(pnbp=figures["pnbp"] - figures["deposited"])
            owed.update(premi=figures["premi"] - figures["premi_paid"])
            month = next_month(month)
        self._close(facility, min(booked), today)

    def _pay_on(self, facility, month, today, owed: Counter, figures: Counter) -> None:
        """What is owed from before, deposited and paid out early in this month, or forgotten."""
        period = month_of(month - timedelta(days=1))
        by = self.officers.get((facility.pk, "treasurer"))
        on = month + timedelta(days=self.dice.randint(2, 6))
        is_last = next_month(month) > today
        waits = is_last and facility.code in DESKS
        if owed["pnbp"] > 0 and (waits or self.dice.random() < 0.85):
            self._deposit(facility, period, owed["pnbp"], on, today, by, waits)
        on = month + timedelta(days=self.dice.randint(5, 9))
        if owed["premi"] > 0 and on <= today and self.dice.random() < 0.9:
            people = FEW_PEOPLE.get(facility.code) or max(5, self.people[facility.pk] // 2)
            self.payouts.append(
                PremiPayout(
                    facility=facility, period=period, amount=owed["premi"], head_count=people,
                    paid_on=on, note="Contoh.", recorded_by_id=by, recorded_at=_noon(on),
                )
            )  # fmt: skip
            figures["premi_paid"] += owed["premi"]

    def _deposit(self, facility, period, amount, on, today, by, waits) -> None:
        number = len(self.deposits) + 1
        deposit = StateDeposit(
            facility=facility, period=period, amount=amount, billing_code=f"{number:015d}",
            billing_expires_on=(today if waits else on) + timedelta(days=7), note=NOTE,
            recorded_by_id=by, recorded_at=_noon(min(on, today)),
        )  # fmt: skip
        if not waits and on <= today:
            deposit.state, deposit.paid_on = StateDeposit.State.PAID, on
            deposit.ntpn, deposit.ntb = f"CONTOH{number:010d}", f"{number:06d}"
            self.months[facility.pk, month_of(on)]["deposited"] += amount
            if facility.code in DESKS:
                deposit.file_name = _kept_slip(deposit)
        elif not waits:
            return
        self.deposits.append(deposit)

    def _close(self, facility: Facility, first: date, today: date) -> None:
        """Months are closed on the 10th of the next; some treasurers are one or two behind."""
        last = month_of(today)
        for _ in range(self.dice.choice((0, 0, 1, 2))):
            last = month_of(last - timedelta(days=1))
        owed, month = Counter(), first
        by = self.officers.get((facility.pk, "treasurer"))
        while month <= today:
            figures = self.months.get((facility.pk, month), Counter())
            on = next_month(month) + timedelta(days=9)
            closing = MonthlyClosing(facility=facility, month=month, **figures)
            if month < last and on <= today:
                closing.closed_at, closing.closed_by_id = _noon(on), by
                closing.brought_pnbp, closing.brought_premi = owed["pnbp"], owed["premi"]
                self.events.append(
                    ClosingEvent(
                        closing=closing, kind=ClosingEvent.Kind.CLOSED, by_id=by, at=_noon(on),
                        figures=figures_of(closing),
                    )
                )  # fmt: skip
            self.closings.append(closing)
            owed.update(pnbp=figures["pnbp"] - figures["deposited"])
            owed.update(premi=figures["premi"] - figures["premi_paid"])
            month = next_month(month)

    def save(self) -> None:
        StateDeposit.objects.bulk_create(self.deposits, BATCH)
        PremiPayout.objects.bulk_create(self.payouts, BATCH)
        MonthlyClosing.objects.bulk_create(self.closings, BATCH)
        ClosingEvent.objects.bulk_create(self.events, BATCH)


def _kept_slip(deposit: StateDeposit) -> str:
    jpeg = slip_jpeg(amount=deposit.amount, ntpn=deposit.ntpn, on=deposit.paid_on)
    path = f"setoran/{get_random_string(32)}.jpg"
    return storages["private"].save(path, ContentFile(jpeg))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)
