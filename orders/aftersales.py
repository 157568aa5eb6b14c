"""What waits for an officer after the sale: goods given back, requests about personal data."""

from django.db.models import Count, Q

from .desk import Task
from .models import PrivacyRequest, Refund, ReturnRequest
from .states.table import DESK, LEADERS

R, D = ReturnRequest.State, PrivacyRequest.State

RETURN_TASKS = (
    Task("jawab", "Jawab permintaan pengembalian", "Pembeli menunggu", Q(state=R.ASKED), LEADERS),
    Task(
        "periksa",
        "Periksa barang yang kembali",
        "Disetujui, barang dalam perjalanan kembali",
        Q(state=R.ACCEPTED, sends_back=True),
        DESK,
    ),
    Task(
        "selesaikan",
        "Kirim pengganti atau kembalikan dana",
        "Barang kembali sudah diperiksa",
        Q(state=R.RECEIVED)
        | Q(state=R.ACCEPTED, sends_back=False)
        | Q(state=R.DONE, refund__state=Refund.State.REFUSED),
        LEADERS,
    ),
)
PRIVACY_TASKS = (
    Task(
        "data",
        "Jawab permintaan data pribadi",
        "Paling lambat 3 × 24 jam sejak diminta",
        Q(state=D.ASKED),
        LEADERS,
    ),
)


def returns_waiting(user) -> dict[str, int]:
    """How many visible returns wait for each task, by its name. One query."""
    return _counts(ReturnRequest.objects.visible_to(user, subject="returned"), RETURN_TASKS)


def privacy_waiting(user) -> dict[str, int]:
    """How many visible requests about data wait for each task, by its name. One query."""
    return _counts(PrivacyRequest.objects.visible_to(user, subject="privacy"), PRIVACY_TASKS)


def _counts(rows, tasks) -> dict[str, int]:
    return rows.aggregate(**{task.name: Count("pk", filter=task.condition) for task in tasks})
