"""Run calls at the same moment, each on its own database connection."""

import threading
from collections.abc import Callable, Sequence

from django.db import connections


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
