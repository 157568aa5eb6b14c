"""How long one stays signed in: officers twelve hours, two without doing anything; a booth device
as long as its key works, a day without doing anything."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(hours=2)
# The last visit is written down this often, not with every page.
NOTED_EVERY = timedelta(minutes=5)

# A till stands still overnight and is not signed in anew each morning.
DEVICE_LONGEST_IDLE = timedelta(hours=24)

DEVICE_UNTIL = "device_until"
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


class SessionLimits:
    """Middleware after AuthenticationMiddleware.

    It works when a page asks who is there and not before: public pages never read a session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        known = request.user
        request.user = SimpleLazyObject(lambda: within_limits(request, known))
        return self.get_response(request)


def within_limits(request, user):
    """The signed-in user, or nobody when the session has lasted too long."""
    if not user.is_authenticated:
        return user
    now = timezone.now().timestamp()
    session = request.session
    signed_in_at = session.get(SIGNED_IN_AT, now)
    seen_at = session.get(SEEN_AT, now)
    device_until = session.get(DEVICE_UNTIL)
    is_over = now - signed_in_at > LONGEST.total_seconds()
    idle = LONGEST_IDLE
    if device_until is not None:
        is_over, idle = now > device_until, DEVICE_LONGEST_IDLE
    is_idle = now - seen_at > idle.total_seconds()
    if is_over or is_idle:
        session.flush()
        if device_until is not None:
            session[DEVICE_UNTIL] = device_until
        return AnonymousUser()
    if SEEN_AT not in session or now - seen_at > NOTED_EVERY.total_seconds():
        session[SEEN_AT] = now
        session.setdefault(SIGNED_IN_AT, now)
    return user


def was_device(request) -> bool:
    """Whether a booth device asks whose key was taken back, or is over."""
    return not request.user.is_authenticated and DEVICE_UNTIL in request.session
