"""The one process behind the site: letters, pictures, expiry and tidying up.

No order ever needs it to run. Source: docs/decisions/0028-one-worker.md.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error, close_old_connections, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from catalog import pausing, sheets, stock
from facilities import login

from . import (
    cart,
    channels,
    documents,
    limits,
    privacy,
    proof_files,
    queue,
    reminders,
    retention,
    return_photos,
    sales,
    services,
)
from .expiry import expire_due
from .gateways import accounts, asking
from .reports import letters
from .settlement import proof_pictures
from .shipping import quotes
from .statements import forget_drafts

logger = logging.getLogger(__name__)
TASKS_BETWEEN_JOBS = 20
PAUSE_SECONDS = 1.0
PAUSE_AFTER_ERROR_SECONDS = 5.0
# A job that failed comes again after this long, then twice as long, up to its usual period.
FIRST_RETRY = timedelta(minutes=1)


@dataclass(frozen=True)
class Job:
    """Something done again and again: its name for the log, how often, and what."""

    name: str
    every: timedelta
    run: Callable[[datetime], int]


JOBS = (
    # Before the expiry: money that has come should find its order waiting.
    Job("ask gateways", timedelta(minutes=1), lambda at: asking.ask_due(at=at)),
    Job("expire orders", timedelta(minutes=1), lambda at: expire_due(at=at, limit=1000)),
    Job("fold sales", timedelta(minutes=1), lambda at: sales.fold()),
    Job("remind shoppers", timedelta(minutes=10), lambda at: reminders.send_due(at=at)),
    Job("remind of services", timedelta(minutes=10), lambda at: services.remind_due(at=at)),
    Job("close lapsed services", timedelta(minutes=10), lambda at: services.close_lapsed(at=at)),
    Job("send summaries", timedelta(minutes=10), lambda at: letters.send_due(at=at)),
    Job("requeue stuck tasks", timedelta(minutes=5), lambda at: queue.requeue_stuck(at=at)),
    Job("end pauses", timedelta(minutes=10), lambda at: pausing.resume_due(at=at)),
    Job("write off expired goods", timedelta(hours=1), lambda at: stock.write_off_expired(at=at)),
    Job("forget old keys", timedelta(hours=1), lambda at: accounts.forget_old_keys(at=at)),
    Job("prune tasks", timedelta(hours=24), lambda at: queue.prune(at=at)),
    Job("prune carts", timedelta(hours=24), lambda at: cart.prune(at=at)),
    Job("prune rate counters", timedelta(hours=1), lambda at: limits.prune(at=at)),
    Job("prune courier answers", timedelta(hours=24), lambda at: quotes.prune(at=at)),
    Job("forget old log-ins", timedelta(hours=24), lambda at: login.forget_old(at=at)),
    Job("issue missing papers", timedelta(minutes=5), lambda at: documents.issue_missing(at=at)),
    Job("sweep papers", timedelta(hours=24), lambda at: documents.sweep(at=at)),
    Job("answer requests about data", timedelta(minutes=10), lambda at: privacy.carry_out(at=at)),
    Job("sweep return photos", timedelta(hours=24), lambda at: return_photos.sweep(at=at)),
    Job(
        "remove old return photos",
        timedelta(hours=24),
        lambda at: retention.remove_return_photos(at=at),
    ),
    Job("sweep proofs", timedelta(hours=24), lambda at: proof_files.sweep(at=at)),
    Job("sweep slips of deposits", timedelta(hours=24), lambda at: proof_pictures.sweep(at=at)),
    Job("remove old proofs", timedelta(hours=24), lambda at: retention.remove_proofs(at=at)),
    Job("forget drafts of statements", timedelta(hours=1), lambda at: forget_drafts(at=at)),
    Job("forget drafts of sheets", timedelta(hours=1), lambda at: sheets.forget_drafts(at=at)),
    Job("forget drafts of channels", timedelta(hours=1), lambda at: channels.forget_drafts(at=at)),
    Job("mask old statements", timedelta(hours=24), lambda at: retention.mask_statements(at=at)),
    Job("mask old enquiries", timedelta(hours=24), lambda at: retention.mask_enquiries(at=at)),
    Job("mask old contacts", timedelta(hours=24), lambda at: retention.mask_contacts(at=at)),
)


class Worker:
    """Runs the queues, and each job when its time has come, until asked to stop."""

    def __init__(self, *, jobs: tuple[Job, ...] = JOBS):
        self.jobs = jobs
        self.due: dict[str, datetime] = {}
        self.failures: Counter[str] = Counter()  # in a row, by job
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
        """Run the jobs that are due. One that fails is logged, stops no other, and comes again."""
        for job in self.jobs:
            if self.stopping.is_set():
                return
            if self.due.get(job.name, at) > at:
                continue
            self.due[job.name] = at + job.every
            try:
                count = job.run(at)
            except Exception:
                pause = FIRST_RETRY * 2 ** min(self.failures[job.name], 20)
                self.failures[job.name] += 1
                self.due[job.name] = at + min(job.every, pause)
                logger.exception("worker: job failed", extra={"job": job.name})
                close_old_connections()  # the next job shall not inherit a broken one
            else:
                del self.failures[job.name]
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
            if task.status == "FAILED":
                queue.try_later(task, at=timezone.now())
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
