"""Spans of days that a report covers, and the spans it is compared with. docs/rules/reports.md."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from catalog.dates import MONTHS, bulan, tanggal

# Words of the address for spans that move with the calendar.
NAMED = {
    "hari-ini": "Hari ini",
    "minggu-ini": "Minggu ini",
    "bulan-ini": "Bulan ini",
    "triwulan-ini": "Triwulan ini",
    "tahun-ini": "Tahun ini",
}
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


class NotASpan(ValueError):
    """The words of the address say no span. str(error): what to do, in Indonesian."""


@dataclass(frozen=True)
class Span:
    """Local days from start to end, both counted in.

    kind: day, week, month, quarter, year or free. A month, quarter or year that is still going on
    ends today. name: the word of the address it came from, or "".
    """

    start: date
    end: date
    kind: str = "free"
    name: str = ""

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days + 1

    @property
    def label(self) -> str:
        """`April 2026`, `Triwulan II 2026`, `1 sampai 22 April 2026`."""
        if self.is_whole and self.kind in MONTHS_OF:
            return _unit_label(self.start, self.kind)
        return _days_label(self.start, self.end)

    @property
    def is_whole(self) -> bool:
        """Whether a month, quarter or year is covered to its last day."""
        months = MONTHS_OF.get(self.kind)
        return months is None or self.end == last_day(_moved(self.start, months - 1))

    @property
    def query(self) -> dict[str, str]:
        """The span in words of the address."""
        if self.name:
            return {"rentang": self.name}
        return {"dari": self.start.isoformat(), "sampai": self.end.isoformat()}

    def before(self) -> "Span":
        """The span to compare with: the unit before, up to the same day; else as many days."""
        months = MONTHS_OF.get(self.kind)
        if months is None:
            shift = timedelta(days=7 if self.kind == "week" else self.days)
            return replace(self, start=self.start - shift, end=self.end - shift, name="")
        end = _moved(self.end, -months)
        return replace(
            self,
            start=_moved(self.start, -months),
            end=last_day(end) if self.is_whole else end,
            name="",
        )

    def last_year(self) -> "Span":
        """The same days of the year before."""
        end = _moved(self.end, -12)
        end = last_day(end) if self.is_whole and self.kind in MONTHS_OF else end
        return replace(self, start=_moved(self.start, -12), end=end, name="")


def named_span(name: str, *, today: date) -> Span:
    """`bulan-ini`, `2026`, `2026-04`, `2026-T2`, `2026-04-17`, running units up to today.

    Raises NotASpan.
    """
    if name == "hari-ini":
        return Span(today, today, "day", name)
    if name == "minggu-ini":
        return Span(today - timedelta(days=today.weekday()), today, "week", name)
    if name in NAMED:
        kind = {"bulan-ini": "month", "triwulan-ini": "quarter", "tahun-ini": "year"}[name]
        months = MONTHS_OF[kind]
        first = date(today.year, (today.month - 1) // months * months + 1, 1)
        return Span(first, today, kind, name)
    return _written_span(name, today)


def free_span(start: date, end: date) -> Span:
    """From day to day; recognised as a month, quarter or year when it is one.

    Raises NotASpan.
    """
    if end < start:
        raise NotASpan("Tanggal akhir mendahului tanggal awal.")
    if (end - start).days > 366 * 5:
        raise NotASpan("Rentang paling lama lima tahun.")
    if start == end:
        return Span(start, end, "day")
    if start.day == 1 and end == last_day(end):
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        for kind, length in MONTHS_OF.items():
            if months == length and (start.month - 1) % length == 0:
                return Span(start, end, kind)
    return Span(start, end)


def _written_span(name: str, today: date) -> Span:
    parts = name.split("-")
    try:
        year = int(parts[0])
        if not 2000 <= year <= 2100:
            raise ValueError
        if len(parts) == 3:
            day = date.fromisoformat(name)
            return Span(day, day, "day", name)
        if len(parts) == 1:
            kind, month = "year", 1
        elif parts[1] in ("T1", "T2", "T3", "T4"):
            kind, month = "quarter", int(parts[1][1]) * 3 - 2
        else:
            kind, month = "month", int(parts[1])
        start = date(year, month, 1)
    except ValueError:
        raise NotASpan(
            "Rentang ini tidak dikenal. Pilih dari daftar atau isi tanggalnya."
        ) from None
    end = last_day(_moved(start, MONTHS_OF[kind] - 1))
    return Span(start, min(end, today) if start <= today else end, kind, name)


def _moved(day: date, months: int) -> date:
    """The same day some months later (or before), or the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _unit_label(start: date, kind: str) -> str:
    if kind == "year":
        return str(start.year)
    if kind == "quarter":
        return f"Triwulan {('I', 'II', 'III', 'IV')[start.month // 3]} {start.year}"
    return bulan(start)


def _days_label(start: date, end: date) -> str:
    if start == end:
        return tanggal(start)
    if start.year != end.year:
        return f"{tanggal(start)} sampai {tanggal(end)}"
    if start.month != end.month:
        return f"{start.day} {MONTHS[start.month - 1]} sampai {tanggal(end)}"
    return f"{start.day} sampai {tanggal(end)}"
