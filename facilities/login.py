"""Signing in: where one lands, and the answer to too many wrong tries."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.views import LoginView
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone

from facilities.access import scope_of
from facilities.sessions import SEEN_AT, SIGNED_IN_AT

KEEP_TRIES = timedelta(days=90)  # as long as web logs; docs/rules/privacy.md


def forget_old(*, at: datetime) -> int:
    """Remove officers' log-ins and failed tries, with their addresses, after 90 days."""
    return sum(
        model.objects.filter(attempt_time__lt=at - KEEP_TRIES).delete()[0]
        for model in (AccessAttempt, AccessFailureLog, AccessLog)
    )


def home_of(user) -> str:
    """Address a person lands on: the desk of the facility, or the summaries for officials."""
    scope = scope_of(user)
    if scope.facility_ids or scope.everything or not scope.is_official:
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return resolve_url(settings.OFFICIALS_REDIRECT_URL)


class OfficerLogin(LoginView):
    """Django's own page; only the way on and the start of the session are ours."""

    def get_success_url(self):
        # Officials who typed /admin/ come from there, and still have their work elsewhere.
        asked = self.get_redirect_url()
        return asked if asked not in ("", reverse("admin:index")) else home_of(self.request.user)

    def form_valid(self, form):
        response = super().form_valid(form)
        now = timezone.now().timestamp()
        self.request.session.update({SIGNED_IN_AT: now, SEEN_AT: now})
        return response


def locked_out(request, response=None, credentials=None):
    """Answer 429 for django-axes after too many wrong passwords."""
    return come_back_later(request, round(settings.AXES_COOLOFF_TIME * 3600))


def come_back_later(request, seconds: int):
    """The page that closes the door for so many seconds."""
    minutes = -(-seconds // 60)
    answer = render(request, "registration/locked_out.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer
