"""Pictures of deposit slips: redrawn by the gate, kept privately under a random name, for good."""

import re
import secrets
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from ..models import StateDeposit
from ..proof_files import ORPHAN_AGE, redrawn

FOLDER = "setoran"
NAME = re.compile(r"[A-Za-z0-9_-]{32}")


def clean(upload: BinaryIO) -> bytes:
    """The uploaded picture as a clean JPEG. Raises ValidationError for the officer."""
    return redrawn(upload)


def keep(jpeg: bytes) -> str:
    """Store a cleaned slip and return its path, for StateDeposit.file_name."""
    return storages["private"].save(path_of(secrets.token_urlsafe(24)), ContentFile(jpeg))


def sweep(*, at: datetime) -> int:
    """Remove files no deposit names: left when a save did not go through. Returns how many."""
    storage = storages["private"]
    if not storage.exists(FOLDER):
        return 0
    kept = set(StateDeposit.objects.exclude(file_name="").values_list("file_name", flat=True))
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
