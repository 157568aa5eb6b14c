"""At most two pictures are decoded at a time on one machine.

Locks on files, not a semaphore: gunicorn's processes and the worker share them, and the kernel
gives a turn back when its process dies. Source: docs/decisions/0013-pictures.md.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

TURNS = 2
PATIENCE_SECONDS = 20


class NoTurn(Exception):
    """Nobody gave a turn back in time."""


@contextmanager
def decoding_turn(patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Wait for one of the turns and keep it for the block. Raises NoTurn."""
    folder = settings.DATA_DIR / "turns"
    folder.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + patience
    while True:
        for number in range(TURNS):
            with (folder / f"{number}.lock").open("w") as file:
                if _locked(file):
                    yield
                    return
        if time.monotonic() > end:
            raise NoTurn
        time.sleep(0.05)


def _locked(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
