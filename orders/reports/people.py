"""People at work and in training, facility by facility. docs/rules/monthly-figures.md."""

from dataclasses import dataclass, field
from datetime import date

from facilities.models import WorkforceReport
from orders.settlement import month_of

from .heads import HEADS, PART_OF, part_of
from .spans import Span
from .typed import HARVEST, LEARNED, TypedFigures, hidden_counts, learned_sums

FIGURES = (*HEADS, *LEARNED, *HARVEST)


@dataclass
class PlacePeople:
    """Counts of one facility, or of several added up. hidden: figures that leave something out."""

    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    bases: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PART_OF, 0))
    hidden: set[str] = field(default_factory=set)
    reported: int = 0

    def add(self, other: "PlacePeople") -> None:
        """Count another facility in."""
        for name, count in other.sums.items():
            self.sums[name] += count
        for name, count in other.bases.items():
            self.bases[name] += count
        self.hidden |= other.hidden
        self.reported += other.reported

    def part(self, name: str) -> int | None:
        """Tenths of a per cent of residents, or of those in assimilation; None where unknown."""
        return part_of(self.sums[name], self.bases[name])


def people_by_place(figures: TypedFigures, span: Span) -> dict[int, PlacePeople]:
    """By facility id; those without any report are missing. Two queries."""
    found: dict[int, PlacePeople] = {}
    for pk, heads in figures.heads_by_place(span):
        place = found.setdefault(pk, PlacePeople())
        place.sums |= heads.sums
        place.bases |= heads.bases
        place.hidden |= heads.hidden
        place.reported = 1
    for row in _learned(figures, month_of(span.start), month_of(span.end)):
        place = found.setdefault(row.pop("facility"), PlacePeople())
        for name, figure in row.items():
            if name.startswith("few_"):
                place.hidden |= {name.removeprefix("few_")} if figure else set()
            else:
                place.sums[name.removesuffix("_")] = figure or 0
    return found


def together(found: dict[int, PlacePeople], facility_ids) -> PlacePeople:
    """Several facilities added up."""
    people = PlacePeople()
    for pk in facility_ids:
        if pk in found:
            people.add(found[pk])
    return people


def _learned(figures: TypedFigures, first: date, last: date):
    rows = figures.sight.people.of(WorkforceReport.objects.order_by())
    rows = rows.filter(month__gte=first, month__lte=last).values("facility")
    return rows.annotate(**learned_sums(figures.sight), **hidden_counts(figures.sight))
