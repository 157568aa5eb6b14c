"""The queue of tasks: what failed is tried again later, what was cut off at once, for all alike.

Letters, pictures and every other task only raise; how often and when they come again is said here.
A task may therefore run more than once and has to bear it. Source: docs/operations.md, The worker.
"""

import logging
from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

# Minutes before the next attempt; after the last one the task is given up and logged.
BACK_OFF_MINUTES = (1, 5, 30, 120, 720)
# A task that runs for longer belongs to a worker that was killed.
STUCK_AFTER = timedelta(minutes=15)
KEEP_DONE = timedelta(days=7)
KEEP_FAILED = timedelta(days=30)


def try_later(task: DBTaskResult, *, at: datetime) -> bool:
    """Put a failed task back with a pause that grows; False when it was the last attempt.

    Each claim adds the worker to the task, so the attempts are counted by the queue itself. What
    went wrong stays on the row until it has gone right.
    """
    facts = {"task": task.task_path, "attempts": _attempts(task)}
    if _is_worn_out(task):
        logger.error("task given up: %s", task.exception_class_path, extra=facts)
        return False
    later = at + timedelta(minutes=BACK_OFF_MINUTES[_attempts(task) - 1])
    failed = DBTaskResult.objects.failed().filter(pk=task.pk)
    failed.update(status="READY", run_after=later, finished_at=None)
    logger.warning("task postponed: %s", task.exception_class_path, extra=facts)
    return True


def requeue_stuck(*, at: datetime) -> int:
    """Tasks a killed worker left half done are ready again; returns how many.

    One that has taken down its worker at every attempt is given up instead.
    """
    count = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=at - STUCK_AFTER):
        running = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if _is_worn_out(task):
            running.update(status="FAILED", finished_at=at)
            logger.error("task given up: it never ended", extra={"task": task.task_path})
        else:
            count += running.update(status="READY")
    return count


def prune(*, at: datetime) -> int:
    """Forget tasks that are done for a week, and failed ones after thirty days."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=at - KEEP_DONE)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=at - KEEP_FAILED)
    return done.delete()[0] + failed.delete()[0]


def _attempts(task: DBTaskResult) -> int:
    return max(len(task.worker_ids), 1)


def _is_worn_out(task: DBTaskResult) -> bool:
    return _attempts(task) > len(BACK_OFF_MINUTES)
