"""Calls at the same moment, each on its own database connection, and what serialises them.

Every test of a race has a twin in which exactly the guard is taken out; the twin fails, else the
test proves nothing. Barriers let everybody read before anybody writes, so no twin needs luck. Where
only one database shows a race, the twin is marked `only_on` that database.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence

from django.db import connection, connections


def together(calls: Sequence[Callable]) -> list:
    """Start all calls at once in threads and return, in their order, what each gave back.

    A call that raised gives its exception. The test needs `transactional_db`, so that the threads
    see committed rows.
    """
    results: list = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int) -> None:
        try:
            gate.wait()
            results[place] = calls[place]()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def outcomes(results: Sequence) -> Counter:
    """How often each thing happened: a text given back, or the class of what came or was raised."""
    return Counter(r if isinstance(r, str) else type(r).__name__ for r in results)


def unqueued(act: Callable) -> Callable:
    """The act without what queues SQLite's writers up: its own transaction.

    On PostgreSQL transactions run side by side, there the act stays as it is.
    """
    return act.__wrapped__ if connection.vendor == "sqlite" else act
