"""What a sheet would change, row by row, before anything is written."""

import hashlib
import json
from dataclasses import dataclass, field

NEW, CHANGED, SAME, WRONG = "baru", "ubah", "tetap", "salah"


@dataclass(frozen=True)
class Change:
    """One value: the title of its column, and what stands before and after, as words."""

    title: str
    before: str
    after: str


@dataclass
class PlannedRow:
    """One row of the file. problems: (title of the column or "", what is wrong)."""

    number: int
    sku: str
    name: str = ""
    is_new: bool = False
    changes: list[Change] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.problems:
            return WRONG
        if self.is_new:
            return NEW
        return CHANGED if self.changes else SAME


@dataclass
class Plan:
    """The rows of a file in its order, and columns nobody asked for."""

    rows: list[PlannedRow]
    ignored: list[str] = field(default_factory=list)

    def of(self, outcome: str) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def wrong(self) -> list[PlannedRow]:
        return self.of(WRONG)

    @property
    def new(self) -> list[PlannedRow]:
        return self.of(NEW)

    @property
    def changed(self) -> list[PlannedRow]:
        return self.of(CHANGED)

    @property
    def same(self) -> list[PlannedRow]:
        return self.of(SAME)

    @property
    def warned(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.warnings]

    @property
    def is_clean(self) -> bool:
        return not self.wrong

    @property
    def has_work(self) -> bool:
        return any(row.is_new or row.changes for row in self.rows)

    @property
    def mark(self) -> str:
        """Names exactly these changes: what an officer agreed to is what is written."""
        said = [
            [row.number, row.sku, row.outcome, [[c.title, c.before, c.after] for c in row.changes]]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
