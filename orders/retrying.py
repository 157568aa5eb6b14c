"""Trying a whole transaction again when the database was only busy."""

import functools
import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction

ATTEMPTS = 4  # the first one and three more
# PostgreSQL: serialisation failure, deadlock, lock timeout.
BUSY_CODES = frozenset({"40001", "40P01", "55P03"})
Result = TypeVar("Result")


def is_busy(error: OperationalError) -> bool:
    """Whether the same transaction may succeed a moment later."""
    return getattr(error.__cause__, "pgcode", None) in BUSY_CODES or "is locked" in str(error)


def retried(act: Callable[..., Result]) -> Callable[..., Result]:
    """Run the business act again, up to three times with jitter, when the database was busy.

    After that the error goes through and becomes the 503 page, which keeps the form. Inside
    somebody else's transaction nothing is tried again: that one has to start over.
    """

    @functools.wraps(act)
    def run(*args, **kwargs) -> Result:
        for attempt in range(1, ATTEMPTS + 1):
            is_inner = transaction.get_connection().in_atomic_block
            try:
                return act(*args, **kwargs)
            except OperationalError as error:
                if is_inner or attempt == ATTEMPTS or not is_busy(error):
                    raise
            time.sleep(random.uniform(0.02, 0.1) * 2**attempt)  # noqa: S311
        raise AssertionError("unreachable")

    return run
