"""Head counts of a month added up, without groups a reader may not see."""

from dataclasses import dataclass, field

from .small_groups import is_few

HEADS = ("residents", "working", "assimilating", "assimilating_working")
# What a count is a part of: of the residents, and for LAKIP of those in assimilation.
PART_OF = {"working": "residents", "assimilating_working": "assimilating"}


@dataclass
class Heads:
    """Head counts of one month, added up. hidden: figures of which something is left out.

    bases: what a figure is a part of, of the same facilities.
    """

    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HEADS, 0))
    bases: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PART_OF, 0))
    hidden: set[str] = field(default_factory=set)
    facilities: int = 0

    def add(self, counts: tuple[int, ...], *, is_exact: bool) -> None:
        """Count one facility in."""
        self.facilities += 1
        few = () if is_exact else [n for n, c in zip(HEADS, counts, strict=True) if is_few(c)]
        self.hidden.update(few)
        shown = dict(zip(HEADS, counts, strict=True))
        for name, count in shown.items():
            if name not in few:
                self.sums[name] += count
        for name, whole in PART_OF.items():
            if name not in few and whole not in few:
                self.bases[name] += shown[whole]

    def part(self, name: str) -> int | None:
        """Tenths of a per cent of what it is a part of; None where that is nothing or hidden."""
        return part_of(self.sums[name], self.bases[name])


def part_of(count: int, whole: int) -> int | None:
    """Tenths of a per cent, rounded down; None of nothing."""
    return count * 1000 // whole if whole else None
