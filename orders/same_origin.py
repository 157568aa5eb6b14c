"""Posts from public pages, which are cached whole and so cannot carry a CSRF token.

The browser itself says where a post comes from; nothing said counts as foreign.
Source: docs/decisions/0031-add-to-cart-without-token.md
"""

from functools import wraps

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt


def is_same_origin(request) -> bool:
    """Whether Origin and Sec-Fetch-Site, those that are sent, both name this site."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin is None and site is None:
        return False
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return (origin is None or origin in own) and (site is None or site == "same-origin")


def same_origin_only(view):
    """Takes the place of the CSRF token: refuses every post not known to come from our pages."""

    @csrf_exempt
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.method == "POST" and not is_same_origin(request):
            return render(request, "orders/foreign_post.html", status=403)
        return view(request, *args, **kwargs)

    return wrapper
