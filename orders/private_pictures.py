"""Pictures that shoppers send: redrawn, kept privately under random names, one folder a subject.

The folders of other private files (papers) are swept the same way.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from catalog import pictures

MAX_BYTES = 5_000_000
LONGEST_SIDE = 1600
ORPHAN_AGE = timedelta(days=1)
NAME = re.compile(r"[A-Za-z0-9_-]{32}")
IS_PDF = "Berkas PDF belum dapat dibaca. Buka berkasnya, lalu kirim tangkapan layar (JPG atau PNG)."


def redrawn(upload: BinaryIO) -> bytes:
    """The uploaded picture as a clean JPEG. Raises ValidationError for the shopper."""
    upload.seek(0)
    if upload.read(1024).lstrip().startswith(b"%PDF"):
        raise ValidationError(IS_PDF)
    return pictures.normalise(upload, max_bytes=MAX_BYTES, side=LONGEST_SIDE)


def keep(jpeg: bytes, *, folder: str) -> str:
    """Store a redrawn picture and return its path, for the row that names it."""
    path = path_of(secrets.token_urlsafe(24), folder=folder)
    return storages["private"].save(path, ContentFile(jpeg))


def discard(*paths: str) -> None:
    """Remove stored pictures; an empty path or one that is gone already is no error."""
    for path in paths:
        if path:
            storages["private"].delete(path)


def sweep(*, folder: str, kept: Iterable[str], at: datetime) -> int:
    """Remove files no row names: left when a process died in between. Returns how many.

    kept: the paths that rows name.
    """
    storage, kept = storages["private"], set(kept)
    if not storage.exists(folder):
        return 0
    lost = [
        path
        for name in storage.listdir(folder)[1]
        if (path := f"{folder}/{name}") not in kept
        and at - storage.get_modified_time(path) > ORPHAN_AGE
    ]
    discard(*lost)
    return len(lost)


def path_of(name: str, *, folder: str) -> str:
    """Random name -> path in the private storage."""
    return f"{folder}/{name}.jpg"


def name_of(path: str) -> str:
    """Path in the private storage -> the random name that stands in addresses."""
    return path.rpartition("/")[2].removesuffix(".jpg")
