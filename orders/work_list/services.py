"""What somebody asked of a service, and goods left to work on."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from facilities.access import may
from orders import piles
from orders.models import Enquiry
from orders.services.desk import TASKS

from .job import Job, job_of
from .places import rows_at


def service_jobs(user, *, at: datetime, facility=None) -> Iterator[Job]:
    """For those who answer; goods are named only where some lie."""
    if not may(user, "answer", "enquiry", facility):
        return
    counts = piles.of(rows_at(Enquiry, user, facility, "enquiry"), TASKS, at=at)
    address = reverse("admin:orders_enquiry_changelist")
    phone = reverse("orders:staff_enquiries")
    for task, tab in zip(TASKS, ("jawab", "titip", "titip"), strict=True):
        pile = counts[task.name]
        if pile.count or task is TASKS[0]:
            yield job_of(
                task,
                pile,
                at=at,
                desk=f"{address}?tugas={task.name}",
                phone=f"{phone}?keadaan={tab}",
            )
