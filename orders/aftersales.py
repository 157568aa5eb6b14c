"""What waits for an officer after the sale: goods given back, requests about personal data."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from .desk import Task
from .models import PrivacyRequest, Refund, ReturnRequest
from .states.table import DESK, LEADERS

R, D = ReturnRequest.State, PrivacyRequest.State


def _answered_late(at: datetime) -> Q:
    return Q(due_at__lt=at)


RETURN_TASKS = (
    Task(
        "jawab",
        "Jawab permintaan pengembalian",
        "Pembeli menunggu",
        Q(state=R.ASKED),
        LEADERS,
        since=F("asked_at"),
        within=timedelta(days=2),
    ),
    Task(
        "periksa",
        "Periksa barang yang kembali",
        "Disetujui, barang dalam perjalanan kembali",
        Q(state=R.ACCEPTED, sends_back=True),
        DESK,
        since=F("decided_at"),
        within=timedelta(days=14),
    ),
    Task(
        "selesaikan",
        "Kirim pengganti atau kembalikan dana",
        "Barang kembali sudah diperiksa",
        Q(state=R.RECEIVED)
        | Q(state=R.ACCEPTED, sends_back=False)
        | Q(state=R.DONE, refund__state=Refund.State.REFUSED),
        LEADERS,
        since=Coalesce(F("received_at"), F("decided_at")),
        within=timedelta(days=3),
    ),
)
PRIVACY_TASKS = (
    Task(
        "data",
        "Jawab permintaan data pribadi",
        "Paling lambat 3 × 24 jam sejak diminta",
        Q(state=D.ASKED),
        LEADERS,
        since=F("asked_at"),
        late=_answered_late,
    ),
)
