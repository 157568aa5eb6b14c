"""Amounts as banks write them, in whole rupiah and sen. Source: docs/rules/statements.md.

`1.250.000,00` and `1,250,000.00` need no setting to be told apart: thousands always come in threes,
sen never do.
"""

import re
from dataclasses import dataclass

INDONESIAN = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}|0{4}|-))?", re.ASCII)
ENGLISH = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}|0{4}))?", re.ASCII)
CREDIT = frozenset({"cr", "c", "k", "kr", "kredit", "credit", "masuk", "+"})
DEBIT = frozenset({"db", "d", "dr", "debet", "debit", "keluar", "-"})
WORD_BEHIND = re.compile(r"(.*?)\s*\(?([A-Za-z]{1,6})\)?$", re.ASCII)
LARGEST = 10**13  # rupiah: more than any account of a facility will hold


@dataclass(frozen=True)
class Amount:
    """Rupiah and sen without sign; is_credit: None when the cell does not say."""

    rupiah: int
    sen: int = 0
    is_credit: bool | None = None


def amount_of(cell: str) -> Amount | None:
    """What a cell says, or None when it is no amount (a formula, a date, a word, a blank)."""
    text = re.sub(r"^(?:rp|idr)\.?\s*", "", cell.strip(), flags=re.IGNORECASE)
    is_credit = None
    behind = WORD_BEHIND.fullmatch(text)
    if behind:
        is_credit = direction_of(behind[2])
        if is_credit is None:
            return None
        text = behind[1]
    sign, text = _sign(text)
    number = INDONESIAN.fullmatch(text) or ENGLISH.fullmatch(text)
    if number is None:
        return None
    rupiah = int(re.sub(r"\D", "", number[1]))
    sen = int((number[2] or "0").replace("-", "0")[:2].ljust(2, "0"))
    if rupiah > LARGEST:
        return None
    if sign:
        is_credit = sign == "+"
    return Amount(rupiah, sen, is_credit)


def direction_of(word: str) -> bool | None:
    """True for money in (`CR`, `K`, `Kredit`), False for money out, None for another word."""
    word = word.strip().strip(".()").casefold()
    if word in CREDIT:
        return True
    return False if word in DEBIT else None


def _sign(text: str) -> tuple[str, str]:
    """`-5`, `5-` and `(5)` are money out; a plus is money in; without a sign ""."""
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        return "-", text[1:-1].strip()
    if text[:1] in "+-":
        return text[:1], re.sub(r"^(?:rp|idr)\.?\s*", "", text[1:].strip(), flags=re.IGNORECASE)
    if text.endswith(("+", "-")) and not text.endswith(",-"):
        return text[-1], text[:-1].strip()
    return "", text
