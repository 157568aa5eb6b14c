"""Pictures of payment proofs, in their own private folder."""

from datetime import datetime

from . import private_pictures
from .models import PaymentProof
from .private_pictures import NAME, discard, name_of, redrawn

__all__ = ["NAME", "discard", "keep", "name_of", "path_of", "redrawn", "sweep"]

FOLDER = "bukti"


def keep(jpeg: bytes) -> str:
    """Store a redrawn proof and return its path, for PaymentProof.file_name."""
    return private_pictures.keep(jpeg, folder=FOLDER)


def sweep(*, at: datetime) -> int:
    """Remove files no proof row names. Returns how many."""
    named = PaymentProof.objects.exclude(file_name="").values_list("file_name", flat=True)
    return private_pictures.sweep(folder=FOLDER, kept=named, at=at)


def path_of(name: str) -> str:
    """Random name -> path in the private storage."""
    return private_pictures.path_of(name, folder=FOLDER)
