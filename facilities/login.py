"""Signing in: where one lands, and the answer to too many wrong tries."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth import login as auth_login
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone

from facilities import second_factor
from facilities.access import scope_of
from facilities.models import User
from facilities.sessions import DEVICE_UNTIL, SEEN_AT, SIGNED_IN_AT

KEEP_TRIES = timedelta(days=90)  # as long as web logs; docs/rules/privacy.md

PENDING = "pending_sign_in"
PENDING_FOR = timedelta(minutes=10)
PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"  # noqa: S105


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
    """Django's own page for the password; the code comes after it, then the session begins."""

    def form_valid(self, form):
        user, asked = form.get_user(), self.get_redirect_url()
        # Officials who typed /admin/ come from there, and still have their work elsewhere.
        way_on = asked if asked not in ("", reverse("admin:index")) else home_of(user)
        at = timezone.now()
        if second_factor.is_asked(user):
            await_code(self.request, user, way_on=way_on, at=at)
            page = "code" if second_factor.has_app(user) else "code_setup"
            return HttpResponseRedirect(reverse(f"facilities:{page}"))
        return HttpResponseRedirect(begin(self.request, user, way_on=way_on, at=at))


def await_code(request, user, *, way_on: str, at: datetime) -> None:
    """Remember who gave the right password, for ten minutes. Nobody is signed in yet."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "way_on": way_on,
        "at": at.timestamp(),
    }


def pending_user(request, *, at: datetime):
    """Who still has to give a code; None when nobody is, or the password was given too long ago."""
    pending = request.session.get(PENDING)
    if not pending or at.timestamp() - pending["at"] > PENDING_FOR.total_seconds():
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != pending["password"]:
        return None
    return user


def begin_pending(request, user, *, at: datetime) -> str:
    """Sign in who has given the code as well; returns the address to go on to."""
    return begin(request, user, way_on=request.session[PENDING]["way_on"], at=at)


def begin(request, user, *, way_on: str, at: datetime) -> str:
    """Sign in and start the clock of the session (facilities/sessions.py); returns way_on."""
    auth_login(request, user, backend=PASSWORD_BACKEND)
    request.session.pop(PENDING, None)
    now = at.timestamp()
    request.session.update({SIGNED_IN_AT: now, SEEN_AT: now})
    return way_on


def begin_device(request, device, *, at: datetime) -> None:
    """Sign a booth device in until its key ends; taking the key back ends it at once."""
    begin(request, device.account, way_on="", at=at)
    request.session[DEVICE_UNTIL] = device.expires_at.timestamp()
    request.session.set_expiry(device.expires_at - at)


def locked_out(request, response=None, credentials=None):
    """Answer 429 for django-axes after too many wrong passwords."""
    return come_back_later(request, round(settings.AXES_COOLOFF_TIME * 3600))


def come_back_later(request, seconds: int):
    """The page that closes the door for so many seconds."""
    minutes = -(-seconds // 60)
    answer = render(request, "registration/locked_out.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer
