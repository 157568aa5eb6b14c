"""Whose money a row is: certain, booked before, doubtful or unmatched. docs/rules/statements.md.

Reads only. What is certain is asked again under the locks before it is booked (booking.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from ..models import BankStatement, Order, Payment, Receipt, StatementLine
from ..numbers import ALPHABET, LENGTH, MISREAD, ORDER

P = Payment.State
OPEN = (P.AWAITING, P.REVIEW, P.PARTLY_PAID)
# A payment that ended so shortly before may still be what the money was for.
LATE_DAYS = timedelta(days=60)
CLOSE_CALL = timedelta(days=3)
# Banks post what an officer saw on Saturday with Monday's date.
POSTED_AFTER = timedelta(days=3)
BY_EYE = (Receipt.Source.PROOF, Receipt.Source.OFFICER)
# Looked for at every place: `DP P-7K3…` is `DPP7K3…` without its signs.
NUMBER = re.compile(rf"(?=({ORDER}[{ALPHABET}]{{{LENGTH}}}))")


class Kind(StrEnum):
    CERTAIN = "certain"
    KNOWN = "known"
    DOUBTFUL = "doubtful"
    UNMATCHED = "unmatched"


@dataclass(frozen=True)
class Candidate:
    """A payment the row may be for, and what speaks for or against it, in Indonesian."""

    payment: Payment
    why: str


@dataclass
class Match:
    """One row and whose it may be. receipt: for KNOWN, what an officer had booked from it."""

    line: StatementLine
    kind: Kind = Kind.UNMATCHED
    candidates: list[Candidate] = field(default_factory=list)
    receipt: Receipt | None = None

    @property
    def payment(self) -> Payment | None:
        """The one payment of a certain or known row."""
        is_clear = self.kind in (Kind.CERTAIN, Kind.KNOWN)
        return self.candidates[0].payment if is_clear else None


def matches(statement: BankStatement, lines: Iterable[StatementLine]) -> list[Match]:
    """Whose each open row of this statement is, by day: the first of two takes the payment."""
    rows = sorted(lines, key=lambda line: (line.day, line.number, line.pk))
    books = _Books(statement, rows)
    return [books.match(line) for line in rows]


class _Books:
    """The payments of one account that the rows can be about, read in five queries."""

    def __init__(self, statement: BankStatement, rows: list[StatementLine]):
        mine = Payment.objects.filter(facility=statement.facility_id).select_related(
            "order__facility", "order__checkout"
        )
        account = mine.filter(account_number=statement.account_number)
        amounts = {row.amount for row in rows}
        first = min((row.day for row in rows), default=None)
        self.open = defaultdict(list)
        self.without_code = defaultdict(list)
        quoted = account.exclude(order__state=Order.State.AWAITING_QUOTE)
        for payment in quoted.filter(state__in=OPEN).order_by("pk"):
            self.open[payment.amount_due].append(payment)
            if payment.unique_code and payment.amount_due == payment.amount:
                self.without_code[payment.amount - payment.unique_code].append(payment)
        self.ended = defaultdict(list)
        if first is not None:
            late = account.filter(state=P.VOID, amount__in=amounts)
            for payment in late.filter(closed_at__date__gte=first - LATE_DAYS).order_by("pk"):
                self.ended[payment.amount].append(payment)
        self.receipts = defaultdict(list)
        seen = Receipt.objects.filter(
            payment__facility=statement.facility_id,
            payment__account_number=statement.account_number,
            source__in=BY_EYE, amount__in=amounts, statement_line=None,
        ).select_related("payment__order__facility", "payment__order__checkout")  # fmt: skip
        for receipt in seen.order_by("received_at", "pk"):
            self.receipts[receipt.amount].append(receipt)
        self.numbered = _by_number(mine, rows)
        self.taken: set[int] = set()
        self.linked: set[int] = set()

    def match(self, line: StatementLine) -> Match:
        match = Match(line)
        exact = [p for p in self.open[line.amount] if _is_after(line, p)] if not line.sen else []
        receipts = self._receipts(line)
        ended = [p for p in self.ended[line.amount] if _is_after(line, p)] if not line.sen else []
        if len(exact) == 1 and not receipts and self._is_sure(line, exact[0], ended):
            match.kind = Kind.CERTAIN
            match.candidates = [Candidate(exact[0], "Jumlahnya tepat")]
            self.taken.add(exact[0].pk)
        elif len(receipts) == 1 and not exact and not ended:
            match.kind, match.receipt = Kind.KNOWN, receipts[0]
            match.candidates = [Candidate(receipts[0].payment, "Sudah dibukukan petugas")]
            self.linked.add(receipts[0].pk)
        else:
            match.candidates = self._doubts(line, exact, receipts, ended)
            match.kind = Kind.DOUBTFUL if match.candidates else Kind.UNMATCHED
        return match

    def _is_sure(self, line: StatementLine, payment: Payment, ended: list[Payment]) -> bool:
        """The amount names the order: with its kode unik, or together with its number."""
        if payment.pk in self.taken:
            return False
        if any(_ended_day(other) >= line.day - CLOSE_CALL for other in ended):
            return False
        has_code = payment.unique_code > 0 and payment.amount_due == payment.amount
        return has_code or payment in self.numbered[line.pk]

    def _receipts(self, line: StatementLine) -> list[Receipt]:
        if line.sen:
            return []
        return [
            receipt
            for receipt in self.receipts[line.amount]
            if receipt.pk not in self.linked
            and _is_after(line, receipt.payment)
            and line.day <= _local(receipt.payment, receipt.received_at) + POSTED_AFTER
        ]

    def _doubts(self, line, exact, receipts, ended) -> list[Candidate]:
        found: dict[int, Candidate] = {}

        def add(payment: Payment, why: str) -> None:
            found.setdefault(payment.pk, Candidate(payment, why))

        for payment in exact:
            if payment.pk in self.taken:
                add(payment, "Baris lain sudah cocok dengan pesanan ini: mungkin dibayar dua kali")
            elif len(exact) > 1:
                add(payment, "Jumlahnya tepat, tetapi pesanan lain juga")
            elif receipts or ended:
                add(payment, "Jumlahnya tepat, tetapi mungkin milik pesanan lain")
            else:
                add(payment, "Jumlahnya tepat, tetapi tanpa kode unik")
        for receipt in receipts:
            add(receipt.payment, "Mungkin sudah dibukukan petugas")
        for payment in ended:
            add(payment, "Terlambat: pesanan ini sudah berakhir")
        for payment in self.numbered[line.pk]:
            add(payment, _number_says(line, payment))
        if not line.sen:
            for payment in self.without_code[line.amount]:
                if _is_after(line, payment) and payment.pk not in self.taken:
                    add(payment, "Tanpa kode unik: jumlahnya kurang kode itu")
        return list(found.values())


def _number_says(line: StatementLine, payment: Payment) -> str:
    if payment.state not in OPEN:
        return f"Nomornya tertulis, tetapi pembayarannya {payment.get_state_display().lower()}"
    if line.amount < payment.amount_due:
        return "Nomornya tertulis, jumlahnya kurang"
    if line.amount > payment.amount_due:
        return "Nomornya tertulis, jumlahnya lebih"
    return "Nomornya tertulis"


def _by_number(payments, rows: list[StatementLine]) -> dict[int, list[Payment]]:
    """The payments whose order's number stands in a row's text, by the key of the row."""
    written = {row.pk: set(NUMBER.findall(_compact(row.text))) for row in rows}
    keys = {f"{number[0]}-{number[1:]}" for numbers in written.values() for number in numbers}
    found = {}
    if keys:
        found = {p.order.number: p for p in payments.filter(order__number__in=keys)}
    by_row = defaultdict(list)
    for key, numbers in written.items():
        for number in sorted(numbers):
            if payment := found.get(f"{number[0]}-{number[1:]}"):
                by_row[key].append(payment)
    return by_row


def _compact(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper()).translate(MISREAD)


def _is_after(line: StatementLine, payment: Payment) -> bool:
    """Money cannot come before the order it is for."""
    return _local(payment, payment.order.placed_at) <= line.day


def _ended_day(payment: Payment):
    return _local(payment, payment.closed_at)


def _local(payment: Payment, at):
    return payment.order.facility.local_day(at)
