"""The answers when something failed below the views."""

import logging
import sys

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

from orders.same_origin import is_same_origin

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5


def busy_page(request: HttpRequest, error: Exception) -> HttpResponse:
    """503 that offers the same request again, with everything the visitor had typed.

    Rendered without the request: no context processor may ask the database once more.
    """
    logger.error("Database unavailable", exc_info=error, extra={"request": request})
    page = render_to_string(
        "503.html",
        {
            "address": request.get_full_path(),
            "is_form": request.method == "POST",
            "typed": typed_fields(request),
            "seconds": RETRY_SECONDS,
        },
    )
    return HttpResponse(
        page,
        status=503,
        headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"},
    )


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and value of every posted field, except passwords and files."""
    if request.method != "POST":
        return []
    try:
        posted = request.POST
    except (
        BadRequest,
        MultiPartParserError,
        RequestDataTooBig,
        TooManyFieldsSent,
        UnreadablePostError,
    ):
        return []
    return [
        (name, value)
        for name, values in posted.lists()
        if "password" not in name
        for value in values
    ]


def answer_failure(request: HttpRequest) -> HttpResponse:
    """handler500: also where a database error outside the view (a session's save) ends."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return busy_page(request, error)
    return server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token no longer fits, as after a long pause or a log-in elsewhere.

    What was typed is offered again, with a new token, only when the browser itself says the post
    came from this site; anybody else's post gets nothing to press.
    """
    is_ours = is_same_origin(request)
    context = {
        "address": request.get_full_path(),
        "is_ours": is_ours,
        "typed": [
            (name, value) for name, value in typed_fields(request) if name != "csrfmiddlewaretoken"
        ]
        if is_ours
        else [],
    }
    response = render(request, "403_csrf.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response
