"""Which column of a bank's table says what: guessed once, confirmed by an officer, then kept.

Source: docs/rules/statements.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .amounts import amount_of, direction_of
from .days import day_of, writes_month_first
from .reading import Sheet

SIGNED, MARKED, TWO_COLUMNS = "signed", "marked", "two_columns"
# Words in titles, by what the column says. The first list that fits wins.
TITLES = {
    "balance": ("saldo", "balance"),
    "day": ("tanggal", "tgl", "date", "waktu"),
    "credit": ("kredit", "credit", "masuk", "setor"),
    "debit": ("debet", "debit", "keluar", "tarik"),
    "mark": ("dk", "db cr", "cr db", "dbcr", "crdb", "d k", "jenis", "tipe", "type"),
    "amount": ("jumlah", "nominal", "mutasi", "amount", "nilai"),
    "text": (
        "keterangan", "uraian", "deskripsi", "description", "berita", "remark", "transaksi",
        "detail", "catatan", "nama", "transaction", "referensi", "reference", "ref",
    ),
}  # fmt: skip
LOOKED_AT = 60  # rows that a guess reads


@dataclass(frozen=True)
class Layout:
    """Columns by their place, from 0. None: the table has no such column.

    style: SIGNED (one column, with a sign or CR/DB in it), MARKED (one column and CR/DB in
    another) or TWO_COLUMNS (credit and debit). header: the titles, folded, by which the same
    layout is known again; () when the table has none. month_first: `11/24/2026`.
    """

    day: int
    texts: tuple[int, ...]
    style: str
    amount: int | None = None
    mark: int | None = None
    credit: int | None = None
    debit: int | None = None
    balance: int | None = None
    month_first: bool = False
    header: tuple[str, ...] = field(default=())

    @property
    def money_columns(self) -> tuple[int, ...]:
        """The columns an amount may stand in."""
        found = (self.credit, self.debit) if self.style == TWO_COLUMNS else (self.amount,)
        return tuple(column for column in found if column is not None)


def folded(title: str) -> str:
    """A title as it is compared: `Tgl. Transaksi` -> `tgl transaksi`."""
    return re.sub(r"[^a-z0-9]+", " ", title.casefold()).strip()


def header_of(sheet: Sheet) -> int | None:
    """The row that holds the titles: the first with three known ones and no amount; else None."""
    for place, row in enumerate(sheet.rows[:LOOKED_AT]):
        known = [cell for cell in row if _meaning(cell)]
        if len(known) >= 3 and not any(re.search(r"\d{3}", cell) for cell in row):
            return place
    return None


def titles_of(sheet: Sheet) -> tuple[str, ...]:
    """The folded titles of the table, () when it has none."""
    place = header_of(sheet)
    return () if place is None else tuple(folded(cell) for cell in sheet.rows[place])


def fits(layout: Layout, sheet: Sheet, *, today: date) -> bool:
    """Whether the table still looks as it did when its layout was confirmed.

    The titles must be the same in the same order. A table without titles must hold days and
    amounts where they were.
    """
    if layout.header != titles_of(sheet):
        return False
    return bool(layout.header) or any(_is_of_money(row, layout, today) for row in sheet.rows)


def guess(sheet: Sheet, *, today: date) -> Layout:
    """The likely layout, by the titles, and by what the cells hold where titles are missing."""
    place = header_of(sheet)
    titles = titles_of(sheet)
    start = 0 if place is None else place + 1
    body = sheet.rows[start : start + LOOKED_AT]
    found, texts = _by_titles(sheet.rows[place] if place is not None else (), body)
    for meaning, column in _by_contents(body, today).items():
        is_needed = not titles or meaning in ("day", "mark") or _has_no(meaning, found, texts)
        if is_needed and meaning not in found and column not in found.values():
            found[meaning] = column
    return _as_layout(found, texts, titles, body)


def _by_titles(row: Sequence[str], body) -> tuple[dict[str, int], list[int]]:
    """Columns by their titles, and all columns of text."""
    found: dict[str, int] = {}
    texts = []
    for column, title in enumerate(row):
        meaning = _meaning(title)
        if meaning == "mark" and not _is_mark([_cell(row, column) for row in body]):
            meaning = "text"
        if meaning == "text":
            texts.append(column)
        elif meaning:
            found.setdefault(meaning, column)
    return found, texts


def _has_no(meaning: str, found: dict[str, int], texts: list[int]) -> bool:
    if meaning == "text":
        return not texts
    return meaning == "amount" and "credit" not in found


def _as_layout(found: dict[str, int], texts: list[int], titles, body) -> Layout:
    if "credit" in found and "debit" in found:
        style = TWO_COLUMNS
    elif "mark" in found:
        style = MARKED
    else:
        style = SIGNED
    amount = found.get("amount", found.get("credit", 0))
    day = found.get("day", 0)
    layout = Layout(
        day=day,
        texts=tuple(texts) or (found.get("text", 1),),
        style=style,
        balance=found.get("balance"),
        month_first=writes_month_first([_cell(row, day) for row in body]),
        header=titles,
    )
    if style == TWO_COLUMNS:
        return replace(layout, credit=found["credit"], debit=found["debit"])
    return replace(layout, amount=amount, mark=found.get("mark") if style == MARKED else None)


def _meaning(title: str) -> str:
    words = folded(title)
    if _names(words, "credit") and _names(words, "debit"):
        return "mark"
    return next((meaning for meaning in TITLES if _names(words, meaning)), "")


def _names(words: str, meaning: str) -> bool:
    return any(re.search(rf"\b{name}\b", words) for name in TITLES[meaning])


def _is_mark(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and _most(filled, lambda cell: direction_of(cell) is not None)


def _by_contents(body: Sequence[Sequence[str]], today: date) -> dict[str, int]:
    """For a table without titles: the first column of days, amounts, marks, and the widest text."""
    width = max(map(len, body), default=0)
    columns = [[_cell(row, place) for row in body] for place in range(width)]
    found: dict[str, int] = {}
    longest = 0
    for place, cells in enumerate(columns):
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        if _most(filled, lambda cell: day_of(cell, today=today) is not None):
            found.setdefault("day", place)
        elif _is_mark(filled):
            found.setdefault("mark", place)
        elif _most(filled, _looks_like_money):
            found.setdefault("balance" if "amount" in found else "amount", place)
        elif sum(map(len, filled)) > longest:
            longest = sum(map(len, filled))
            found["text"] = place
    return found


def _looks_like_money(cell: str) -> bool:
    # A bare row of digits is rather an account or a reference than an amount.
    return amount_of(cell) is not None and not re.fullmatch(r"\d{8,}", cell)


def _most(cells: Sequence[str], test) -> bool:
    return sum(map(test, cells)) * 2 > len(cells)


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _is_of_money(row: Sequence[str], layout: Layout, today: date) -> bool:
    day = day_of(_cell(row, layout.day), today=today, month_first=layout.month_first)
    return day is not None and any(amount_of(_cell(row, c)) for c in layout.money_columns)
