"""Counts that could point at a person are not shown to readers above the facility.

The smallest cell is one facility, one month and one figure. Every sum is made of such cells and leaves
out the hidden ones, so that no difference of two sums gives one away.
Source: docs/rules/monthly-figures.md.
"""

from facilities.models.facilities import SMALLEST_PUBLIC_GROUP

FEW = f"kurang dari {SMALLEST_PUBLIC_GROUP}"


def is_few(count: int) -> bool:
    """Whether so many people are too few to be shown; nobody is nobody."""
    return 0 < count < SMALLEST_PUBLIC_GROUP


def said(total: int, *, has_hidden: bool) -> int | str:
    """What a cell shows: the sum of what may be shown, or that there is only a little."""
    return FEW if has_hidden and not total else total
