"""Which purchases were erased, in a file outside the database: a restored copy knows them again.

A line is a moment and the number of a checkout; it names nobody.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings


def add(number: str, *, at: datetime) -> None:
    """Write one line and wait until it is on the disk."""
    path = Path(settings.ERASURE_LIST)
    path.parent.mkdir(parents=True, exist_ok=True)
    # One short write at the end of the file: lines of several processes never mix.
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, f"{at.isoformat(timespec='seconds')} {number}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)


def numbers_in(paths: Iterable[Path]) -> list[str]:
    """The numbers in these lists, each once; a line cut short is left out."""
    found: dict[str, None] = {}
    for path in paths:
        for line in path.read_text().splitlines():
            parts = line.split()
            if len(parts) == 2:
                found[parts[1]] = None
    return list(found)
