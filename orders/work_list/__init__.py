"""What waits for one officer: the one source of the first page of the back office and of phones.

A part that has work of its own adds a function to SECTIONS. Source: docs/rules/desk.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from facilities.models import Facility

from .figures import figure_jobs
from .job import Job
from .money import money_jobs
from .orders import order_jobs
from .services import service_jobs
from .shelf import shelf_jobs

__all__ = ["Job", "Section", "sections_for"]

SECTIONS = (
    ("Pesanan", order_jobs),
    ("Jasa", service_jobs),
    ("Rak dan gudang", shelf_jobs),
    ("Uang dan setoran", money_jobs),
    ("Angka bulanan", figure_jobs),
)


@dataclass(frozen=True)
class Section:
    """Jobs of one kind of work: those with something in them, and those that are done."""

    title: str
    jobs: tuple[Job, ...]
    done: tuple[Job, ...]


def sections_for(user, *, at: datetime, facility: Facility | None = None) -> list[Section]:
    """The work of this person, late work first within a section.

    facility: only what waits there; None for all places the person works at.
    """
    return list(_sections(user, at, facility))


def _sections(user, at, facility) -> Iterator[Section]:
    for title, jobs_of in SECTIONS:
        jobs = list(jobs_of(user, at=at, facility=facility))
        if jobs:
            waiting = tuple(job for job in jobs if job.count)
            yield Section(title, waiting, tuple(job for job in jobs if not job.count))
