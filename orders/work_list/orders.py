"""Orders that wait for an officer, goods that came back, requests about data."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from facilities.access import may
from orders import aftersales, desk, piles
from orders.models import Order, PrivacyRequest, ReturnRequest
from orders.piles import Pile

from .job import Job, job_of
from .places import rows_at


def order_jobs(user, *, at: datetime, facility=None) -> Iterator[Job]:
    """Tasks of the order desk, then what really waits of goods and requests that came back."""
    if may(user, "view", "order", facility):
        counts = piles.of(rows_at(Order, user, facility, "order"), desk.TASKS, at=at)
        for task in desk.TASKS:
            if task.is_for(user, facility):
                yield _job(
                    task, counts[task.name], "order", at, phone=reverse("orders:staff_orders")
                )
    found = []
    if may(user, "view", "returned", facility):
        found.append((ReturnRequest, "returned", aftersales.RETURN_TASKS))
    if may(user, "decide", "privacy", facility):
        found.append((PrivacyRequest, "privacy", aftersales.PRIVACY_TASKS))
    for model, subject, tasks in found:
        counts = piles.of(rows_at(model, user, facility, subject), tasks, at=at)
        for task in tasks:
            # On most days there is nothing of this kind: then it is not even named.
            if counts[task.name].count and task.is_for(user, facility):
                yield _job(task, counts[task.name], model._meta.model_name, at)


def _job(task: desk.Task, pile: Pile, model: str, at: datetime, phone: str = "") -> Job:
    query = f"?tugas={task.name}"
    address = reverse(f"admin:orders_{model}_changelist") + query
    return job_of(task, pile, at=at, desk=address, phone=phone and phone + query)
