from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.utils import timezone

from facilities.login import KEEP_TRIES, forget_old


def make_record(model, *, at):
    record = model.objects.create(username="ambon", ip_address="192.0.2.1", path_info="/", **(
        {"failures_since_start": 1} if model is AccessAttempt else {}
    ))  # fmt: skip
    model.objects.filter(pk=record.pk).update(attempt_time=at)
    return record


def test_log_ins_are_forgotten_after_their_time_and_not_before():
    now = timezone.now()
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        make_record(model, at=now - KEEP_TRIES - timedelta(seconds=1))
        if model is not AccessAttempt:
            make_record(model, at=now - KEEP_TRIES + timedelta(seconds=1))

    assert forget_old(at=now) == 3

    assert AccessAttempt.objects.count() == 0
    assert (AccessFailureLog.objects.count(), AccessLog.objects.count()) == (1, 1)
