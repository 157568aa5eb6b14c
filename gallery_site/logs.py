"""One JSON object per line, with nothing in it that names a person.

No query string (a search may be a name), no address with its token (an order link is a key), no
full client address, no text of a database error (it quotes the row). What a request asked for is
told by the route it matched: `pesanan/<str:token>/`.
"""

import json
import logging
import re
import time
import traceback
from datetime import UTC, datetime

from facilities.network import client_ip, network_of

logger = logging.getLogger("galeri.requests")

E_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
# Telephone numbers, account numbers, client addresses: five digits or more, however spaced.
LONG_NUMBER = re.compile(r"(?<![\w.])\+?\d(?:[ .-]?\d){4,}")
# A path with more than one part, or with a query string.
ADDRESS = re.compile(r"(?:https?://[^\s/]+)?/[^\s'\"]*[/?][^\s'\"]*")

REQUEST_FIELDS = ("method", "route", "status", "milliseconds", "network")


def mask(text: str) -> str:
    """The text without addresses of pages, e-mail addresses and long numbers."""
    text = ADDRESS.sub("<address>", text)
    text = E_MAIL.sub("<e-mail>", text)
    return LONG_NUMBER.sub("<number>", text)


def route_of(request) -> str:
    """The pattern the request matched; "-" when it matched none."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "-"


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        request = getattr(record, "request", None)
        if hasattr(request, "META"):
            line |= {"method": request.method, "route": route_of(request)}
        line |= {name: vars(record)[name] for name in REQUEST_FIELDS if name in vars(record)}
        if record.exc_info and record.exc_info[0]:
            line |= self._failure(*record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)

    @staticmethod
    def _failure(kind, error, frames) -> dict:
        """Kind and place of an exception; of its text only the first line, masked.

        Databases put the refused row into the lines after it.
        """
        first_line = str(error).strip().partition("\n")[0]
        return {
            "exception": f"{kind.__module__}.{kind.__qualname__}",
            "reason": mask(first_line)[:200],
            "where": [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(frames)
            ],
        }


def log_requests(get_response):
    """One line per request. Static files are not counted: they are answered further in."""

    def middleware(request):
        started = time.monotonic()
        response = get_response(request)
        if request.resolver_match or response.status_code >= 400:
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "route": route_of(request),
                    "status": response.status_code,
                    "milliseconds": round((time.monotonic() - started) * 1000),
                    "network": network_of(client_ip(request)),
                },
            )
        return response

    return middleware
