"""Every job of the worker: listed for the operator, and harmless when it is done twice."""

import re
from datetime import timedelta

from django.conf import settings

from orders.worker import JOBS

UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


def test_operations_lists_each_job_with_its_period():
    text = (settings.BASE_DIR / "docs/operations.md").read_text()
    rows = re.findall(r"^\| ([a-z -]+) \| (\d+) (minute|hour)s? \|", text, re.M)
    listed = {name: int(number) * UNITS[unit] for name, number, unit in rows}

    assert listed == {job.name: job.every for job in JOBS}
