"""The money that came in, row by row, out of a bank's table. Source: docs/rules/statements.md."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .amounts import Amount, amount_of, direction_of
from .days import day_of
from .layouts import MARKED, TWO_COLUMNS, Layout, header_of
from .reading import Sheet

MAX_TEXT = 300
MAX_PROBLEMS = 50
NO_AMOUNT = "jumlah tidak terbaca"
NO_DAY = "tanggal tidak terbaca"
NO_DIRECTION = "tidak jelas uang masuk atau keluar"
PENDING_TEXT = "belum dibukukan bank: unduh mutasi lagi besok"
PENDING = ("pend", "pending")
TOO_LATE = "tanggalnya belum tiba"


@dataclass(frozen=True)
class Credit:
    """Money that came in. number: its line in the file; fingerprint: the same row, ever again."""

    number: int
    day: date
    rupiah: int
    sen: int
    text: str
    fingerprint: str


@dataclass(frozen=True)
class Problem:
    """A row that looks like a transaction and cannot be read: an officer looks at it."""

    number: int
    what: str


@dataclass(frozen=True)
class Contents:
    """What a file says. debits: rows of money that went out; problems: rows nobody may lose."""

    credits: tuple[Credit, ...]
    problems: tuple[Problem, ...]
    debits: int


def read_rows(sheet: Sheet, layout: Layout, *, account_number: str, today: date) -> Contents:
    """Read every row below the titles.

    today: the facility's day; a row dated later than tomorrow is a problem, and a day without year
    is the last such day. Rows with neither day nor amount (address, totals, empty) are no
    transactions; a row with only one of them is a problem.
    """
    place = header_of(sheet) if layout.header else None
    start = 0 if place is None else place + 1
    credits, problems, debits = [], [], 0
    seen: Counter = Counter()
    for row, number in zip(sheet.rows[start:], sheet.numbers[start:], strict=True):
        found = _read(row, layout, today)
        if isinstance(found, str):
            problems.append(Problem(number, found))
        elif found is not None and not found[1].is_credit:
            debits += 1
        elif found is not None:
            day, amount = found
            text = text_in(row, layout)
            balance = _digits(amount_of(_cell(row, layout.balance)))
            key = (day, amount.rupiah, amount.sen, text.casefold(), balance)
            # Two rows that are honestly the same differ by their balance; without one, by how
            # many such rows stand above.
            seen[key] += 1
            fingerprint = fingerprint_of(account_number, *key, seen[key])
            credits.append(Credit(number, day, amount.rupiah, amount.sen, text, fingerprint))
    return Contents(tuple(credits), tuple(problems), debits)


def fingerprint_of(account_number: str, *parts) -> str:
    """What makes a row the same row: account, day, amount, text, balance, occurrence."""
    whole = "\x1f".join(map(str, (account_number, *parts)))
    return hashlib.sha256(whole.encode()).hexdigest()


def text_in(row: Sequence[str], layout: Layout) -> str:
    """What the bank wrote about a row, from all its columns of text."""
    return " ".join(filter(None, (_cell(row, place) for place in layout.texts)))[:MAX_TEXT]


def _read(row: Sequence[str], layout: Layout, today: date) -> tuple[date, Amount] | str | None:
    """Day and amount; why it cannot be read; or None when it is no transaction."""
    written_day = _cell(row, layout.day)
    day = day_of(written_day, today=today, month_first=layout.month_first)
    amount = _amount_in(row, layout)
    if amount is not None and written_day.casefold() in PENDING:
        return PENDING_TEXT
    if day is None and (amount is None or not _looks_dated(written_day)):
        return None  # an address above, a total below
    if day is None:
        return NO_DAY
    if amount is None:
        return NO_AMOUNT if _has_money(row, layout) else None
    if amount.is_credit is None:
        return NO_DIRECTION
    if day > today + timedelta(days=1):
        return TOO_LATE
    if amount.rupiah == 0 and amount.sen == 0:
        return None
    return day, amount


def _amount_in(row: Sequence[str], layout: Layout) -> Amount | None:
    if layout.style == TWO_COLUMNS:
        return _from_two(row, layout)
    amount = amount_of(_cell(row, layout.amount))
    if amount is None:
        return None
    if layout.style == MARKED:
        return Amount(amount.rupiah, amount.sen, direction_of(_cell(row, layout.mark)))
    # One column without a sign: a plus is seldom written.
    return amount if amount.is_credit is not None else Amount(amount.rupiah, amount.sen, True)


def _from_two(row: Sequence[str], layout: Layout) -> Amount | None:
    for place, is_credit in ((layout.credit, True), (layout.debit, False)):
        amount = amount_of(_cell(row, place))
        if amount is not None and (amount.rupiah or amount.sen):
            return Amount(amount.rupiah, amount.sen, is_credit)
    return None


def _has_money(row: Sequence[str], layout: Layout) -> bool:
    """Whether something stands where the amount should: a zero or a dash is nothing."""
    cells = (_cell(row, place) for place in layout.money_columns)
    return any(cell.strip("0.,- ") for cell in cells)


def _looks_dated(cell: str) -> bool:
    return any(letter.isdigit() for letter in cell)


def _digits(amount: Amount | None) -> str:
    if amount is None:
        return ""
    sign = "-" if amount.is_credit is False else ""
    return f"{sign}{amount.rupiah}.{amount.sen:02}"


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""
