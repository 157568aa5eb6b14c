"""Who is at work: the officer of the request, or the site itself (worker, commands).

The audit trail asks here, so no function has to be told twice who presses the button.
"""

from contextlib import contextmanager
from contextvars import ContextVar

SITE = "Sistem"

_request = ContextVar("request", default=None)
_somebody = ContextVar("somebody", default=None)


def remember_request(get_response):
    """Middleware after SessionLimits. It reads no session: that waits until somebody asks."""

    def middleware(request):
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return middleware


@contextmanager
def acting(user):
    """Inside, `user` is at work: for the pages before the sign-in is complete."""
    token = _somebody.set(user)
    try:
        yield
    finally:
        _somebody.reset(token)


def officer_at_work():
    """The signed-in account, or None: a job, a command, or a visitor."""
    if (somebody := _somebody.get()) is not None:
        return somebody
    user = getattr(_request.get(), "user", None)
    return user if user is not None and user.is_authenticated else None
