"""What waits at the service desk, and the tabs over its list. Source: docs/rules/services.md."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q

from ..desk import Task
from ..models import Enquiry

State = Enquiry.State
NOBODY: frozenset[str] = frozenset()  # who does it is asked of the table of rights, by subject

TASKS = (
    Task(
        "jawab",
        "Jasa yang diminta",
        "Jawab, pastikan harinya, atau tolak",
        Q(state=State.ASKED),
        NOBODY,
        since=F("asked_at"),
        within=timedelta(days=1),
    ),
    Task(
        "kerjakan",
        "Barang titipan dikerjakan",
        "Ada di bengkel, harganya belum ditetapkan atau belum siap",
        Q(state=State.LEFT),
        NOBODY,
        since=F("moved_at"),
        within=timedelta(days=7),
    ),
    Task(
        "ambil",
        "Barang titipan belum diambil",
        "Sudah siap, menunggu pemiliknya",
        Q(state=State.READY),
        NOBODY,
        since=F("moved_at"),
        within=timedelta(days=14),
    ),
)


@dataclass(frozen=True)
class Tab:
    """One tab over the list of the service desk."""

    name: str
    label: str
    condition: Q
    order: tuple


TABS = (
    Tab("jawab", "Menunggu jawaban", Q(state=State.ASKED), ("asked_at", "pk")),
    Tab(
        "jalan", "Sudah dijawab", Q(state__in=[State.ANSWERED, State.CONFIRMED]),
        (F("booking__day__day").asc(nulls_last=True), "asked_at", "pk"),
    ),
    Tab("titip", "Dititip", Q(state__in=[State.LEFT, State.READY]), ("moved_at", "pk")),
    Tab("selesai", "Selesai", ~Q(state__in=Enquiry.OPEN_STATES), ("-closed_at", "-pk")),
)  # fmt: skip
