"""Pictures of deposit slips: redrawn by the gate, kept privately under a random name, for good."""

from datetime import datetime
from typing import BinaryIO

from .. import private_pictures
from ..models import StateDeposit
from ..private_pictures import NAME, name_of

__all__ = ["NAME", "clean", "keep", "name_of", "path_of", "sweep"]

FOLDER = "setoran"


def clean(upload: BinaryIO) -> bytes:
    """The uploaded picture as a clean JPEG. Raises ValidationError for the officer."""
    return private_pictures.redrawn(upload)


def keep(jpeg: bytes) -> str:
    """Store a cleaned slip and return its path, for StateDeposit.file_name."""
    return private_pictures.keep(jpeg, folder=FOLDER)


def sweep(*, at: datetime) -> int:
    """Remove files no deposit names: left when a save did not go through. Returns how many."""
    named = StateDeposit.objects.exclude(file_name="").values_list("file_name", flat=True)
    return private_pictures.sweep(folder=FOLDER, kept=named, at=at)


def path_of(name: str) -> str:
    """Random name -> path in the private storage."""
    return private_pictures.path_of(name, folder=FOLDER)
