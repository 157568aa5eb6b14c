"""One line of a work list."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timesince import timesince

from catalog.money import rupiah
from orders.desk import Task
from orders.piles import Pile


@dataclass(frozen=True)
class Job:
    """What waits: a number with the way to it.

    desk: address in the back office; phone: address of the page under /petugas/, "" where there
    is none. tag: what is pressing, in two words; is_late: whether it is late.
    """

    count: int
    label: str
    note: str
    desk: str
    phone: str = ""
    tag: str = ""
    is_late: bool = False

    @property
    def address(self) -> str:
        """Where a phone goes: the page made for it, else the list of the back office."""
        return self.phone or self.desk


def job_of(task: Task, pile: Pile, *, at: datetime, desk: str, phone: str = "") -> Job:
    """The line of a task with what waits for it."""
    return Job(
        count=pile.count,
        label=task.label,
        note=_note(task, pile, at),
        desk=desk,
        phone=phone,
        tag=f"{pile.late} terlambat" if pile.late else "",
        is_late=bool(pile.late),
    )


def _note(task: Task, pile: Pile, at: datetime) -> str:
    """How much money and since when; without anything waiting: what the task is about."""
    if not pile.count:
        return task.note
    parts = [f"Seluruhnya {rupiah(pile.amount)}"] if pile.amount else []
    if pile.oldest and pile.oldest < at:
        parts.append(f"tertua menunggu {timesince(pile.oldest, at, depth=1)}")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:] if text else task.note
