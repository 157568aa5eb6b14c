"""A span as years, months and days, as the sums below it are kept. docs/decisions/0091."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from orders.models import Period

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Piece:
    """A whole day, month or year from start; sign -1 takes off what reaches beyond the span."""

    period: Period
    start: date
    sign: int = 1


def pieces(start: date, end: date, *, longest: Period) -> list[Piece]:
    """The fewest pieces that add up to the span; none longer than said.

    1 January to 22 November in years: the year, less December, less 23 to 30 November.
    """
    found = []
    while start <= end:
        stop = min(end, date(start.year, 12, 31))
        found += _in_year(start, stop, longest)
        start = stop + DAY
    return found


def _in_year(start: date, end: date, longest: Period) -> list[Piece]:
    direct = _in_months(start, end, longest)
    if longest != Period.YEAR:
        return direct
    first, last = date(start.year, 1, 1), date(start.year, 12, 31)
    beyond = _in_months(first, start - DAY, longest) + _in_months(end + DAY, last, longest)
    return _fewer(direct, Piece(Period.YEAR, first), beyond)


def _in_months(start: date, end: date, longest: Period) -> list[Piece]:
    found = []
    while start <= end:
        last = start.replace(day=monthrange(start.year, start.month)[1])
        stop = min(end, last)
        found += _in_month(start, stop, last, longest)
        start = stop + DAY
    return found


def _in_month(start: date, end: date, last: date, longest: Period) -> list[Piece]:
    direct = _days(start, end)
    if longest == Period.DAY:
        return direct
    first = start.replace(day=1)
    beyond = _days(first, start - DAY) + _days(end + DAY, last)
    return _fewer(direct, Piece(Period.MONTH, first), beyond)


def _days(start: date, end: date) -> list[Piece]:
    return [Piece(Period.DAY, start + n * DAY) for n in range((end - start).days + 1)]


def _fewer(direct: list[Piece], whole: Piece, beyond: list[Piece]) -> list[Piece]:
    """The pieces themselves, or the whole less what is beyond."""
    if len(direct) <= 1 + len(beyond):
        return direct
    return [whole, *(Piece(piece.period, piece.start, -piece.sign) for piece in beyond)]
