"""The answers when something failed below the views."""

import logging
import sys

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.views.defaults import server_error

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
