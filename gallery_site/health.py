"""Two questions a machine asks: is the process alive, and may visitors be sent to it."""

import shutil

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.models import RateCounter

# Under this, an upload or the database's own log could fill the disk.
LEAST_FREE_BYTES = 1_000_000_000


@never_cache
@require_safe
def alive(request):
    """The process answers; nothing else is asked."""
    return _answer("sehat")


@never_cache
@require_safe
def ready(request):
    """The database takes a write and the disk has room; otherwise 503 with the reason."""
    if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE_BYTES:
        return _answer("ruang disk hampir habis", status=503)
    try:
        _try_a_write()
    except DatabaseError:
        return _answer("basis data tidak dapat ditulis", status=503)
    return _answer("siap")


@transaction.atomic
def _try_a_write() -> None:
    """Insert a row and take it back, so that nothing is left of the probe."""
    RateCounter.objects.create(key="siap", window_start=timezone.now())
    transaction.set_rollback(True)


def _answer(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
