"""Pages about one shopper: kept by no cache, listed by no search engine."""

from functools import wraps


def private_page(view):
    """Every answer of the view stays between us and this browser."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # The address of an order page is its key: it must not travel to other sites.
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapper
