"""Days as banks write them. Source: docs/rules/statements.md."""

import re
from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february peb pebruari",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agustus aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov november nop nopember",
            "des desember dec december",
        ),
        start=1,
    )
    for name in names.split()
}
TIME = re.compile(
    r"[ T]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?:\s*(?:WIB|WITA|WIT|AM|PM))?$", re.ASCII
)
YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?", re.ASCII)
WORDS = re.compile(r"(?:[A-Za-z]+, *)?(\d{1,2})[-/. ]*([A-Za-z]+)[-/. ]*(\d{4}|\d{2})?", re.ASCII)


def day_of(cell: str, *, today: date, month_first: bool = False) -> date | None:
    """The day a cell names, or None. A time behind it is left away.

    today: a day without year is the last such day up to then. month_first: `11/24/2026`.
    """
    text = TIME.sub("", cell.strip()).strip()
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups() if part)
        return _valid(year, month, day)
    if found := NUMBERS.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        day, month = (second, first) if month_first else (first, second)
        return _dated(found[3], month, day, today)
    if found := WORDS.fullmatch(text):
        month = MONTHS.get(found[2].casefold())
        return _dated(found[3], month, int(found[1]), today) if month else None
    return None


def writes_month_first(cells: list[str]) -> bool:
    """Whether these days can only be read with the month first: some day is above twelve."""
    found = [NUMBERS.fullmatch(TIME.sub("", cell.strip()).strip()) for cell in cells]
    pairs = [(int(match[1]), int(match[2])) for match in found if match]
    return any(second > 12 for _, second in pairs) and all(first <= 12 for first, _ in pairs)


def _dated(year: str | None, month: int, day: int, today: date) -> date | None:
    if year is not None:
        return _valid(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = _valid(today.year, month, day)
    if this_year is not None and this_year <= today + timedelta(days=1):
        return this_year
    return _valid(today.year - 1, month, day)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
