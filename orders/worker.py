"""The one process behind the site: letters, pictures, expiry and tidying up.

No order ever needs it to run. Source: docs/decisions/0028-one-worker.md.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error, close_old_connections, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from catalog import stock
from facilities import login

from . import cart, documents, limits, proof_files, retention
from .expiry import expire_due
from .gateways import accounts, asking
from .shipping import quotes

logger = logging.getLogger(__name__)
STUCK_AFTER = timedelta(minutes=15)
KEEP_DONE = timedelta(days=7)
KEEP_FAILED = timedelta(days=30)
TASKS_BETWEEN_JOBS = 20
PAUSE_SECONDS = 1.0
PAUSE_AFTER_ERROR_SECONDS = 5.0


@dataclass(frozen=True)
class Job:
    """Something done again and again: its name for the log, how often, and what."""

    name: str
    every: timedelta
    run: Callable[[datetime], int]


def requeue_stuck(at: datetime) -> int:
    """Tasks a killed worker left half done are ready again; letters may so arrive twice."""
    stuck = DBTaskResult.objects.running().filter(started_at__lt=at - STUCK_AFTER)
    return stuck.update(status="READY")


def prune_tasks(at: datetime) -> int:
    """Forget tasks that are long done, and failed ones after thirty days."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=at - KEEP_DONE)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=at - KEEP_FAILED)
    return done.delete()[0] + failed.delete()[0]


JOBS = (
    # Before the expiry: money that has come should find its order waiting.
    Job("ask gateways", timedelta(minutes=1), lambda at: asking.ask_due(at=at)),
    Job("expire orders", timedelta(minutes=1), lambda at: expire_due(at=at, limit=1000)),
    Job("requeue stuck tasks", timedelta(minutes=5), requeue_stuck),
    Job("write off expired goods", timedelta(hours=1), lambda at: stock.write_off_expired(at=at)),
    Job("forget old keys", timedelta(hours=1), lambda at: accounts.forget_old_keys(at=at)),
    Job("prune tasks", timedelta(hours=24), prune_tasks),
    Job("prune carts", timedelta(hours=24), lambda at: cart.prune(at=at)),
    Job("prune rate counters", timedelta(hours=1), lambda at: limits.prune(at=at)),
    Job("prune courier answers", timedelta(hours=24), lambda at: quotes.prune(at=at)),
    Job("forget old log-ins", timedelta(hours=24), lambda at: login.forget_old(at=at)),
    Job("issue missing papers", timedelta(minutes=5), lambda at: documents.issue_missing(at=at)),
    Job("sweep papers", timedelta(hours=24), lambda at: documents.sweep(at=at)),
    Job("sweep proofs", timedelta(hours=24), lambda at: proof_files.sweep(at=at)),
    Job("remove old proofs", timedelta(hours=24), lambda at: retention.remove_proofs(at=at)),
    Job("mask old contacts", timedelta(hours=24), lambda at: retention.mask_contacts(at=at)),
)


class Worker:
    """Runs the queues, and each job when its time has come, until asked to stop."""

    def __init__(self, *, jobs: tuple[Job, ...] = JOBS):
        self.jobs = jobs
        self.due: dict[str, datetime] = {}
        self.stopping = threading.Event()
        self.name = get_random_string(16)
        self.queue = QueueWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
        )

    def stop(self, *signal) -> None:
        """Finish the task or job at hand, then leave. Safe as a signal handler."""
        self.stopping.set()

    def run(self) -> None:
        """Work until stopped. A database that is away is waited for."""
        while not self.stopping.is_set():
            pause = PAUSE_SECONDS
            try:
                close_old_connections()
                self.run_jobs(timezone.now())
                self.run_tasks(limit=TASKS_BETWEEN_JOBS)
            except Error:
                logger.exception("worker: database away, waiting")
                pause = PAUSE_AFTER_ERROR_SECONDS
            if not self._has_tasks_waiting():
                self.stopping.wait(pause)

    def run_once(self) -> None:
        """Every job and all waiting tasks, once."""
        self.run_jobs(timezone.now())
        self.run_tasks(limit=None)

    def run_jobs(self, at: datetime) -> None:
        """Run the jobs that are due. One that fails is logged and waits for its next turn."""
        for job in self.jobs:
            if self.stopping.is_set():
                return
            if self.due.get(job.name, at) > at:
                continue
            self.due[job.name] = at + job.every
            try:
                count = job.run(at)
            except Exception:
                logger.exception("worker: job failed", extra={"job": job.name})
            else:
                if count:
                    logger.info("worker: %s: %s", job.name, count)

    def run_tasks(self, *, limit: int | None) -> None:
        """Run waiting tasks of every queue, at most `limit` of them."""
        done = 0
        while not self.stopping.is_set() and (limit is None or done < limit):
            task = self._claim()
            if task is None:
                return
            self.queue.run_task(task)  # notes success or failure by itself
            done += 1

    def _claim(self) -> DBTaskResult | None:
        # Look without a lock first: on SQLite a transaction would hold off the shoppers.
        ready = DBTaskResult.objects.ready()
        if not ready.exists():
            return None
        with transaction.atomic():
            task = ready.get_locked()
            if task is not None:
                task.claim(self.name)
            return task

    def _has_tasks_waiting(self) -> bool:
        try:
            return not self.stopping.is_set() and DBTaskResult.objects.ready().exists()
        except Error:
            return False
