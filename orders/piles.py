"""How much of each kind of work there is: counted, the oldest named, the late ones apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min, QuerySet, Sum

if TYPE_CHECKING:
    from .desk import Task


@dataclass(frozen=True)
class Pile:
    """One task's waiting rows: how many, since when the oldest, how many too long, rupiah."""

    count: int = 0
    oldest: datetime | None = None
    late: int = 0
    amount: int = 0


def of(rows: QuerySet, tasks: Sequence["Task"], *, at: datetime) -> dict[str, Pile]:
    """What waits for each task, by its name. One query. rows: those the person sees."""
    # Expressions, no annotations: counting over those would wrap the rows in a query of its own.
    sums = {}
    for task in tasks:
        name, condition = task.name, task.condition
        sums[f"{name}_count"] = Count("pk", filter=condition)
        sums[f"{name}_oldest"] = Min(task.since, filter=condition)
        late = task.is_late(at)
        if late is not None:
            sums[f"{name}_late"] = Count("pk", filter=condition & late)
        if task.amount is not None:
            sums[f"{name}_amount"] = Sum(task.amount, filter=condition, default=0)
    found = rows.order_by().aggregate(**sums)
    return {
        task.name: Pile(
            count=found[f"{task.name}_count"],
            oldest=found[f"{task.name}_oldest"],
            late=found.get(f"{task.name}_late", 0),
            amount=found.get(f"{task.name}_amount", 0),
        )
        for task in tasks
    }
