"""Orders that wait for an officer, goods that came back, requests about data."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.timesince import timesince

from catalog.money import rupiah
from facilities.access import may
from orders import aftersales, desk, piles
from orders.models import Order, PrivacyRequest, ReturnRequest
from orders.piles import Pile

from .job import Job
from .places import rows_at


def order_jobs(user, *, at: datetime, facility=None) -> Iterator[Job]:
    """Tasks of the order desk, then what really waits of goods and requests that came back."""
    if may(user, "view", "order", facility):
        counts = piles.of(rows_at(Order, user, facility, "order"), desk.TASKS, at=at)
        for task in desk.TASKS:
            if task.is_for(user, facility):
                yield _job(task, counts[task.name], "order", at, phone="orders:staff_orders")
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
    return Job(
        count=pile.count,
        label=task.label,
        note=_note(task, pile, at),
        desk=reverse(f"admin:orders_{model}_changelist") + query,
        phone=reverse(phone) + query if phone else "",
        tag=f"{pile.late} terlambat" if pile.late else "",
        is_late=bool(pile.late),
    )


def _note(task: desk.Task, pile: Pile, at: datetime) -> str:
    """How much money and since when; without anything waiting: what the task is about."""
    if not pile.count:
        return task.note
    parts = [f"Seluruhnya {rupiah(pile.amount)}"] if pile.amount else []
    if pile.oldest and pile.oldest < at:
        parts.append(f"tertua menunggu {timesince(pile.oldest, at, depth=1)}")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:] if text else task.note
