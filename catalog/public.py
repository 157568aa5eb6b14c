"""Public pages: the same for everyone, so cached whole.

Source: docs/rules/public-pages.md. Here in Django's cache, then in nginx or any CDN that honours
`Cache-Control`, and checked by the browser with the ETag.
"""

import gzip
import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from catalog.version import bump_version, current_version

__all__ = ["bump_version", "current_version", "public_page"]

logger = logging.getLogger(__name__)

# How long a page may show an old stock wording, in seconds; with the second of a shared cache
# and the rendering it stays under ten.
PAGE_SECONDS = 8
# One second in shared caches plus one in `current_version` are the two seconds of the rule.
# Browsers always ask again, and mostly hear 304.
CACHE_CONTROL = "public, max-age=0, s-maxage=1"
# Longer addresses are answered but not kept: nobody links to them.
LONGEST_CACHED_QUERY = 600


@dataclass(frozen=True)
class Page:
    """A rendered page as the cache keeps it: packed, with its own headers and tag."""

    packed: bytes
    headers: dict[str, str]
    etag: str

    @classmethod
    def of(cls, response: HttpResponse) -> "Page":
        tag = hashlib.blake2b(response.content, digest_size=12).hexdigest()
        headers = {k: v for k, v in response.headers.items() if k != "Content-Length"}
        # Packed without a moment or a name, so that equal pages are equal bytes.
        return cls(gzip.compress(response.content, 5, mtime=0), headers, f'W/"{tag}"')

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page as this browser can read it, or 304 when it already has it."""
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            # The pages hold no secret, so packing them gives nothing away (BREACH).
            response = HttpResponse(self.packed, headers=self.headers)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(gzip.decompress(self.packed), headers=self.headers)
        response.headers["Cache-Control"] = CACHE_CONTROL
        response.headers["ETag"] = self.etag
        response.headers["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ["Accept-Encoding"])
        return get_conditional_response(request, etag=self.etag, response=response)


def public_page(view: Callable | None = None, *, params: Iterable[str] = ()) -> Callable:
    """Serve a GET page that is the same for every visitor, from the cache when it can.

    params: the query parameters the page knows. All others (utm_source, fbclid, ...) are taken
    out of `request.GET` before the view runs, so they make neither a new page nor a new key.

    The view must not touch session, user, messages or CSRF token, nor set a cookie. If it does,
    the answer goes out as private and is not kept, and an error is logged.
    """
    known = frozenset(params)

    def decorate(view):
        @require_safe
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            _keep_known_parameters(request, known)
            key = _cache_key(request)
            page = cache.get(key) if key else None
            if page is None:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response = response.render()
                if response.status_code != 200:
                    return response
                if _touched_the_visitor(request, response):
                    logger.error("A public page touched the visitor: %s", request.path)
                    response.headers["Cache-Control"] = "private, no-store"
                    return response
                page = Page.of(response)
                if key:
                    cache.set(key, page, PAGE_SECONDS)
            return page.answer(request)

        return wrapped

    return decorate(view) if view else decorate


def _keep_known_parameters(request: HttpRequest, known: frozenset[str]) -> None:
    """Rewrite the query: known parameters only, in one order, without empty values."""
    query = QueryDict(mutable=True)
    for name in sorted(known & request.GET.keys()):
        values = sorted({value.strip() for value in request.GET.getlist(name)} - {""})
        if values:
            query.setlist(name, values)
    query._mutable = False
    request.GET = query
    request.META["QUERY_STRING"] = query.urlencode()


def _cache_key(request: HttpRequest) -> str | None:
    """Where this page is kept, or None when it must be made afresh.

    Inside an open transaction (tests, never a visitor) a page could show what is never committed.
    """
    query = request.META["QUERY_STRING"]
    if connection.in_atomic_block or len(query) > LONGEST_CACHED_QUERY:
        return None
    parts = [current_version(), request.scheme, request.get_host(), request.path, query]
    return "page:" + hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _touched_the_visitor(request: HttpRequest, response: HttpResponse) -> bool:
    session = getattr(request, "session", None)
    return bool(
        (session is not None and session.accessed)
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or response.cookies
        or "Cookie" in response.get("Vary", "")
    )
