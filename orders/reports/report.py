"""A report as data: screen, spreadsheet, CSV and PDF are written from this and nothing else."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from catalog.dates import tanggal
from catalog.money import ribuan, rupiah

from .filters import Filters
from .sales_figures import Point

Value = int | str | date | None

# How a value is written. percent: tenths of a per cent as int (931 is 93,1%).
TEXT, RUPIAH, COUNT, DAY, PERCENT, GRAMS = "text", "rupiah", "count", "date", "percent", "grams"
NUMBERS = {RUPIAH, COUNT, PERCENT, GRAMS}


def shown(value: Value, kind: str) -> str:
    """A value as people read it; "" for None. A word in a column of numbers stays as it is."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if kind == RUPIAH:
        return rupiah(value)
    if kind == COUNT:
        return ribuan(value)
    if kind == PERCENT:
        sign, size = "-" if value < 0 else "", abs(value)
        return f"{sign}{size // 10},{size % 10}%".replace(",0%", "%")
    if kind == GRAMS:
        return f"{ribuan(value)} g"
    return tanggal(value) if kind == DAY else str(value)


def _number(value: Value) -> int:
    """What a value adds to a total: a hidden one ("kurang dari 5") and an empty one nothing."""
    return value if isinstance(value, int) else 0


@dataclass(frozen=True)
class Column:
    """One column. is_total: the last row sums it up (numbers only)."""

    key: str
    label: str
    kind: str = TEXT
    is_total: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def is_bare(self) -> bool:
        """Whether its amounts are written without `Rp`, because the label says it."""
        return self.kind == RUPIAH and self.label.endswith("(Rp)")

    def shown(self, value: Value) -> str:
        """A value of this column as people read it."""
        return shown(value, COUNT if self.is_bare else self.kind)


@dataclass(frozen=True)
class Row:
    """Values in the order of the columns. links: column key -> address of what lies behind."""

    values: tuple[Value, ...]
    links: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """Rows under a title. note: one sentence below; empty: what to say without rows."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    empty: str = "Belum ada yang tercatat pada rentang ini."

    def without(self, *keys: str) -> "Table":
        """The same without some columns."""
        kept = [place for place, column in enumerate(self.columns) if column.key not in keys]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(
                Row(
                    tuple(row.values[place] for place in kept),
                    {key: link for key, link in row.links.items() if key not in keys},
                )
                for row in self.rows
            ),
        )

    @property
    def totals(self) -> tuple[Value, ...] | None:
        """The last row: sums of the columns that have one; None without such a column or rows."""
        if not self.rows or not any(column.is_total for column in self.columns):
            return None
        sums = [
            sum(_number(row.values[place]) for row in self.rows) if column.is_total else None
            for place, column in enumerate(self.columns)
        ]
        return ("Jumlah", *sums[1:]) if sums[0] is None else tuple(sums)


@dataclass(frozen=True)
class Tile:
    """A headline figure with what it was in the span before.

    value, before: None when it is not known. points: values of a sparkline, oldest first.
    is_good_up: whether more is better (None: neither). note: a few words below.
    """

    label: str
    value: int | None
    kind: str = COUNT
    before: int | None = None
    before_label: str = ""
    points: tuple[int, ...] = ()
    link: str = ""
    note: str = ""
    is_good_up: bool | None = True


@dataclass(frozen=True)
class Line:
    """Amounts over time against the same time a year before. table: key of the table behind."""

    key: str
    title: str
    points: tuple[Point, ...]
    compared: tuple[Point, ...] = ()
    table: str = ""
    kind: str = RUPIAH
    names: tuple[str, str] = ("Rentang ini", "Setahun sebelumnya")


@dataclass(frozen=True)
class Bars:
    """Amounts by name: (name, amount, address of what lies behind or "").

    is_ranked: drawn largest first; otherwise in the order of the rows (0 to 30 days, 31 to 90).
    """

    key: str
    title: str
    rows: tuple[tuple[str, int, str], ...]
    table: str = ""
    kind: str = RUPIAH
    is_ranked: bool = True


@dataclass(frozen=True)
class Stacked:
    """Amounts by step, each made of parts. series: (name, amounts step by step).

    marks: shorter names of the steps, to be written below the columns.
    """

    key: str
    title: str
    steps: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]
    table: str = ""
    kind: str = RUPIAH
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProvinceMap:
    """Amounts by Kemendagri code of the province: (code, name, amount, address or "")."""

    key: str
    title: str
    provinces: tuple[tuple[str, str, int, str], ...]
    table: str = ""
    kind: str = RUPIAH


Chart = Line | Bars | Stacked | ProvinceMap


@dataclass(frozen=True)
class Report:
    """One page of figures. notes: sentences on how they are counted; more: address of the rows
    that follow where a list is longer than a screen, "" where this is all; is_of_now: no span
    changes it."""

    slug: str
    title: str
    filters: Filters
    printed_at: datetime
    tiles: tuple[Tile, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    more: str = ""
    is_of_now: bool = False

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """(label, value) of all that narrows it; a span only where it counts."""
        span, *rest = self.filters.chosen()
        return [("Rentang", "keadaan saat dicetak") if self.is_of_now else span, *rest]

    @property
    def is_part(self) -> bool:
        """Whether rows stand before or behind these."""
        return bool(self.more or self.filters.typed.get("setelah"))

    def table(self, key: str) -> Table | None:
        """The table of this key."""
        return next((table for table in self.tables if table.key == key), None)
