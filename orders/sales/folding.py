"""Cells made anew where days have changed: by the worker, and by a report before it reads.

Source: docs/decisions/0091-sums-of-sums.md.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable

from django.db import OperationalError, transaction

from ..models import SalesDayMark
from ..retrying import is_busy, retried
from . import writing
from .rolling import Part, cell_steps

logger = logging.getLogger(__name__)
MARKS_AT_ONCE = 20_000


def freshen() -> bool:
    """Fold what has changed, so that a report shows every sale so far. One query when nothing has.

    False when somebody else holds the marks for too long: the figures are then a moment old.
    """
    if not SalesDayMark.objects.exists():
        return True
    try:
        _fold()  # once: a reader does not wait for what the worker does anyway
    except OperationalError as error:
        if not is_busy(error):
            raise
        logger.warning("sales: cells are read a moment old")
        return False
    return True


@retried
def fold() -> int:
    """Bring the cells of all marked days up to date; returns how many marks there were."""
    return _fold()


@transaction.atomic
def _fold() -> int:
    """Locking the marks, oldest first, lets one fold after the other: a cell of the nation is a sum
    over facilities, so two at once could each leave out what the other one adds. Only the marks
    read here are deleted. One written meanwhile, for a sale these sums have not seen, stays.
    """
    marks = list(SalesDayMark.objects.select_for_update().order_by("pk")[:MARKS_AT_ONCE])
    for part in _parts(marks):
        for step in cell_steps(part):
            writing.refresh(step)
    SalesDayMark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)


def _parts(marks: Iterable[SalesDayMark]) -> list[Part]:
    """The marked days month by month, oldest first."""
    months = defaultdict(lambda: (set(), set()))
    for mark in marks:
        facility_ids, days = months[mark.day.year, mark.day.month]
        facility_ids.add(mark.facility_id)
        days.add(mark.day)
    return [
        Part(frozenset(facility_ids), frozenset(days))
        for _, (facility_ids, days) in sorted(months.items())
    ]
