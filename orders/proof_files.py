"""Pictures of payment proofs: redrawn, kept privately under a random name."""

import re
import secrets
from datetime import datetime, timedelta
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from catalog import pictures

from .models import PaymentProof

FOLDER = "bukti"
MAX_BYTES = 5_000_000
LONGEST_SIDE = 1600
ORPHAN_AGE = timedelta(days=1)
NAME = re.compile(r"[A-Za-z0-9_-]{32}")
IS_PDF = "Bukti PDF belum dapat dibaca. Buka berkasnya, lalu kirim tangkapan layar (JPG atau PNG)."


def redrawn(upload: BinaryIO) -> bytes:
    """The uploaded picture as a clean JPEG. Raises ValidationError for the shopper."""
    upload.seek(0)
    if upload.read(1024).lstrip().startswith(b"%PDF"):
        raise ValidationError(IS_PDF)
    return pictures.normalise(upload, max_bytes=MAX_BYTES, side=LONGEST_SIDE)


def keep(jpeg: bytes) -> str:
    """Store a redrawn proof and return its path, for PaymentProof.file_name."""
    return storages["private"].save(path_of(secrets.token_urlsafe(24)), ContentFile(jpeg))


def discard(path: str) -> None:
    """Remove a stored proof that no order took."""
    storages["private"].delete(path)


def sweep(*, at: datetime) -> int:
    """Remove files no proof row names: left when a process died in between. Returns how many."""
    storage = storages["private"]
    if not storage.exists(FOLDER):
        return 0
    kept = set(PaymentProof.objects.exclude(file_name="").values_list("file_name", flat=True))
    lost = [
        path
        for name in storage.listdir(FOLDER)[1]
        if (path := f"{FOLDER}/{name}") not in kept
        and at - storage.get_modified_time(path) > ORPHAN_AGE
    ]
    for path in lost:
        storage.delete(path)
    return len(lost)


def path_of(name: str) -> str:
    """Random name -> path in the private storage."""
    return f"{FOLDER}/{name}.jpg"


def name_of(path: str) -> str:
    """Path in the private storage -> the random name that stands in addresses."""
    return path.removeprefix(f"{FOLDER}/").removesuffix(".jpg")
