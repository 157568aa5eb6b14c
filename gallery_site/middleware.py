"""What every request passes before and after its view. The order stands in settings.MIDDLEWARE."""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from facilities.browser_features import permissions_policy
from gallery_site.errors import busy_page

ALLOWED_METHODS = ("GET", "HEAD", "POST")


def harden_headers(get_response):
    """Headers that Django and django-csp do not set."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", permissions_policy())
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def allow_methods(get_response):
    """A plain Django view answers any method, TRACE too; ours know three."""

    def middleware(request):
        if request.method in ALLOWED_METHODS:
            return get_response(request)
        return HttpResponse(
            "Metode ini tidak dilayani.\n",
            status=405,
            content_type="text/plain; charset=utf-8",
            headers={"Allow": ", ".join(ALLOWED_METHODS)},
        )

    return middleware


class LimitBody:
    """Refuse a body that is too large before any of it is parsed or spooled to disk.

    Django's own limits leave files out: a posted file of any size lies in a temporary file before
    the view is asked. The views that take pictures may receive more (settings.UPLOAD_VIEWS).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return HttpResponse(
                "Panjang isi harus disebutkan (Content-Length).\n",
                status=411,
                content_type="text/plain; charset=utf-8",
            )
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = -1
        limit = self._limit_for(request.resolver_match)
        if 0 <= length <= limit:
            return None
        match = request.resolver_match
        context = {
            "limit_bytes": limit,
            "back": self._way_back(match),
            "is_list": match.view_name in settings.UPLOAD_LISTS,
            "several": match.view_name in settings.UPLOAD_LIMITS,
        }
        page = render_to_string("413.html", context)
        return HttpResponse(page, status=413, headers={"Cache-Control": "no-store"})

    @staticmethod
    def _way_back(match) -> str:
        """Address of the page a picture was sent from, or "". Never taken from the Referer."""
        page = settings.UPLOAD_VIEWS.get(match.view_name)
        return reverse(page, kwargs=match.kwargs) if page else ""

    @staticmethod
    def _limit_for(match) -> int:
        """Bytes this address accepts."""
        if match.view_name in settings.UPLOAD_LIMITS:
            return settings.UPLOAD_LIMITS[match.view_name]
        if match.app_name == "admin":
            return settings.ADMIN_MAX_BYTES
        if match.view_name in settings.UPLOAD_VIEWS:
            return settings.UPLOAD_MAX_BYTES
        return settings.FORM_MAX_BYTES


class DatabaseBusy:
    """A database that is away or too busy is not a fault of the page: say so, keep the form."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, OperationalError | InterfaceError):
            return busy_page(request, exception)
        return None
